#include "services/clearctl/stay_batch.h"

#include <algorithm>
#include <tuple>

#include "common/rules/stay_reasons.h"
#include "services/clearctl/json_append.h"

namespace clearance {
namespace {

constexpr Date kRecordsBegin = MakeDate(1900, 1, 1);

auto Order(const StaySpan& stay) { return std::tie(stay.entry, *stay.exit); }

// What is left of the longest window, else of the one stay; as StayAccount tells it.
std::optional<int> DaysLeft(const Regime& regime, const StayCount& count) {
  if (const RollingLimit* window = LongestWindow(regime)) return std::max(0, window->max_days - count.days_used);
  for (const StayLimit& limit : regime.limits) {
    const auto* per_stay = std::get_if<PerStayLimit>(&limit.terms);
    if (per_stay != nullptr) return std::max(0, per_stay->max_days - count.days_used);
  }
  return std::nullopt;
}

void AddReason(const std::optional<Reason>& reason, StayLineAnswer& answer) {
  if (reason) answer.reasons.push_back(reason->code);
}

void TakeCount(const Regime& regime, const StayCount& count, StayLineAnswer& answer) {
  answer.days_used = count.days_used;
  answer.days_left = DaysLeft(regime, count);
  answer.longest_stay_days = count.DaysLeft();
  answer.must_leave_by = count.LastLawfulDay();
  answer.binding_limit = BindingLimit(regime, count.bound);
  answer.window_excess = count.window_excess;
  answer.unlawful_days = 0;
}

void AnswerEntry(const CountedHistory& record, Date on, const Reading& strictest, StayLineAnswer& answer) {
  const StayCount count = CountEntry(record, on, EntryRoute::kFromOutside, Evidence::kMost, strictest);
  TakeCount(record.regime, count, answer);
  answer.admissible = count.Admissible();
  if (count.Admissible()) return;
  AddReason(NoDayLeftReason(record, on, EntryRoute::kFromOutside, EvaluateEntry(record, on)), answer);
}

void AnswerInside(const CountedHistory& record, const Stay& present, Date on, const Reading& strictest,
                  StayLineAnswer& answer) {
  const StayCount count = *CountInside(record, present, on, Evidence::kMost, strictest);
  TakeCount(record.regime, count, answer);
  answer.admissible.reset();
  if (count.UnlawfulDays() == 0 && !record.regime.warning_day) return;  // lawful under the strictest is lawful
  const StayAnswer full = EvaluateStay(record, present, on);
  answer.unlawful_days = full.unlawful_days;
  if (const auto overstay = OverstayReason(record, present, on, full)) {
    AddReason(overstay, answer);
  } else {
    AddReason(EndsSoonNote(record, present, on, full), answer);
  }
}

void AppendPlanned(const PlannedAnswer& planned, std::string& out) {
  out.append("{\"from\":");
  AppendDate(out, planned.stay.from);
  out.append(",\"to\":");
  AppendDate(out, planned.stay.to);
  out.append(",\"lawful\":");
  AppendBool(out, planned.lawful);
  out.append(",\"first_unlawful_day\":");
  AppendOrNull(out, planned.first_unlawful_day, AppendDate);
  out.append("}");
}

void AppendError(std::string_view id, const Status& status, std::string& out) {
  out.append("{\"id\":").append(id).append(",\"error\":");
  AppendText(out, MessageOf(status));
  out.append("}\n");
}

}  // namespace

void FillHistory(const Regime& regime, std::vector<StaySpan>& spans, Date on, TravelHistory& history) {
  for (StaySpan& span : spans) {
    if (!span.exit) span.exit = std::max(span.entry, on);
  }
  const auto earlier = [](const StaySpan& a, const StaySpan& b) { return Order(a) < Order(b); };
  if (!std::is_sorted(spans.begin(), spans.end(), earlier)) std::sort(spans.begin(), spans.end(), earlier);
  history.complete_from = kRecordsBegin;
  history.covers_all_ports = true;
  history.stays.resize(spans.size());
  for (std::size_t i = 0; i < spans.size(); ++i) {
    Stay& stay = history.stays[i];
    stay.territory = regime.host;
    stay.entry = spans[i].entry;
    stay.exit = spans[i].exit;
    stay.basis = regime.counted_bases.front();
    stay.entered_from = regime.host == Territory::kKaz ? Territory::kChn : Territory::kKaz;
  }
}

Status EvaluateStays(const CountedHistory& record, const StayRequest& request, StayLineAnswer& answer) {
  answer.reasons.clear();
  const Reading strictest = StrictestReading(record.regime);
  if (request.question == StayQuestion::kInside) {
    const Stay* present = PresentStay(record, request.on);
    if (present == nullptr) return InvalidField("question", "no stay holds the day `on`, so nobody is inside");
    AnswerInside(record, *present, request.on, strictest, answer);
  } else {
    AnswerEntry(record, request.on, strictest, answer);
  }
  // A stay that is long enough from today on needs no search.
  const bool begins_today =
      answer.admissible == true && answer.longest_stay_days.value_or(request.days) >= request.days;
  answer.earliest_entry = begins_today ? request.on : EarliestEntry(record, request.on, request.days);
  answer.planned.clear();
  if (!request.planned.empty()) answer.planned = AnswerPlan(record, request.on, request.planned);
  return OkStatus();
}

void AppendAnswer(std::string_view id, const StayLineAnswer& answer, std::string& out) {
  out.append("{\"id\":").append(id).append(",\"admissible\":");
  AppendOrNull(out, answer.admissible, AppendBool);
  out.append(",\"days_used\":");
  AppendNumber(out, answer.days_used);
  out.append(",\"days_left\":");
  AppendOrNull(out, answer.days_left, AppendNumber);
  out.append(",\"longest_stay\":");
  AppendOrNull(out, answer.longest_stay_days, AppendNumber);
  out.append(",\"must_leave_by\":");
  AppendOrNull(out, answer.must_leave_by, AppendDate);
  out.append(",\"binding_limit\":");
  if (answer.binding_limit.empty()) {
    out.append("null");
  } else {
    AppendText(out, answer.binding_limit);
  }
  out.append(",\"earliest_entry\":");
  AppendOrNull(out, answer.earliest_entry, AppendDate);
  out.append(",\"window_excess\":");
  AppendNumber(out, answer.window_excess);
  out.append(",\"unlawful_days\":");
  AppendNumber(out, answer.unlawful_days);
  out.append(",\"overstay\":");
  AppendBool(out, answer.unlawful_days > 0);
  out.append(",\"reasons\":[");
  for (std::size_t i = 0; i < answer.reasons.size(); ++i) {
    out.append(i == 0 ? "\"" : ",\"").append(ReasonCodeName(answer.reasons[i])).append("\"");
  }
  out.append("],\"plan\":");
  if (answer.planned.empty()) out.append("null");
  for (std::size_t i = 0; i < answer.planned.size(); ++i) {
    out.append(i == 0 ? "[" : ",");
    AppendPlanned(answer.planned[i], out);
  }
  out.append(answer.planned.empty() ? "}" : "]}");
}

StatusOr<const Regime*> StayBatch::RegimeOf(const StayRequest& request) {
  if (const auto* terms = std::get_if<InlineTerms>(&request.regime)) return &inline_regimes_.Of(*terms);
  return RegimeCalled(book_, std::get<std::string_view>(request.regime));
}

Status StayBatch::Evaluate(const Regime& regime) {
  FillHistory(regime, request_.stays, request_.on, history_);
  return EvaluateStays({history_, regime, ""}, request_, answer_);
}

bool StayBatch::Answer(std::string_view line, std::string& out) {
  Status status = parser_.Parse(line, request_);
  if (status.ok()) {
    const auto regime = RegimeOf(request_);
    status = regime.ok() ? Evaluate(**regime) : regime.status();
  }
  if (!status.ok()) {
    AppendError(request_.id, status, out);
    return false;
  }
  AppendAnswer(request_.id, answer_, out);
  out.push_back('\n');
  return true;
}

}  // namespace clearance
