// AccountOf: the whole of one person's stay in one territory on one day, from the one engine: what GetStay, clearctl,
// the booking's plan check and the demo show. Slower than a decision needs: it asks every reading and draws the strip.
#pragma once

#include <optional>
#include <span>

#include "common/domain/stay_account.h"
#include "common/rules/stay_rules.h"

namespace clearance {

enum class StayQuestion {
  kEnter,   // an entry on the day; what has been recorded up to it counts
  kInside,  // the present stay
  kPlan,    // an entry on the day, and the planned stays one after the other
};

struct StayInquiry {
  StayQuestion question = StayQuestion::kEnter;
  Date on{};
  int days = 1;                            // of the stay whose earliest entry is sought; at least 1
  std::span<const PlannedStay> planned{};  // answered whatever the question is
  EntryRoute route = EntryRoute::kFromOutside;
  std::optional<Purpose> purpose{};  // of an entry, where it is declared; selects the regime
};

// nullopt when kInside is asked and the record shows nobody inside on a ground that counts.
std::optional<StayAccount> AccountOf(const CountedHistory& record, const StayInquiry& inquiry);

// Each planned stay in the order given, judged as if the record up to `on` and every planned stay that begins before it
// had taken place.
std::vector<PlannedAnswer> AnswerPlan(const CountedHistory& record, Date on, std::span<const PlannedStay> planned);

// A stay planned by somebody whose record is known up to `today`; nullopt when no regime will cover the document.
std::optional<PlanAnswer> CheckPlan(const RuleBook& book, const TravelHistory& history, const PlanQuery& query,
                                    Date today);

// Inside or about to enter, whichever the record shows for the day asked, with the planned stays; nullopt when no
// regime covers the document there, and while inside on a ground that no regime counts.
std::optional<StayAccount> AccountOf(const RuleBook& book, const TravelHistory& history, const Document& document,
                                     Territory territory, const StayInquiry& inquiry);

}  // namespace clearance
