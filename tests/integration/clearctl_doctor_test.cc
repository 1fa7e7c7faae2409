// `clearctl doctor` on a machine in order and on machines that are not, each wrong in one thing.
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "common/base/bytes.h"
#include "common/wire/shipped_rule_book.h"
#include "tests/integration/centre_fixture.h"
#include "tests/support/shared_data.h"

namespace clearance {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class DoctorTest : public CentreTest {
 protected:
  void SetUp() override {
    CentreTest::SetUp();
    ASSERT_TRUE(hall().StartGate("gate-1", {{"gate-1/a", {{"icbc-kaz", "KAZ", "KAZ", "ICBC", true, true}}}}).ok());
    EXPECT_EQ(hall().StopGate("gate-1"), 0);
  }

  // What it says of that machine; fails the test when its exit code does not fit its answer.
  nlohmann::json Examine(const std::string& config, std::vector<std::string> more = {}) {
    std::vector<std::string> arguments = {"doctor", "--config", hall().Path(config), "--json"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    int exit_code = -1;
    const auto output = hall().Clearctl(std::move(arguments), exit_code);
    EXPECT_TRUE(output.ok()) << output.status();
    nlohmann::json json = nlohmann::json::parse(output.ok() ? *output : "", nullptr, false);
    EXPECT_TRUE(json.is_object()) << FileText("clearctl.log");
    if (!json.is_object()) return {{"state", ""}, {"checks", nlohmann::json::array()}};
    EXPECT_EQ(exit_code, json["state"] == "fail" ? 2 : 0) << json.dump(1);
    return json;
  }

  // True when it has such a line, and every line that is not in order says what to do.
  static void ExpectLine(const nlohmann::json& examined, const std::string& check, const std::string& state,
                         const std::string& piece) {
    bool found = false;
    for (const nlohmann::json& line : examined["checks"]) {
      EXPECT_EQ(line["state"] == "ok", line.value("todo", "").empty()) << line.dump();
      const std::string what = line["what"];
      found = found || (line["check"] == check && line["state"] == state && what.find(piece) != std::string::npos);
    }
    EXPECT_TRUE(found) << "no " << state << " " << check << " with \"" << piece << "\" in\n" << examined.dump(1);
  }

  // Every line of that check is in order.
  static void ExpectInOrder(const nlohmann::json& examined, const std::string& check) {
    int lines = 0;
    for (const nlohmann::json& line : examined["checks"]) {
      if (line["check"] != check) continue;
      ++lines;
      EXPECT_EQ(line["state"], "ok") << line.dump();
    }
    EXPECT_GT(lines, 0) << "no " << check << " in\n" << examined.dump(1);
  }

  void Replace(const std::string& file, const std::string& piece, const std::string& by) {
    std::string text = FileText(file);
    const std::size_t at = text.find(piece);
    ASSERT_NE(at, std::string::npos) << piece;
    text.replace(at, piece.size(), by);
    ASSERT_TRUE(WriteFile(hall().Path(file), text).ok());
  }
  void StopCentre() {
    Disconnect();
    ASSERT_EQ(hall().StopCentre(), 0);
  }
};

TEST_F(DoctorTest, FindsAMachineInOrderThatIs) {
  // The centre listens where --listen says; its file says a free port.
  const nlohmann::json centre = Examine("server.toml");
  for (const char* check : {"configuration", "file", "tzdata", "rule_book", "port", "database"})
    ExpectInOrder(centre, check);
  EXPECT_NE(centre["state"], "fail");
  const nlohmann::json gate = Examine("gate-1.toml");
  for (const char* check : {"configuration", "file", "tzdata", "port", "database", "centre", "centre_clock"})
    ExpectInOrder(gate, check);
  EXPECT_NE(gate["state"], "fail");
  // The development certificates are for thirty days.
  ExpectLine(centre, "certificate", "warn", "pki/server.pem: until");
  ExpectLine(centre, "certificate", "ok", "signed by " + hall().Path("pki/ca.pem"));
}

TEST_F(DoctorTest, FindsKeysThatOthersMayReadAndFilesThatAreNotThere) {
  ASSERT_EQ(::chmod(hall().Path("pki/lookup_key.hex").c_str(), 0644), 0);
  ASSERT_EQ(::chmod(hall().Path("pki/master_key.hex").c_str(), 0640), 0);
  ASSERT_EQ(::chmod(hall().Path("pki/seal_key.pem").c_str(), 0666), 0);
  fs::remove(hall().Path("pki/ledger_key.pem"));
  const nlohmann::json centre = Examine("server.toml");
  ExpectLine(centre, "file", "fail", "pki/lookup_key.hex: a secret that others may read or change (mode 0644)");
  ExpectLine(centre, "file", "warn", "pki/master_key.hex: a secret that a group may read (mode 0640)");
  ExpectLine(centre, "file", "fail", "pki/seal_key.pem: a secret that others may read or change (mode 0666)");
  ExpectLine(centre, "file", "fail", "pki/ledger_key.pem: No such file or directory");
  ASSERT_EQ(::chmod(hall().Path("pki/gate-1_key.pem").c_str(), 0604), 0);
  ExpectLine(Examine("gate-1.toml"), "file", "fail", "pki/gate-1_key.pem: a secret that others may read");
}

TEST_F(DoctorTest, FindsCertificatesThatFitNeitherKeyNorAuthority) {
  Replace("server.toml", "pki/server_key.pem", "pki/gate-2_key.pem");
  ExpectLine(Examine("server.toml"), "certificate", "fail",
             "pki/gate-2_key.pem: is not the key of " + hall().Path("pki/server.pem"));
  Replace("gate-1.toml", "pki/gate-1.pem", "pki/stranger.pem");
  Replace("gate-1.toml", "pki/gate-1_key.pem", "pki/stranger_key.pem");
  const nlohmann::json gate = Examine("gate-1.toml");
  ExpectLine(gate, "certificate", "fail", "pki/stranger.pem: unable to get local issuer certificate");
  ExpectLine(gate, "centre", "warn", "does not answer");
}

TEST_F(DoctorTest, FindsCertificatesThatHaveExpired) {
  const std::string clock = hall().Path("clock");
  const std::int64_t shift = 40 * 24 * 3'600;
  ASSERT_TRUE(WriteFile(clock, std::string(reinterpret_cast<const char*>(&shift), sizeof shift)).ok());
  setenv("CLEARANCE_TEST_CLOCK", clock.c_str(), 1);
  setenv("ASAN_OPTIONS", "verify_asan_link_order=0", 0);
  setenv("LD_PRELOAD", BinPath("libclearance_clock_shift.so").c_str(), 1);
  const nlohmann::json centre = Examine("server.toml");
  unsetenv("LD_PRELOAD");
  unsetenv("CLEARANCE_TEST_CLOCK");
  ExpectLine(centre, "certificate", "fail", "has expired");
  ExpectLine(centre, "certificate", "fail", "pki/server.pem: certificate has expired (authority: ");
}

TEST_F(DoctorTest, FindsPortsThatOthersHaveAndClocksThatAreApart) {
  Replace("gate-1.toml", "listen = \"127.0.0.1:0\"", "listen = \"" + hall().CentreAddress() + "\"");
  ExpectLine(Examine("gate-1.toml"), "port", "fail", hall().CentreAddress() + ": another process listens there");
  Replace("server.toml", "listen = \"127.0.0.1:0\"", "listen = \"" + hall().CentreAddress() + "\"");
  ExpectLine(Examine("server.toml"), "port", "ok", hall().CentreAddress() + ": in use, and the service runs");
  StopCentre();
  ExpectLine(Examine("server.toml"), "port", "ok", hall().CentreAddress() + ": free");
  ExpectLine(Examine("gate-1.toml"), "centre", "warn", "does not answer");
}

TEST_F(DoctorTest, FindsADatabaseThatIsDamagedAndABookThatIsNone) {
  StopCentre();
  ASSERT_TRUE(WriteFile(hall().Path("draft.toml"), "version = 3\n").ok());
  Replace("server.toml",
          "database = ", "rule_book = \"draft.toml\"\nrule_book_approved_by = [\"a\", \"b\"]\ndatabase = ");
  std::string bytes = FileText("clearance.db");
  ASSERT_GT(bytes.size(), 20'000u);
  bytes.replace(8'192, 4'096, std::string(4'096, 'x'));
  ASSERT_TRUE(WriteFile(hall().Path("clearance.db"), bytes).ok());
  const nlohmann::json centre = Examine("server.toml");
  ExpectLine(centre, "rule_book", "fail", "draft.toml:1: version");
  ExpectLine(centre, "database", "fail", "clearance.db: ");
  const nlohmann::json skipped = Examine("server.toml", {"--skip-database"});
  for (const nlohmann::json& line : skipped["checks"]) EXPECT_NE(line["check"], "database") << line.dump();
}

TEST_F(DoctorTest, SaysWhatItCannotLookAt) {
  Replace("server.toml", "level = \"info\"", "level = \"loud\"");
  ExpectLine(Examine("server.toml"), "configuration", "fail", "log.level: must be debug");
  ASSERT_TRUE(WriteFile(hall().Path("other.toml"), "colour = \"blue\"\n").ok());
  int exit_code = -1;
  const auto other = hall().Clearctl({"doctor", "--config", hall().Path("other.toml")}, exit_code);
  EXPECT_EQ(exit_code, 1);
  EXPECT_THAT(FileText("clearctl.log"), HasSubstr("neither of a centre nor of a gate"));
  const auto people = hall().Clearctl({"doctor", "--config", hall().Path("gate-1.toml")}, exit_code);
  ASSERT_TRUE(people.ok());
  EXPECT_EQ(exit_code, 0) << *people;
  EXPECT_THAT(*people, HasSubstr(" ok, "));
}

}  // namespace
}  // namespace clearance
