// Whose stay `clearctl stay explain` is about: stays written on the command line, or a person of a ledger's file, which
// is only read. Errors never repeat what was given.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "common/base/status.h"
#include "common/domain/document.h"
#include "common/domain/stay.h"
#include "common/domain/zone_table.h"
#include "common/rules/stay_account.h"
#include "services/clearctl/stay_explain.h"
#include "services/clearctl/stay_request.h"

namespace clearance {

// "2026-06-01..2026-06-30"; "2026-06-01.." is a stay that goes on. INVALID_ARGUMENT naming `field`.
StatusOr<StaySpan> ParseStaySpan(std::string_view text, std::string_view field);

// The same with both ends.
StatusOr<PlannedStay> ParsePlannedSpan(std::string_view text, std::string_view field);

// The record of `stays` on `on`, in which nothing is missing.
TravelHistory HistoryOf(const Regime& regime, std::vector<StaySpan> stays, Date on);

// Makes the stay asked about go on after a trip into ICBC, for which the stay before it was left: the present stay, or
// with `inside` false an entry on `on`.
void JoinThroughZone(const Regime& regime, Date on, bool inside, TravelHistory& history);

// Whether somebody is inside on `on` by what the stays show: one that goes on, or ends later, holds it.
bool ShowsInside(const std::vector<StaySpan>& stays, Date on);

// Today in the host state; ICBC keeps the day of the side of `nationality`, else China's.
StatusOr<Date> TodayIn(Territory host, std::string_view nationality);

struct LedgerPerson {
  Document document{};
  Territory territory = Territory::kChn;
  TravelHistory history{};
  EntryRoute route = EntryRoute::kFromOutside;  // by which they would enter from where they are now
};

// The record of the person whose document the arguments describe.
StatusOr<LedgerPerson> ReadLedgerPerson(const ExplainArguments& arguments);

}  // namespace clearance
