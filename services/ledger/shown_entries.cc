#include "services/ledger/shown_entries.h"

#include <algorithm>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>

#include "common/wire/hold_bytes.h"
#include "common/wire/key_erasure.h"
#include "common/wire/record_viewed.h"

namespace clearance {
namespace {

// What a supervisor sees in ListHolds an auditor sees in the ledger.
constexpr HoldVisibility kSeenByAuditors = HoldVisibility::kSupervisor;
// As the scope of a look names each hold that was shown.
constexpr std::string_view kShownHold = "hold=";

// The ids of the holds that a look at holds was shown.
std::vector<std::string> HoldsLookedAt(const RecordViewed& viewed) {
  std::vector<std::string> holds;
  if (viewed.act != "LIST_HOLDS" && viewed.act != "WATCH_HOLDS") return holds;
  std::istringstream words(viewed.scope);
  for (std::string word; words >> word;) {
    if (word.starts_with(kShownHold)) holds.push_back(word.substr(kShownHold.size()));
  }
  return holds;
}

// The holds that an entry tells of: none, for most. One without an id where nobody can say which it is.
std::vector<std::string> HoldsIn(const LedgerEntry& entry) {
  if (entry.kind == EntryKind::kHoldChange) {
    const auto change = ReadHoldChangeBody(entry.body);
    return {change.ok() ? change->hold_id : std::string()};
  }
  if (entry.kind == EntryKind::kHoldHit) {
    const auto hit = ReadHoldHitBody(entry.body);
    return {hit.ok() ? hit->hold_id : std::string()};
  }
  if (entry.kind == EntryKind::kRecordViewed) {
    const auto viewed = ReadRecordViewedBody(entry.body);
    return viewed.ok() ? HoldsLookedAt(*viewed) : std::vector<std::string>();
  }
  if (entry.kind != EntryKind::kKeyErased) return {};
  const auto erasure = ReadKeyErasedBody(entry.body);
  if (!erasure.ok()) return {};
  // It names whom a hold meant, and not which hold.
  const auto& purposes = erasure->purposes;
  const bool of_hold = std::find(purposes.begin(), purposes.end(), DataPurpose::kHold) != purposes.end();
  return of_hold ? std::vector<std::string>{""} : std::vector<std::string>();
}

StatusOr<bool> IsShown(const Snapshot& snapshot, const LedgerEntry& entry) {
  for (const std::string& hold_id : HoldsIn(entry)) {
    ASSIGN_OR_RETURN(const std::optional<Hold> hold, snapshot.holds().Find(hold_id));
    if (!hold || !Passes({.seen_by = kSeenByAuditors}, *hold)) return false;
  }
  return true;
}

}  // namespace

Status LeaveOutUnshown(const Snapshot& snapshot, std::vector<StoredEntry>& entries) {
  std::vector<StoredEntry> shown;
  for (StoredEntry& stored : entries) {
    ASSIGN_OR_RETURN(const bool is_shown, IsShown(snapshot, stored.entry));
    if (is_shown) shown.push_back(std::move(stored));
  }
  entries = std::move(shown);
  return OkStatus();
}

}  // namespace clearance
