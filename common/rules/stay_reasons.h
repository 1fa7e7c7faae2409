// StayReasons: what a stay itself gives as a reason, the same words for a decision, an account and a plan. Nothing is
// held against anybody that the record does not prove. Side and territory are set; whether the reason binds at a lane
// is the lane's business (entry_rules, exit_rules).
#pragma once

#include <optional>

#include "common/domain/reason.h"
#include "common/rules/stay_rules.h"

namespace clearance {

// Why a person cannot enter on `on`; nullopt when a day is left. `answer` is EvaluateEntry's.
//   kHistoryIncomplete: by what was recorded itself there would be a day left, only the gaps stand against it.
//   kReadingsDiffer: an open reading would admit.
//   kStayExhausted, kTooManyEntries, kTooSoon: none would, by the kind of the limit that binds.
std::optional<Reason> NoDayLeftReason(const CountedHistory& record, Date on, EntryRoute route,
                                      const StayAnswer& answer);

// What is to be said of a stay that is, or may be, longer than allowed; nullopt when it is lawful by all that is known.
// `answer` is EvaluateStay's.
//   kOverstay: unlawful under every open reading, by what the record proves.
//   kReadingsDiffer: proved, but lawful under one of the readings.
//   kHistoryIncomplete: the record shows it without proving it.
std::optional<Reason> OverstayReason(const CountedHistory& record, const Stay& stay, Date on, const StayAnswer& answer);

// The note that a stay comes to its end, from the regime's warning day on.
std::optional<Reason> EndsSoonNote(const CountedHistory& record, const Stay& stay, Date on, const StayAnswer& answer);

}  // namespace clearance
