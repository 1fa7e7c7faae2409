// What a restore leaves beside a ledger while it is under way, and what a server must not take for a ledger that was
// never there: a new, empty one in its place would serve, and nobody would know.
#pragma once

#include <string>
#include <vector>

#include "common/base/status.h"

namespace clearance {

// "<ledger>.restoring" is there from the moment on at which the ledger is no longer the old one, whole, until it is the
// new one. Says where the old one is.
std::string RestoringMark(const std::string& database);

// Every file that belongs to a ledger, there or not: itself, those of SQLite beside it, the lock and the mark of a
// restore. Beside what `database` leads to through symbolic links.
std::vector<std::string> FilesOfLedger(const std::string& database);

// "<ledger>.replaced-<moment>": what a ledger that was there is called from then on.
inline constexpr char kReplacedSuffix[] = ".replaced-";

// FAILED_PRECONDITION (STORE_UNAVAILABLE), naming what is there, when a restore of the ledger was interrupted; and when
// there is no ledger, but one was: something moved aside, a restore's own folder, a WAL.
Status CheckNoRestoreInterrupted(const std::string& database);

}  // namespace clearance
