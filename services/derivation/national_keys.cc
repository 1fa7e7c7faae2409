#include "services/derivation/national_keys.h"

#include <algorithm>

#include "common/base/log.h"
#include "services/derivation/entry_records.h"

namespace clearance {
namespace {

// Nearly always a document is shown with another number soon after it was shown first, or never.
constexpr std::size_t kEntriesPerPage = 32;

}  // namespace

StatusOr<std::optional<ShownDocument>> ShownIn(const StoredEntry& stored) {
  if (stored.entry.kind == EntryKind::kDecision) {
    ASSIGN_OR_RETURN(const DecisionRecord record, DecisionOf(stored));
    return record.effects ? record.effects->shown : std::nullopt;
  }
  if (stored.entry.kind != EntryKind::kPassage) return std::optional<ShownDocument>();
  ASSIGN_OR_RETURN(const PassageRecord record, PassageOf(stored));
  return record.effects.shown;
}

StatusOr<std::vector<std::string>> NationalKeysOf(const Snapshot& snapshot, const KnownDocument& known) {
  std::vector<std::string> numbers = {known.facts.national_key};
  if (known.facts_changed <= known.first_seen) return numbers;
  for (std::uint64_t after = known.first_seen - 1; after < known.facts_changed;) {
    ASSIGN_OR_RETURN(const EntryPage page,
                     snapshot.ledger().List({.traveller = known.document}, after, kEntriesPerPage));
    for (const StoredEntry& stored : page.entries) {
      if (stored.position > known.facts_changed) return numbers;
      const auto shown = ShownIn(stored);
      // Verification names what is damaged; the passage is a fact all the same.
      if (!shown.ok()) LogError("entry_unreadable", {{"position", stored.position}});
      if (!shown.ok() || !*shown || (*shown)->facts_key != known.facts.facts_key) continue;
      if (std::find(numbers.begin(), numbers.end(), (*shown)->national_key) == numbers.end())
        numbers.push_back((*shown)->national_key);
    }
    if (!page.next_after) break;
    after = *page.next_after;
  }
  return numbers;
}

}  // namespace clearance
