// What the tests of a machine that goes wrong share: programs that are run to their end, changed configurations, and a
// clock and a disk that misbehave under the processes of one test alone.
#pragma once

#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "common/base/bytes.h"
#include "tests/integration/centre_fixture.h"
#include "tests/support/shared_data.h"

namespace clearance {

inline constexpr Duration kFaultPatience = std::chrono::seconds(60);  // reached only when something is broken

class FaultsTest : public CentreTest {
 protected:
  std::vector<std::string> Server(const std::string& config) const {
    return {BinPath("clearance-server"), "--config", config, "--listen", "127.0.0.1:0"};
  }
  // From now on programs that are started have the disk that AtDisk() makes of it.
  void LoadDiskTrouble() {
    AtDisk(0);
    Load("CLEARANCE_TEST_DISK", hall().Path("disk-trouble"), "libclearance_disk_trouble.so");
  }
  // What befalls their writes from now on: 0 nothing, an errno, or -1: they stand still
  // (tests/support/disk_trouble.cc).
  void AtDisk(std::int32_t trouble) { Overwrite(hall().Path("disk-trouble"), &trouble, sizeof trouble); }

  // From now on programs that are started have this clock, and those that run and were started so, too.
  void SetClock(std::int64_t seconds) {
    Overwrite(hall().Path("clock"), &seconds, sizeof seconds);
    Load("CLEARANCE_TEST_CLOCK", hall().Path("clock"), "libclearance_clock_shift.so");
  }
  void TearDown() override { LoadNothing(); }
  // Programs that are started from now on have this machine's own clock and disk.
  static void LoadNothing() {
    for (const char* variable : {"LD_PRELOAD", "CLEARANCE_TEST_CLOCK", "CLEARANCE_TEST_DISK"}) unsetenv(variable);
  }

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

 private:
  // In place: processes have it mapped.
  static void Overwrite(const std::string& file, const void* bytes, std::size_t size) {
    std::fstream mapped(
        file, std::ios::binary | std::ios::out | (std::filesystem::exists(file) ? std::ios::in : std::ios::openmode{}));
    mapped.write(static_cast<const char*>(bytes), static_cast<std::streamsize>(size));
  }
  static void Load(const char* variable, const std::string& file, const std::string& library) {
    setenv(variable, file.c_str(), 1);
    setenv("ASAN_OPTIONS", "verify_asan_link_order=0", 0);
    setenv("LD_PRELOAD", BinPath(library).c_str(), 1);
  }
};

}  // namespace clearance
