// What every store must do: fixtures that run one suite over all of them, and records to write.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "common/base/executor.h"
#include "db/sqlite_store.h"
#include "db/store.h"
#include "tests/support/temporary_folder.h"

namespace clearance {

enum class StoreKind { kMemory, kSqlite };
std::string StoreKindName(const ::testing::TestParamInfo<StoreKind>& info);

// A fresh store of each kind. Use with CLEARANCE_EVERY_STORE.
class StoreContract : public ::testing::TestWithParam<StoreKind> {
 protected:
  void SetUp() override { store_ = Make(kMaxWaitingFunctions); }

  std::unique_ptr<Store> Make(std::size_t max_waiting);

  // Fails the test when it does not succeed.
  void Write(const Store::Function& fn);
  void Read(const std::function<void(const Snapshot&)>& look);

  TemporaryFolder folder_;
  ThreadPool executor_{2};
  std::unique_ptr<Store> store_;

 private:
  int made_ = 0;
};

#define CLEARANCE_EVERY_STORE(Suite) \
  INSTANTIATE_TEST_SUITE_P(EveryStore, Suite, ::testing::Values(StoreKind::kMemory, StoreKind::kSqlite), StoreKindName)

// Records that differ by `number`.
std::string Uuid(int number);
std::string Pseudonym(int number);
Instant Minute(int number);
LaneProfile Lane(std::string_view lane_id = "gate-1/a");
LedgerEntry Entry(int number, std::string_view log = "KHORGOS");
RequestRecord Request(int number, std::uint64_t position = 0);
OpenDecision Lease(int number, int traveller);
Booking BookingAt(int number, Instant starts_at, int traveller = 1);
Referral ReferralOf(int number, int opened_minute);
GateCommand Command(std::string_view gate_id, int number);
LaneStatus StatusOfLane(std::string_view lane_id, std::string_view phase);

// The value, or a failed check naming the error: for reads that must succeed.
template <typename Value>
Value Must(StatusOr<Value> value) {
  if (!value.ok()) {
    ADD_FAILURE() << value.status();
    return Value{};
  }
  return *std::move(value);
}

}  // namespace clearance
