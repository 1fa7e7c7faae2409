// What the tests of a machine that goes wrong share: programs that are run to their end, changed configurations, and a
// clock and a disk that misbehave under the processes of one test alone.
#pragma once

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "common/base/bytes.h"
#include "tests/integration/centre_fixture.h"
#include "tests/support/preload.h"
#include "tests/support/shared_data.h"

namespace clearance {

inline constexpr Duration kFaultPatience = std::chrono::seconds(60);  // reached only when something is broken

class FaultsTest : public CentreTest {
 protected:
  std::vector<std::string> Server(const std::string& config) const {
    return {BinPath("clearance-server"), "--config", config, "--listen", "127.0.0.1:0"};
  }
  // From now on programs that are started have the disk that AtDisk() makes of it (tests/support/preload.h).
  void LoadDiskTrouble() { LoadDiskOfPrograms(hall().Path("disk-trouble")); }
  void AtDisk(std::int32_t trouble) { SetDiskOfPrograms(hall().Path("disk-trouble"), trouble); }

  // From now on programs that are started have this clock, and those that run and were started so, too.
  void SetClock(std::int64_t seconds) { SetClockOfPrograms(hall().Path("clock"), seconds); }
  void TearDown() override { LoadNothing(); }

  // One try of a decision, in that long.
  grpc::Status TryToDecide(const v1::DecideCrossingRequest& crossing, Duration patience = std::chrono::seconds(10)) {
    v1::DecideCrossingResponse response;
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + patience);
    return gate().DecideCrossing(&context, crossing, &response);
  }
  // Makes decisions until one is refused; how many were taken.
  int DecideUntilRefused(grpc::Status& refused) {
    constexpr int kMost = 100'000;
    for (int taken = 0; taken < kMost; ++taken) {
      refused = TryToDecide(Crossing(++travellers_));
      if (!refused.ok()) return taken;
    }
    ADD_FAILURE() << "nothing was refused";
    return kMost;
  }
  // Until the log says so; decisions pass the time.
  void AwaitLog(const std::string& log, const std::string& piece) {
    const auto give_up = std::chrono::steady_clock::now() + kFaultPatience;
    while (FileText(log).find(piece) == std::string::npos) {
      ASSERT_LT(std::chrono::steady_clock::now(), give_up) << "no " << piece << " in\n" << FileText(log);
      TryToDecide(Crossing(++travellers_));
    }
  }
  // A program whose configuration that file is has an admin endpoint from its next start on.
  void AddAdmin(const std::string& file) {
    ASSERT_TRUE(WriteFile(hall().Path(file), FileText(file) + "\n[admin]\nlisten = \"127.0.0.1:0\"\n").ok());
  }
  static std::string AdminOf(Process& process) {
    const auto address = process.WaitForLine("metrics on ", kFaultPatience);
    EXPECT_TRUE(address.ok()) << address.status();
    return address.ok() ? *address : "127.0.0.1:1";
  }
  // --health of that program.
  Ended Ask(const std::string& program, const std::string& config, const std::string& admin) {
    return Run({BinPath(program), "--config", hall().Path(config), "--set", "admin.listen=" + admin, "--health"});
  }
  // How often the log has such an event, at that level.
  int LoggedTimes(const std::string& log, const std::string& level, const std::string& event) const {
    const std::string text = FileText(log);
    int times = 0;
    std::size_t at = 0;
    for (std::size_t end = 0; (end = text.find('\n', at)) != std::string::npos; at = end + 1) {
      const std::string_view line = std::string_view(text).substr(at, end - at);
      const bool is_it = line.find("\"level\":\"" + level + "\"") != std::string_view::npos &&
                         line.find("\"event\":\"" + event + "\"") != std::string_view::npos;
      times += is_it ? 1 : 0;
    }
    return times;
  }
  void ExpectLedgerInOrder() {
    const Ended verified = Run({BinPath("clearctl"), "ledger", "verify", "--database", hall().Database()});
    EXPECT_EQ(verified.exit_code, 0) << verified.said;
  }

  int travellers_ = 0;
};

}  // namespace clearance
