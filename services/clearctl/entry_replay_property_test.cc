// Property: whatever the desks, the lanes and the officers do in whatever order, every decision comes out of the ledger
// as it was sealed. Seeds are printed; --gtest_random_seed chooses them.
#include <gmock/gmock.h>

#include <random>

#include "tests/support/entry_replay_fixture.h"

namespace clearance {
namespace {

constexpr int kRuns = 12;
constexpr int kSteps = 80;

class EntryReplayPropertyTest : public EntryReplayTest {
 protected:
  int Draw(int below) { return std::uniform_int_distribution<int>(0, below - 1)(drawn_); }
  template <typename Value>
  const Value& OneOf(const std::vector<Value>& values) {
    return values[static_cast<std::size_t>(Draw(static_cast<int>(values.size())))];
  }

  // Three documents of two people, and one number that both have.
  Document DocumentOf(int which) {
    Document document = IntoChina("D" + std::to_string(which % 4)).document;
    document.national_number = which % 2 == 0 ? "900517400123" : "900517400124";
    if (which % 4 == 3) document.number = "D0";  // of the other's
    if (which % 2 == 1) document.birth_date = MakeDate(1985, 3, 4);
    document.primary_identifier = which % 2 == 0 ? "SAMPLE" : "OTHER";
    if (which == renumbered_) document.national_number = "900517400125";
    return document;
  }

  CrossingRequest DrawCrossing() {
    const int way = Draw(3);
    CrossingRequest request = way == 0 ? Crossing("x") : way == 1 ? IntoChina("x") : OutOfChina("x");
    const DocumentKind kind = request.document.kind;
    request.document = DocumentOf(Draw(4));
    request.document.kind = kind;
    if (Draw(6) == 0) request.document.national_number.clear();  // not read
    request.lane.lane_id = "gate-" + std::to_string(1 + Draw(3)) + "/a";
    if (Draw(2) == 0) request.findings.push_back({CheckKind::kEarlierPortrait, FindingResult::kPassed});
    if (way != 0 || booked_.empty() || Draw(4) == 0) return request;
    const Booked& booked = OneOf(booked_);
    if (Draw(4) != 0) request.document = DocumentOf(booked.by);
    request.document.kind = kind;
    return WithBooking(request, booked.booking_id);
  }

  void DecideOne() {
    const CrossingRequest request = DrawCrossing();
    answers_.push_back(Decide(request));
    asked_.push_back(request);
  }
  void ReportOne() {
    if (asked_.empty()) return;
    CrossingRequest request = Draw(3) == 0 ? OneOf(asked_) : asked_.back();
    if (Draw(3) == 0) {
      Abandon(request, request.lane.lane_id);
    } else {
      if (Draw(5) == 0) request.document = DocumentOf(Draw(4));
      EXPECT_TRUE(TryReport(PassageOf(request)).ok());
    }
  }
  void ChangeHold() {
    if (!held_.empty() && Draw(2) == 0) {
      Lift(held_.back());
      held_.pop_back();
      return;
    }
    const Document document = DocumentOf(Draw(4));
    const int by = Draw(3);
    const HeldPerson held = by == 0   ? HeldPerson{.document = document}
                            : by == 1 ? HeldPerson{.person = document}
                                      : HeldPerson{.name = document};
    const std::string id = Bind(held, OneOf(std::vector<HoldKind>(kAllHoldKinds.begin(), kAllHoldKinds.end())));
    if (!id.empty()) held_.push_back(id);
  }
  void ChangeBooking() {
    if (!booked_.empty() && Draw(3) == 0) {
      const auto cancelled = bookings_.Cancel(bookings_.CancelOf({BookingNow(OneOf(booked_).booking_id)}));
      EXPECT_TRUE(cancelled.ok() || cancelled.status().code() == StatusCode::kFailedPrecondition) << cancelled.status();
      return;
    }
    const int by = Draw(3);
    const std::string id = BookAtDesk("D" + std::to_string(by), Draw(2));
    if (!id.empty()) booked_.push_back({id, by});
  }
  // What an officer may not do is refused, and changes nothing.
  void ChangeLink() {
    const Document one = DocumentOf(Draw(4));
    const Document other = DocumentOf(Draw(4));
    const Status status = Draw(2) == 0 ? LinkBy(one, other) : UnlinkBy(one, other);
    EXPECT_NE(status.code(), StatusCode::kDataLoss) << status;
  }

  void Step() {
    switch (Draw(10)) {
      case 0:
        return ChangeHold();
      case 1:
        return ChangeBooking();
      case 2:
        return ChangeLink();
      case 3:
      case 4:
        return ReportOne();
      case 5:
        return clock_.Advance(Draw(3) == 0 ? std::chrono::minutes(10 + 2000 * Draw(2)) : std::chrono::minutes(1));
      case 6:
        if (Draw(6) == 0) renumbered_ = Draw(5);
        return;
      default:
        return DecideOne();
    }
  }

  struct Booked {
    std::string booking_id;
    int by = 0;  // DocumentOf
  };

  std::mt19937 drawn_;
  int renumbered_ = 4;  // none
  std::vector<DecideAnswer> answers_;
  std::vector<CrossingRequest> asked_;
  std::vector<std::string> held_;
  std::vector<Booked> booked_;
};

class EntryReplaySeed : public EntryReplayPropertyTest, public testing::WithParamInterface<int> {};

TEST_P(EntryReplaySeed, EveryDecisionComesOutAsItWasSealed) {
  const auto seed = static_cast<unsigned>(testing::UnitTest::GetInstance()->random_seed() * kRuns + GetParam());
  SCOPED_TRACE("seed " + std::to_string(seed));
  drawn_.seed(seed);
  for (int step = 0; step < kSteps; ++step) Step();
  for (const DecideAnswer& answer : answers_) {
    EXPECT_THAT(Differences(answer), testing::IsEmpty()) << answer.position;
    EXPECT_THAT(Differences(answer, Keys::kMaster), testing::IsEmpty()) << answer.position << ", opened";
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, EntryReplaySeed, testing::Range(0, kRuns));

}  // namespace
}  // namespace clearance
