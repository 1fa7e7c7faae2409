#include "tests/derivation/border_days.h"

#include <gtest/gtest.h>

#include <future>

#include "common/base/ids.h"
#include "common/wire/shipped_rule_book.h"
#include "common/zones/zone_source.h"
#include "db/transact_and_wait.h"
#include "services/clearctl/ledger_import.h"
#include "services/server/rule_book_entry.h"
#include "services/server/sweeper.h"
#include "tests/support/samples.h"

namespace clearance {
namespace {

constexpr std::uint64_t kTravellers = 12;
constexpr std::size_t kRemembered = 24;

// What a use case answered. One that judges the act impossible is an answer too.
template <typename Answer>
std::optional<Answer> Wait(const std::function<void(std::function<void(StatusOr<Answer>)>)>& begin) {
  std::promise<StatusOr<Answer>> done;
  begin([&](StatusOr<Answer> answer) { done.set_value(std::move(answer)); });
  const StatusOr<Answer> answer = done.get_future().get();
  if (answer.ok()) return *answer;
  EXPECT_NE(answer.status().code(), StatusCode::kDataLoss) << answer.status();
  EXPECT_NE(answer.status().code(), StatusCode::kUnavailable) << answer.status();
  EXPECT_NE(answer.status().code(), StatusCode::kUnknown) << answer.status();
  return std::nullopt;
}

HoldTextSeal UnsealedText() {
  return {
      .seal = [](Transaction&, const std::string&, const std::string& plain) { return StatusOr<std::string>(plain); },
      .open = [](const Snapshot&, const std::string&,
                 const std::string& sealed) { return StatusOr<std::string>(sealed); }};
}

}  // namespace

BorderDays::BorderDays(Store& store, std::uint64_t seed)
    : store_(store),
      draw_(seed),
      ids_(seed + 1),
      clock_(FromUnixMs(1'790'067'600'000)),
      pseudonyms_(*Pseudonyms::FromKey(SecretBytes(std::string(32, 'k')))),
      book_(KhorgosRuleBook()),
      zones_(*MakeZoneTable()),
      admission_({store_, pseudonyms_, fields_, book_, zones_, clock_, ids_, {}}),
      desk_(store_, clock_),
      link_desk_(store_, pseudonyms_, clock_),
      hold_desk_(store_, pseudonyms_, UnsealedText(), clock_, ids_) {
  EXPECT_TRUE(RecordRuleBook(store_,
                             {.version = book_.version,
                              .effective_from = book_.effective_from,
                              .text = std::string(ShippedRuleBookText()),
                              .approved_by = {}},
                             clock_.Now())
                  .ok());
}

std::string BorderDays::NewId() { return NewUuid(ids_); }

LaneProfile BorderDays::SomeLane() {
  LaneProfile lane = SampleLane();
  lane.lane_id = Chance(50) ? "gate-1/a" : "gate-2/b";
  const Movement movements[] = {{Territory::kKaz, Territory::kIcbc},
                                {Territory::kIcbc, Territory::kKaz},
                                {Territory::kKaz, Territory::kChn},
                                {Territory::kChn, Territory::kKaz},
                                {Territory::kChn, Territory::kIcbc}};
  lane.movement = movements[Number(5)];
  if (Chance(20)) lane.sides = {.exit = Chance(50), .entry = true};
  if (Chance(10)) lane.sides = {.exit = true, .entry = false};
  if (Chance(10)) lane.port = "ALTYNKOL";
  return lane;
}

Document BorderDays::SomeDocument() {
  const std::uint64_t number = Number(kTravellers);
  Document document = SampleDocument();
  document.kind = number % 3 == 0 ? DocumentKind::kIdentityCard : DocumentKind::kOrdinaryPassport;
  document.number = "N" + std::to_string(1'000 + number);
  document.issuing_state = document.nationality = number % 2 == 0 ? "KAZ" : "CHN";
  // Two passports each, most of them by the number of the person; now and then another person under one number.
  document.national_number = number % 4 == 0 ? "" : "90051740012" + std::to_string(number / 2);
  if (Chance(2)) document.birth_date += Days(1);
  return document;
}

CrossingRequest BorderDays::SomeCrossing() {
  CrossingRequest request;
  request.request_id = NewId();
  request.lane = SomeLane();
  request.document = SomeDocument();
  request.findings = {SoundDocumentFinding(), {CheckKind::kFace, FindingResult::kPassed}};
  if (Chance(30)) request.findings[1].result = FindingResult::kFailed;
  if (Chance(10))
    request.findings[0].inspection =
        InspectionBut(InspectionCheck::kDataGroupHashes, InspectionResult::kFailed, InspectionReason::kHashDiffers);
  if (!bookings_.empty() && Chance(40)) request.booking_id = bookings_[Number(bookings_.size())].booking_id;
  if (Chance(5)) request.booking_id = NewId();
  request.observed_at = clock_.Now() - Duration(Number(1'000));
  if (Chance(20)) request.purpose = Purpose::kWork;
  return request;
}

void BorderDays::Run(int acts) {
  for (int act = 0; act < acts; ++act) {
    Act();
    clock_.Advance(std::chrono::seconds(Number(90)));
    if (Chance(3)) clock_.Advance(std::chrono::hours(Number(48)));
    if (Chance(1)) clock_.Advance(-std::chrono::seconds(Number(90)));
  }
}

void BorderDays::Act() {
  const std::uint64_t which = Number(100);
  if (which < 40) return Decide();
  if (which < 66) return Report();
  if (which < 71) return Abandon();
  if (which < 80) return Review();
  if (which < 92) return Import();
  if (which < 94) return Sweep();
  if (which < 95) return Link();
  if (which < 98) return PutOrLift();
  Book();
}

void BorderDays::Decide() {
  CrossingRequest request = SomeCrossing();
  // The same question again: of the same person, and often of the same lane.
  if (!asked_.empty() && Chance(30)) {
    const CrossingRequest& before = asked_[Number(asked_.size())];
    request.document = before.document;
    if (Chance(70)) request.lane = before.lane;
  }
  Wait<DecideAnswer>([&](Admission::OnDecided done) { admission_.Decide(request, std::move(done)); });
  if (asked_.size() < kRemembered) {
    asked_.push_back(request);
  } else {
    asked_[Number(kRemembered)] = request;
  }
}

void BorderDays::Report() {
  const CrossingRequest of = !asked_.empty() && Chance(90) ? asked_[Number(asked_.size())] : SomeCrossing();
  Passage passage{NewId(), of.request_id, of.lane, of.document, of.booking_id, clock_.Now()};
  if (Chance(10)) passage.document = SomeDocument();
  if (Chance(10)) passage.lane = SomeLane();
  if (Chance(20)) passage.passed_at -= std::chrono::hours(Number(72));
  if (Chance(5)) passage.passed_at += std::chrono::hours(1);
  Wait<std::uint64_t>([&](Admission::OnRecorded done) { admission_.RecordPassage(passage, std::move(done)); });
}

void BorderDays::Abandon() {
  const CrossingRequest of = !asked_.empty() && Chance(90) ? asked_[Number(asked_.size())] : SomeCrossing();
  Abandonment abandonment{NewId(), of.request_id, of.lane, AbandonmentCause::kTurnedBack, clock_.Now()};
  if (Chance(10)) abandonment.lane = SomeLane();
  Wait<std::uint64_t>([&](Admission::OnRecorded done) { admission_.RecordAbandonment(abandonment, std::move(done)); });
}

// Puts one, confirms one or takes a step towards lifting it, as one of two persons.
void BorderDays::PutOrLift() {
  const std::string id = Chance(50) ? "kaz-police-1" : "kaz-police-2";
  const AuthorityPerson by{"kaz-police", id};
  const bool known = !orders_.empty() && Chance(70);
  HoldOrder order = known ? orders_[Number(orders_.size())] : HoldOrder();
  if (known && Chance(40)) {
    Wait<Hold>([&](HoldDesk::OnHold done) { hold_desk_.Lift({NewId(), order.hold_id, "over"}, by, std::move(done)); });
    return;
  }
  order.request_id = NewId();
  if (!known) {
    order.terms.kind = static_cast<HoldKind>(Number(kAllHoldKinds.size()));
    order.terms.scope = {.territories = {Territory::kChn, Territory::kKaz}, .sides = SidesOf(order.terms.kind)};
    if (Chance(30)) order.terms.to = clock_.Now() + std::chrono::hours(Number(100));
    order.ground = "order";
    order.held.document = SomeDocument();
    if (Chance(50)) order.text.instructions = "call 102";
  }
  const auto put = Wait<Hold>([&](HoldDesk::OnHold done) { hold_desk_.Put(order, by, std::move(done)); });
  if (!put || known) return;
  order.hold_id = put->hold_id;
  orders_.push_back(order);
}

void BorderDays::Review() {
  std::vector<Referral> referrals;
  EXPECT_TRUE(store_
                  .Read([&](const Snapshot& s) -> Status {
                    ASSIGN_OR_RETURN(referrals, s.referrals().List({.unresolved_only = Chance(90)}, std::nullopt, 50));
                    return OkStatus();
                  })
                  .ok());
  if (referrals.empty()) return;
  const std::string id = referrals[Number(referrals.size())].referral_id;
  const Officer officer{"officer-" + std::to_string(Number(2)), Chance(50)};
  if (Chance(40)) {
    Wait<Referral>([&](ReviewDesk::OnReferral done) { desk_.Claim(NewId(), id, officer, std::move(done)); });
    return;
  }
  const ReferralAnswer answer{NewId(), id, kAllResolutions[Number(kAllResolutions.size())], "compared by eye"};
  Wait<Referral>([&](ReviewDesk::OnReferral done) { desk_.Resolve(answer, officer, std::move(done)); });
}

void BorderDays::Link() {
  const LinkChange change{NewId(), SomeDocument(), SomeDocument(), "compared by eye"};
  const bool unlink = Chance(40);
  const Officer officer{"officer-1", true};
  Wait<LinkAnswer>([&](LinkDesk::OnChanged done) {
    unlink ? link_desk_.Unlink(change, officer, std::move(done)) : link_desk_.Link(change, officer, std::move(done));
  });
}

ImportedRow BorderDays::SomeRow() {
  ImportedRow row;
  row.source = "nia";
  row.row = std::to_string(++rows_);
  row.document = SomeDocument();
  if (Chance(50)) row.named_by = NamedBy::kFacts;
  row.stay = SampleStay();
  row.stay.territory = kAllTerritories[Number(kAllTerritories.size())];
  row.stay.entered_from = row.stay.territory == Territory::kKaz ? Territory::kChn : Territory::kKaz;
  row.stay.left_to = row.stay.entered_from;
  row.stay.entry = MakeDate(2026, 6, 1) + Days(static_cast<int>(Number(110)));
  row.stay.exit = *row.stay.entry + Days(static_cast<int>(Number(20)));
  row.stay.provenance = Chance(70) ? Provenance::kElectronicRecord : Provenance::kStamp;
  if (Chance(20)) row.stay.exit.reset();
  if (!row.stay.exit) row.stay.left_to.reset();
  row.author = "auditor-1";
  row.reason = "typing error";
  row.confirmed_by = "auditor-2";
  return row;
}

void BorderDays::Import() {
  ImportFile file{.name = "history.jsonl", .rows = {SomeRow()}, .completeness = {}};
  ImportedRow& row = file.rows.front();
  if (!imported_.empty() && Chance(60)) {
    const ImportedRow& concerned = imported_[Number(imported_.size())];
    row.act = Chance(50) ? ImportAct::kCorrection : ImportAct::kAnnulment;
    row.document = concerned.document;
    row.named_by = concerned.named_by;
    row.stay.territory = concerned.stay.territory;
    row.concerned = {.source = concerned.source, .row = concerned.row};
    if (Chance(20)) row.cause = AnnulmentCause::kReturned;
  } else if (Chance(25)) {
    row.act = ImportAct::kBasisChange;
    row.stay.exit.reset();
    row.stay.left_to.reset();
    row.stay.basis = StayBasis::kVisa;
  }
  if (Chance(30)) {
    // What a passage says is corrected by its position: some position, most are none of the traveller's.
    row.document = SomeDocument();
    row.act = ImportAct::kAnnulment;
    row.cause = Chance(30) ? AnnulmentCause::kReturned : AnnulmentCause::kError;
    row.concerned = {.source = "", .row = "", .position = 1 + Number(100)};
  }
  if (Chance(10)) file.completeness = {{kAllTerritories[Number(3)], MakeDate(2026, 1, 1) + Days(Number(30))}};
  if (ImportRows(store_, pseudonyms_, zones_, clock_, KhorgosRuleBook(), file, [](std::size_t) {}).ok())
    imported_.push_back(row);
}

void BorderDays::LeaveOpen(int decisions) {
  for (int decision = 0; decision < decisions; ++decision) {
    Decide();
    if (decision == 0) Sweep();
  }
}

void BorderDays::Sweep() {
  EXPECT_TRUE(TransactAndWait(store_, [&](Transaction& t) { return SweepExpired(t, clock_.Now()); }).ok());
}

void BorderDays::Book() {
  Booking booking = SampleBooking();
  booking.booking_id = NewId();
  booking.reference = "REF" + std::to_string(bookings_.size());
  booking.slot.starts_at = clock_.Now();
  booking.traveller = pseudonyms_.Traveller(SomeDocument());
  booking.state = BookingState::kConfirmed;
  booking.reserved_by.clear();
  EXPECT_TRUE(TransactAndWait(store_, [&](Transaction& t) { return t.bookings().Insert(booking); }).ok());
  bookings_.push_back(booking);
}

void BorderDays::RunCrossings(int crossings, int each) {
  for (int number = 0; number < crossings; ++number) {
    CrossingRequest request;
    request.request_id = NewId();
    request.lane = SampleLane();
    request.document = SampleDocument();
    request.document.kind = DocumentKind::kIdentityCard;
    // Each person crosses every so often, in and out.
    const int people = std::max(1, crossings / each);
    request.document.number = std::to_string(100'000'000 + people_ + number % people);
    request.document.national_number = std::to_string(900'517'400'000 + people_ + number % people);
    if (number / people % 2 == 1) std::swap(request.lane.movement.from, request.lane.movement.to);
    request.findings = {SoundDocumentFinding()};
    for (const CheckKind check : {CheckKind::kFace, CheckKind::kTemperature, CheckKind::kBodyScan})
      request.findings.push_back({.check = check, .result = FindingResult::kPassed});
    request.observed_at = clock_.Now();
    const auto answer =
        Wait<DecideAnswer>([&](Admission::OnDecided done) { admission_.Decide(request, std::move(done)); });
    EXPECT_EQ(answer->decision.verdict, Verdict::kAdmit);
    clock_.Advance(Duration(7'000));
    if (number % 100 == 0) clock_.Advance(std::chrono::hours(1));
    const Passage passage{NewId(), request.request_id, request.lane, request.document, "", clock_.Now()};
    Wait<std::uint64_t>([&](Admission::OnRecorded done) { admission_.RecordPassage(passage, std::move(done)); });
  }
  people_ += crossings;
}

}  // namespace clearance
