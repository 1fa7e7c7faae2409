// The level desk over the memory store: what one officer may order alone, what takes two, and what becomes of an order.
#include "services/fleet/level_desk.h"

#include <gtest/gtest.h>

#include <future>

#include "common/base/error_reasons.h"
#include "common/base/executor.h"
#include "common/base/ids.h"
#include "common/base/random.h"
#include "common/wire/settings_bodies.h"
#include "db/memory_store.h"
#include "db/transact_and_wait.h"
#include "services/fleet/lane_reports.h"
#include "tests/support/last_position.h"
#include "tests/support/samples.h"

namespace clearance {
namespace {

class LevelDeskTest : public testing::Test {
 protected:
  void Report(ServiceLevel level, std::uint64_t acknowledged = 0) {
    clock_.Advance(std::chrono::seconds(10));
    ReceivedReport received{.status = {.gate_id = "gate-1"}, .acknowledged_sequence = acknowledged};
    received.status.report = {.lane = SampleLane(), .phase = "IDLE", .level = level, .reported_at = clock_.Now()};
    received.status.received_at = clock_.Now();
    const Status status = TransactAndWait(*store_, [&](Transaction& t) { return RecordReport(t, received); });
    ASSERT_TRUE(status.ok()) << status;
  }
  LevelOrder Order(ServiceLevel level) {
    return {.request_id = NewUuid(random_),
            .port = SampleLane().port,
            .lane_id = SampleLane().lane_id,
            .level = level,
            .ground = "the scanner smokes"};
  }
  LevelOrder Confirming(LevelOrder order) {
    order.proposal_request_id = order.request_id;
    order.request_id = NewUuid(random_);
    return order;
  }
  StatusOr<std::uint64_t> Set(const LevelOrder& order, const std::string& officer = "officer-1") {
    std::promise<StatusOr<std::uint64_t>> done;
    desk_.Set(order, officer, [&](StatusOr<std::uint64_t> position) { done.set_value(std::move(position)); });
    return done.get_future().get();
  }
  std::vector<GateCommand> Commands() {
    std::vector<GateCommand> commands;
    Read([&](const Snapshot& s) -> Status {
      ASSIGN_OR_RETURN(commands, s.lane_commands().Since("gate-1", 0, 100));
      return OkStatus();
    });
    return commands;
  }
  ServiceLevelChange ChangeAt(std::uint64_t position) {
    ServiceLevelChange change;
    Read([&](const Snapshot& s) -> Status {
      ASSIGN_OR_RETURN(const StoredEntry stored, s.ledger().Get(position));
      EXPECT_EQ(stored.entry.log, SampleLane().port);
      EXPECT_EQ(stored.entry.lane_id, SampleLane().lane_id);
      ASSIGN_OR_RETURN(change, ReadServiceLevelChangeBody(stored.entry.body));
      return OkStatus();
    });
    return change;
  }
  void Read(const std::function<Status(const Snapshot&)>& look) {
    const Status status = store_->Read(look);
    EXPECT_TRUE(status.ok()) << status;
  }
  std::uint64_t Last() { return LastPositionOf(*store_); }

  ThreadPool executor_{1};
  ManualClock clock_{kSampleInstant};
  SystemRandom random_;
  const std::unique_ptr<Store> store_ = NewMemoryStore(executor_);
  LevelDesk desk_{*store_, clock_};
};

TEST_F(LevelDeskTest, OneOfficerTakesALaneToWherePeopleDoMoreAtOnce) {
  Report(ServiceLevel::kFull);
  const LevelOrder order = Order(ServiceLevel::kManual);
  const auto position = Set(order);
  ASSERT_TRUE(position.ok()) << position.status();
  EXPECT_EQ(*position, Last());
  EXPECT_EQ(Set(order).value_or(0), *position) << "a replay";
  ASSERT_EQ(Commands().size(), 1u);
  EXPECT_EQ(Commands()[0].level, ServiceLevel::kManual);
  EXPECT_EQ(Commands()[0].lane_id, SampleLane().lane_id);
  const ServiceLevelChange change = ChangeAt(*position);
  EXPECT_EQ(change.before, ServiceLevel::kFull);
  EXPECT_EQ(change.after, ServiceLevel::kManual);
  EXPECT_EQ(change.order, (LevelOrderedBy{"officer-1", "the scanner smokes", ""}));
}

TEST_F(LevelDeskTest, WhereTheMachineDoesMoreOrAsMuchItTakesTwo) {
  Report(ServiceLevel::kNoBiometrics);
  const LevelOrder proposed = Order(ServiceLevel::kFull);
  const std::uint64_t before = Last();
  ASSERT_EQ(Set(proposed).value_or(99), 0u);
  EXPECT_EQ(Set(proposed).value_or(99), 0u) << "a replay";
  EXPECT_EQ(Set(Order(ServiceLevel::kDocumentOnly)).value_or(99), 0u) << "a check less is no officer more";
  EXPECT_EQ(Last(), before);
  EXPECT_TRUE(Commands().empty()) << "a proposal changes nothing";
  EXPECT_EQ(ReasonOf(Set(Confirming(proposed)).status()), error_reason::kSecondOfficerRequired) << "the same one";
  LevelOrder another = Confirming(proposed);
  another.level = ServiceLevel::kNoScreening;
  EXPECT_EQ(ReasonOf(Set(another, "officer-2").status()), error_reason::kSecondOfficerRequired);
  LevelOrder other_lane = Confirming(proposed);
  other_lane.lane_id = "gate-1/z";
  EXPECT_EQ(Set(other_lane, "officer-2").status().code(), StatusCode::kNotFound);
  const auto position = Set(Confirming(proposed), "officer-2");
  ASSERT_TRUE(position.ok()) << position.status();
  EXPECT_EQ(ChangeAt(*position).order, (LevelOrderedBy{"officer-1", "the scanner smokes", "officer-2"}));
  ASSERT_EQ(Commands().size(), 1u);
  EXPECT_EQ(Commands()[0].level, ServiceLevel::kFull);
}

TEST_F(LevelDeskTest, AProposalOfAnotherStateIsOvertaken) {
  Report(ServiceLevel::kNoBiometrics);
  const LevelOrder proposed = Order(ServiceLevel::kFull);
  ASSERT_EQ(Set(proposed).value_or(99), 0u);
  ASSERT_TRUE(Set(Order(ServiceLevel::kManual), "officer-3").ok()) << "something has happened in the lane";
  EXPECT_EQ(ReasonOf(Set(Confirming(proposed), "officer-2").status()), error_reason::kProposalOvertaken);
  Report(ServiceLevel::kManual, Commands().back().sequence);
  EXPECT_EQ(ReasonOf(Set(Confirming(proposed), "officer-2").status()), error_reason::kProposalOvertaken);
  EXPECT_TRUE(Commands().empty());
}

TEST_F(LevelDeskTest, AnOrderThatIsNotCarriedOutYetBindsToo) {
  Report(ServiceLevel::kFull);
  ASSERT_TRUE(Set(Order(ServiceLevel::kManual)).ok());
  EXPECT_EQ(Set(Order(ServiceLevel::kNoBiometrics)).value_or(99), 0u)
      << "less than it does now, more than it was told to";
  EXPECT_EQ(Set(Order(ServiceLevel::kFull)).value_or(99), 0u) << "not back by one alone";
}

TEST_F(LevelDeskTest, WhatIsNotThereIsRefused) {
  EXPECT_EQ(Set(Order(ServiceLevel::kManual)).status().code(), StatusCode::kNotFound) << "it has never reported";
  Report(ServiceLevel::kFull);
  EXPECT_EQ(FieldOf(Set(Order(ServiceLevel::kFull)).status()), "level") << "it is there";
  EXPECT_EQ(Set(Confirming(Order(ServiceLevel::kNoScreening)), "officer-2").status().code(), StatusCode::kNotFound);
}

TEST_F(LevelDeskTest, ALaneThatComesUpWithLessOfAnOfficerIsToldAgain) {
  Report(ServiceLevel::kFull);
  ASSERT_TRUE(Set(Order(ServiceLevel::kNoBiometrics)).ok());
  const std::uint64_t sequence = Commands().back().sequence;
  Report(ServiceLevel::kFull);
  EXPECT_EQ(Commands().size(), 1u) << "it is on its way";
  Report(ServiceLevel::kNoBiometrics, sequence);
  EXPECT_TRUE(Commands().empty());
  Report(ServiceLevel::kFull, sequence);
  ASSERT_EQ(Commands().size(), 1u) << "started anew";
  EXPECT_EQ(Commands()[0].level, ServiceLevel::kNoBiometrics);
  clock_.Advance(kLevelCommandLifetime);
  Report(ServiceLevel::kFull, sequence);
  EXPECT_EQ(Commands().size(), 2u) << "the first came too late to be carried out";
  Report(ServiceLevel::kManual, Commands().back().sequence);
  EXPECT_TRUE(Commands().empty()) << "more of an officer needs no order";
}

}  // namespace
}  // namespace clearance
