// Runs the demo as whoever calls it does.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>

#include "common/base/bytes.h"
#include "common/base/clock.h"
#include "common/zones/zone_source.h"
#include "tests/support/preload.h"
#include "tests/support/process.h"
#include "tests/support/shared_data.h"
#include "tests/support/temporary_folder.h"

namespace clearance {

class DemoTest : public testing::Test {
 protected:
  ~DemoTest() override { LoadNothing(); }

  // The clocks of the demo and of all that it starts: `left` before a day ends in `territory`.
  void StartBeforeMidnight(Territory territory, std::chrono::seconds left) {
    const auto zones = MakeZoneTable();
    ASSERT_TRUE(zones.ok()) << zones.status();
    const Instant now = SystemClock().Now();
    const Duration shift = zones->NextMidnight(territory, now) - left - now;
    SetClockOfPrograms(folder_.Path("clock"), std::chrono::floor<std::chrono::seconds>(shift).count());
  }

  // The exit code; `output_` has what it printed.
  int RunDemo(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), BinPath("clearance-demo"));
    int exit_code = -1;
    auto output = RunProcess(std::move(arguments), folder_.Path("stderr"), exit_code);
    EXPECT_TRUE(output.ok());
    if (output.ok()) output_ = *std::move(output);
    return exit_code;
  }

  const TemporaryFolder folder_;
  std::string output_;
};

}  // namespace clearance
