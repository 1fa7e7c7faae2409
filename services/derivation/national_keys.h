// Which national numbers a document was shown with, as keyed hashes. The table of documents keeps the last one.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/base/status.h"
#include "common/wire/shown_document.h"
#include "db/store.h"

namespace clearance {

// What the entry tells of a document that was shown; absent for most.
StatusOr<std::optional<ShownDocument>> ShownIn(const StoredEntry& stored);

// The national keys under which this document was ever shown, an empty one for without. That there were several is
// rare, and then its entries are read from the first to the last that showed another.
StatusOr<std::vector<std::string>> NationalKeysOf(const Snapshot& snapshot, const KnownDocument& known);

}  // namespace clearance
