// Where a hold binds, when it is in force, and its life step by step.
#include "common/domain/hold.h"

#include <gtest/gtest.h>

#include "tests/support/samples.h"

namespace clearance {
namespace {

LaneProfile LaneOf(Movement movement, Sides sides) {
  LaneProfile lane = SampleLane();
  lane.movement = movement;
  lane.sides = sides;
  return lane;
}

HoldTerms TermsOf(HoldKind kind, std::vector<Territory> territories) {
  HoldTerms terms;
  terms.kind = kind;
  terms.scope = {.territories = std::move(territories), .sides = SidesOf(kind)};
  return terms;
}

constexpr Sides kBoth{.exit = true, .entry = true};
constexpr Movement kOut{Territory::kKaz, Territory::kChn};
constexpr Movement kIn{Territory::kChn, Territory::kKaz};

TEST(HoldTest, BindsTheSidesOfItsTerritoryThatTheLaneDecides) {
  const HoldTerms kaz = TermsOf(HoldKind::kDetain, {Territory::kKaz});
  EXPECT_EQ(BoundSides(kaz, LaneOf(kOut, kBoth)), (Sides{.exit = true}));
  EXPECT_EQ(BoundSides(kaz, LaneOf(kIn, kBoth)), (Sides{.entry = true}));
  EXPECT_EQ(BoundSides(kaz, LaneOf(kOut, {.entry = true})), Sides()) << "the exit is another lane's";
  EXPECT_EQ(BoundSides(kaz, LaneOf({Territory::kChn, Territory::kIcbc}, kBoth)), Sides());
  const HoldTerms all = TermsOf(HoldKind::kDetain, {Territory::kChn, Territory::kKaz, Territory::kIcbc});
  EXPECT_EQ(BoundSides(all, LaneOf(kOut, kBoth)), kBoth);
  EXPECT_EQ(BoundSides(all, LaneOf(kOut, {.exit = true})), (Sides{.exit = true}));
}

TEST(HoldTest, AKindBindsNoOtherSideWhateverItsScopeSays) {
  for (const HoldKind kind : kAllHoldKinds) {
    HoldTerms terms = TermsOf(kind, {Territory::kChn, Territory::kKaz});
    terms.scope.sides = kBoth;
    EXPECT_EQ(BoundSides(terms, LaneOf(kOut, kBoth)), SidesOf(kind)) << HoldKindName(kind);
    terms.scope.sides = {.exit = true};
    EXPECT_EQ(BoundSides(terms, LaneOf(kOut, kBoth)), (Sides{.exit = SidesOf(kind).exit})) << HoldKindName(kind);
  }
  EXPECT_EQ(SidesOf(HoldKind::kExitBan), (Sides{.exit = true}));
  EXPECT_EQ(SidesOf(HoldKind::kParentalObjection), (Sides{.exit = true}));
  EXPECT_EQ(SidesOf(HoldKind::kEntryBan), (Sides{.entry = true}));
  EXPECT_EQ(SidesOf(HoldKind::kSilent), kBoth);
}

TEST(HoldTest, APortOfItsScopeOrAnyPort) {
  HoldTerms terms = TermsOf(HoldKind::kDetain, {Territory::kKaz});
  terms.scope.ports = {"ALTYNKOL"};
  EXPECT_EQ(BoundSides(terms, LaneOf(kOut, kBoth)), Sides());
  terms.scope.ports = {"ALTYNKOL", "KHORGOS"};
  EXPECT_EQ(BoundSides(terms, LaneOf(kOut, kBoth)), (Sides{.exit = true}));
}

TEST(HoldTest, IsInForceFromItsFirstMomentToBeforeItsLast) {
  HoldTerms terms;
  terms.from = kSampleInstant;
  EXPECT_FALSE(InForce(terms, kSampleInstant - Duration(1)));
  EXPECT_TRUE(InForce(terms, kSampleInstant));
  EXPECT_TRUE(InForce(terms, kSampleInstant + std::chrono::hours(100'000))) << "until it is lifted";
  terms.to = kSampleInstant + Duration(5);
  EXPECT_TRUE(InForce(terms, kSampleInstant + Duration(4)));
  EXPECT_FALSE(InForce(terms, kSampleInstant + Duration(5)));
}

TEST(HoldTest, IsQuietByItsKindOrByWhoMaySeeIt) {
  for (const HoldKind kind : kAllHoldKinds) {
    for (const HoldVisibility visibility : kAllHoldVisibilities) {
      HoldTerms terms;
      terms.kind = kind;
      terms.visibility = visibility;
      EXPECT_EQ(IsQuiet(terms), kind == HoldKind::kSilent || visibility == HoldVisibility::kAuthority)
          << HoldKindName(kind) << ' ' << HoldVisibilityName(visibility);
    }
  }
}

TEST(HoldTest, BindsFromItsConfirmationUntilItsLiftingIsConfirmed) {
  const HoldChange put = SampleHoldChange();
  Instant at = kSampleInstant;
  Hold hold = After({}, put, at);
  EXPECT_EQ(hold.state, HoldState::kProposed);
  EXPECT_FALSE(Binds(hold.state));
  EXPECT_EQ(hold.put_by, put.author);
  EXPECT_EQ(hold.put_at, at);
  const auto step = [&](HoldAct act, std::string author, std::string ground = "") {
    at += std::chrono::minutes(1);
    hold = After(hold, {.act = act, .hold_id = hold.hold_id, .author = std::move(author), .ground = std::move(ground)},
                 at);
    EXPECT_EQ(hold.changed_at, at);
    EXPECT_EQ(hold.put_at, kSampleInstant);
    return hold.state;
  };
  EXPECT_EQ(step(HoldAct::kConfirm, "b"), HoldState::kActive);
  EXPECT_TRUE(Binds(hold.state));
  EXPECT_EQ(step(HoldAct::kProposeLift, "a", "the court ended it"), HoldState::kLiftProposed);
  EXPECT_TRUE(Binds(hold.state)) << "one person alone lifts nothing";
  EXPECT_EQ(step(HoldAct::kLift, "b", "confirmed"), HoldState::kLifted);
  EXPECT_FALSE(Binds(hold.state));
  Hold whole = *put.put;
  whole.hold_id = put.hold_id;
  whole.state = HoldState::kLifted;
  whole.put_by = put.author;
  whole.confirmed_by = whole.lifted_by = "b";
  whole.lift_proposed_by = "a";
  whole.lift_ground = "confirmed";
  whole.put_at = kSampleInstant;
  whole.changed_at = at;
  EXPECT_EQ(hold, whole) << "and nothing of what was put has changed";
}

// A step that is asked for again, later, is answered as it was the first time.
TEST(HoldTest, ASteppedHoldTellsWhatItWasAfterEachStep) {
  const HoldChange put = SampleHoldChange();
  const std::vector<HoldChange> steps = {
      put,
      {.act = HoldAct::kConfirm, .hold_id = put.hold_id, .author = "b"},
      {.act = HoldAct::kProposeLift, .hold_id = put.hold_id, .author = "a", .ground = "the court ended it"},
      {.act = HoldAct::kLift, .hold_id = put.hold_id, .author = "b", .ground = "confirmed"}};
  std::vector<Hold> after;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    Hold hold = After(i == 0 ? Hold{} : after.back(), steps[i], kSampleInstant + std::chrono::minutes(i));
    hold.change = 7;  // the store's, which only the last one is known of
    after.push_back(hold);
  }
  for (std::size_t now = 1; now < steps.size(); ++now) {
    for (std::size_t i = 1; i <= now; ++i) {
      EXPECT_EQ(AsItWasAfter(after[now], steps[i], kSampleInstant + std::chrono::minutes(i)), after[i])
          << now << ' ' << i;
    }
  }
}

}  // namespace
}  // namespace clearance
