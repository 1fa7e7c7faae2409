// The server's configuration: what it means, and every way to get it wrong.
#include "services/server/config.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <tuple>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "tests/support/shared_data.h"
#include "tests/support/temporary_folder.h"

namespace clearance {
namespace {

constexpr char kGood[] = R"(listen = "127.0.0.1:7443"
database = "clearance.db"
[tls]
certificate = "server.pem"
private_key = "/keys/server_key.pem"
client_ca = "ca.pem"
[keys]
lookup = "lookup.hex"
seal = "seal.pem"
seal_document = "document.hex"
ledger = "ledger.pem"
master = "master.hex"
[ledger]
site = "khorgos.example/ledger"
[[booking.slots]]
port = "KHORGOS"
lane_group = "icbc-kaz"
from = "KAZ"
to = "ICBC"
hours = ["01:15-24:00"]
places = 12
)";

class ServerConfigTest : public testing::Test {
 protected:
  StatusOr<ServerConfig> Read(const std::string& text) {
    EXPECT_TRUE(WriteFile(folder_.Path("server.toml"), text).ok());
    return ReadServerConfig(folder_.Path("server.toml"));
  }

  const TemporaryFolder folder_;
};

TEST_F(ServerConfigTest, EveryFileItNamesIsHeldAgainstTheOthers) {
  auto config = Read(kGood);
  ASSERT_TRUE(config.ok()) << config.status();
  config->seal_epochs.push_back({.key = "next.pem", .document_key = "next.hex"});
  config->rule_book = "book.toml";
  config->trust_folder = "trust";
  config->log_file = "server.log";
  const ConfiguredPlaces places = PlacesOf(*config);
  std::map<std::string, std::string> names;
  for (const WrittenPlace& place : places.written) names[std::string(place.key)] = place.path;
  for (const ReadPlace& place : places.read) names[std::string(place.key)] = place.path;
  const std::string beside = folder_.path() + "/";
  const std::map<std::string, std::string> expected = {{"--config", beside + "server.toml"},
                                                       {"database", beside + "clearance.db"},
                                                       {"log.file", "server.log"},
                                                       {"rule_book", "book.toml"},
                                                       {"documents.trust", "trust"},
                                                       {"tls.certificate", beside + "server.pem"},
                                                       {"tls.private_key", "/keys/server_key.pem"},
                                                       {"tls.client_ca", beside + "ca.pem"},
                                                       {"keys.lookup", beside + "lookup.hex"},
                                                       {"keys.seal", beside + "seal.pem"},
                                                       {"keys.seal_document", beside + "document.hex"},
                                                       {"keys.seal_epochs.key", "next.pem"},
                                                       {"keys.seal_epochs.document", "next.hex"},
                                                       {"keys.ledger", beside + "ledger.pem"},
                                                       {"keys.master", beside + "master.hex"}};
  EXPECT_EQ(names, expected);
  EXPECT_EQ(places.written.front().key, "database");
}

TEST_F(ServerConfigTest, AFileSaysWhatTheServerIs) {
  const auto config = Read(kGood);
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->listen, "127.0.0.1:7443");
  EXPECT_EQ(config->database, folder_.Path("clearance.db")) << "beside the file";
  EXPECT_EQ(config->tls_private_key, "/keys/server_key.pem");
  EXPECT_EQ(config->rule_book, "") << "the one that ships";
  EXPECT_EQ(config->trust_folder, "") << "none is given out";
  EXPECT_EQ(config->ledger_key, folder_.Path("ledger.pem"));
  EXPECT_EQ(config->master_key, folder_.Path("master.hex"));
  EXPECT_EQ(config->ledger_site, "khorgos.example/ledger");
  EXPECT_EQ(config->worker_threads, 2);
  EXPECT_EQ(config->log_level, LogLevel::kInfo);
  EXPECT_EQ(config->log_file, "");
  EXPECT_EQ(config->booking_early, std::chrono::minutes(15));
  EXPECT_EQ(config->booking_late, std::chrono::minutes(30));
  ASSERT_EQ(config->booking.plans.size(), 1u);
  const SlotPlan expected{.port = "KHORGOS",
                          .lane_group = "icbc-kaz",
                          .movement = {Territory::kKaz, Territory::kIcbc},
                          .schedule = EveryDay(Territory::kKaz, {{std::chrono::minutes(75), kEndOfDay}}),
                          .capacity = 12,
                          .quota_release = std::chrono::minutes(60)};
  EXPECT_EQ(config->booking.plans[0], expected);
}

TEST_F(ServerConfigTest, APlanHasItsClockItsWeekItsExceptionsAndItsQuotas) {
  std::string text = kGood;
  const std::string piece = "places = 12\n";
  text.replace(text.find(piece), piece.size(), R"(clock = "CHN"
weekdays = {sat = ["10:00-12:00", "13:00-15:00"], sun = []}
exceptions = [{day = 2026-12-16, hours = []}, {day = 2026-12-17, hours = ["00:00-24:00"]}]
places = 40
walk_in_percent = 33
family_places = 4
assisted_places = 2
quota_release_minutes = 120
[booking]
horizon_days = 14
opens_at = "09:00"
last_call_minutes = 30
open_per_document = 3
daily_per_document = 1
open_per_contact = 24
held_per_caller = 90
held_without_contact = 10
minor_below_age = 14
adult_from_age = 21
)");
  const auto config = Read(text);
  ASSERT_TRUE(config.ok()) << config.status();
  const BookingPolicy& policy = config->booking;
  using std::chrono::hours;
  using std::chrono::minutes;
  EXPECT_EQ(policy.window, (BookingWindow{hours(14 * 24), hours(9), minutes(30)}));
  EXPECT_EQ(policy.limits, (BookingLimits{3, 1, 24, 90, 10, 14, 21}));
  ASSERT_EQ(policy.plans.size(), 1u);
  const SlotPlan& plan = policy.plans[0];
  EXPECT_EQ(plan.schedule.clock, Territory::kChn);
  const DaySpans usual = {{minutes(75), hours(24)}};
  const DaySpans saturday = {{hours(10), hours(12)}, {hours(13), hours(15)}};
  for (std::size_t day = 0; day < 5; ++day) EXPECT_EQ(plan.schedule.weekdays[day], usual);
  EXPECT_EQ(plan.schedule.weekdays[5], saturday);
  EXPECT_EQ(plan.schedule.weekdays[6], DaySpans());
  const std::map<Date, DaySpans> exceptions = {{MakeDate(2026, 12, 16), {}},
                                               {MakeDate(2026, 12, 17), {{minutes(0), hours(24)}}}};
  EXPECT_EQ(plan.schedule.exceptions, exceptions);
  EXPECT_EQ(plan.capacity, 40);
  EXPECT_EQ(plan.walk_in_percent, 33);
  EXPECT_EQ(plan.family_places, 4);
  EXPECT_EQ(plan.assisted_places, 2);
  EXPECT_EQ(plan.quota_release, minutes(120));
}

// The clock in the hall, where the file does not say.
TEST_F(ServerConfigTest, APlanGoesByTheClockOfTheStateLeftOrEntered) {
  const std::vector<std::tuple<std::string, std::string, Territory>> table = {
      {"KAZ", "ICBC", Territory::kKaz}, {"CHN", "ICBC", Territory::kChn}, {"ICBC", "KAZ", Territory::kKaz},
      {"ICBC", "CHN", Territory::kChn}, {"CHN", "KAZ", Territory::kChn},  {"KAZ", "CHN", Territory::kKaz}};
  for (const auto& [from, to, clock] : table) {
    std::string text = kGood;
    text.replace(text.find("from = \"KAZ\"\nto = \"ICBC\""), 24, "from = \"" + from + "\"\nto = \"" + to + "\"");
    const auto config = Read(text);
    ASSERT_TRUE(config.ok()) << config.status();
    EXPECT_EQ(config->booking.plans.at(0).schedule.clock, clock) << from << " " << to;
  }
}

TEST_F(ServerConfigTest, APlanWithoutHoursIsOpenAroundTheClock) {
  std::string text = kGood;
  const std::string piece = "hours = [\"01:15-24:00\"]\n";
  text.erase(text.find(piece), piece.size());
  const auto config = Read(text);
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->booking.plans.at(0).schedule, EveryDay(Territory::kKaz, {{TimeOfDay(0), kEndOfDay}}));
}

TEST_F(ServerConfigTest, ARuleBookStandsBesideTheFile) {
  const auto config =
      Read("rule_book = \"khorgos.toml\"\nrule_book_approved_by = [\"Anna\", \"Bolat\"]\n" + std::string(kGood));
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->rule_book, folder_.Path("khorgos.toml"));
  EXPECT_EQ(config->rule_book_approved_by, (std::vector<std::string>{"Anna", "Bolat"}));
}

TEST_F(ServerConfigTest, TheTrustFolderStandsBesideTheFile) {
  const auto config = Read(kGood + std::string("[documents]\ntrust = \"trust\"\n"));
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->trust_folder, folder_.Path("trust"));
}

TEST_F(ServerConfigTest, AGateIsBoundToItsPort) {
  EXPECT_TRUE(Read(kGood)->port_of_gate.empty()) << "any gate at any port";
  const auto config = Read(kGood + std::string("[[gates]]\nid = \"gate-1\"\nport = \"KHORGOS\"\n"
                                               "[[gates]]\nid = \"gate-2\"\nport = \"DOSTYK\"\n"));
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->port_of_gate, (std::map<std::string, std::string>{{"gate-1", "KHORGOS"}, {"gate-2", "DOSTYK"}}));
}

TEST_F(ServerConfigTest, EveryMistakeIsNamedWithItsLine) {
  struct Mistake {
    std::string piece;
    std::string by;
    int line;
    std::string key;
  };
  const std::vector<Mistake> table = {
      {"listen = \"127.0.0.1:7443\"", "listen = 7443", 1, "listen"},
      {"listen = \"127.0.0.1:7443\"", "listen = \"127.0.0.1:7443\" x", 1, ""},
      {"listen = \"127.0.0.1:7443\"", "listen = \"nonsense\"", 1, "listen"},
      {"listen = \"127.0.0.1:7443\"", "listen = \"127.0.0.1:99999\"", 1, "listen"},
      {"listen = \"127.0.0.1:7443\"", "listen = \"127.0.0.1:\"", 1, "listen"},
      {"listen = \"127.0.0.1:7443\"", "listen = \"\"", 1, "listen"},
      {"database = \"clearance.db\"", "database = \"\"", 2, "database"},
      {"database = \"clearance.db\"", "database = \"clearance.db\"\nworker_threads = 0", 3, "worker_threads"},
      {"database = \"clearance.db\"", "database = \"clearance.db\"\nworker_threads = 65", 3, "worker_threads"},
      {"database = \"clearance.db\"", "database = \"clearance.db\"\nrule_book = 1", 3, "rule_book"},
      {"[tls]", "rule_book = \"b.toml\"\nrule_book_approved_by = [\"Anna\"]\n[tls]", 4, "rule_book_approved_by"},
      {"[tls]", "rule_book = \"b.toml\"\nrule_book_approved_by = [\"Anna\", \"anna \"]\n[tls]", 4,
       "rule_book_approved_by"},
      {"[tls]", "rule_book = \"b.toml\"\nrule_book_approved_by = [\"Anna\", \" \"]\n[tls]", 4, "rule_book_approved_by"},
      {"[tls]", "rule_book_approved_by = [\"Anna\", \"Bolat\"]\n[tls]", 3, "rule_book_approved_by"},
      {"[tls]", "rule_book = \"b.toml\"\n[tls]", 3, "rule_book: needs rule_book_approved_by"},
      {"[tls]", "[log]\nlevel = \"all\"\n[tls]", 4, "log.level"},
      {"[tls]", "[booking]\nearly_minutes = 1441\n[tls]", 4, "booking.early_minutes"},
      {"[tls]", "[booking]\nhorizon_days = 0\n[tls]", 4, "booking.horizon_days"},
      {"[tls]", "[documents]\ntrust = 1\n[tls]", 4, "documents.trust"},
      {"[tls]", "[[gates]]\nid = \"g\"\nport = \"khorgos\"\n[tls]", 5, "port"},
      {"[tls]", "[[gates]]\nid = \"g\"\nport = \"A\"\n[[gates]]\nid = \"g\"\nport = \"B\"\n[tls]", 7, "id"},
      {"client_ca", "client_cas", 3, "tls.client_ca"},
      {"khorgos.example/ledger", "khorgos ledger", 14, "ledger.site"},
      {"port = \"KHORGOS\"", "port = [\"KHORGOS\"]", 16, "port"},
      {"port = \"KHORGOS\"", "port = \"khorgos\"", 16, "port"},
      {"port = \"KHORGOS\"", "port = \"\"", 16, "port"},
      {"port = \"KHORGOS\"", "port = \"KHORGOS-KHORGOS-KHORG\"", 16, "port"},
      {"\"icbc-kaz\"", "\"ICBC-KAZ\"", 17, "lane_group"},
      {"\"icbc-kaz\"", "\"\"", 17, "lane_group"},
      {"\"icbc-kaz\"", "\"icbc-kaz-of-the-hall1\"", 17, "lane_group"},
      {"from = \"KAZ\"", "from = \"kaz\"", 18, "from"},
      {"to = \"ICBC\"", "to = \"KAZ\"", 19, "to"},
      {"[\"01:15-24:00\"]", "[\"01:10-24:00\"]", 20, "hours"},
      {"[\"01:15-24:00\"]", "[\"1:15-24:00\"]", 20, "hours"},
      {"[\"01:15-24:00\"]", "[\"01:15-24:15\"]", 20, "hours"},
      {"[\"01:15-24:00\"]", "[\"01:15-01:15\"]", 20, "hours"},
      {"[\"01:15-24:00\"]", "[\"01:15/24:00\"]", 20, "hours"},
      {"[\"01:15-24:00\"]", "[\"01:15-\"]", 20, "hours"},
      {"[\"01:15-24:00\"]", "[\"01:15-09:00\", \"08:45-10:00\"]", 20, "hours"},
      {"[\"01:15-24:00\"]", "\"01:15-24:00\"", 20, "hours"},
      {"places = 12", "places = 10001", 21, "places"},
      {"places = 12", "places = 12\ncolour = 1", 22, "colour"},
      {"places = 12", "places = 12\nopens = \"01:00\"", 22, "opens"},
      {"places = 12", "places = 12\nclock = \"ICBC\"", 22, "clock"},
      {"places = 12", "places = 12\nweekdays = {mon = [\"08:00\"]}", 22, "weekdays.mon"},
      {"places = 12", "places = 12\nweekdays = {mon = [], monday = []}", 22, "weekdays.monday"},
      {"places = 12", "places = 12\nexceptions = [{day = 2026-12-16, hours = [\"8:00-9:00\"]}]", 22, "hours"},
      {"places = 12", "places = 12\nexceptions = [{day = 2026-12-16}]", 22, "hours"},
      {"places = 12", "places = 12\nexceptions = [{day = 2026-12-16, hours = []}, {day = 2026-12-16, hours = []}]", 22,
       "day"},
      {"places = 12", "places = 12\nwalk_in_percent = 101", 22, "walk_in_percent"},
      {"places = 12", "places = 12\nwalk_in_percent = 50\nfamily_places = 4\nassisted_places = 3", 23, "family_places"},
      {"[[booking.slots]]", "[booking]\nopens_at = \"24:00\"\n[[booking.slots]]", 16, "booking.opens_at"},
      {"[[booking.slots]]", "[booking]\nopen_per_document = 0\n[[booking.slots]]", 16, "booking.open_per_document"},
      {"[[booking.slots]]", "[booking]\nminor_below_age = 19\n[[booking.slots]]", 15, "booking.adult_from_age"},
      {"places = 12",
       "places = 12\n[[booking.slots]]\nport = \"KHORGOS\"\nlane_group = \"icbc-kaz\"\nfrom = \"KAZ\"\n"
       "to = \"ICBC\"\nplaces = 1",
       24, "lane_group"},
  };
  for (const Mistake& mistake : table) {
    std::string text = kGood;
    text.replace(text.find(mistake.piece), mistake.piece.size(), mistake.by);
    const Status status = Read(text).status();
    EXPECT_EQ(ReasonOf(status), error_reason::kConfigInvalid) << mistake.by;
    const std::string place = folder_.path() + "/server.toml:" + std::to_string(mistake.line) + ":";
    EXPECT_NE(MessageOf(status).find(place), std::string::npos) << mistake.by << ": " << status;
    EXPECT_NE(MessageOf(status).find(mistake.key), std::string::npos) << mistake.by << ": " << status;
  }
}

TEST_F(ServerConfigTest, AMissingKeyOrFileIsNamed) {
  for (const std::string line : {"listen = \"127.0.0.1:7443\"\n", "database = \"clearance.db\"\n",
                                 "certificate = \"server.pem\"\n", "lookup = \"lookup.hex\"\n", "places = 12\n"}) {
    std::string text = kGood;
    text.erase(text.find(line), line.size());
    const Status status = Read(text).status();
    EXPECT_EQ(ReasonOf(status), error_reason::kConfigInvalid) << line;
    EXPECT_NE(MessageOf(status).find(line.substr(0, line.find(' '))), std::string::npos) << status;
  }
  const Status nowhere = ReadServerConfig(folder_.Path("nowhere.toml")).status();
  EXPECT_EQ(ReasonOf(nowhere), error_reason::kFileUnreadable);
  EXPECT_NE(MessageOf(nowhere).find("nowhere.toml"), std::string::npos);
}

TEST_F(ServerConfigTest, TheExampleIsInOrder) {
  const auto config = ReadServerConfig(SourcePath("docs/clearance-server.example.toml"));
  EXPECT_TRUE(config.ok()) << config.status();
}

}  // namespace
}  // namespace clearance
