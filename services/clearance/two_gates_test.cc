// One person who is let through at two gates, of which neither knew of the other's: both passages stand, and whichever
// is recorded last is a case (domain page §3: on return after an outage).
#include <gmock/gmock.h>

#include "tests/support/admission_fixture.h"

namespace clearance {
namespace {

class TwoGatesTest : public AdmissionTest {
 protected:
  // Decides a crossing of that person, to whom the lease of an earlier one is no hindrance, and says how they passed.
  Passage LetThrough(CrossingRequest request) {
    request.observed_at = clock_.Now();
    clock_.Set(Decide(request).decision.valid_until);
    return PassageOf(request);
  }
  CrossingRequest Back(const std::string& lane_id) {
    CrossingRequest request = Crossing("1", lane_id);
    request.lane.movement = {request.lane.movement.to, request.lane.movement.from};
    return request;
  }
  // The reasons of the case that this passage is; nothing where it is none.
  std::optional<std::vector<Reason>> CaseOf(const Passage& passage) {
    for (const Referral& referral : Referrals()) {
      if (referral.kind == ReferralKind::kPassage && referral.decision_request_id == passage.decision_request_id)
        return referral.reasons;
    }
    return std::nullopt;
  }
  static auto NamesLane(const std::string& lane_id) {
    return testing::Optional(testing::Contains(Reason{.code = ReasonCode::kInProgressElsewhere, .detail = lane_id}));
  }
};

TEST_F(TwoGatesTest, TheReportThatComesLastIsACaseThatNamesTheOtherLane) {
  const Passage here = LetThrough(Crossing("1", "gate-1/a"));
  const Passage there = LetThrough(Crossing("1", "gate-2/a"));
  Report(there);
  EXPECT_EQ(CaseOf(there), std::nullopt);
  Report(here);
  EXPECT_THAT(CaseOf(here), NamesLane("gate-2/a")) << "it was the earlier one, and its gate was away";
  EXPECT_EQ(Stay(Crossing("1"), Territory::kIcbc).history.stays.size(), 2u) << "both stand";
}

TEST_F(TwoGatesTest, SoItIsWhereTheReportsComeInTheirOrder) {
  const Passage here = LetThrough(Crossing("1", "gate-1/a"));
  const Passage there = LetThrough(Crossing("1", "gate-2/a"));
  Report(here);
  Report(there);
  EXPECT_EQ(CaseOf(here), std::nullopt);
  EXPECT_THAT(CaseOf(there), NamesLane("gate-1/a"));
}

TEST_F(TwoGatesTest, WhoComesBackMeanwhileWasNotAtTwoPlaces) {
  const Passage there = LetThrough(Crossing("1", "gate-1/a"));
  const Passage back = LetThrough(Back("gate-2/a"));
  Report(back);
  Report(there);
  EXPECT_EQ(CaseOf(there), std::nullopt);
}

TEST_F(TwoGatesTest, WhoGoesAgainAfterComingBackWasNotEither) {
  const Passage first = LetThrough(Crossing("1", "gate-1/a"));
  const Passage back = LetThrough(Back("gate-2/a"));
  const Passage again = LetThrough(Crossing("1", "gate-2/b"));
  for (const Passage& passage : {again, back, first}) Report(passage);
  EXPECT_EQ(CaseOf(first), std::nullopt) << "what lies next to it in time goes with it";
}

TEST_F(TwoGatesTest, APassageOfBeforeTheDecisionWasKnownToIt) {
  Report(LetThrough(Crossing("1", "gate-1/a")));
  const Passage again = LetThrough(Crossing("1", "gate-2/a"));
  Report(again);
  EXPECT_THAT(CaseOf(again), testing::Not(NamesLane("gate-1/a"))) << "the decision had to judge of it";
}

}  // namespace
}  // namespace clearance
