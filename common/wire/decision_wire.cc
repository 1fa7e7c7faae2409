#include "common/wire/decision_wire.h"

#include "common/base/error_reasons.h"
#include "common/domain/stay_sentence.h"
#include "common/wire/fields.h"
#include "common/wire/proto_enum.h"

namespace clearance {
namespace {

// Nobody who leaves is told how long they may stay.
std::string PrimarySentence(const Decision& decision, Language language) {
  if (const auto told = ToldReason(decision)) return Describe(*told, language);
  const bool begins = decision.stay && decision.stay_side == Side::kEntry;
  return begins ? DescribeEntry(*decision.stay, language) : std::string();
}

void AddPrimarySentences(const Decision& decision, v1::Decision* out) {
  for (const Language language : kAllLanguages) {
    std::string sentence = PrimarySentence(decision, language);
    if (sentence.empty()) continue;
    v1::LocalizedSentence* added = out->add_primary_sentences();
    added->set_language(std::string(LanguageName(language)));
    added->set_sentence(std::move(sentence));
  }
}

}  // namespace

void ToProto(const Reason& reason, v1::Reason* out) {
  out->set_code(std::string(ReasonCodeName(reason.code)));
  out->set_reason_class(ToProtoEnum(ClassOf(reason.code)));
  if (reason.side) out->set_side(ToProtoEnum(*reason.side));
  if (reason.territory) out->set_territory(ToProtoEnum(*reason.territory));
  if (reason.days) out->set_days(*reason.days);
  if (reason.date) ToProto(*reason.date, out->mutable_date());
  out->set_limit(reason.limit);
  out->set_detail(reason.detail);
  out->set_sentence(Describe(reason));
}

StatusOr<Reason> FromProto(const v1::Reason& message) {
  const auto code = ParseReasonCode(message.code());
  if (!code) return InvalidField("code", "is not a known reason");
  Reason reason{.code = *code};
  if (message.side() != v1::SIDE_UNSPECIFIED) {
    ASSIGN_OR_RETURN(reason.side, FromProtoEnum<Side>(message.side(), "side"));
  }
  if (message.territory() != v1::TERRITORY_UNSPECIFIED) {
    ASSIGN_OR_RETURN(reason.territory, FromProtoEnum<Territory>(message.territory(), "territory"));
  }
  if (message.has_days()) reason.days = message.days();
  if (message.has_date()) {
    ASSIGN_OR_RETURN(reason.date, FromProto(message.date(), "date"));
  }
  reason.limit = message.limit();
  reason.detail = message.detail();
  return reason;
}

void ToProto(const StayAnswer& stay, v1::StayAnswer* out) {
  out->set_territory(ToProtoEnum(stay.territory));
  out->set_regime(stay.regime);
  out->set_days_used(stay.days_used);
  if (stay.longest_stay_days) out->set_longest_stay_days(*stay.longest_stay_days);
  if (stay.must_leave_by) ToProto(*stay.must_leave_by, out->mutable_must_leave_by());
  out->set_binding_limit(stay.binding_limit);
  if (stay.earliest_entry) ToProto(*stay.earliest_entry, out->mutable_earliest_entry());
  out->set_unlawful_days(stay.unlawful_days);
}

StatusOr<StayAnswer> FromProto(const v1::StayAnswer& message) {
  StayAnswer stay;
  ASSIGN_OR_RETURN(stay.territory, FromProtoEnum<Territory>(message.territory(), "territory"));
  stay.regime = message.regime();
  stay.days_used = message.days_used();
  if (message.has_longest_stay_days()) stay.longest_stay_days = message.longest_stay_days();
  if (message.has_must_leave_by()) {
    ASSIGN_OR_RETURN(stay.must_leave_by, FromProto(message.must_leave_by(), "must_leave_by"));
  }
  stay.binding_limit = message.binding_limit();
  if (message.has_earliest_entry()) {
    ASSIGN_OR_RETURN(stay.earliest_entry, FromProto(message.earliest_entry(), "earliest_entry"));
  }
  stay.unlawful_days = message.unlawful_days();
  return stay;
}

void ToProto(const Decision& decision, v1::Decision* out) {
  out->set_verdict(ToProtoEnum(decision.verdict));
  for (const Reason& reason : decision.reasons) ToProto(reason, out->add_reasons());
  if (decision.stay) ToProto(*decision.stay, out->mutable_stay());
  out->set_completeness(ToProtoEnum(decision.completeness));
  out->set_rule_book_version(decision.rule_book_version);
  ToProto(decision.decided_at, out->mutable_decided_at());
  ToProto(decision.valid_until, out->mutable_valid_until());
  if (decision.stay_side) out->set_stay_side(ToProtoEnum(*decision.stay_side));
  AddPrimarySentences(decision, out);
}

StatusOr<Decision> FromProto(const v1::Decision& message) {
  Decision decision;
  ASSIGN_OR_RETURN(decision.verdict, FromProtoEnum<Verdict>(message.verdict(), "verdict"));
  for (int i = 0; i < message.reasons_size(); ++i) {
    CONVERT_FIELD(Reason reason, FromProto(message.reasons(i)), "reasons[" + std::to_string(i) + "]");
    decision.reasons.push_back(std::move(reason));
  }
  if (message.has_stay()) {
    CONVERT_FIELD(decision.stay, FromProto(message.stay()), "stay");
  }
  ASSIGN_OR_RETURN(decision.completeness, FromProtoEnum<HistoryCompleteness>(message.completeness(), "completeness"));
  decision.rule_book_version = message.rule_book_version();
  REQUIRE_FIELD(message, decided_at);
  ASSIGN_OR_RETURN(decision.decided_at, FromProto(message.decided_at(), "decided_at"));
  REQUIRE_FIELD(message, valid_until);
  ASSIGN_OR_RETURN(decision.valid_until, FromProto(message.valid_until(), "valid_until"));
  if (message.stay_side() != v1::SIDE_UNSPECIFIED) {
    ASSIGN_OR_RETURN(decision.stay_side, FromProtoEnum<Side>(message.stay_side(), "stay_side"));
  }
  return decision;
}

void ToProto(const DecideAnswer& answer, v1::DecideCrossingResponse* out) {
  ToProto(answer.decision, out->mutable_decision());
  out->set_referral_id(answer.referral_id);
  out->set_position(answer.position);
}

StatusOr<DecideAnswer> FromProto(const v1::DecideCrossingResponse& message) {
  DecideAnswer answer;
  REQUIRE_FIELD(message, decision);
  CONVERT_FIELD(answer.decision, FromProto(message.decision()), "decision");
  RETURN_IF_ERROR(OptionalUuid(message.referral_id(), "referral_id"));
  answer.referral_id = message.referral_id();
  answer.position = message.position();
  return answer;
}

void ToProto(const Stay& stay, v1::RecordedStay* out) {
  out->set_territory(ToProtoEnum(stay.territory));
  if (stay.entry) ToProto(*stay.entry, out->mutable_entry());
  if (stay.exit) ToProto(*stay.exit, out->mutable_exit());
  out->set_exit_unknown(stay.exit_unknown);
  out->set_basis(ToProtoEnum(stay.basis));
  out->set_provenance(ToProtoEnum(stay.provenance));
  if (stay.promised_until) ToProto(*stay.promised_until, out->mutable_promised_until());
}

std::string EncodeDecideAnswer(const DecideAnswer& answer) {
  v1::DecideCrossingResponse message;
  ToProto(answer, &message);
  message.mutable_decision()->clear_primary_sentences();  // said anew with every reply, so not worth keeping
  return message.SerializeAsString();
}

StatusOr<DecideAnswer> DecodeDecideAnswer(std::string_view bytes) {
  v1::DecideCrossingResponse message;
  const Status corrupt = Error(StatusCode::kDataLoss, error_reason::kStoreCorrupt, "a kept answer cannot be read");
  if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return corrupt;
  auto answer = FromProto(message);
  if (!answer.ok()) return corrupt;
  return answer;
}

}  // namespace clearance
