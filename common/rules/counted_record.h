// How the stays of a counted history become what the arithmetic asks for: days, entries, a clock that has run. Inside
// common/rules only.
#pragma once

#include <cstddef>
#include <optional>

#include "common/rules/past_presence.h"
#include "common/rules/stay_arithmetic.h"
#include "common/rules/stay_rules.h"

namespace clearance {

struct DaySpan {
  Date from;
  Date to;
};

// True for what the authority's own electronic record says from the entry on: a stamp or a declaration proves nothing
// against anybody, and an exit alone does not say on what ground somebody was there.
bool ProvesItsDays(const Stay& stay);

// From the first to the last day on which the person was there in stay number `index`; an open stay lasts through `on`.
// nullopt when the record says neither end.
std::optional<DaySpan> DaysOf(const TravelHistory& history, std::size_t index, Date on, Evidence evidence);

// True when stay number `index` only goes on with the one before it, after a trip into ICBC.
bool GoesOn(const CountedHistory& record, std::size_t index);

// What the stays before number `next` show up to `last`, as far as the regime's limits look back from there.
PastPresence PastOf(const CountedHistory& record, std::size_t next, Date last, Evidence evidence,
                    const Reading& reading);

// Where the arithmetic begins for the stay `present` of `record.history` on `on`. Shown from a later day than its entry
// it is no entry and no stay that goes on. kProven needs a complete_from.
StayStart StartOf(const CountedHistory& record, const Stay& present, Date on, Evidence evidence,
                  const Reading& reading);

// Where it begins for an entry on `on`.
StayStart StartOf(const CountedHistory& record, EntryRoute route, Date on, Evidence evidence, const Reading& reading);

// How many days the per-stay clock has run when a stay goes on after a trip into ICBC: `next` is the index of that
// stay, or the number of stays for one that begins now. nullopt when the clock starts on `first_day`, or kProven shows
// no day on which it ran before.
std::optional<int> ClockDaysBefore(const CountedHistory& record, std::size_t next, Date first_day, Evidence evidence,
                                   const Reading& reading);

}  // namespace clearance
