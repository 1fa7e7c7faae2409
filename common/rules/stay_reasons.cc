#include "common/rules/stay_reasons.h"

#include <algorithm>

#include "common/rules/counted_record.h"
#include "common/rules/limit_use.h"

namespace clearance {
namespace {

Reason ReasonOf(const CountedHistory& record, Side side, ReasonCode code) {
  return {.code = code, .side = side, .territory = record.regime.host};
}

// The limit that answer names; there must be one.
std::size_t BindingIndex(const Regime& regime, const StayAnswer& answer) {
  const auto binds = [&](const StayLimit& limit) { return limit.id == answer.binding_limit; };
  return static_cast<std::size_t>(std::find_if(regime.limits.begin(), regime.limits.end(), binds) -
                                  regime.limits.begin());
}

ReasonCode CodeOf(const LimitTerms& terms) {
  if (std::holds_alternative<EntriesLimit>(terms)) return ReasonCode::kTooManyEntries;
  return std::holds_alternative<GapLimit>(terms) ? ReasonCode::kTooSoon : ReasonCode::kStayExhausted;
}

// Days used of limit number `index` before an entry on `on`.
int DaysUsedOf(const CountedHistory& record, std::size_t index, Date on, EntryRoute route) {
  const Reading reading = StrictestReading(record.regime);
  const std::size_t next = record.history.stays.size();
  const StayStart start = StartOf(record, route, on, Evidence::kMost, reading);
  const PastPresence past = PastOf(record, next, on, Evidence::kMost, reading);
  return UsesOf(record.regime, {past, start, on, false}, reading)[index].used;
}

}  // namespace

std::optional<Reason> NoDayLeftReason(const CountedHistory& record, Date on, EntryRoute route,
                                      const StayAnswer& answer) {
  if (answer.longest_stay_days != 0) return std::nullopt;
  const auto admits_by_least = [&](const Reading& reading) {
    return CountEntry(record, on, route, Evidence::kLeast, reading).Admissible();
  };
  if (admits_by_least(StrictestReading(record.regime))) {
    return ReasonOf(record, Side::kEntry, ReasonCode::kHistoryIncomplete);
  }
  const bool some_reading_admits = admits_by_least(MildestReading(record.regime));
  const std::size_t binding = BindingIndex(record.regime, answer);
  const ReasonCode code = CodeOf(record.regime.limits[binding].terms);
  Reason reason = ReasonOf(record, Side::kEntry, some_reading_admits ? ReasonCode::kReadingsDiffer : code);
  if (code == ReasonCode::kStayExhausted) reason.days = DaysUsedOf(record, binding, on, route);
  reason.limit = answer.binding_limit;
  // The date of READINGS_DIFFER is a last lawful day, and a stay that does not begin has none.
  if (!some_reading_admits) reason.date = answer.earliest_entry;
  return reason;
}

std::optional<Reason> OverstayReason(const CountedHistory& record, const Stay& stay, Date on,
                                     const StayAnswer& answer) {
  const Reading strictest = StrictestReading(record.regime);
  if (answer.longest_stay_days != 0) return std::nullopt;
  Reason reason = ReasonOf(record, Side::kExit, ReasonCode::kHistoryIncomplete);
  const auto mildest = CountInside(record, stay, on, Evidence::kProven, MildestReading(record.regime));
  if (!mildest) return reason;
  if (const int days = UnlawfulDaysOf(stay, *mildest); days > 0) {
    reason.code = ReasonCode::kOverstay;
    reason.days = days;
    reason.date = LastDayOf(stay, *mildest);
    reason.limit = BindingLimit(record.regime, mildest->bound);
    return reason;
  }
  const StayCount proven = *CountInside(record, stay, on, Evidence::kProven, strictest);
  if (const int days = UnlawfulDaysOf(stay, proven); days > 0) {
    reason.code = ReasonCode::kReadingsDiffer;
    reason.days = days;
    reason.date = answer.must_leave_by;
    reason.limit = answer.binding_limit;
  }
  return reason;
}

std::optional<Reason> EndsSoonNote(const CountedHistory& record, const Stay& stay, Date on, const StayAnswer& answer) {
  const int day_of_stay = static_cast<int>((on - *stay.entry).count()) + 1;
  if (!record.regime.warning_day || day_of_stay < *record.regime.warning_day) return std::nullopt;
  Reason note = ReasonOf(record, Side::kExit, ReasonCode::kStayEndsSoon);
  note.days = day_of_stay;
  note.date = answer.must_leave_by;
  return note;
}

}  // namespace clearance
