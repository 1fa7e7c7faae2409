#include "services/ledger/shown_entries.h"

#include <optional>
#include <string>
#include <utility>

#include "common/wire/hold_bytes.h"

namespace clearance {
namespace {

// What a supervisor sees in ListHolds an auditor sees in the ledger.
constexpr HoldVisibility kSeenByAuditors = HoldVisibility::kSupervisor;

// Empty for a body nobody wrote.
std::string HoldIdOf(const LedgerEntry& entry) {
  if (entry.kind == EntryKind::kHoldChange) {
    const auto change = ReadHoldChangeBody(entry.body);
    return change.ok() ? change->hold_id : std::string();
  }
  const auto hit = ReadHoldHitBody(entry.body);
  return hit.ok() ? hit->hold_id : std::string();
}

StatusOr<bool> IsShown(const Snapshot& snapshot, LookKind look, const LedgerEntry& entry) {
  if (!IsOfHold(entry.kind)) return true;
  if (look == LookKind::kUnrecorded) return false;
  ASSIGN_OR_RETURN(const std::optional<Hold> hold, snapshot.holds().Find(HoldIdOf(entry)));
  return hold && Passes({.seen_by = kSeenByAuditors}, *hold);
}

}  // namespace

bool IsOfHold(EntryKind kind) { return kind == EntryKind::kHoldChange || kind == EntryKind::kHoldHit; }

Status LeaveOutUnshown(const Snapshot& snapshot, LookKind look, std::vector<StoredEntry>& entries) {
  std::vector<StoredEntry> shown;
  for (StoredEntry& stored : entries) {
    ASSIGN_OR_RETURN(const bool is_shown, IsShown(snapshot, look, stored.entry));
    if (is_shown) shown.push_back(std::move(stored));
  }
  entries = std::move(shown);
  return OkStatus();
}

}  // namespace clearance
