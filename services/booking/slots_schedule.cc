#include "services/booking/slots_schedule.h"

#include <algorithm>

#include "common/domain/booking.h"

namespace clearance {
namespace {

bool OnTheGrid(TimeOfDay time) { return time % kSlotLength == Duration(0); }

}  // namespace

SlotSchedule EveryDay(Territory clock, const DaySpans& spans) {
  SlotSchedule schedule;
  schedule.clock = clock;
  schedule.weekdays.fill(spans);
  return schedule;
}

const DaySpans& SpansOf(const SlotSchedule& schedule, Date day) {
  const auto exception = schedule.exceptions.find(day);
  if (exception != schedule.exceptions.end()) return exception->second;
  return schedule.weekdays[std::chrono::weekday(day).iso_encoding() - 1];
}

bool WellFormed(const DaySpans& spans) {
  DaySpans sorted = spans;
  std::sort(sorted.begin(), sorted.end(), [](const OpenSpan& a, const OpenSpan& b) { return a.from < b.from; });
  TimeOfDay free_from{};
  for (const OpenSpan& span : sorted) {
    if (!OnTheGrid(span.from) || !OnTheGrid(span.to)) return false;
    if (span.from < free_from || span.to <= span.from || span.to > kEndOfDay) return false;
    free_from = span.to;
  }
  return true;
}

bool OpenWithin(const DaySpans& spans, Duration time) {
  return std::any_of(spans.begin(), spans.end(),
                     [&](const OpenSpan& span) { return span.from <= time && time + kSlotLength <= span.to; });
}

bool OpenAt(const SlotSchedule& schedule, const ZoneTable& zones, Instant starts_at) {
  return OpenWithin(SpansOf(schedule, zones.DateAt(schedule.clock, starts_at)),
                    zones.TimeOfDayAt(schedule.clock, starts_at));
}

}  // namespace clearance
