// Every kind of hold on every side, for every nationality, by number and by name: what the lane is told of it.
#include "common/rules/hold_rules.h"

#include <algorithm>

#include "tests/support/decide_fixture.h"

namespace clearance {
namespace {

class HoldRulesTest : public DecideTest {
 protected:
  // A hold that binds wherever its kind can, and that lane officers may see.
  static FoundHold Found(HoldKind kind, HoldMatch match = HoldMatch::kExact) {
    FoundHold hold{.hold_id = kSampleId, .match = match};
    hold.terms.kind = kind;
    hold.terms.scope.territories = {Territory::kChn, Territory::kKaz, Territory::kIcbc};
    hold.terms.scope.sides = {.exit = true, .entry = true};
    hold.terms.visibility = HoldVisibility::kLaneOfficer;
    return hold;
  }

  std::vector<Reason> Reasons(CrossingFacts facts, std::vector<FoundHold> holds) const {
    facts.holds = std::move(holds);
    std::vector<Reason> reasons = Answer(facts).reasons;
    std::erase_if(reasons, [](const Reason& reason) { return !FromHold(reason.code); });
    return reasons;
  }
};

std::string Words(const std::vector<Reason>& reasons) {
  std::string words;
  for (const Reason& reason : reasons) {
    words += std::string(ReasonCodeName(reason.code)) + ":" + reason.detail;
    if (reason.side) words += *reason.side == Side::kExit ? ":exit" : ":entry";
    words += " ";
  }
  return words;
}

// What `kind` must come to on the sides it stops, written out once more.
std::string Expected(HoldKind kind, HoldMatch match, std::string_view side) {
  const std::string told = std::string(HoldKindName(kind)) + (side.empty() ? "" : ":" + std::string(side)) + " ";
  if (kind == HoldKind::kSilent) return "";
  if (match == HoldMatch::kPossible) return "POSSIBLE_HOLD:" + told;
  return (kind == HoldKind::kQuestion ? "HOLD_QUESTION:" : "HOLD:") + told;
}

TEST_F(HoldRulesTest, EveryKindOnEverySideForEveryNationality) {
  const auto stops_exit = [](HoldKind kind) { return kind != HoldKind::kEntryBan; };
  const auto stops_entry = [](HoldKind kind, bool own) {
    if (kind == HoldKind::kExitBan || kind == HoldKind::kParentalObjection) return false;
    return kind != HoldKind::kEntryBan || !own;
  };
  for (const HoldKind kind : kAllHoldKinds) {
    for (const HoldMatch match : kAllHoldMatches) {
      for (const char* nationality : {"KAZ", "CHN", "DEU"}) {
        SCOPED_TRACE(std::string(HoldKindName(kind)) + " " + std::string(HoldMatchName(match)) + " " + nationality);
        const Document document = Of(nationality);
        const std::vector<FoundHold> holds = {Found(kind, match)};
        const bool own = document.nationality == "KAZ";
        EXPECT_EQ(Words(Reasons(Exit(document, kaz_chn_), holds)),
                  stops_exit(kind) ? Expected(kind, match, "exit") : "");
        EXPECT_EQ(Words(Reasons(Entry(document, chn_kaz_), holds)),
                  stops_entry(kind, own) ? Expected(kind, match, "entry") : "");
        const bool both = stops_exit(kind) && stops_entry(kind, own);
        const bool any = stops_exit(kind) || stops_entry(kind, own);
        EXPECT_EQ(Words(Reasons(Crossing(document, chn_kaz_, both_), holds)),
                  any ? Expected(kind, match,
                                 both               ? ""
                                 : stops_exit(kind) ? "exit"
                                                    : "entry")
                      : "");
      }
    }
  }
}

TEST_F(HoldRulesTest, NoBanStopsAnOwnNationalsWayHomeOutOfTheZone) {
  for (const HoldKind kind : {HoldKind::kExitBan, HoldKind::kParentalObjection, HoldKind::kEntryBan}) {
    EXPECT_EQ(Words(Reasons(Crossing(Of("KAZ"), icbc_kaz_, both_), {Found(kind)})), "") << HoldKindName(kind);
    EXPECT_EQ(Words(Reasons(Exit(Of("KAZ"), icbc_kaz_), {Found(kind)})), "") << HoldKindName(kind);
    EXPECT_NE(Words(Reasons(Crossing(Of("KAZ"), icbc_chn_, both_), {Found(kind)})), "") << "out of their country";
    EXPECT_NE(Words(Reasons(Crossing(Of("CHN"), icbc_kaz_, both_), {Found(kind)})), "") << "nobody else's way home";
  }
  for (const HoldKind kind : {HoldKind::kDetain, HoldKind::kSeizeDocument, HoldKind::kLostOrStolenDocument})
    EXPECT_EQ(Words(Reasons(Crossing(Of("KAZ"), icbc_kaz_, both_), {Found(kind)})),
              Expected(kind, HoldMatch::kExact, ""));
}

TEST_F(HoldRulesTest, AHitByNumberRefersAndNobodyAtTheLaneReleasesIt) {
  for (const HoldKind kind : kAllHoldKinds) {
    CrossingFacts facts = Exit(Of("DEU"), kaz_chn_);
    facts.holds = {Found(kind)};
    const Decision decision = Answer(facts);
    const bool seen = kind != HoldKind::kSilent && kind != HoldKind::kEntryBan;
    EXPECT_EQ(decision.verdict, seen ? Verdict::kRefer : Verdict::kAdmit) << HoldKindName(kind);
    if (!seen) continue;
    const bool one_officer = kind == HoldKind::kQuestion;
    EXPECT_EQ(ClassOf(decision.reasons.front().code), one_officer ? ReasonClass::kNotEstablished : ReasonClass::kHold)
        << HoldKindName(kind);
    facts.holds[0].match = HoldMatch::kPossible;
    EXPECT_EQ(ClassOf(Answer(facts).reasons.front().code), ReasonClass::kNotEstablished) << HoldKindName(kind);
    EXPECT_EQ(Answer(facts).verdict, Verdict::kRefer) << HoldKindName(kind);
  }
}

TEST_F(HoldRulesTest, TheKindIsToldOnlyWhereLaneOfficersMaySeeIt) {
  FoundHold hold = Found(HoldKind::kDetain);
  for (const HoldVisibility visibility : kAllHoldVisibilities) {
    hold.terms.visibility = visibility;
    EXPECT_EQ(Words(Reasons(Exit(Of("DEU"), kaz_chn_), {hold})),
              visibility == HoldVisibility::kLaneOfficer ? "HOLD:DETAIN:exit " : "HOLD::exit ");
  }
}

TEST_F(HoldRulesTest, OnlyWhatIsInForceInItsScope) {
  FoundHold hold = Found(HoldKind::kDetain);
  const CrossingFacts facts = Exit(Of("DEU"), kaz_chn_);
  hold.terms.from = facts.now + Duration(1);
  EXPECT_EQ(Words(Reasons(facts, {hold})), "");
  hold.terms.from = facts.now;
  EXPECT_EQ(Words(Reasons(facts, {hold})), "HOLD:DETAIN:exit ");
  hold.terms.to = facts.now;
  EXPECT_EQ(Words(Reasons(facts, {hold})), "");
  hold.terms.to.reset();
  hold.terms.scope.territories = {Territory::kChn};
  EXPECT_EQ(Words(Reasons(facts, {hold})), "") << "China's entry is another lane's";
}

TEST_F(HoldRulesTest, EachReasonOnceAndTheHoldFirst) {
  const auto reasons = Reasons(Exit(Of("DEU"), kaz_chn_),
                               {Found(HoldKind::kQuestion), Found(HoldKind::kExitBan), Found(HoldKind::kExitBan),
                                Found(HoldKind::kDetain, HoldMatch::kPossible), Found(HoldKind::kDetain)});
  EXPECT_EQ(Words(reasons),
            "HOLD:EXIT_BAN:exit HOLD:DETAIN:exit POSSIBLE_HOLD:DETAIN:exit HOLD_QUESTION:QUESTION:exit ");
}

}  // namespace
}  // namespace clearance
