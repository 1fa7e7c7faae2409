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
  void ExpectLedgerInOrder() {
    const Ended verified = Run({BinPath("clearctl"), "ledger", "verify", "--database", hall().Database()});
    EXPECT_EQ(verified.exit_code, 0) << verified.said;
  }

  int travellers_ = 0;
};

}  // namespace clearance
