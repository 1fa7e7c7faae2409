// Whether a call that must never be recorded twice is still known: a passage or an imported row whose id was taken out
// of `requests` would be taken for a new one when it is sent again.
#pragma once

#include <string>

#include "common/base/status.h"
#include "db/ledger.h"
#include "db/requests.h"

namespace clearance {

// What is wrong with the id of the entry's call, in words; empty: nothing, or it is none of those that are kept for
// ever. An id stands at one entry, so two entries of one id are told of, too. Errors of `requests`.
StatusOr<std::string> KeptRequestFault(const Requests& requests, const StoredEntry& stored);

}  // namespace clearance
