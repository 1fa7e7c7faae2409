#include "common/wire/ledger_bodies.h"

#include "common/wire/ledger_reading.h"

namespace clearance {
namespace {

constexpr std::uint64_t kOlderDecisionItems = 16;  // without a purpose and the side of the stay
constexpr std::uint64_t kDecisionItemsBeforeEffects = 18;
constexpr std::uint64_t kDecisionItems = 21;
constexpr std::uint64_t kDecisionItemsAndUse = 22;
constexpr std::uint64_t kPassageItems = 13;
constexpr std::uint64_t kAbandonmentItems = 4;
constexpr std::int64_t kPassageVersion = 2;
constexpr std::int64_t kPassageOfSecondUse = 3;
constexpr std::int64_t kAbandonmentVersion = 1;

// The forms of a DECISION, each with what the one before it has not.
enum DecisionForm : std::int64_t {
  kFirstForm = 1,
  kWithPurpose,
  kWithInspection,
  kWithEffects,
  kOfSecondUse,      // by what its booking was used before
  kOfNumberNotRead,  // a booking used before, or none: of a document whose national number was known, and was not read
};

std::uint64_t ItemsOf(std::int64_t version) {
  if (version == kFirstForm) return kOlderDecisionItems;
  if (version < kWithEffects) return kDecisionItemsBeforeEffects;
  return version == kWithEffects ? kDecisionItems : kDecisionItemsAndUse;
}

// Before there were effects, lists were written as names and ids as texts, and what the entry itself says stood in the
// body again.
ListForm ListFormOf(std::int64_t version) { return version < kWithEffects ? ListForm::kNames : ListForm::kNumbers; }

StatusOr<std::string> ReadIdOf(std::int64_t version, CborReader& in) {
  return version < kWithEffects ? in.Text() : ReadOptionalId(in);
}

Status ReadRequest(CborReader& in, std::int64_t version, CrossingRequest& request) {
  const ListForm form = ListFormOf(version);
  ASSIGN_OR_RETURN(request.lane, ReadLane(in, form));
  ASSIGN_OR_RETURN(request.level, ReadListed(in, form, ParseServiceLevel));
  ASSIGN_OR_RETURN(request.document.kind, ReadListed(in, form, ParseDocumentKind));
  ASSIGN_OR_RETURN(request.document.nationality, in.Text());
  ASSIGN_OR_RETURN(request.findings, ReadFindings(in, form));
  ASSIGN_OR_RETURN(request.booking_id, ReadIdOf(version, in));
  if (version < kWithEffects) {
    ASSIGN_OR_RETURN(request.observed_at, ReadInstant(in));
  }
  if (version > kFirstForm) {
    ASSIGN_OR_RETURN(request.purpose, ReadOptionalListed(in, form, ParsePurpose));
  }
  return OkStatus();
}

Status ReadAnswer(CborReader& in, std::int64_t version, DecideAnswer& answer) {
  const ListForm form = ListFormOf(version);
  Decision& decision = answer.decision;
  ASSIGN_OR_RETURN(decision.verdict, ReadListed(in, form, ParseVerdict));
  ASSIGN_OR_RETURN(decision.reasons, ReadReasons(in, form));
  ASSIGN_OR_RETURN(decision.stay, ReadStayAnswer(in, form));
  if (version > kFirstForm) {
    ASSIGN_OR_RETURN(decision.stay_side, ReadOptionalListed(in, form, ParseSide));
  }
  ASSIGN_OR_RETURN(decision.completeness, ReadListed(in, form, ParseHistoryCompleteness));
  ASSIGN_OR_RETURN(decision.rule_book_version, in.Text());
  ASSIGN_OR_RETURN(decision.valid_until, ReadInstant(in));
  ASSIGN_OR_RETURN(answer.referral_id, ReadIdOf(version, in));
  return OkStatus();
}

StatusOr<BookingUseRecord> ReadUse(CborReader& in) {
  BookingUseRecord used;
  RETURN_IF_ERROR(ExpectArray(in, 3));
  ASSIGN_OR_RETURN(used.position, ReadPosition(in));
  ASSIGN_OR_RETURN(used.lane_id, in.Text());
  ASSIGN_OR_RETURN(used.at, ReadInstant(in));
  return used;
}

StatusOr<DecisionEffects> ReadDecisionEffects(CborReader& in, std::int64_t version) {
  DecisionEffects effects;
  ASSIGN_OR_RETURN(effects.reserves_booking, in.Bool());
  ASSIGN_OR_RETURN(effects.abuse_referral_id, ReadOptionalId(in));
  ASSIGN_OR_RETURN(effects.replaces, ReadList(in, ReadId));
  ASSIGN_OR_RETURN(effects.shown, ReadShown(in));
  effects.number_not_read = version == kOfNumberNotRead;
  if (version == kWithEffects || (effects.number_not_read && in.NullNext())) return effects;
  ASSIGN_OR_RETURN(effects.used_before, ReadUse(in));
  return effects;
}

StatusOr<PassageCase> ReadCase(CborReader& in) {
  PassageCase opened;
  RETURN_IF_ERROR(ExpectArray(in, 2));
  ASSIGN_OR_RETURN(opened.kind, ReadListed(in, ListForm::kNumbers, ParseReferralKind));
  ASSIGN_OR_RETURN(opened.referral_id, ReadId(in));
  return opened;
}

StatusOr<std::optional<BegunStay>> ReadBegunStay(CborReader& in) {
  if (in.NullNext()) return std::optional<BegunStay>();
  BegunStay begins;
  RETURN_IF_ERROR(ExpectArray(in, 4));
  ASSIGN_OR_RETURN(begins.day, ReadDate(in));
  ASSIGN_OR_RETURN(begins.basis, ReadListed(in, ListForm::kNumbers, ParseStayBasis));
  ASSIGN_OR_RETURN(begins.promised_until, ReadOptionalDate(in));
  ASSIGN_OR_RETURN(begins.regime, in.Text());
  return std::optional<BegunStay>(std::move(begins));
}

}  // namespace

StatusOr<DecisionRecord> ReadDecisionBody(std::string_view body) {
  CborReader in(body);
  DecisionRecord record;
  ASSIGN_OR_RETURN(const std::uint64_t items, in.Array());
  ASSIGN_OR_RETURN(const std::int64_t version, in.Int());
  if (version < kFirstForm || version > kOfNumberNotRead || items != ItemsOf(version))
    return Malformed("is of another version");
  RETURN_IF_ERROR(ReadRequest(in, version, record.request));
  const bool inspected = FindInspection(record.request.findings) != nullptr;
  if (version < kWithEffects && inspected != (version == kWithInspection)) return Malformed("is of another version");
  ASSIGN_OR_RETURN(record.seen_position, ReadPosition(in));
  RETURN_IF_ERROR(ReadAnswer(in, version, record.answer));
  if (version >= kWithEffects) {
    ASSIGN_OR_RETURN(record.effects, ReadDecisionEffects(in, version));
  }
  RETURN_IF_ERROR(in.Finish());
  return record;
}

StatusOr<PassageRecord> ReadPassageBody(std::string_view body) {
  CborReader in(body);
  PassageRecord record;
  Passage& passage = record.passage;
  PassageEffects& effects = record.effects;
  ASSIGN_OR_RETURN(const std::uint64_t items, in.Array());
  const bool second_use = items == kPassageItems + 1;
  RETURN_IF_ERROR(ExpectVersion(in, second_use ? kPassageOfSecondUse : kPassageVersion));
  if (items != kPassageItems && !second_use) return Malformed("an array has another number of items");
  ASSIGN_OR_RETURN(passage.lane, ReadLane(in, ListForm::kNumbers));
  ASSIGN_OR_RETURN(passage.decision_request_id, ReadOptionalId(in));
  ASSIGN_OR_RETURN(passage.document.kind, ReadListed(in, ListForm::kNumbers, ParseDocumentKind));
  ASSIGN_OR_RETURN(passage.document.nationality, in.Text());
  ASSIGN_OR_RETURN(passage.booking_id, ReadOptionalId(in));
  ASSIGN_OR_RETURN(effects.decision_position, ReadPosition(in));
  ASSIGN_OR_RETURN(effects.cases, ReadList(in, ReadCase));
  ASSIGN_OR_RETURN(effects.case_reasons, ReadReasons(in, ListForm::kNumbers));
  ASSIGN_OR_RETURN(effects.exit_day, ReadOptionalDate(in));
  ASSIGN_OR_RETURN(effects.begins, ReadBegunStay(in));
  ASSIGN_OR_RETURN(effects.redeems_booking, in.Bool());
  ASSIGN_OR_RETURN(effects.shown, ReadShown(in));
  if (second_use) {
    ASSIGN_OR_RETURN(effects.used_before, ReadUse(in));
  }
  RETURN_IF_ERROR(in.Finish());
  if (effects.cases.empty() && !effects.case_reasons.empty()) return Malformed("reasons of no case");
  const Sides sides = passage.lane.sides;
  if (effects.exit_day.has_value() != sides.exit || effects.begins.has_value() != sides.entry)
    return Malformed("the days are not those of the lane's sides");
  return record;
}

StatusOr<Abandonment> ReadAbandonmentBody(std::string_view body) {
  CborReader in(body);
  Abandonment abandonment;
  RETURN_IF_ERROR(ExpectArray(in, kAbandonmentItems));
  RETURN_IF_ERROR(ExpectVersion(in, kAbandonmentVersion));
  ASSIGN_OR_RETURN(abandonment.lane, ReadLane(in, ListForm::kNames));
  ASSIGN_OR_RETURN(abandonment.decision_request_id, in.Text());
  ASSIGN_OR_RETURN(abandonment.cause, ReadName(in, ParseAbandonmentCause));
  RETURN_IF_ERROR(in.Finish());
  return abandonment;
}

}  // namespace clearance
