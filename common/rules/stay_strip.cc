#include "common/rules/stay_strip.h"

#include <algorithm>

#include "common/rules/counted_record.h"

namespace clearance {
namespace {

// The first day to show: all that the limits look at, and the whole of the present stay as far as there is room.
Date FirstShown(const CountedHistory& record, const StayAccount& account, const Stay* present) {
  Date first = LooksBackTo(record.regime, account.on);
  if (present != nullptr) first = std::min(first, *present->entry);
  return std::max(first, account.on - Days(kMaxWindowDays - 1));
}

Date LastShown(const StayAccount& account, Date first) {
  Date last = std::max(account.on, account.answer.must_leave_by.value_or(account.on));
  for (const PlannedAnswer& planned : account.planned) last = std::max(last, planned.stay.to);
  return std::min(last, first + Days(kMaxStripDays - 1));
}

class Painter {
 public:
  Painter(Date first, Date last, Date on) : last_(last) {
    strip_.first = first;
    strip_.on = on;
    strip_.marks.resize(static_cast<std::size_t>((last - first).count()) + 1, DayMark::kFree);
  }

  // Marks `from` to `to` as far as they are shown; a day keeps a mark that stands later in the list.
  void Paint(Date from, Date to, DayMark mark) {
    for (Date day = std::max(from, strip_.first); day <= std::min(to, last_); day += Days(1)) {
      DayMark& shown = strip_.marks[static_cast<std::size_t>((day - strip_.first).count())];
      shown = std::max(shown, mark);
    }
  }

  StayStrip Take() { return std::move(strip_); }

 private:
  StayStrip strip_;
  Date last_;
};

void PaintRecorded(const CountedHistory& record, Date on, const Stay* present, Painter& painter) {
  const auto begins = record.regime.effective_days_from;
  for (std::size_t i = 0; i < record.history.stays.size(); ++i) {
    const Stay& stay = record.history.stays[i];
    const auto span = DaysOf(record.history, i, on, Evidence::kMost);
    if (!span || stay.territory != record.regime.host) continue;
    const Date last = &stay == present ? on : std::min(span->to, on);
    painter.Paint(span->from, last, DayMark::kNotCounted);
    if (!Counts(record, stay)) continue;
    painter.Paint(begins ? std::max(span->from, *begins) : span->from, last, DayMark::kUsed);
  }
}

void PaintAnswer(const StayAccount& account, const Stay* present, Painter& painter) {
  const auto& last_lawful = account.answer.must_leave_by;
  const bool no_limit = !account.answer.longest_stay_days;
  const Date first_possible = present == nullptr ? account.on : account.on + Days(1);
  if (last_lawful) painter.Paint(first_possible, *last_lawful, DayMark::kPossible);
  if (present == nullptr || no_limit) return;
  painter.Paint(last_lawful ? *last_lawful + Days(1) : *present->entry, account.on, DayMark::kDoubtful);
  painter.Paint(account.on - Days(account.answer.unlawful_days - 1), account.on, DayMark::kUnlawful);
}

void PaintPlan(const StayAccount& account, Painter& painter) {
  for (const PlannedAnswer& planned : account.planned) {
    painter.Paint(planned.stay.from, planned.stay.to, DayMark::kPlanned);
    if (planned.first_unlawful_day) {
      painter.Paint(*planned.first_unlawful_day, planned.stay.to, DayMark::kUnlawful);
    }
  }
}

}  // namespace

StayStrip StripOf(const CountedHistory& record, const StayAccount& account, const Stay* present) {
  const Date first = FirstShown(record, account, present);
  Painter painter(first, LastShown(account, first), account.on);
  PaintRecorded(record, account.on, present, painter);
  PaintAnswer(account, present, painter);
  PaintPlan(account, painter);
  return painter.Take();
}

}  // namespace clearance
