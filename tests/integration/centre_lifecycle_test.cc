// The centre's life as a process: its configuration, its port and its file, and draining. Its death without warning has
// a test of its own (centre_kill_test.cc).
#include <signal.h>

#include <fstream>

#include "common/base/bytes.h"
#include "common/wire/shipped_rule_book.h"
#include "tests/integration/centre_fixture.h"
#include "tests/support/shared_data.h"

namespace clearance {
namespace {

constexpr char kDraft[] = "rule_book = \"draft.toml\"\nrule_book_approved_by = [\"lawyer-1\", \"lawyer-2\"]\n";
constexpr char kNoSuchBook[] = "rule_book = \"no.toml\"\nrule_book_approved_by = [\"lawyer-1\", \"lawyer-2\"]\n";

class CentreLifecycleTest : public CentreTest {
 protected:
  // Runs a clearance-server that is expected to end by itself.
  Ended RunServer(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), BinPath("clearance-server"));
    return Run(std::move(arguments));
  }

  static int LineOf(const std::string& text, const std::string& piece) {
    const std::size_t at = text.find(piece);
    if (at == std::string::npos) return -1;
    return 1 + static_cast<int>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
  }
};

TEST_F(CentreLifecycleTest, ABadConfigurationIsRefusedWithFileAndLine) {
  struct BadConfig {
    std::string piece;
    std::string by;
    std::string at;     // what of `by` stands on the line at fault; empty: the file has no such line
    std::string named;  // besides file and line
  };
  const std::vector<BadConfig> table = {
      {"[log]", "colour = \"blue\"\n[log]", "colour", "colour"},
      {"[log]\n", "[log]\nverbosity = 3\n", "verbosity", "log.verbosity"},
      {"[[booking.slots]]", "[[booking.slots]]\nshape = \"round\"", "shape", "shape"},
      {"early_minutes = 30", "early_minutes = \"half an hour\"", "early_minutes", "booking.early_minutes"},
      {"early_minutes = 30", "early_minutes = -1", "early_minutes", "booking.early_minutes"},
      {"places = 40", "places = 0", "places = 0", "places"},
      {"from = \"KAZ\"", "from = \"MARS\"", "MARS", "from"},
      {"level = \"info\"", "level = \"loud\"", "loud", "log.level"},
      {"[tls]", "[tls", "[tls", ""},
      {"listen = ", "listen == ", "listen ==", ""},
      {"database = \"clearance.db\"\n", "", "", "database"},
  };
  for (const BadConfig& bad : table) {
    const std::string path = ConfigWith(bad.piece, bad.by);
    for (const bool check_only : {true, false}) {
      std::vector<std::string> arguments = {"--config", path};
      if (check_only) arguments.push_back("--check-config");
      const Ended ended = RunServer(arguments);
      EXPECT_EQ(ended.exit_code, 1) << bad.by << "\n" << ended.said;
      const std::string place =
          bad.at.empty() ? path : path + ":" + std::to_string(LineOf(FileText("changed.toml"), bad.at)) + ":";
      EXPECT_NE(ended.said.find(place), std::string::npos) << "wanted " << place << " in\n" << ended.said;
      EXPECT_NE(ended.said.find(bad.named), std::string::npos) << ended.said;
    }
  }
  const Ended missing = RunServer({"--config", hall().Path("nowhere.toml")});
  EXPECT_EQ(missing.exit_code, 1);
  EXPECT_NE(missing.said.find("nowhere.toml"), std::string::npos) << missing.said;
}

TEST_F(CentreLifecycleTest, CheckConfigLooksIntoTheFilesItNames) {
  const Ended good = RunServer({"--config", hall().Path("server.toml"), "--check-config"});
  EXPECT_EQ(good.exit_code, 0) << good.said;
  EXPECT_NE(good.said.find("in order"), std::string::npos) << good.said;

  ASSERT_TRUE(WriteFile(hall().Path("short.hex"), "00ff").ok());
  const std::vector<std::pair<std::string, std::string>> table = {
      {"pki/server.pem", "pki/nothing.pem"},
      {"pki/server_key.pem", "pki/gate-1_key.pem"},
      {"pki/ca.pem", "server.toml"},
      {"pki/lookup_key.hex", "short.hex"},
      {"pki/seal_key.pem", "pki/seal_pub.pem"},
      {"pki/seal_document_key.hex", "pki/nothing.hex"},
      {"pki/ledger_key.pem", "pki/ledger_pub.pem"},
      {"pki/master_key.hex", "short.hex"},
  };
  for (const auto& [piece, by] : table) {
    const Ended ended = RunServer({"--config", ConfigWith("\"" + piece + "\"", "\"" + by + "\""), "--check-config"});
    EXPECT_EQ(ended.exit_code, 1) << by;
    EXPECT_NE(ended.said.find(by), std::string::npos) << "does not name " << by << ":\n" << ended.said;
  }
}

TEST_F(CentreLifecycleTest, ABadRuleBookIsRefusedWithFileAndLine) {
  std::string text(ShippedRuleBookText());
  const std::string piece = "rolling = 90";
  text.replace(text.find(piece), piece.size(), "rolling = \"90\"");
  ASSERT_TRUE(WriteFile(hall().Path("draft.toml"), text).ok());
  const std::string config = ConfigWith("database = ", std::string(kDraft) + "database = ");
  const std::string place = hall().Path("draft.toml") + ":" + std::to_string(LineOf(text, "rolling = \"90\"")) +
                            ": regimes[0].limits[1].rolling";
  for (const bool check_only : {true, false}) {
    std::vector<std::string> arguments = {"--config", config};
    if (check_only) arguments.push_back("--check-config");
    const Ended ended = RunServer(arguments);
    EXPECT_EQ(ended.exit_code, 1) << ended.said;
    EXPECT_NE(ended.said.find(place), std::string::npos) << "wanted " << place << " in\n" << ended.said;
  }
  const Ended missing =
      RunServer({"--config", ConfigWith("database = ", std::string(kNoSuchBook) + "database = "), "--check-config"});
  EXPECT_EQ(missing.exit_code, 1);
  EXPECT_NE(missing.said.find("no.toml"), std::string::npos) << missing.said;
}

TEST_F(CentreLifecycleTest, ARuleBookIsUsedFromItsDayOnAndItsVersionIsInTheLog) {
  const auto book = [&](const std::string& version, const std::string& from) {
    std::string text(ShippedRuleBookText());
    const std::string day = "effective_from = 2026-11-25";
    text.replace(text.find(day), day.size(), "effective_from = " + from);
    const std::string name = "\"" + KhorgosRuleBook().version + "\"";
    text.replace(text.find(name), name.size(), "\"" + version + "\"");
    EXPECT_TRUE(WriteFile(hall().Path("draft.toml"), text).ok());
    return ConfigWith("database = ", std::string(kDraft) + "database = ");
  };
  const std::string early = book("not-yet", "2199-01-01");
  for (const bool check_only : {true, false}) {
    std::vector<std::string> arguments = {"--config", early};
    if (check_only) arguments.push_back("--check-config");
    const Ended ended = RunServer(arguments);
    EXPECT_EQ(ended.exit_code, 1) << ended.said;
    EXPECT_NE(ended.said.find("draft.toml: version not-yet holds from 2199-01-01 on"), std::string::npos) << ended.said;
  }
  EXPECT_NE(FileText("centre.log").find(KhorgosRuleBook().version), std::string::npos) << "the book that ships";

  ASSERT_EQ(hall().StopCentre(), 0);
  Disconnect();
  std::string text = FileText("server.toml");
  book("house-7", "2026-01-01");
  ASSERT_TRUE(WriteFile(hall().Path("server.toml"), kDraft + text).ok());
  const Status started = hall().StartCentre();
  ASSERT_TRUE(started.ok()) << started << "\n" << FileText("centre.log");
  EXPECT_EQ(Decide(Crossing(1)).decision().rule_book_version(), "house-7");
  EXPECT_NE(FileText("centre.log").find("\"version\":\"house-7\""), std::string::npos) << FileText("centre.log");
}

TEST_F(CentreLifecycleTest, ATakenPortAndATakenDatabaseAreRefused) {
  const std::string other_file = ConfigWith("clearance.db", "other.db");
  const Ended port = RunServer({"--config", other_file, "--listen", hall().CentreAddress()});
  EXPECT_EQ(port.exit_code, 1);
  EXPECT_NE(port.said.find(hall().CentreAddress()), std::string::npos) << port.said;

  const Ended file = RunServer({"--config", hall().Path("server.toml"), "--listen", "127.0.0.1:0"});
  EXPECT_EQ(file.exit_code, 1);
  EXPECT_NE(file.said.find("clearance.db"), std::string::npos) << file.said;
  EXPECT_TRUE(Answers()) << "the first centre works on";
}

TEST_F(CentreLifecycleTest, SigtermDrains) {
  const v1::DecideCrossingRequest crossing = Crossing(1);
  Decide(crossing);
  Report(PassageOf(crossing));
  {
    Patient context;
    const auto watch = officer().WatchReferrals(&context, {});
    v1::WatchReferralsResponse message;
    ASSERT_TRUE(watch->Read(&message));
    hall().centre()->Signal(SIGTERM);
    while (watch->Read(&message)) {
    }
    const grpc::Status ended = watch->Finish();
    EXPECT_EQ(ended.error_code(), grpc::StatusCode::UNAVAILABLE) << ended.error_message();
    EXPECT_EQ(InfoOf(ended).reason(), "SHUTTING_DOWN");
  }
  Disconnect();  // the centre waits for its clients' connections as long as it has time to drain
  EXPECT_EQ(hall().StopCentre(), 0);

  int exit_code = -1;
  const auto verified = hall().Clearctl({"ledger", "verify", "--database", hall().Database()}, exit_code);
  ASSERT_TRUE(verified.ok());
  EXPECT_EQ(exit_code, 0) << *verified;
  EXPECT_NE(verified->find("2 entries"), std::string::npos) << *verified;
  const std::string log = FileText("centre.log");
  EXPECT_NE(log.find("\"stopped\""), std::string::npos) << log;
  EXPECT_EQ(log.find("100000001"), std::string::npos) << "a document number in the log";
}

// What the demo says where somebody has killed a program of its own; the calls' errors do not tell.
TEST_F(CentreTest, AHallKnowsWhoOfItHasEnded) {
  EXPECT_EQ(hall().WhatHasEnded(), "");
  hall().centre()->Signal(SIGKILL);
  hall().centre()->Wait();
  EXPECT_EQ(hall().WhatHasEnded(), "the centre has ended (signal 9)");
}

}  // namespace
}  // namespace clearance
