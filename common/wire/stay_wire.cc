#include "common/wire/stay_wire.h"

#include "common/domain/language.h"
#include "common/domain/stay_sentence.h"
#include "common/wire/crossing_wire.h"
#include "common/wire/decision_wire.h"
#include "common/wire/fields.h"
#include "common/wire/proto_enum.h"

namespace clearance {
namespace {

StatusOr<PlannedStay> PlannedFrom(const v1::PlannedStay& message) {
  PlannedStay planned;
  REQUIRE_FIELD(message, from);
  ASSIGN_OR_RETURN(planned.from, FromProto(message.from(), "from"));
  REQUIRE_FIELD(message, to);
  ASSIGN_OR_RETURN(planned.to, FromProto(message.to(), "to"));
  if (planned.to < planned.from) return InvalidField("to", "must not be before `from`");
  return planned;
}

void Fill(const PlannedStay& planned, v1::PlannedStay* out) {
  ToProto(planned.from, out->mutable_from());
  ToProto(planned.to, out->mutable_to());
}

void Fill(const LimitUse& use, v1::LimitUse* out) {
  out->set_limit(use.limit);
  out->set_used(use.used);
  out->set_left(use.left);
}

void Fill(const ReadingAnswer& answer, v1::ReadingAnswer* out) {
  out->set_reading(answer.reading);
  if (answer.longest_stay_days) out->set_longest_stay_days(*answer.longest_stay_days);
  if (answer.must_leave_by) ToProto(*answer.must_leave_by, out->mutable_must_leave_by());
  out->set_binding_limit(answer.binding_limit);
  out->set_window_excess(answer.window_excess);
  out->set_unlawful_days(answer.unlawful_days);
  out->set_tier(answer.tier);
}

void Fill(const DaysBack& back, v1::DaysBack* out) {
  ToProto(back.from, out->mutable_from());
  ToProto(back.to, out->mutable_to());
}

void Fill(const PlannedAnswer& answer, v1::PlannedAnswer* out) {
  Fill(answer.stay, out->mutable_stay());
  out->set_lawful(answer.lawful);
  if (answer.first_unlawful_day) ToProto(*answer.first_unlawful_day, out->mutable_first_unlawful_day());
  if (answer.must_leave_by) ToProto(*answer.must_leave_by, out->mutable_must_leave_by());
  out->set_binding_limit(answer.binding_limit);
}

void Fill(const StayStrip& strip, v1::StayStrip* out) {
  ToProto(strip.first, out->mutable_first());
  ToProto(strip.on, out->mutable_on());
  v1::StripRun* run = nullptr;
  for (const DayMark mark : strip.marks) {
    if (run == nullptr || run->mark() != ToProtoEnum(mark)) {
      run = out->add_runs();
      run->set_mark(ToProtoEnum(mark));
    }
    run->set_days(run->days() + 1);
  }
}

StatusOr<std::optional<Date>> OptionalDate(bool there, const v1::Date& message, std::string_view field) {
  if (!there) return std::optional<Date>();
  ASSIGN_OR_RETURN(const Date date, FromProto(message, field));
  return std::optional<Date>(date);
}

StatusOr<ReadingAnswer> ReadingFrom(const v1::ReadingAnswer& message) {
  ReadingAnswer answer{.reading = message.reading(),
                       .binding_limit = message.binding_limit(),
                       .window_excess = message.window_excess(),
                       .unlawful_days = message.unlawful_days(),
                       .tier = message.tier()};
  if (message.has_longest_stay_days()) answer.longest_stay_days = message.longest_stay_days();
  ASSIGN_OR_RETURN(answer.must_leave_by,
                   OptionalDate(message.has_must_leave_by(), message.must_leave_by(), "must_leave_by"));
  return answer;
}

StatusOr<PlannedAnswer> PlannedAnswerFrom(const v1::PlannedAnswer& message) {
  PlannedAnswer answer{.lawful = message.lawful(), .binding_limit = message.binding_limit()};
  CONVERT_FIELD(answer.stay, PlannedFrom(message.stay()), "stay");
  ASSIGN_OR_RETURN(answer.first_unlawful_day,
                   OptionalDate(message.has_first_unlawful_day(), message.first_unlawful_day(), "first_unlawful_day"));
  ASSIGN_OR_RETURN(answer.must_leave_by,
                   OptionalDate(message.has_must_leave_by(), message.must_leave_by(), "must_leave_by"));
  return answer;
}

StatusOr<DaysBack> DaysBackFrom(const v1::DaysBack& message) {
  DaysBack back;
  ASSIGN_OR_RETURN(back.from, FromProto(message.from(), "from"));
  ASSIGN_OR_RETURN(back.to, FromProto(message.to(), "to"));
  return back;
}

StatusOr<StayStrip> StripFrom(const v1::StayStrip& message) {
  StayStrip strip;
  ASSIGN_OR_RETURN(strip.first, FromProto(message.first(), "first"));
  ASSIGN_OR_RETURN(strip.on, FromProto(message.on(), "on"));
  for (const v1::StripRun& run : message.runs()) {
    ASSIGN_OR_RETURN(const DayMark mark, FromProtoEnum<DayMark>(run.mark(), "runs.mark"));
    if (run.days() < 1 || run.days() > kMaxStripDays) return InvalidField("runs.days", "is out of range");
    strip.marks.insert(strip.marks.end(), static_cast<std::size_t>(run.days()), mark);
    if (strip.marks.size() > static_cast<std::size_t>(kMaxStripDays)) return InvalidField("runs", "are too long");
  }
  return strip;
}

// Reads each element of a repeated field with `read`, naming it in errors.
template <typename Messages, typename Read, typename Value>
Status ReadAll(const Messages& messages, std::string_view field, Read read, std::vector<Value>& out) {
  for (int i = 0; i < messages.size(); ++i) {
    CONVERT_FIELD(Value value, read(messages.Get(i)), std::string(field) + "[" + std::to_string(i) + "]");
    out.push_back(std::move(value));
  }
  return OkStatus();
}

// The gravest reason; without any, how long the stay may last.
std::string Sentence(const StayAccount& account, Language language) {
  if (!account.reasons.empty()) return Describe(account.reasons.front(), language);
  return DescribeStay(account.answer, account.on, account.inside, language);
}

}  // namespace

StatusOr<StayQuery> FromProto(const v1::GetStayRequest& message) {
  StayQuery query;
  REQUIRE_FIELD(message, document);
  CONVERT_FIELD(query.document, FromProto(message.document()), "document");
  ASSIGN_OR_RETURN(query.territory, FromProtoEnum<Territory>(message.territory(), "territory"));
  if (message.has_on()) {
    ASSIGN_OR_RETURN(query.on, FromProto(message.on(), "on"));
  }
  if (static_cast<std::size_t>(message.planned_size()) > kMaxPlannedStays) {
    return InvalidField("planned", "must have at most " + std::to_string(kMaxPlannedStays) + " stays");
  }
  for (int i = 0; i < message.planned_size(); ++i) {
    CONVERT_FIELD(const PlannedStay planned, PlannedFrom(message.planned(i)), "planned[" + std::to_string(i) + "]");
    query.planned.push_back(planned);
  }
  if (message.days() < 0 || message.days() > kMaxDaysAsked) {
    return InvalidField("days", "must be between 1 and " + std::to_string(kMaxDaysAsked));
  }
  if (message.days() != 0) query.days = message.days();
  if (message.purpose() != v1::PURPOSE_UNSPECIFIED) {
    ASSIGN_OR_RETURN(query.purpose, FromProtoEnum<Purpose>(message.purpose(), "purpose"));
  }
  return query;
}

void ToProto(const StayQuery& query, v1::GetStayRequest* out) {
  ToProto(query.document, out->mutable_document());
  out->set_territory(ToProtoEnum(query.territory));
  if (query.on) ToProto(*query.on, out->mutable_on());
  for (const PlannedStay& planned : query.planned) Fill(planned, out->add_planned());
  out->set_days(query.days);
  if (query.purpose) out->set_purpose(ToProtoEnum(*query.purpose));
}

StatusOr<PlanQuery> FromProto(const v1::CheckPlanRequest& message) {
  PlanQuery query;
  REQUIRE_FIELD(message, document);
  CONVERT_FIELD(query.document, FromProto(message.document()), "document");
  ASSIGN_OR_RETURN(query.territory, FromProtoEnum<Territory>(message.territory(), "territory"));
  REQUIRE_FIELD(message, stay);
  CONVERT_FIELD(query.stay, PlannedFrom(message.stay()), "stay");
  if ((query.stay.to - query.stay.from).count() >= kMaxDaysAsked) {
    return InvalidField("stay.to", "must be at most " + std::to_string(kMaxDaysAsked) + " days from `from` on");
  }
  if (message.purpose() != v1::PURPOSE_UNSPECIFIED) {
    ASSIGN_OR_RETURN(query.purpose, FromProtoEnum<Purpose>(message.purpose(), "purpose"));
  }
  return query;
}

void ToProto(const PlanQuery& query, v1::CheckPlanRequest* out) {
  ToProto(query.document, out->mutable_document());
  out->set_territory(ToProtoEnum(query.territory));
  Fill(query.stay, out->mutable_stay());
  if (query.purpose) out->set_purpose(ToProtoEnum(*query.purpose));
}

void ToProto(const PlanAnswer& answer, v1::CheckPlanResponse* out) {
  out->set_covered(true);
  Fill(answer.planned, out->mutable_planned());
  if (answer.earliest_entry) ToProto(*answer.earliest_entry, out->mutable_earliest_entry());
  out->set_completeness(ToProtoEnum(answer.completeness));
}

void ToProto(const StayAccount& account, v1::StayAccount* out) {
  if (account.days_left) out->set_days_left(*account.days_left);
  out->set_window_excess(account.window_excess);
  for (const LimitUse& use : account.limits) Fill(use, out->add_limits());
  for (const ReadingAnswer& answer : account.readings) Fill(answer, out->add_readings());
  for (const DaysBack& back : account.days_back) Fill(back, out->add_days_back());
  if (account.earliest_entry) ToProto(*account.earliest_entry, out->mutable_earliest_entry());
  for (const PlannedAnswer& answer : account.planned) Fill(answer, out->add_planned());
  Fill(account.strip, out->mutable_strip());
  for (const Reason& reason : account.reasons) ToProto(reason, out->add_reasons());
  for (const Language language : kAllLanguages) {
    v1::LocalizedSentence* added = out->add_sentences();
    added->set_language(std::string(LanguageName(language)));
    added->set_sentence(Sentence(account, language));
  }
}

StatusOr<StayAccount> FromProto(const v1::GetStayResponse& message) {
  REQUIRE_FIELD(message, answer);
  REQUIRE_FIELD(message, account);
  const v1::StayAccount& sent = message.account();
  StayAccount account{.inside = message.inside(), .window_excess = sent.window_excess()};
  CONVERT_FIELD(account.answer, FromProto(message.answer()), "answer");
  if (sent.has_days_left()) account.days_left = sent.days_left();
  for (const v1::LimitUse& use : sent.limits()) account.limits.push_back({use.limit(), use.used(), use.left()});
  RETURN_IF_ERROR(ReadAll(sent.readings(), "account.readings", ReadingFrom, account.readings));
  RETURN_IF_ERROR(ReadAll(sent.days_back(), "account.days_back", DaysBackFrom, account.days_back));
  RETURN_IF_ERROR(ReadAll(sent.planned(), "account.planned", PlannedAnswerFrom, account.planned));
  ASSIGN_OR_RETURN(account.earliest_entry,
                   OptionalDate(sent.has_earliest_entry(), sent.earliest_entry(), "account.earliest_entry"));
  CONVERT_FIELD(account.strip, StripFrom(sent.strip()), "account.strip");
  account.on = account.strip.on;
  ASSIGN_OR_RETURN(account.completeness, FromProtoEnum<HistoryCompleteness>(message.completeness(), "completeness"));
  const auto reason = [](const v1::Reason& sent_reason) { return FromProto(sent_reason); };
  RETURN_IF_ERROR(ReadAll(sent.reasons(), "account.reasons", reason, account.reasons));
  return account;
}

}  // namespace clearance
