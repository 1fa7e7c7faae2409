// Whose sealed fields nobody can open any more although no entry says that they were erased: rows taken out of
// `personal_keys`, or a copy of the ledger without keys. Fields of a document are sealed when it is shown, a hold's
// words under the first of its keyed hashes there is.
#pragma once

#include <cstddef>
#include <cstdint>

#include "common/base/status.h"
#include "common/sqlite/connection.h"

namespace clearance {

// Goes through one file once, in a read transaction of the caller's.
class MissingKeys {
 public:
  // Looks at the next documents, at most `max_documents`; false when there are no more, and the holds are counted too.
  StatusOr<bool> Step(sqlite::Connection& connection, std::size_t max_documents);
  // Documents and subjects of holds found so far.
  std::uint64_t count() const { return count_; }

 private:
  std::int64_t last_document_ = 0;  // travellers.id
  std::uint64_t count_ = 0;
};

}  // namespace clearance
