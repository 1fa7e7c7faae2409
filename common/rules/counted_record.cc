// Turns histories into days and entries.
#include "common/rules/counted_record.h"

#include <algorithm>

#include "common/rules/stay_arithmetic.h"

namespace clearance {
namespace {

// The day on which a stay without a recorded exit ended at the latest: that of the next entry, else `on`.
Date LatestExit(const TravelHistory& history, std::size_t index, Date on) {
  for (std::size_t i = index + 1; i < history.stays.size(); ++i) {
    const Stay& next = history.stays[i];
    if (next.entry) return std::min(*next.entry, on);
  }
  return on;
}

// The day on which a stay without a recorded entry began at the earliest: where the stay before it ends or the promise
// of the record begins. Days before that are the business of the record's completeness.
Date EarliestBegin(const TravelHistory& history, std::size_t index) {
  Date begin = history.complete_from.value_or(*history.stays[index].exit);
  if (index > 0) {
    const Stay& previous = history.stays[index - 1];
    if (previous.exit)
      begin = std::max(begin, *previous.exit);
    else if (previous.entry)
      begin = std::max(begin, *previous.entry);
  }
  return std::min(begin, *history.stays[index].exit);
}

// True when stay number `index` may go on with one after a trip into ICBC whose exit came before the record was
// complete.
bool MayGoOnUnseen(const TravelHistory& history, std::size_t index) {
  if (history.stays[index].entered_from != Territory::kIcbc) return false;
  return index == 0 || !history.stays[index - 1].exit || *history.stays[index - 1].exit < *history.complete_from;
}

// The day of an entry that counts against a limit of entries; nullopt when `evidence` shows none. An entry nobody
// recorded came at the latest on the day of the exit.
std::optional<Date> EntryOf(const CountedHistory& record, std::size_t index, Evidence evidence) {
  if (GoesOn(record, index)) return std::nullopt;
  if (evidence == Evidence::kProven && MayGoOnUnseen(record.history, index)) return std::nullopt;
  const Stay& stay = record.history.stays[index];
  return stay.entry || evidence != Evidence::kMost ? stay.entry : stay.exit;
}

bool AsksForEntries(const Regime& regime) {
  return std::any_of(regime.limits.begin(), regime.limits.end(), [](const StayLimit& limit) {
    return std::holds_alternative<EntriesLimit>(limit.terms) || std::holds_alternative<GapLimit>(limit.terms);
  });
}

}  // namespace

bool Counts(const CountedHistory& record, const Stay& stay) {
  const Regime& regime = record.regime;
  return stay.territory == regime.host && (stay.nationality.empty() || stay.nationality == record.nationality) &&
         std::find(regime.counted_bases.begin(), regime.counted_bases.end(), stay.basis) != regime.counted_bases.end();
}

bool ProvesItsDays(const Stay& stay) { return stay.entry && stay.provenance == Provenance::kElectronicRecord; }

std::optional<DaySpan> DaysOf(const TravelHistory& history, std::size_t index, Date on, Evidence evidence) {
  const Stay& stay = history.stays[index];
  if (stay.entry && stay.exit) return DaySpan{*stay.entry, *stay.exit};
  if (stay.entry)
    return DaySpan{*stay.entry, evidence == Evidence::kMost ? LatestExit(history, index, on) : *stay.entry};
  if (stay.exit) return DaySpan{evidence == Evidence::kMost ? EarliestBegin(history, index) : *stay.exit, *stay.exit};
  return std::nullopt;
}

bool GoesOn(const CountedHistory& record, std::size_t index) {
  if (index == 0 || record.regime.host == Territory::kIcbc) return false;
  const Stay& before = record.history.stays[index - 1];
  return record.history.stays[index].entered_from == Territory::kIcbc && before.left_to == Territory::kIcbc &&
         Counts(record, before);
}

PastPresence PastOf(const CountedHistory& record, std::size_t next, Date last, Evidence evidence,
                    const Reading& reading) {
  const TravelHistory& history = record.history;
  PastPresence past(last);
  Date first = LooksBackTo(record.regime, last);
  if (record.regime.effective_days_from) first = std::max(first, *record.regime.effective_days_from);
  if (evidence == Evidence::kProven) first = std::max(first, *history.complete_from);
  const bool asks_for_entries = AsksForEntries(record.regime);
  for (std::size_t i = 0; i < next; ++i) {
    const Stay& stay = history.stays[i];
    if ((stay.exit && *stay.exit < first) || (stay.entry && *stay.entry > last)) continue;
    if (!Counts(record, stay) || (evidence == Evidence::kProven && !ProvesItsDays(stay))) continue;
    const auto span = DaysOf(history, i, last, evidence);
    if (!span || span->from > last) continue;
    past.days.Add(std::max(span->from + Days(reading.UncountedFirstDays()), first),
                  span->to - Days(reading.UncountedLastDays()));
    if (!asks_for_entries) continue;
    const auto entry = EntryOf(record, i, evidence);
    if (entry && *entry >= first && *entry <= last) past.entries.Add(*entry);
    const Date last_exit = std::min(span->to, last);
    if (last_exit >= first) past.last_exit = std::max(past.last_exit.value_or(last_exit), last_exit);
  }
  return past;
}

StayStart StartOf(const CountedHistory& record, const Stay& present, Date on, Evidence evidence,
                  const Reading& reading) {
  const auto index = static_cast<std::size_t>(&present - record.history.stays.data());
  StayStart start{.first_day = *present.entry};
  // Days from before the regime do not count; whoever is inside now and has no later entry has been inside since the
  // record is complete, whatever happened before.
  const auto& counted_from = record.regime.effective_days_from;
  if (counted_from) start.first_day = std::max(start.first_day, std::min(*counted_from, on));
  if (evidence == Evidence::kProven) start.first_day = std::max(start.first_day, *record.history.complete_from);
  const bool from_its_entry = start.first_day == *present.entry;
  start.is_entry = from_its_entry && !GoesOn(record, index);
  if (from_its_entry && present.entered_from == Territory::kIcbc) {
    start.clock_days_before = ClockDaysBefore(record, index, start.first_day, evidence, reading);
  }
  return start;
}

StayStart StartOf(const CountedHistory& record, EntryRoute route, Date on, Evidence evidence, const Reading& reading) {
  StayStart start{.first_day = on, .is_entry = route == EntryRoute::kFromOutside};
  if (start.is_entry) return start;
  start.clock_days_before = ClockDaysBefore(record, record.history.stays.size(), on, evidence, reading);
  return start;
}

std::optional<int> ClockDaysBefore(const CountedHistory& record, std::size_t next, Date first_day, Evidence evidence,
                                   const Reading& reading) {
  if (reading.zone_exit == ZoneExit::kEnds) return std::nullopt;
  const std::vector<Stay>& stays = record.history.stays;
  bool interrupted = false;
  int presence_days = 0;
  Date chain_begin = first_day;
  for (std::size_t i = next; i-- > 0;) {
    const Stay& before = stays[i];
    if (!Counts(record, before) || !before.entry || before.left_to != Territory::kIcbc) break;
    if (*before.entry > chain_begin) break;
    const Date exit = before.exit.value_or(*before.entry);
    Date counted_from = evidence == Evidence::kProven ? *record.history.complete_from : *before.entry;
    if (record.regime.effective_days_from) counted_from = std::max(counted_from, *record.regime.effective_days_from);
    if (exit < counted_from || (evidence == Evidence::kProven && !ProvesItsDays(before))) break;
    const Date entry = std::max(*before.entry, counted_from);
    const Date last_day = std::min(exit - Days(reading.UncountedLastDays()), chain_begin - Days(1));
    presence_days += std::max(0, static_cast<int>((last_day - entry).count()) + 1);
    chain_begin = entry;
    interrupted = true;
    if (before.entered_from != Territory::kIcbc || entry != *before.entry) break;
  }
  if (!interrupted) return std::nullopt;
  const int days =
      reading.zone_exit == ZoneExit::kSuspends ? presence_days : static_cast<int>((first_day - chain_begin).count());
  return days - reading.UncountedFirstDays();
}

}  // namespace clearance
