// Erasing the keys of one person's fields: what there is to erase, whether it may be erased yet, and doing it as an
// entry of the ledger. No entry is changed and no derived table: days and pseudonyms stay, names and numbers are gone.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/instant.h"
#include "common/base/status.h"
#include "common/domain/data_purpose.h"
#include "common/domain/date.h"
#include "common/domain/territory.h"
#include "db/pseudonyms.h"
#include "db/store.h"

namespace clearance {

// How long a person's fields are kept after the last thing that happened (domain page §12 [P]), in days, leap days
// counted: three years, five for whoever has not left.
inline constexpr Days kFieldsKept{3 * 366};
inline constexpr Days kFieldsOfOpenStayKept{5 * 366};

// What stands about one document, and about the person whose it is, by every document linked to it.
struct ErasurePlan {
  std::vector<DataPurpose> purposes{};  // of the keys there are; empty: nothing to erase
  std::uint64_t entries = 0;            // that name this document
  std::size_t other_documents = 0;      // of the same person; their keys are not these
  std::optional<Instant> last_event{};  // of the person, by any document; not an erasure
  std::optional<Territory> inside{};    // has entered and not left, as anything but an own national
  bool decision_open = false;           // the person stands in a lane
  std::optional<Instant> kept_until{};  // last_event and the time that fits `inside`
  friend bool operator==(const ErasurePlan&, const ErasurePlan&) = default;
};

// The pseudonym under which a document's entries and keys stand. `facts`: nationality, birth date and sex are given,
// which tells the two apart where two people have shown one number; without, it is whoever showed it first.
StatusOr<std::string> SubjectOf(const Snapshot& snapshot, const Pseudonyms& pseudonyms, const Document& document,
                                bool facts);

// The store's own errors.
StatusOr<ErasurePlan> PlanErasure(const Snapshot& snapshot, std::string_view subject, Instant now);

// Why it may not be erased now, in words; nothing when it may. `early` sets the retention aside, never an open
// decision.
std::optional<std::string> ErasureHindrance(const ErasurePlan& plan, Instant now, bool early);

struct ErasureOrder {
  std::string subject{};  // pseudonym of the document
  std::string author{};
  std::string reason{};
  bool early = false;  // before its time is over
};

// INVALID_ARGUMENT naming `author` or `reason`, where they are out of the form of KeyErasure.
Status ValidateErasureOrder(const ErasureOrder& order);

struct ErasureOutcome {
  ErasurePlan plan{};                       // as it was at the erasure
  std::optional<std::string> hindrance{};   // why nothing was done
  std::uint64_t position = 0;               // of the KEY_ERASED entry; 0 when nothing was done
  std::vector<std::string> wrapped_keys{};  // as they stood in the table, to look for in the raw files
};

// One transaction: the entry and the erasure of every key, or nothing of it. A person without a key is no error:
// nothing is done and nothing hinders. INVALID_ARGUMENT naming `author` or `reason`; the store's own. The bytes are out
// of the file only after SqliteStore::TruncateWal. Blocks: see TransactAndWait.
StatusOr<ErasureOutcome> ErasePersonalKeys(Store& store, const ErasureOrder& order, Instant now);

}  // namespace clearance
