// What the tests of the centre and its disk share: programs that end by themselves, and a ledger that somebody altered.
#pragma once

#include <string>
#include <thread>
#include <vector>

#include "common/base/bytes.h"
#include "common/sqlite/connection.h"
#include "tests/integration/centre_fixture.h"
#include "tests/support/shared_data.h"

namespace clearance {

class CentreStorageTest : public CentreTest {
 protected:
  // Runs a clearance-server that is expected to end by itself, started by the program `before` (none: directly).
  Ended RunServer(const std::string& config, const std::vector<std::string>& before = {}) {
    std::vector<std::string> argv = before;
    for (const std::string& one : {BinPath("clearance-server"), std::string("--config"), config,
                                   std::string("--listen"), std::string("127.0.0.1:0")})
      argv.push_back(one);
    return Run(std::move(argv));
  }
  Ended RunClearctl(std::vector<std::string> arguments, const std::vector<std::string>& before = {}) {
    std::vector<std::string> argv = before;
    argv.push_back(BinPath("clearctl"));
    argv.insert(argv.end(), arguments.begin(), arguments.end());
    return Run(std::move(argv));
  }
  static void ExpectSaid(const Ended& ended, int exit_code, const std::vector<std::string>& pieces) {
    EXPECT_EQ(ended.exit_code, exit_code) << ended.said;
    for (const std::string& piece : pieces)
      EXPECT_NE(ended.said.find(piece), std::string::npos) << "no \"" << piece << "\" in:\n" << ended.said;
  }

  // The hall's configuration with another database.
  std::string ConfigWithDatabase(const std::string& name) { return ConfigWith("\"clearance.db\"", "\"" + name + "\""); }

  // Alters the ledger as somebody with access to its file could.
  void Alter(std::string_view sql) {
    const auto connection = sqlite::Connection::Open(hall().Database(), sqlite::OpenMode::kReadWrite);
    ASSERT_TRUE(connection.ok()) << connection.status();
    const Status status = (*connection)->RunScript(sql);
    ASSERT_TRUE(status.ok()) << status;
  }
  void Cross(int number) {
    const v1::DecideCrossingRequest crossing = Crossing(number);
    Decide(crossing);
    Report(PassageOf(crossing));
  }
  // The centre logs what it found a moment after callers can see it.
  void AwaitLogged(const std::string& piece) {
    const auto give_up_at = std::chrono::steady_clock::now() + kCallPatience;
    while (FileText("centre.log").find(piece) == std::string::npos) {
      ASSERT_LT(std::chrono::steady_clock::now(), give_up_at) << "no " << piece << " in\n" << FileText("centre.log");
      std::this_thread::yield();
    }
  }
};

}  // namespace clearance
