// How a replay is told: lines for people, or JSON lines for programs. Travellers stand in it as the first letters of
// their pseudonyms, never more.
#pragma once

#include <string>
#include <vector>

#include "services/clearctl/entry_replay.h"
#include "services/clearctl/rules_replay.h"

namespace clearance {

// "1234 2026-11-20T10:00:00.000Z gate-1/a 3fa9c1d2: ADMIT until 2026-12-19 → REFER STAY_EXHAUSTED(…)"
std::string ChangeLine(const ChangedDecision& changed);
// The same as one JSON object.
std::string ChangeJson(const ChangedDecision& changed);

// The first letters of a traveller's pseudonym.
std::string ShownPseudonym(const std::string& pseudonym);
// What of a decision made anew is not as it was sealed, a line each: verdict, reasons, last day, stay, rule book,
// lease. Empty: nothing.
std::vector<std::string> DifferencesOf(const Decision& sealed, const Decision& anew);

// "the same: " or "DIFFERENT: " and a ChangeLine; below it each difference, and what does not come from the
// ledger.
std::string EntryText(const ReplayedEntry& replayed);
// The object of ChangeJson, with the keys "differences" and "not_from_ledger": arrays of texts.
std::string EntryJson(const ReplayedEntry& replayed);

// A few lines: how many decisions, how many would change and how, how many could be rebuilt.
std::string TotalsText(const ReplayReport& report, const std::string& before, const std::string& after);
// One JSON object with the key "totals".
std::string TotalsJson(const ReplayReport& report, const std::string& before, const std::string& after);

}  // namespace clearance
