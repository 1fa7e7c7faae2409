// What must hold of every decision, whatever the facts: random crossings, documents, findings, records and hours.
#include <gtest/gtest.h>
// rapidcheck's own bridge needs gtest first.
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <set>
#include <vector>

#include "common/rules/decide.h"
#include "common/wire/shipped_rule_book.h"
#include "tests/property/ranges.h"
#include "tests/support/samples.h"

namespace clearance {
namespace {

// Every property of this file runs this many cases, unless RC_PARAMS says otherwise.
const int kConfigured = setenv("RC_PARAMS", "max_success=10000", 0);

constexpr Instant kNow = std::chrono::sys_days(std::chrono::year(2026) / 11 / 22);
constexpr Date kToday = MakeDate(2026, 11, 22);

const RuleBook kBook = KhorgosRuleBook();
const ZoneTable kZones({{Instant(), std::chrono::hours(8)}}, {{Instant(), std::chrono::hours(5)}});

template <typename Enum>
Enum AnyOf(Enum last) {
  return static_cast<Enum>(*Between(0, static_cast<int>(last) + 1));
}

bool AnyBool() { return *rc::gen::arbitrary<bool>(); }

Document AnyDocument() {
  Document document{.number = "N1"};
  document.kind = *rc::gen::oneOf(rc::gen::just(DocumentKind::kOrdinaryPassport),
                                  rc::gen::elementOf(std::vector(kAllDocumentKinds.begin(), kAllDocumentKinds.end())));
  document.nationality = *rc::gen::element<std::string>("CHN", "KAZ", "CHN", "KAZ", "DEU");
  document.issuing_state = document.nationality;
  document.birth_date = kToday - Days(*Between(4000, 30000));
  if (AnyBool()) document.expiry_date = kToday + Days(*Between(-10, 1000));
  return document;
}

// Mostly sound, or sound but for some checks, or none.
Inspection AnyInspection() {
  const int kind = *Between(0, 8);
  if (kind == 0) return {};
  Inspection inspection = SoundInspection();
  if (kind > 2) return inspection;
  for (int i = 0; i < kind; ++i) {
    InspectionFinding& finding = inspection.findings[static_cast<std::size_t>(*Between(0, 13))];
    finding.result = AnyOf(InspectionResult::kAborted);
    finding.reason = AnyOf(InspectionReason::kListed);
  }
  return inspection;
}

std::vector<Finding> AnyFindings() {
  std::vector<Finding> findings;
  for (const CheckKind check : kAllCheckKinds) {
    const int kind = *Between(0, 6);
    if (kind == 0) continue;
    Finding finding{.check = check, .result = FindingResult::kPassed};
    if (kind == 1)
      finding = {
          .check = check, .result = AnyOf(FindingResult::kNotPerformed), .cause = AnyOf(FindingCause::kDeviceFault)};
    if (check == CheckKind::kDocument) finding.inspection = AnyInspection();
    findings.push_back(finding);
  }
  return findings;
}

TravelHistory AnyHistory(Territory territory) {
  TravelHistory history;
  Date day = kToday - Days(*Between(0, 250));
  const int stays = *Between(0, 5);
  for (int i = 0; i < stays && day <= kToday; ++i) {
    Stay stay{.territory = territory, .entry = day};
    stay.entered_from = AnyOf(Territory::kIcbc);
    stay.left_to = AnyOf(Territory::kIcbc);
    stay.nationality = *rc::gen::element<std::string>("KAZ", "CHN", "");
    day += Days(*Between(0, 60));
    const int end = *Between(0, 6);
    if (end == 0) stay.exit_unknown = true;
    if (end > 1) stay.exit = std::min(day, kToday);
    if (end == 2) stay.entry.reset();
    history.stays.push_back(stay);
    day += Days(*Between(0, 60));
  }
  if (AnyBool()) history.complete_from = kToday - Days(*Between(0, 400));
  history.covers_all_ports = AnyBool();
  return history;
}

// Mostly none; each with some scope, validity and visibility.
std::vector<FoundHold> AnyHolds() {
  std::vector<FoundHold> holds;
  const int count = std::max(0, *Between(-6, 4));
  for (int i = 0; i < count; ++i) {
    FoundHold hold{.hold_id = "hold-" + std::to_string(i), .match = AnyOf(HoldMatch::kPossible)};
    hold.terms.kind = AnyOf(HoldKind::kSilent);
    for (const Territory territory : kAllTerritories) {
      if (*Between(0, 3) != 0) hold.terms.scope.territories.push_back(territory);
    }
    hold.terms.scope.sides = {.exit = AnyBool(), .entry = AnyBool()};
    hold.terms.from = kNow + std::chrono::minutes(*Between(-600, 600));
    if (AnyBool()) hold.terms.to = hold.terms.from + std::chrono::minutes(*Between(1, 2000));
    hold.terms.visibility = AnyOf(HoldVisibility::kAuthority);
    holds.push_back(hold);
  }
  return holds;
}

CrossingFacts AnyFacts() {
  CrossingFacts facts;
  LaneProfile& lane = facts.request.lane;
  lane.lane_id = "gate-1/a";
  lane.movement.from = AnyOf(Territory::kIcbc);
  lane.movement.to = static_cast<Territory>((static_cast<int>(lane.movement.from) + *Between(1, 3)) % 3);
  const int sides = *Between(1, 4);
  lane.sides = {.exit = (sides & 1) != 0, .entry = (sides & 2) != 0};
  facts.request.level =
      *rc::gen::oneOf(rc::gen::just(ServiceLevel::kFull), rc::gen::just(ServiceLevel::kNoScreening),
                      rc::gen::elementOf(std::vector(kAllServiceLevels.begin(), kAllServiceLevels.end())));
  facts.request.document = AnyDocument();
  facts.request.findings = AnyFindings();
  facts.exited = AnyHistory(lane.movement.from);
  facts.entered = AnyHistory(lane.movement.to);
  facts.booking = AnyOf(BookingUse::kOtherDocument);
  facts.holds = AnyHolds();
  facts.now = kNow + std::chrono::minutes(*Between(0, 24 * 60));
  if (*Between(0, 8) == 0) {
    facts.in_progress = {.lane_id = *rc::gen::element<std::string>("gate-1/a", "gate-2/b"),
                         .until = facts.now + std::chrono::seconds(*Between(-60, 60))};
  }
  return facts;
}

bool Refers(const Reason& reason) { return ClassOf(reason.code) != ReasonClass::kNote; }

std::vector<Reason> Referring(const Decision& decision) {
  std::vector<Reason> reasons;
  std::copy_if(decision.reasons.begin(), decision.reasons.end(), std::back_inserter(reasons), Refers);
  return reasons;
}

RC_GTEST_PROP(DecideProperty, TheVerdictFollowsFromTheReasons, ()) {
  const CrossingFacts facts = AnyFacts();
  const Decision decision = Decide(facts, kBook, kZones);
  RC_ASSERT((decision.verdict == Verdict::kRefer) == !Referring(decision).empty());
  RC_CLASSIFY(decision.verdict == Verdict::kAdmit, "admitted");
  for (std::size_t i = 1; i < decision.reasons.size(); ++i) {
    RC_ASSERT(ClassOf(decision.reasons[i - 1].code) <= ClassOf(decision.reasons[i].code));
    RC_ASSERT(decision.reasons[i - 1].code <= decision.reasons[i].code);
    RC_ASSERT(decision.reasons[i - 1] != decision.reasons[i]);
  }
  RC_ASSERT(decision == Decide(facts, kBook, kZones));
}

RC_GTEST_PROP(DecideProperty, ADecisionLastsNoLongerThanItsLeaseAndItsDay, ()) {
  const CrossingFacts facts = AnyFacts();
  const Decision decision = Decide(facts, kBook, kZones);
  RC_ASSERT(decision.decided_at == facts.now);
  RC_ASSERT(decision.valid_until > facts.now);
  RC_ASSERT(decision.valid_until <= facts.now + kBook.decision_lease);
  const Movement movement = facts.request.lane.movement;
  for (const Territory territory : {CivilDayOf(movement.from, movement), CivilDayOf(movement.to, movement)}) {
    const Instant last = decision.valid_until - Duration(1);
    RC_ASSERT(kZones.DateAt(territory, last) == kZones.DateAt(territory, facts.now));
  }
}

RC_GTEST_PROP(DecideProperty, ASideTheLaneDoesNotDecideSaysNothing, ()) {
  const CrossingFacts facts = AnyFacts();
  const Sides sides = facts.request.lane.sides;
  for (const Reason& reason : Decide(facts, kBook, kZones).reasons) {
    if (reason.side) RC_ASSERT((*reason.side == Side::kExit ? sides.exit : sides.entry));
  }
  // Nor does its record matter, but for a stay in the zone, which tells where a foreigner comes back from.
  CrossingFacts other = facts;
  if (!sides.exit && facts.request.lane.movement.from != Territory::kIcbc) other.exited = {};
  if (!sides.entry) other.entered = {};
  RC_ASSERT(Decide(facts, kBook, kZones) == Decide(other, kBook, kZones));
}

RC_GTEST_PROP(DecideProperty, AnExitIsNeverHeldBackByARuleOfEntry, ()) {
  CrossingFacts facts = AnyFacts();
  facts.request.lane.sides = {.exit = true};
  const std::set<ReasonCode> never = {
      ReasonCode::kStayExhausted,      ReasonCode::kTooManyEntries, ReasonCode::kTooSoon,
      ReasonCode::kNotCovered,         ReasonCode::kAlreadyInside,  ReasonCode::kWalkIn,
      ReasonCode::kByThisPortsRecords, ReasonCode::kOwnNational};
  for (const Reason& reason : Decide(facts, kBook, kZones).reasons) RC_ASSERT(never.count(reason.code) == 0);
}

RC_GTEST_PROP(DecideProperty, NoRuleStopsAnOwnNationalsEntry, ()) {
  CrossingFacts facts = AnyFacts();
  const Movement movement = facts.request.lane.movement;
  RC_PRE(movement.to != Territory::kIcbc);
  facts.request.document.nationality = StateCode(movement.to);
  // The other state's exit rules are its own where it decides its exit in the same lane.
  facts.request.lane.sides = {.exit = movement.from == Territory::kIcbc && AnyBool(), .entry = true};
  const std::set<ReasonCode> identity = {ReasonCode::kFaceDiffers,
                                         ReasonCode::kFaceNotTaken,
                                         ReasonCode::kFaceInDoubt,
                                         ReasonCode::kOfficerComparesFace,
                                         ReasonCode::kMinor,
                                         ReasonCode::kDocumentUnreadable,
                                         ReasonCode::kDocumentCheckDigit,
                                         ReasonCode::kDocumentKindUnknown,
                                         ReasonCode::kInProgressElsewhere,
                                         ReasonCode::kCheckMissing,
                                         ReasonCode::kDocumentNotAuthentic,
                                         ReasonCode::kDocumentNotProven,
                                         ReasonCode::kDocumentListed};
  // That somebody waits for them, or asks who they are, is no rule of entry; a ban of entry stops none of them.
  std::erase_if(facts.holds, [](const FoundHold& hold) {
    return hold.terms.kind != HoldKind::kEntryBan && hold.terms.kind != HoldKind::kExitBan &&
           hold.terms.kind != HoldKind::kParentalObjection;
  });
  const Decision decision = Decide(facts, kBook, kZones);
  for (const Reason& reason : Referring(decision)) RC_ASSERT(identity.count(reason.code) == 1);
  RC_ASSERT(std::any_of(decision.reasons.begin(), decision.reasons.end(),
                        [](const Reason& reason) { return reason.code == ReasonCode::kOwnNational; }));
  RC_CLASSIFY(decision.verdict == Verdict::kAdmit, "admitted");
}

RC_GTEST_PROP(DecideProperty, ABookingNeverChangesTheVerdict, ()) {
  const CrossingFacts facts = AnyFacts();
  CrossingFacts other = facts;
  other.booking = AnyOf(BookingUse::kOtherDocument);
  std::erase_if(other.request.findings, [](const Finding& finding) { return finding.check == CheckKind::kBooking; });
  const Decision first = Decide(facts, kBook, kZones);
  const Decision second = Decide(other, kBook, kZones);
  RC_ASSERT(first.verdict == second.verdict);
  RC_ASSERT(Referring(first) == Referring(second));
  RC_ASSERT(first.stay == second.stay);
}

RC_GTEST_PROP(DecideProperty, ASilentHoldNeverChangesTheDecision, ()) {
  const CrossingFacts facts = AnyFacts();
  CrossingFacts with = facts;
  for (FoundHold& hold : AnyHolds()) {
    hold.terms.kind = HoldKind::kSilent;
    with.holds.insert(with.holds.begin() + *Between(0, static_cast<int>(with.holds.size()) + 1), hold);
  }
  RC_CLASSIFY(with.holds.size() > facts.holds.size(), "with silent ones");
  RC_ASSERT(Decide(with, kBook, kZones) == Decide(facts, kBook, kZones));
}

RC_GTEST_PROP(DecideProperty, AHoldAddsReasonsOfItsOwnAndTakesNoneAway, ()) {
  const CrossingFacts facts = AnyFacts();
  CrossingFacts without = facts;
  without.holds.clear();
  Decision decision = Decide(facts, kBook, kZones);
  Decision plain = Decide(without, kBook, kZones);
  const bool held = std::erase_if(decision.reasons, [](const Reason& reason) {
                      return FromHold(reason.code) && reason.code != ReasonCode::kDocumentListed;
                    }) > 0;
  RC_CLASSIFY(held, "held");
  // What the portrait is worth is told with whatever refers: with a hold too, where nothing else had.
  const auto is_note = [](const Reason& reason) { return reason.code == ReasonCode::kPoorReference; };
  const bool noted = std::erase_if(plain.reasons, is_note) > 0;
  RC_ASSERT(std::erase_if(decision.reasons, is_note) == 1 || !noted);
  RC_ASSERT(decision.reasons == plain.reasons);
  RC_ASSERT(decision.verdict == (held ? Verdict::kRefer : plain.verdict));
}

RC_GTEST_PROP(DecideProperty, NobodyPassesWhoseFaceNobodyHasCompared, ()) {
  const CrossingFacts facts = AnyFacts();
  const Decision decision = Decide(facts, kBook, kZones);
  if (decision.verdict == Verdict::kRefer) return;
  RC_ASSERT(MatchesFaces(facts.request.level));
  for (const CheckKind check : {CheckKind::kFace, CheckKind::kDocument}) {
    const Finding* finding = FindFinding(facts.request.findings, check);
    RC_ASSERT(finding != nullptr);
    RC_ASSERT(finding->result == FindingResult::kPassed);
  }
}

RC_GTEST_PROP(DecideProperty, NobodyPassesWithADocumentThatFailedOrThatIsNotProven, ()) {
  const CrossingFacts facts = AnyFacts();
  if (Decide(facts, kBook, kZones).verdict == Verdict::kRefer) return;
  const Finding* document = FindFinding(facts.request.findings, CheckKind::kDocument);
  RC_ASSERT(document != nullptr);
  for (const InspectionFinding& finding : document->inspection.findings)
    RC_ASSERT(finding.result != InspectionResult::kFailed);
  const DocumentKind kind = facts.request.document.kind;
  const bool passport = kind >= DocumentKind::kOrdinaryPassport && kind <= DocumentKind::kDiplomaticPassport;
  RC_CLASSIFY(passport, "passports");
  if (!passport) return;
  for (const InspectionCheck check :
       {InspectionCheck::kSodSignature, InspectionCheck::kSignerTrust, InspectionCheck::kDataGroupHashes,
        InspectionCheck::kMrzAgainstChip, InspectionCheck::kChipAuthenticity}) {
    const InspectionFinding* finding = FindInspection(document->inspection, check);
    RC_ASSERT(finding != nullptr);
    const bool without =
        check == InspectionCheck::kChipAuthenticity && finding->result == InspectionResult::kNotSupported;
    RC_ASSERT(finding->result == InspectionResult::kSuccessful || without);
  }
}

RC_GTEST_PROP(DecideProperty, AnOverstayNeedsACompleteRecord, ()) {
  CrossingFacts facts = AnyFacts();
  facts.request.lane.sides = {.exit = true};
  for (const Reason& reason : Decide(facts, kBook, kZones).reasons) {
    if (reason.code != ReasonCode::kOverstay) continue;
    RC_ASSERT(facts.exited.covers_all_ports);
    RC_ASSERT(facts.exited.complete_from.has_value());
    RC_ASSERT(reason.days.value_or(0) > 0);
    RC_ASSERT(!reason.limit.empty());
  }
}

RC_GTEST_PROP(DecideProperty, WhoIsAdmittedToAStayHasADayLeft, ()) {
  CrossingFacts facts = AnyFacts();
  facts.request.lane.sides = {.entry = true};
  const Decision decision = Decide(facts, kBook, kZones);
  if (decision.verdict == Verdict::kRefer || !decision.stay) return;
  const Movement movement = facts.request.lane.movement;
  RC_ASSERT(decision.stay->longest_stay_days.value_or(0) >= 1);
  RC_ASSERT(*decision.stay->must_leave_by >= kZones.DateAt(CivilDayOf(movement.to, movement), facts.now));
  RC_ASSERT(!decision.stay->binding_limit.empty());
  RC_ASSERT(!decision.stay->earliest_entry);
}

}  // namespace
}  // namespace clearance
