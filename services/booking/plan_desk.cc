#include "services/booking/plan_desk.h"

#include "common/rules/stay_account.h"
#include "db/travel_history.h"
#include "services/derivation/document_owner.h"

namespace clearance {

StatusOr<std::optional<PlanAnswer>> PlanDesk::Check(const PlanQuery& query) const {
  const Instant now = clock_.Now();
  const Date today = zones_.DateAt(CivilDayFor(query.territory, query.document.nationality), now);
  if (query.stay.from < today) return InvalidField("stay.from", "must not be before today");
  TravelHistory history;
  RETURN_IF_ERROR(store_.Read([&](const Snapshot& s) -> Status {
    ASSIGN_OR_RETURN(const std::string traveller, TravellerNamed(s, pseudonyms_, query.document, NamedBy::kFacts));
    ASSIGN_OR_RETURN(history, ReadTravelHistory(s, traveller, query.territory, now));
    return OkStatus();
  }));
  return CheckPlan(rule_book_, history, query, today);
}

}  // namespace clearance
