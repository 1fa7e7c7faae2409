// RecordLook: somebody looks at what is recorded of people, as an entry of the ledger. What they asked for is shown to
// them only when that entry is durable.
//
// A look has no request id unless several answers are one look (the pages of ListEntries): who asks again is answered
// anew, as things stand then, and that is another look. So the ledger may name a look twice, but never one too few; and
// no answer about a person has to be kept for a retry.
#pragma once

#include <string>

#include "common/base/instant.h"
#include "common/base/status.h"
#include "common/wire/record_viewed.h"
#include "db/store.h"

namespace clearance {

// `traveller`: the pseudonym of the one person whose record it is; empty for more or for none.
Status RecordLook(Transaction& t, const RecordViewed& viewed, const std::string& traveller, Instant now);

}  // namespace clearance
