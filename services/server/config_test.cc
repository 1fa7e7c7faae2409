// The server's configuration: what it means, and every way to get it wrong.
#include "services/server/config.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "tests/support/shared_data.h"

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
opens = "01:15"
closes = "24:00"
places = 12
)";

class ServerConfigTest : public testing::Test {
 protected:
  ServerConfigTest() {
    std::string name = (std::filesystem::temp_directory_path() / "config-XXXXXX").string();
    EXPECT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  ~ServerConfigTest() override { std::filesystem::remove_all(folder_); }

  StatusOr<ServerConfig> Read(const std::string& text) {
    EXPECT_TRUE(WriteFile(folder_ + "/server.toml", text).ok());
    return ReadServerConfig(folder_ + "/server.toml");
  }

  std::string folder_;
};

TEST_F(ServerConfigTest, AFileSaysWhatTheServerIs) {
  const auto config = Read(kGood);
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->listen, "127.0.0.1:7443");
  EXPECT_EQ(config->database, folder_ + "/clearance.db") << "beside the file";
  EXPECT_EQ(config->tls_private_key, "/keys/server_key.pem");
  EXPECT_EQ(config->rule_book, "") << "the one that ships";
  EXPECT_EQ(config->trust_folder, "") << "none is given out";
  EXPECT_EQ(config->ledger_key, folder_ + "/ledger.pem");
  EXPECT_EQ(config->master_key, folder_ + "/master.hex");
  EXPECT_EQ(config->ledger_site, "khorgos.example/ledger");
  EXPECT_EQ(config->worker_threads, 2);
  EXPECT_EQ(config->log_level, LogLevel::kInfo);
  EXPECT_EQ(config->log_file, "");
  EXPECT_EQ(config->booking_early, std::chrono::minutes(15));
  EXPECT_EQ(config->booking_late, std::chrono::minutes(30));
  ASSERT_EQ(config->booking.plans.size(), 1u);
  const SlotPlan expected{
      "KHORGOS", "icbc-kaz", {Territory::kKaz, Territory::kIcbc}, std::chrono::minutes(75), std::chrono::hours(24), 12};
  EXPECT_EQ(config->booking.plans[0], expected);
  EXPECT_NE(LateRuleInWords(*config).find("15 minutes before"), std::string::npos);
  EXPECT_NE(LateRuleInWords(*config).find("30 minutes after"), std::string::npos);
}

TEST_F(ServerConfigTest, ARuleBookStandsBesideTheFile) {
  const auto config = Read("rule_book = \"khorgos.toml\"\n" + std::string(kGood));
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->rule_book, folder_ + "/khorgos.toml");
}

TEST_F(ServerConfigTest, TheTrustFolderStandsBesideTheFile) {
  const auto config = Read(kGood + std::string("[documents]\ntrust = \"trust\"\n"));
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->trust_folder, folder_ + "/trust");
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
      {"database = \"clearance.db\"", "database = \"\"", 2, "database"},
      {"database = \"clearance.db\"", "database = \"clearance.db\"\nworker_threads = 0", 3, "worker_threads"},
      {"database = \"clearance.db\"", "database = \"clearance.db\"\nworker_threads = 65", 3, "worker_threads"},
      {"database = \"clearance.db\"", "database = \"clearance.db\"\nrule_book = 1", 3, "rule_book"},
      {"[tls]", "[log]\nlevel = \"all\"\n[tls]", 4, "log.level"},
      {"[tls]", "[booking]\nearly_minutes = 1441\n[tls]", 4, "booking.early_minutes"},
      {"[tls]", "[booking]\nhorizon_days = 0\n[tls]", 4, "booking.horizon_days"},
      {"[tls]", "[documents]\ntrust = 1\n[tls]", 4, "documents.trust"},
      {"[tls]", "[[gates]]\nid = \"g\"\nport = \"khorgos\"\n[tls]", 5, "port"},
      {"[tls]", "[[gates]]\nid = \"g\"\nport = \"A\"\n[[gates]]\nid = \"g\"\nport = \"B\"\n[tls]", 7, "id"},
      {"client_ca", "client_cas", 3, "tls.client_ca"},
      {"khorgos.example/ledger", "khorgos ledger", 14, "ledger.site"},
      {"port = \"KHORGOS\"", "port = [\"KHORGOS\"]", 16, "port"},
      {"from = \"KAZ\"", "from = \"kaz\"", 18, "from"},
      {"to = \"ICBC\"", "to = \"KAZ\"", 19, "to"},
      {"opens = \"01:15\"", "opens = \"01:10\"", 20, "opens"},
      {"opens = \"01:15\"", "opens = \"1:15\"", 20, "opens"},
      {"opens = \"01:15\"", "opens = \"24:15\"", 20, "opens"},
      {"closes = \"24:00\"", "closes = \"01:15\"", 21, "closes"},
      {"places = 12", "places = 10001", 22, "places"},
      {"places = 12", "places = 12\ncolour = 1", 23, "colour"},
  };
  for (const Mistake& mistake : table) {
    std::string text = kGood;
    text.replace(text.find(mistake.piece), mistake.piece.size(), mistake.by);
    const Status status = Read(text).status();
    EXPECT_EQ(ReasonOf(status), error_reason::kConfigInvalid) << mistake.by;
    const std::string place = folder_ + "/server.toml:" + std::to_string(mistake.line) + ":";
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
  const Status nowhere = ReadServerConfig(folder_ + "/nowhere.toml").status();
  EXPECT_EQ(ReasonOf(nowhere), error_reason::kFileUnreadable);
  EXPECT_NE(MessageOf(nowhere).find("nowhere.toml"), std::string::npos);
}

TEST_F(ServerConfigTest, TheExampleIsInOrder) {
  const auto config = ReadServerConfig(SourcePath("docs/clearance-server.example.toml"));
  EXPECT_TRUE(config.ok()) << config.status();
}

}  // namespace
}  // namespace clearance
