// A keeper of what the centre gives out, over a folder of its own, a simulated centre and virtual time.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "common/base/ids.h"
#include "gate-agent/agent/centre_follower.h"
#include "tests/support/simulated_central.h"

namespace clearance {

template <typename Keeper, typename Value>
class KeeperTest : public testing::Test {
 protected:
  using Sent = std::optional<std::string>;
  using Words = std::vector<std::string>;

  explicit KeeperTest(Instant now) : time_(now) { std::filesystem::create_directories(base_); }
  ~KeeperTest() override {
    keeper_.reset();
    std::filesystem::remove_all(base_);
  }

  // Begins anew, as after a restart.
  void StartWith(std::optional<Value> own, const std::string& path) {
    keeper_.reset();
    in_force_ = std::make_unique<Followed<Value>>(std::move(own));
    keeper_.emplace(typename Keeper::Parts{central_, time_, time_.clock(), random_, *in_force_, key_.PublicKey(), path,
                                           [this] { ++changes_; }});
  }
  Words Faults() const {
    Words codes;
    for (const ReportedFault& fault : in_force_->Faults()) codes.push_back(fault.code);
    return codes;
  }

  SystemRandom random_;
  const std::string base_ = (std::filesystem::temp_directory_path() / ("keeper_test." + NewUuid(random_))).string();
  VirtualTime time_;
  SimulatedCentral central_{time_};
  const SigningKey key_ = SigningKey::Generate();  // the centre's
  std::unique_ptr<Followed<Value>> in_force_;
  int changes_ = 0;  // of the faults
  std::optional<Keeper> keeper_;
};

}  // namespace clearance
