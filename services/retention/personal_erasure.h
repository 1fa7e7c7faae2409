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
#include "common/rules/rule_book.h"
#include "db/pseudonyms.h"
#include "db/store.h"

namespace clearance {

// What stands about one document, and about the person whose it is, by every document linked to it.
struct ErasurePlan {
  std::vector<DataPurpose> purposes{};  // of the keys there are; empty: nothing to erase
  std::uint64_t entries = 0;            // that name this document
  std::size_t other_documents = 0;      // of the same person; their keys are not these
  std::optional<Instant> last_event{};  // of the person, by any document; no erasure, and nobody's look
  std::optional<Territory> inside{};    // has entered and not left, as anything but an own national
  bool decision_open = false;           // the person stands in a lane
  std::size_t holds = 0;                // that bind or are proposed, whose words these keys open
  std::optional<Instant> kept_until{};  // last_event and the time that fits `inside`
  friend bool operator==(const ErasurePlan&, const ErasurePlan&) = default;
};

// What names whose keys are meant.
enum class ErasedBy {
  kDocument,          // issuing state and number: whoever showed it first
  kDocumentAndFacts,  // also nationality, birth date and sex: tells apart two people who have shown one number
  kNationalNumber,    // nationality, national number and birth date: words of holds
  kName,              // identifiers and birth date: words of holds
};

// Of the document only what `by` says is set.
struct ErasedPerson {
  ErasedBy by = ErasedBy::kDocument;
  Document document{};
};

// The keyed hash under which the keys stand, and a document's entries.
StatusOr<std::string> SubjectOf(const Snapshot& snapshot, const Pseudonyms& pseudonyms, const ErasedPerson& person);

// `times`: the rule book's. The store's own errors.
StatusOr<ErasurePlan> PlanErasure(const Snapshot& snapshot, std::string_view subject, const RetentionTimes& times,
                                  Instant now);

struct ErasureOrder {
  std::string subject{};  // see SubjectOf
  std::string author{};
  std::string reason{};
  bool early = false;         // before its time is over
  bool despite_hold = false;  // also the words of a hold that binds or is proposed
};

// Why it may not be erased now, in words; nothing when it may. An open decision always hinders.
std::optional<std::string> ErasureHindrance(const ErasurePlan& plan, Instant now, const ErasureOrder& order);

// INVALID_ARGUMENT naming `author` or `reason`, where they are out of the form of KeyErasure, or of blanks alone.
Status ValidateErasureOrder(const ErasureOrder& order);

struct ErasureOutcome {
  ErasurePlan plan{};                       // as it was at the erasure
  std::optional<std::string> hindrance{};   // why nothing was done
  std::uint64_t position = 0;               // of the KEY_ERASED entry; 0 when nothing was done
  std::vector<std::string> wrapped_keys{};  // as they stood in the table, to look for in the raw files
};

// In a transaction: the entry, and the erasure of every key of `plan`, whatever hinders it. The entry's position.
StatusOr<std::uint64_t> EraseKeys(Transaction& t, const ErasurePlan& plan, const ErasureOrder& order, Instant now);

// One transaction: the entry and the erasure of every key, or nothing of it. A person without a key is no error:
// nothing is done and nothing hinders. INVALID_ARGUMENT naming `author` or `reason`; the store's own. The bytes are out
// of the file only after SqliteStore::TruncateWal. Blocks: see TransactAndWait.
StatusOr<ErasureOutcome> ErasePersonalKeys(Store& store, const ErasureOrder& order, const RetentionTimes& times,
                                           Instant now);

}  // namespace clearance
