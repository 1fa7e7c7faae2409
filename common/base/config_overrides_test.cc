// What environment variables and flags do over a file, and what a program shows of where its values come from.
#include "common/base/config_overrides.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <filesystem>

#include "common/base/bytes.h"
#include "common/base/config.h"
#include "common/base/error_reasons.h"
#include "tests/support/temporary_folder.h"

namespace clearance {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr char kFile[] = R"(name = "hall"
workers = 2
[log]
level = "info"
[[gates]]
id = "gate-1"
)";

ConfigOverride Flag(const std::string& key, const std::string& text) { return {key, text, "flag --" + key}; }

StatusOr<ConfigReader> Read(const std::vector<ConfigOverride>& overrides, std::string_view file = kFile) {
  return ConfigReader::FromText(file, "/etc/clearance/server.toml", overrides);
}

// Everything kFile may say.
struct Settings {
  std::string name;
  std::string level;
  std::string key;
  std::int64_t workers = 0;
  double share = 0;
  bool open = false;
  std::vector<std::string> people;
  std::optional<std::chrono::local_days> day;
  std::string gate;
};

Settings Ask(ConfigReader& reader) {
  Settings settings;
  settings.name = reader.String("name");
  settings.workers = reader.IntegerOr("workers", 1, 64, 2);
  settings.level = reader.StringOr("log.level", "warning");
  settings.key = reader.PathOr("keys.master", "master.hex");
  settings.share = reader.NumberOr("share", 0, 1, 0.5);
  settings.open = reader.BoolOr("open", false);
  if (reader.Has("people")) settings.people = reader.Strings("people");
  settings.day = reader.OptionalDate("day");
  for (ConfigReader& gate : reader.Tables("gates")) settings.gate = gate.String("id");
  return settings;
}

// What is wrong; empty when nothing is.
std::string Problem(const std::vector<ConfigOverride>& overrides) {
  auto reader = Read(overrides);
  if (!reader.ok()) return MessageOf(reader.status());
  Ask(*reader);
  const Status status = reader->Finish();
  EXPECT_EQ(ReasonOf(status), status.ok() ? "" : error_reason::kConfigInvalid);
  return MessageOf(status);
}

TEST(ConfigOverrides, StandOverTheFileInTheirOrder) {
  ConfigOverride variable = Flag("log.level", "debug");
  variable.program = "CLEARANCE_SERVER";
  auto reader = Read({variable, Flag("workers", "4"), Flag("log.level", "error"), Flag("share", "0.25"),
                      Flag("open", "true"), Flag("people", "[\"a\", \"b\"]"), Flag("day", "2026-11-22")});
  ASSERT_TRUE(reader.ok()) << reader.status();
  const Settings settings = Ask(*reader);
  ASSERT_TRUE(reader->Finish().ok()) << reader->Finish();
  EXPECT_EQ(settings.level, "error");
  EXPECT_EQ(settings.workers, 4);
  EXPECT_EQ(settings.share, 0.25);
  EXPECT_TRUE(settings.open);
  EXPECT_THAT(settings.people, ElementsAre("a", "b"));
  EXPECT_EQ(settings.day, std::chrono::local_days(std::chrono::year(2026) / 11 / 22));
  EXPECT_EQ(settings.name, "hall") << "what nothing stands over is the file's";
}

TEST(ConfigOverrides, AreStringsWhereAStringIsAskedFor) {
  for (const char* text :
       {"127.0.0.1:7443", "7", "true", "2026-11-22", "a b", "", "\"quoted\"", "[x", "a = 1\nb = 2"}) {
    auto reader = Read({Flag("name", text)});
    ASSERT_TRUE(reader.ok()) << reader.status();
    const std::string name = Ask(*reader).name;
    EXPECT_TRUE(reader->Finish().ok()) << reader->Finish();
    EXPECT_EQ(name, std::string(text) == "\"quoted\"" ? "quoted" : text);
  }
}

TEST(ConfigOverrides, APathIsTakenFromWhereItWasGiven) {
  auto of_file = Read({});
  EXPECT_EQ(Ask(*of_file).key, "/etc/clearance/master.hex");
  auto of_flag = Read({Flag("keys.master", "here/master.hex")});
  EXPECT_EQ(Ask(*of_flag).key, "here/master.hex");
}

TEST(ConfigOverrides, ErrorsNameTheirOrigin) {
  EXPECT_EQ(Problem({Flag("workers", "many")}), "flag --workers: workers: must be an integer, is a string");
  EXPECT_EQ(Problem({Flag("workers", "99")}), "flag --workers: workers: must be from 1 to 64, is 99");
  EXPECT_EQ(Problem({Flag("speed", "3")}), "flag --speed: speed: unknown key");
  EXPECT_EQ(Problem({Flag("engine.speed", "3")}), "flag --engine.speed: engine.speed: unknown key");
  EXPECT_EQ(Problem({Flag("log.colour", "3")}), "flag --log.colour: log.colour: unknown key");
  EXPECT_EQ(Problem({Flag("people", "[\"a\", \"a\"]")}), "flag --people: people[1]: stands twice");
  EXPECT_EQ(Problem({Flag("share.x", "3")}), "flag --share.x: share: must be a number, is a table");
  EXPECT_EQ(Problem({Flag("keys.master.x", "3")}), "flag --keys.master.x: keys.master: must be a string, is a table");
  EXPECT_EQ(Problem({}), "");
}

TEST(ConfigOverrides, AnUnknownOneNamesTheKeyThatIsLikelyMeant) {
  EXPECT_EQ(Problem({Flag("log_level", "info")}), "flag --log_level: log_level: unknown key; is log.level meant?");
  EXPECT_EQ(Problem({{"worker", "1", "environment HALL__WORKER", "HALL"}}),
            "environment HALL__WORKER: worker: unknown key; is HALL__WORKERS meant?");
}

TEST(ConfigOverrides, AVariableOfNoKeysFormIsAnErrorAndStandsOverNothing) {
  const std::array<const char*, 1> environment = {"HALL_LOG_LEVEL=debug"};
  const std::string form = ": names no key: two low lines stand behind HALL and in the place of each dot";
  EXPECT_EQ(Problem(OverridesFromEnvironment("HALL", environment)),
            "environment HALL_LOG_LEVEL" + form + "; is HALL__LOG__LEVEL meant?");
  const std::array<const char*, 1> name = {"HALL_NAME=other"};
  auto reader = Read(OverridesFromEnvironment("HALL", name));
  ASSERT_TRUE(reader.ok());
  EXPECT_EQ(reader->String("name"), "hall");
  EXPECT_EQ(MessageOf(reader->FinishAsked()), "environment HALL_NAME" + form + "; is HALL__NAME meant?");
  const std::array<const char*, 1> nobodys = {"HALL_SERVICE_HOST=10.0.0.1"};
  EXPECT_EQ(Problem(OverridesFromEnvironment("HALL", nobodys)), "environment HALL_SERVICE_HOST" + form);
}

TEST(ConfigOverrides, TheFilesOwnErrorsComeFirst) {
  auto reader = Read({Flag("workers", "99")}, "name = 3\n");
  ASSERT_TRUE(reader.ok());
  Ask(*reader);
  EXPECT_EQ(MessageOf(reader->Finish()), "/etc/clearance/server.toml:1: name: must be a string, is an integer");
}

TEST(ConfigOverrides, TablesStandInTheFile) {
  for (const ConfigOverride& over :
       {Flag("gates", "[]"), Flag("log", "x"), Flag("name", "{a = 1}"), Flag("name", "[{a = 1}]")})
    EXPECT_THAT(Problem({over}), HasSubstr(over.key + ": tables can only stand in the file")) << over.text;
  for (const ConfigOverride& over : {Flag("gates.id", "gate-2"), Flag("name.first", "x"), Flag(".name", "x")})
    EXPECT_THAT(Problem({over}), HasSubstr(": is no key of a plain table")) << over.key;
  EXPECT_NE(Problem({Flag("", "x")}), "");
  EXPECT_NE(Problem({Flag("log.", "x")}), "");
}

TEST(ConfigValues, SayWhatEachKeyIsAndWhereItComesFrom) {
  auto reader = Read({{"log.level", "debug", "environment CLEARANCE_SERVER__LOG__LEVEL"}, Flag("workers", "4")});
  ASSERT_TRUE(reader.ok());
  Ask(*reader);
  EXPECT_EQ(ConfigText(reader->Values()),
            "name        = \"hall\"                       # /etc/clearance/server.toml:1\n"
            "workers     = 4                            # flag --workers\n"
            "log.level   = \"debug\"                      # environment CLEARANCE_SERVER__LOG__LEVEL\n"
            "keys.master = \"/etc/clearance/master.hex\"  # default\n"
            "share       = 0.5                          # default\n"
            "open        = false                        # default\n"
            "gates[0].id = \"gate-1\"                     # /etc/clearance/server.toml:6\n");
}

TEST(ConfigValues, NeverShowWhatLooksLikeAKey) {
  const std::string hex = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
  for (const std::string& secret : {hex, std::string("-----BEGIN PRIVATE KEY-----\nMC4CAQ")}) {
    auto reader = Read({Flag("name", secret), Flag("keys.master", secret)});
    ASSERT_TRUE(reader.ok());
    Ask(*reader);
    EXPECT_THAT(ConfigText(reader->Values()), Not(HasSubstr(secret.substr(0, 20))));
    EXPECT_THAT(ConfigText(reader->Values()), HasSubstr("(not shown: looks like a key)"));
  }
}

TEST(ConfigValues, ShowTheNameOfASecretsFileOnlyWhereThereIsSuchAFile) {
  const TemporaryFolder folder;
  const std::string file = folder.Path("a.key");
  ASSERT_TRUE(WriteFile(file, "secret").ok());
  for (const std::string& given : {file, std::string("hunter2, in the place of a file's name")}) {
    auto reader = Read({Flag("name", given)});
    ASSERT_TRUE(reader.ok());
    EXPECT_EQ(reader->SecretPath("name"), given);
    EXPECT_THAT(ConfigText(reader->Values()), given == file
                                                  ? testing::Matcher<std::string>(HasSubstr(file))
                                                  : AllOf(Not(HasSubstr("hunter2")), HasSubstr("no such file")));
  }
}

TEST(ConfigReader, AnotherTakesItsPlaceWithWhatWasFoundWrong) {
  auto reader = ConfigReader::FromText("a = 1\n", "a.toml");
  auto other = ConfigReader::FromText("b = 2\n", "b.toml");
  ASSERT_TRUE(reader.ok() && other.ok());
  *reader = *std::move(other);
  EXPECT_EQ(MessageOf(reader->Finish()), "b.toml:1: b: unknown key");
}

TEST(EnvironmentOverrides, AreThoseOfOneProgramWithTwoLowLinesForADot) {
  const std::array<const char*, 12> environment = {"CLEARANCE_SERVER__LISTEN=127.0.0.1:0",
                                                   "CLEARANCE_SERVER__TLS__PRIVATE_KEY=a=b",
                                                   "CLEARANCE_GATE__LEVEL=manual",
                                                   "CLEARANCE_MODELS=models",
                                                   "CLEARANCE_SERVER__BROKEN",
                                                   "CLEARANCE_SERVERS=2",
                                                   "CLEARANCE_SERVER=on",
                                                   "CLEARANCE_SHARED=/shared",
                                                   "CLEARANCE_LONG=1",
                                                   "CLEARANCE_SKIP_SETUP=1",
                                                   "CLEARANCE_SERVER_LISTEN=127.0.0.1:1",
                                                   "PATH=/bin"};
  const auto overrides = OverridesFromEnvironment("CLEARANCE_SERVER", environment);
  ASSERT_EQ(overrides.size(), 3u);
  EXPECT_FALSE(overrides[0].misnamed || overrides[1].misnamed);
  EXPECT_TRUE(overrides[2].misnamed);
  EXPECT_EQ(overrides[2].origin, "environment CLEARANCE_SERVER_LISTEN");
  EXPECT_EQ(overrides[0].key, "listen");
  EXPECT_EQ(overrides[0].text, "127.0.0.1:0");
  EXPECT_EQ(overrides[0].origin, "environment CLEARANCE_SERVER__LISTEN");
  EXPECT_EQ(overrides[1].key, "tls.private_key");
  EXPECT_EQ(overrides[1].text, "a=b");
}

TEST(EnvironmentOverrides, AreReadFromTheProcessItself) {
  ASSERT_EQ(::setenv("CLEARANCE_OVERRIDES_TEST__LOG__LEVEL", "info", 1), 0);
  const auto overrides = OverridesFromEnvironment("CLEARANCE_OVERRIDES_TEST");
  ::unsetenv("CLEARANCE_OVERRIDES_TEST__LOG__LEVEL");
  ASSERT_EQ(overrides.size(), 1u);
  EXPECT_EQ(overrides[0].key, "log.level");
  EXPECT_EQ(overrides[0].text, "info");
  EXPECT_TRUE(OverridesFromEnvironment("CLEARANCE_OVERRIDES_TEST").empty());
}

TEST(SetOption, IsAKeyAndAValue) {
  const auto set = OverrideFromSet("log.level=a=b");
  ASSERT_TRUE(set.ok());
  EXPECT_EQ(set->key, "log.level");
  EXPECT_EQ(set->text, "a=b");
  EXPECT_EQ(set->origin, "flag --set log.level");
  EXPECT_FALSE(OverrideFromSet("log.level").ok());
  EXPECT_FALSE(OverrideFromSet("=x").ok());
}

// Which of two of a kind stands last is chance, or a slip of the pen.
TEST(Overrides, TwoOfAKindWithOneKeyAreBothNamed) {
  const std::array<const char*, 2> environment = {"CLEARANCE_SERVER__NAME=a", "CLEARANCE_SERVER__name=b"};
  const auto variables = OverridesFromEnvironment("CLEARANCE_SERVER", environment);
  EXPECT_EQ(MessageOf(Read(variables).status()),
            "environment CLEARANCE_SERVER__NAME and environment CLEARANCE_SERVER__name: name: is given twice");
  EXPECT_EQ(MessageOf(Read({*OverrideFromSet("name=a"), Flag("name", "b")}).status()),
            "flag --set name and flag --name: name: is given twice");
  auto reader = Read({variables.front(), Flag("name", "c")});
  ASSERT_TRUE(reader.ok()) << reader.status();
  EXPECT_EQ(Ask(*reader).name, "c") << "a flag stands over a variable";
}

TEST(Overrides, ANumberTooLargeIsOutOfRangeAndNoString) {
  for (const char* number : {"99999999999999999999", "-99999999999999999999"})
    EXPECT_EQ(Problem({Flag("workers", number)}), "flag --workers: workers: is out of range: larger than any integer");
  EXPECT_EQ(Problem({Flag("workers", "9x")}), "flag --workers: workers: must be an integer, is a string");
}

TEST(EnvironmentOverrides, AVariableWithoutAKeyIsMisnamed) {
  const std::array<const char*, 2> environment = {"CLEARANCE_SERVER__=1", "CLEARANCE_SERVER__NAME=hall"};
  EXPECT_EQ(
      Problem(OverridesFromEnvironment("CLEARANCE_SERVER", environment)),
      "environment CLEARANCE_SERVER__: names no key: two low lines stand behind CLEARANCE_SERVER and in the place "
      "of each dot");
}

}  // namespace
}  // namespace clearance
