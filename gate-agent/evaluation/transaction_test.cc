#include "gate-agent/evaluation/transaction.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "common/base/bytes.h"
#include "gate-agent/devices/painter.h"
#include "tests/support/shared_data.h"
#include "tests/support/shipped_calibration.h"
#include "tests/support/temporary_folder.h"

namespace clearance {
namespace {

PictureSet Set() {
  PictureSet set;
  set.persons = {"a", "b", "c"};
  set.pictures = {{"a/1", 0}, {"a/2", 0}, {"a/3", 0}, {"b/1", 1}, {"b/2", 1}, {"c/1", 2}};
  return set;
}

TEST(TransactionTest, EachPictureIsAReferenceOnceAndNeverAMomentOfItsOwn) {
  const std::vector<Transaction> plan = PlanTransactions(Set(), 0, 1);
  EXPECT_EQ(plan, (std::vector<Transaction>{
                      {0, {1, 2}, true}, {1, {2, 0}, true}, {2, {0, 1}, true}, {3, {4}, true}, {4, {3}, true}}))
      << "one picture is no transaction";
}

TEST(TransactionTest, ImpostorsAreOtherPersonsAndTheSameForTheSameSeed) {
  const PictureSet set = Set();
  const std::vector<Transaction> plan = PlanTransactions(set, 200, 1);
  EXPECT_EQ(plan, PlanTransactions(set, 200, 1));
  EXPECT_NE(plan, PlanTransactions(set, 200, 2));
  ASSERT_EQ(plan.size(), 205U);
  for (std::size_t i = 5; i < plan.size(); ++i) {
    const std::int32_t holder = set.pictures[static_cast<std::size_t>(plan[i].reference)].person;
    EXPECT_FALSE(plan[i].same);
    ASSERT_FALSE(plan[i].moments.empty());
    for (std::int32_t moment : plan[i].moments) {
      EXPECT_NE(set.pictures[static_cast<std::size_t>(moment)].person, holder);
    }
  }
}

FaceComparison NotTaken(CaptureCause cause, PictureSide side = PictureSide::kLive) {
  FaceComparison comparison;
  comparison.cause = cause;
  comparison.side = side;
  return comparison;
}

// Whose bursts end as `bursts` say; further ones would not be there.
TransactionOutcome RoundOf(int attempts, const std::vector<FaceComparison>& bursts) {
  return RunRound(attempts, [&](int burst) { return bursts.at(static_cast<std::size_t>(burst)); });
}

TEST(TransactionTest, AnotherBurstIsTakenAsALaneTakesIt) {
  using enum FaceComparison::Result;
  FaceComparison match, differs, suspected;
  match.result = kMatch;
  differs.result = kNoMatch;
  suspected.result = kSuspected;
  suspected.alert = FaceAlert::kSecondFace;
  const FaceComparison several = NotTaken(CaptureCause::kSeveralFaces), dark = NotTaken(CaptureCause::kTooDark);
  EXPECT_EQ(RoundOf(3, {match}), (TransactionOutcome{TransactionEnd::kPassed, "", 1}));
  EXPECT_EQ(RoundOf(3, {several, dark, match}), (TransactionOutcome{TransactionEnd::kPassed, "", 3}));
  EXPECT_EQ(RoundOf(2, {several, dark}), (TransactionOutcome{TransactionEnd::kNotTaken, "not_taken_live_too_dark", 2}));
  EXPECT_EQ(RoundOf(1, {several}), (TransactionOutcome{TransactionEnd::kNotTaken, "not_taken_live_several_faces", 1}));
  // A face that was compared is never tried again, nor what no traveller can mend.
  EXPECT_EQ(RoundOf(3, {differs}), (TransactionOutcome{TransactionEnd::kNoMatch, "no_match", 1}));
  EXPECT_EQ(RoundOf(3, {several, suspected}),
            (TransactionOutcome{TransactionEnd::kSuspected, "suspected_second_face", 2}));
  EXPECT_EQ(RoundOf(3, {NotTaken(CaptureCause::kNoFace, PictureSide::kReference)}),
            (TransactionOutcome{TransactionEnd::kNotTaken, "not_taken_reference_no_face", 1}));
  EXPECT_EQ(RoundOf(3, {NotTaken(CaptureCause::kEngineFailed)}),
            (TransactionOutcome{TransactionEnd::kNotTaken, "not_taken_live_engine_failed", 1}));
}

TEST(TransactionTest, EveryWayOfNotPassingIsARejection) {
  const PictureSet set = Set();
  std::vector<Transaction> plan = PlanTransactions(set, 0, 1);
  plan.push_back({0, {3}, false});
  plan.push_back({3, {5}, false});
  using enum TransactionEnd;
  const TransactionRates rates = CountTransactions(set, plan,
                                                   {{kPassed, "", 2},
                                                    {kNoMatch, "no_match", 1},
                                                    {kNotTaken, "not_taken_live_blurred", 3},
                                                    {kSuspected, "suspected_presentation", 1},
                                                    {kPassed, "", 1},
                                                    {kPassed, "", 2},
                                                    {kSuspected, "suspected_presentation", 1}},
                                                   1);
  EXPECT_EQ(rates.false_reject.errors, 3);
  EXPECT_EQ(rates.false_reject.trials, 5);
  EXPECT_EQ(rates.false_reject_unsuspected.errors, 2);
  EXPECT_EQ(rates.false_reject_unsuspected.trials, 4);
  EXPECT_EQ(rates.false_accept.errors, 1);
  EXPECT_EQ(rates.false_accept.trials, 2);
  EXPECT_EQ(rates.further_bursts, 2);
  EXPECT_EQ(rates.rejected_by, (std::map<std::string, std::int64_t>{
                                   {"no_match", 1}, {"not_taken_live_blurred", 1}, {"suspected_presentation", 1}}));
}

TEST(TransactionTest, ARateIsShownOnlyByPersonsEnough) {
  PictureSet set;
  std::vector<Transaction> plan;
  for (std::int32_t person = 0; person < 60; ++person) {
    set.persons.push_back(std::to_string(person));
    set.pictures.push_back({"", person});
    set.pictures.push_back({"", person});
    plan.push_back({2 * person, {2 * person + 1}, true});
  }
  const auto why = [&] {
    return CountTransactions(
        set, plan, std::vector<TransactionOutcome>(plan.size(), {.end = TransactionEnd::kPassed, .why = {}}), 1);
  };
  EXPECT_EQ(why().genuine_persons, 60);
  EXPECT_EQ(why().frr_unsupported, "") << "sixty without an error show 5 %";
  EXPECT_EQ(why().far_unsupported, "not supported by data: 0 persons, 78 needed");
  plan.pop_back();
  EXPECT_EQ(why().frr_unsupported, "not supported by data: 59 persons, 60 needed");
  plan.push_back({0, {3}, false});
  EXPECT_EQ(why().impostor_persons, 2);
}

// By the engine itself, on painted people.
class RunTransactionsTest : public testing::Test {
 protected:
  void SetUp() override {
    REQUIRE_SHARED(models, "models");
    engine_ = FaceEngine::Load({models, ShippedCalibrationFor(models), true}).value();
    set_.folder = folder_.path();
    set_.persons = {"a", "b"};
    Put("1.jpg", 0, PaintPortrait(kDistinctPeople[0], {}));
    Put("2.jpg", 0, PaintTwoPeople(kDistinctPeople[0], kDistinctPeople[3], {.width_px = 640}));
    Put("3.jpg", 0, PaintPortrait(kDistinctPeople[0], LaneConditions(1)));
    Put("4.jpg", 1, PaintPortrait(kDistinctPeople[4], LaneConditions(2)));
  }

  void Put(const std::string& name, std::int32_t person, const std::string& picture) {
    set_.pictures.push_back({name, person});
    ASSERT_TRUE(WriteFile(PathOf(set_, set_.pictures.back()), picture).ok());
  }

  const TemporaryFolder folder_;
  PictureSet set_;
  std::unique_ptr<FaceEngine> engine_;
};

TEST_F(RunTransactionsTest, WhoseFirstMomentIsOfNoUsePassesByTheNextUnlessThereIsNoFurtherAttempt) {
  const std::vector<Transaction> plan = {{0, {1, 2}, true}, {0, {1}, true}, {0, {3}, false}};
  auto outcomes = RunTransactions(*engine_, set_, plan, {.attempts = 2, .seed = 1, .threads = 2}, {});
  ASSERT_TRUE(outcomes.ok()) << outcomes.status();
  EXPECT_EQ(*outcomes, (std::vector<TransactionOutcome>{{TransactionEnd::kPassed, "", 2},
                                                        {TransactionEnd::kNotTaken, "not_taken_live_several_faces", 2},
                                                        {TransactionEnd::kNoMatch, "no_match", 1}}));
  outcomes = RunTransactions(*engine_, set_, {plan[0]}, {}, {});
  ASSERT_TRUE(outcomes.ok()) << outcomes.status();
  EXPECT_EQ((*outcomes)[0].end, TransactionEnd::kNotTaken);
}

TEST_F(RunTransactionsTest, StopsWhenTold) {
  AcquisitionWatch watch;
  watch.stop = [] { return true; };
  EXPECT_EQ(RunTransactions(*engine_, set_, {{0, {2}, true}}, {}, watch).status().code(), StatusCode::kCancelled);
}

TEST_F(RunTransactionsTest, AFileThatCannotBeReadIsAPictureThatIsNotTaken) {
  std::filesystem::remove(set_.folder + "/3.jpg");
  const auto outcomes = RunTransactions(*engine_, set_, {{0, {2}, true}, {2, {0}, true}, {0, {3}, false}}, {}, {});
  ASSERT_TRUE(outcomes.ok()) << outcomes.status();
  EXPECT_EQ(*outcomes,
            (std::vector<TransactionOutcome>{{TransactionEnd::kNotTaken, "not_taken_live_picture_unreadable", 1},
                                             {TransactionEnd::kNotTaken, "not_taken_reference_picture_unreadable", 1},
                                             {TransactionEnd::kNoMatch, "no_match", 1}}));
}

}  // namespace
}  // namespace clearance
