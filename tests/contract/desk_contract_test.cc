// Referrals, lane commands and lanes, over every store.
#include "db/transact_and_wait.h"
#include "tests/contract/store_contract.h"

namespace clearance {
namespace {

class ReferralsContract : public StoreContract {
 protected:
  std::string Ids(const std::vector<Referral>& referrals) {
    std::string ids;
    for (const Referral& referral : referrals) ids += referral.referral_id.substr(34) + " ";
    return ids;
  }
};
CLEARANCE_EVERY_STORE(ReferralsContract);

TEST_P(ReferralsContract, AReferralComesBackWhole) {
  Referral referral = ReferralOf(1, 1);
  referral.state = ReferralState::kAwaitingSecondOfficer;
  referral.claimed_by = "officer-7";
  referral.proposed = Resolution::kAdmit;
  referral.proposed_by = "officer-7";
  referral.ground = "Ұсыныс: ok";
  Write([&](Transaction& t) -> Status {
    ASSIGN_OR_RETURN(referral.change, t.referrals().Insert(referral));
    return OkStatus();
  });
  EXPECT_EQ(referral.change, 1U);
  Read([&](const Snapshot& s) {
    EXPECT_EQ(Must(s.referrals().Find(Uuid(1))), std::optional<Referral>(referral));
    EXPECT_FALSE(Must(s.referrals().Find(Uuid(2))));
  });
  referral.state = ReferralState::kResolved;
  referral.resolution = Resolution::kAdmit;
  referral.resolved_by = "supervisor-1";
  referral.stay.reset();
  referral.reasons.clear();
  Write([&](Transaction& t) -> Status {
    ASSIGN_OR_RETURN(referral.change, t.referrals().Update(referral));
    return OkStatus();
  });
  EXPECT_EQ(referral.change, 2U);
  Read([&](const Snapshot& s) { EXPECT_EQ(Must(s.referrals().Find(Uuid(1))), std::optional<Referral>(referral)); });
}

TEST_P(ReferralsContract, InsertAndUpdateKnowWhatIsThere) {
  Write([](Transaction& t) { return t.referrals().Insert(ReferralOf(1, 1)).status(); });
  EXPECT_EQ(
      TransactAndWait(*store_, [](Transaction& t) { return t.referrals().Insert(ReferralOf(1, 2)).status(); }).code(),
      StatusCode::kAlreadyExists);
  EXPECT_EQ(
      TransactAndWait(*store_, [](Transaction& t) { return t.referrals().Update(ReferralOf(2, 2)).status(); }).code(),
      StatusCode::kNotFound);
}

TEST_P(ReferralsContract, EveryWriteStampsTheNextChangeNumber) {
  Write([](Transaction& t) -> Status {
    for (int number = 1; number <= 4; ++number) {
      ASSIGN_OR_RETURN(const std::uint64_t change, t.referrals().Insert(ReferralOf(number, number)));
      EXPECT_EQ(change, static_cast<std::uint64_t>(number));
    }
    ASSIGN_OR_RETURN(const std::uint64_t change, t.referrals().Update(ReferralOf(2, 2)));
    EXPECT_EQ(change, 5U);
    return OkStatus();
  });
  Read([&](const Snapshot& s) {
    EXPECT_EQ(Must(s.referrals().LastChange()), 5U);
    EXPECT_EQ(Ids(Must(s.referrals().ChangesSince(0, 10))), "01 03 04 02 ");
    EXPECT_EQ(Ids(Must(s.referrals().ChangesSince(3, 10))), "04 02 ");
    EXPECT_EQ(Ids(Must(s.referrals().ChangesSince(0, 2))), "01 03 ");
    EXPECT_TRUE(Must(s.referrals().ChangesSince(5, 10)).empty());
    EXPECT_TRUE(Must(s.referrals().ChangesSince(UINT64_MAX, 10)).empty());
    EXPECT_EQ(Must(s.referrals().ChangesSince(4, 10)).front().change, 5U);
  });
}

TEST_P(ReferralsContract, ListsAreByOpeningAndFiltered) {
  Write([](Transaction& t) -> Status {
    Referral third = ReferralOf(3, 1);
    Referral second = ReferralOf(2, 2);
    second.state = ReferralState::kResolved;
    Referral first = ReferralOf(1, 2);
    first.lane = Lane("gate-2/a");
    Referral fourth = ReferralOf(4, 4);
    fourth.lane.port = "ALTYNKOL";
    for (const Referral& referral : {fourth, second, third, first}) {
      RETURN_IF_ERROR(t.referrals().Insert(referral).status());
    }
    return OkStatus();
  });
  Read([&](const Snapshot& s) {
    const auto list = [&](const ReferralFilter& filter, const std::optional<ReferralCursor>& after, std::size_t limit) {
      return Ids(Must(s.referrals().List(filter, after, limit)));
    };
    EXPECT_EQ(list({}, std::nullopt, 10), "03 01 02 04 ");
    EXPECT_EQ(list({}, std::nullopt, 2), "03 01 ");
    EXPECT_EQ(list({}, ReferralCursor{Minute(2), Uuid(1)}, 10), "02 04 ");
    ReferralFilter unresolved;
    unresolved.unresolved_only = true;
    EXPECT_EQ(list(unresolved, std::nullopt, 10), "03 01 04 ");
    EXPECT_EQ(list(unresolved, ReferralCursor{Minute(1), Uuid(3)}, 10), "01 04 ");
    ReferralFilter by_state;
    by_state.state = ReferralState::kResolved;
    EXPECT_EQ(list(by_state, std::nullopt, 10), "02 ");
    by_state.state = ReferralState::kOpen;
    EXPECT_EQ(list(by_state, std::nullopt, 10), "03 01 04 ");
    ReferralFilter by_port;
    by_port.port = "ALTYNKOL";
    EXPECT_EQ(list(by_port, std::nullopt, 10), "04 ");
    ReferralFilter by_lane;
    by_lane.lane_id = "gate-2/a";
    EXPECT_EQ(list(by_lane, std::nullopt, 10), "01 ");
  });
}

TEST_P(ReferralsContract, ADecisionsReferralsAreFound) {
  Write([](Transaction& t) -> Status {
    Referral abuse = ReferralOf(2, 1);
    abuse.kind = ReferralKind::kBookingAbuse;
    abuse.decision_request_id = ReferralOf(1, 1).decision_request_id;
    RETURN_IF_ERROR(t.referrals().Insert(ReferralOf(1, 1)).status());
    RETURN_IF_ERROR(t.referrals().Insert(abuse).status());
    return t.referrals().Insert(ReferralOf(3, 1)).status();
  });
  Read([&](const Snapshot& s) {
    EXPECT_EQ(Ids(Must(s.referrals().FindByDecision(ReferralOf(1, 1).decision_request_id))), "01 02 ");
    EXPECT_TRUE(Must(s.referrals().FindByDecision(Uuid(1))).empty());
  });
}

using LaneCommandsContract = StoreContract;
CLEARANCE_EVERY_STORE(LaneCommandsContract);

TEST_P(LaneCommandsContract, SequencesRiseWithinAGate) {
  Write([](Transaction& t) -> Status {
    ASSIGN_OR_RETURN(const std::uint64_t one, t.lane_commands().Append(Command("gate-1", 1)));
    ASSIGN_OR_RETURN(const std::uint64_t other, t.lane_commands().Append(Command("gate-2", 2)));
    GateCommand level = Command("gate-1", 3);
    level.level = ServiceLevel::kNoScreening;
    ASSIGN_OR_RETURN(const std::uint64_t two, t.lane_commands().Append(level));
    EXPECT_EQ(one, 1U);
    EXPECT_EQ(other, 1U);
    EXPECT_EQ(two, 2U);
    return OkStatus();
  });
  GateCommand first = Command("gate-1", 1);
  first.sequence = 1;
  GateCommand second = Command("gate-1", 3);
  second.level = ServiceLevel::kNoScreening;
  second.sequence = 2;
  Read([&](const Snapshot& s) {
    EXPECT_EQ(Must(s.lane_commands().Since("gate-1", 0, 10)), (std::vector<GateCommand>{first, second}));
    EXPECT_EQ(Must(s.lane_commands().Since("gate-1", 0, 1)), std::vector<GateCommand>{first});
    EXPECT_EQ(Must(s.lane_commands().Since("gate-1", 1, 10)), std::vector<GateCommand>{second});
    EXPECT_TRUE(Must(s.lane_commands().Since("gate-3", 0, 10)).empty());
    EXPECT_TRUE(Must(s.lane_commands().Since("gate-1", UINT64_MAX, 10)).empty());
  });
}

TEST_P(LaneCommandsContract, AcknowledgedOnesAreDroppedAndNeverNumberedAgain) {
  Write([](Transaction& t) -> Status {
    for (int number = 1; number <= 3; ++number) {
      RETURN_IF_ERROR(t.lane_commands().Append(Command("gate-1", number)).status());
    }
    return t.lane_commands().Acknowledge("gate-1", 2);
  });
  Write([](Transaction& t) { return t.lane_commands().Acknowledge("gate-1", 1); });
  Read([](const Snapshot& s) {
    EXPECT_EQ(Must(s.lane_commands().Acknowledged("gate-1")), 2U);
    const auto left = Must(s.lane_commands().Since("gate-1", 0, 10));
    ASSERT_EQ(left.size(), 1U);
    EXPECT_EQ(left[0].sequence, 3U);
  });
  Write([](Transaction& t) -> Status {
    RETURN_IF_ERROR(t.lane_commands().Acknowledge("gate-1", 3));
    ASSIGN_OR_RETURN(const std::uint64_t next, t.lane_commands().Append(Command("gate-1", 4)));
    EXPECT_EQ(next, 4U);
    return t.lane_commands().Acknowledge("gate-9", 0);
  });
  for (const std::uint64_t never : {std::uint64_t{5}, UINT64_MAX}) {
    EXPECT_EQ(
        TransactAndWait(*store_, [&](Transaction& t) { return t.lane_commands().Acknowledge("gate-1", never); }).code(),
        StatusCode::kInvalidArgument);
  }
}

using LanesContract = StoreContract;
CLEARANCE_EVERY_STORE(LanesContract);

TEST_P(LanesContract, TheLastReportOfEachLaneIsKept) {
  Write([](Transaction& t) -> Status {
    RETURN_IF_ERROR(t.lanes().Put(StatusOfLane("gate-1/a", "IDLE")).status());
    RETURN_IF_ERROR(t.lanes().Put(StatusOfLane("gate-1/b", "IDLE")).status());
    LaneStatus elsewhere = StatusOfLane("gate-1/a", "CLOSED");
    elsewhere.report.lane.port = "ALTYNKOL";
    RETURN_IF_ERROR(t.lanes().Put(elsewhere).status());
    ASSIGN_OR_RETURN(const std::uint64_t change, t.lanes().Put(StatusOfLane("gate-1/a", "BUSY")));
    EXPECT_EQ(change, 4U);
    return OkStatus();
  });
  LaneStatus busy = StatusOfLane("gate-1/a", "BUSY");
  busy.change = 4;
  Read([&](const Snapshot& s) {
    EXPECT_EQ(Must(s.lanes().Find("KHORGOS", "gate-1/a")), std::optional<LaneStatus>(busy));
    EXPECT_FALSE(Must(s.lanes().Find("KHORGOS", "gate-9/a")));
    const auto phases = [&](std::string_view port, std::uint64_t change, std::size_t limit) {
      std::string text;
      for (const LaneStatus& status : Must(s.lanes().ChangesSince(port, change, limit))) {
        text += status.report.lane.lane_id + "=" + status.report.phase + " ";
      }
      return text;
    };
    EXPECT_EQ(phases("", 0, 10), "gate-1/b=IDLE gate-1/a=CLOSED gate-1/a=BUSY ");
    EXPECT_EQ(phases("KHORGOS", 0, 10), "gate-1/b=IDLE gate-1/a=BUSY ");
    EXPECT_EQ(phases("KHORGOS", 2, 10), "gate-1/a=BUSY ");
    EXPECT_EQ(phases("", 0, 1), "gate-1/b=IDLE ");
    EXPECT_EQ(phases("", UINT64_MAX, 1), "");
  });
}

}  // namespace
}  // namespace clearance
