// Reports of a lane as they come: in order, twice, late, and from a clock that was put back.
#include "services/fleet/lane_reports.h"

#include <gtest/gtest.h>

#include "common/base/executor.h"
#include "db/memory_store.h"
#include "db/transact_and_wait.h"
#include "tests/support/last_position.h"
#include "tests/support/samples.h"

namespace clearance {
namespace {

constexpr Duration kMinute = std::chrono::minutes(1);

class LaneReportsTest : public testing::Test {
 protected:
  // As the gate says it `after` the sample's moment; received then, unless the centre's clock says otherwise.
  static ReceivedReport Report(const char* phase, Duration after, ServiceLevel level = ServiceLevel::kFull) {
    ReceivedReport received{.status = {.gate_id = "gate-1"}};
    received.status.report = {.lane = SampleLane(), .phase = phase, .level = level};
    received.status.report.reported_at = kSampleInstant + after;
    received.status.received_at = kSampleInstant + after;
    return received;
  }
  void Receive(const ReceivedReport& received) {
    const Status status = TransactAndWait(*store_, [&](Transaction& t) { return RecordReport(t, received); });
    ASSERT_TRUE(status.ok()) << status;
  }
  LaneStatus Lane() {
    LaneStatus lane;
    EXPECT_TRUE(store_
                    ->Read([&](const Snapshot& s) -> Status {
                      ASSIGN_OR_RETURN(const auto found, s.lanes().Find(SampleLane().port, SampleLane().lane_id));
                      if (found) lane = *found;
                      return OkStatus();
                    })
                    .ok());
    return lane;
  }
  std::uint64_t Entries() { return LastPositionOf(*store_); }

  ThreadPool executor_{1};
  const std::unique_ptr<Store> store_ = NewMemoryStore(executor_);
};

TEST_F(LaneReportsTest, ALateRetryOfAnEarlierReportChangesNothing) {
  const ReceivedReport earlier = Report("IDLE", Duration(0));
  Receive(earlier);
  Receive(Report("OCCUPIED", kMinute, ServiceLevel::kNoBiometrics));
  ReceivedReport late = earlier;
  late.status.received_at += 2 * kMinute;
  Receive(late);
  EXPECT_EQ(Lane().report.phase, "OCCUPIED");
  EXPECT_EQ(Lane().report.level, ServiceLevel::kNoBiometrics);
  EXPECT_EQ(Entries(), 2u) << "no change of level that never was";
}

TEST_F(LaneReportsTest, TheSameReportAgainIsNoChangeForThoseWhoFollow) {
  Receive(Report("IDLE", Duration(0)));
  const std::uint64_t change = Lane().change;
  Receive(Report("IDLE", Duration(0)));
  EXPECT_EQ(Lane().change, change);
  Receive(Report("OCCUPIED", Duration(0)));
  EXPECT_EQ(Lane().report.phase, "OCCUPIED") << "two of one moment: the one that came later";
}

TEST_F(LaneReportsTest, AClockThatWasAheadDoesNotKeepTheLaneAsItStoodThen) {
  ReceivedReport ahead = Report("IDLE", 10 * kMinute);
  ahead.status.received_at = kSampleInstant;
  Receive(ahead);
  Receive(Report("OCCUPIED", kMinute));
  EXPECT_EQ(Lane().report.phase, "OCCUPIED");
}

TEST_F(LaneReportsTest, WhatALateReportSaysWasCarriedOutIsTakenNoteOf) {
  Receive(Report("OCCUPIED", kMinute));
  std::uint64_t sequence = 0;
  ASSERT_TRUE(TransactAndWait(*store_, [&](Transaction& t) -> Status {
                GateCommand command;
                command.gate_id = "gate-1";
                command.lane_id = SampleLane().lane_id;
                command.referral_id = kSampleId;
                command.decision_request_id = kSampleOtherId;
                ASSIGN_OR_RETURN(sequence, t.lane_commands().Append(command));
                return OkStatus();
              }).ok());
  ReceivedReport late = Report("IDLE", Duration(0));
  late.acknowledged_sequence = sequence;
  Receive(late);
  EXPECT_TRUE(store_
                  ->Read([&](const Snapshot& s) -> Status {
                    ASSIGN_OR_RETURN(const std::uint64_t acknowledged, s.lane_commands().Acknowledged("gate-1"));
                    EXPECT_EQ(acknowledged, sequence);
                    return OkStatus();
                  })
                  .ok());
}

}  // namespace
}  // namespace clearance
