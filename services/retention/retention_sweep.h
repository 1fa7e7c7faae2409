// Personal keys whose time is over, found a few at a time and erased, each with its entry: nobody has to ask for it.
// The times are the rule book's. What is erased comes not back, so the caller gives a time it is sure of.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "common/base/instant.h"
#include "common/base/status.h"
#include "common/rules/rule_book.h"
#include "db/store.h"

namespace clearance {

inline constexpr std::size_t kSubjectsALook = 16;
inline constexpr char kRetentionAuthor[] = "clearance-server";
inline constexpr char kRetentionReason[] = "kept as long as the rule book says";

struct DueKeys {
  std::vector<std::string> subjects{};  // whose time is over, each once
  std::optional<std::string> next{};    // where to go on; absent: these were the last, begin again
  // Of whom nobody can tell, because something that stands of them cannot be read: their keys stay, and nobody else's
  // for their sake.
  std::size_t unreadable = 0;
  std::string why{};  // of the first of these, without personal data
};

// Looks at the kSubjectsALook people with keys after `after` (empty: from the beginning). Due are those whose
// kept_until has come and whom nothing hinders. Words of holds that name no document have no last entry, and are never
// due: whoever lifts one erases them. UNAVAILABLE (STORE_UNAVAILABLE) and RESOURCE_EXHAUSTED are the store's, and of
// nobody.
StatusOr<DueKeys> FindDueKeys(const Snapshot& s, const std::string& after, const RetentionTimes& times, Instant now);

// Erases those that are still due, each an entry of kRetentionAuthor; how many. Who cannot be read any more is left.
// One transaction's work.
StatusOr<std::size_t> EraseDueKeys(Transaction& t, const DueKeys& due, const RetentionTimes& times, Instant now);

}  // namespace clearance
