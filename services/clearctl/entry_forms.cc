#include "services/clearctl/entry_forms.h"

#include <string>

#include "common/base/error_reasons.h"

namespace clearance {
namespace {

// A body is an array, whose head is its first byte; its form is the first item.
constexpr unsigned kArrayHead = 0x80;
constexpr unsigned kMostItems = 23;  // that a head of one byte can have
constexpr std::size_t kFormAt = 1;

// The first form of which all follows that a crossing asks; 0 for kinds that never had another.
int FirstUsableForm(EntryKind kind) {
  switch (kind) {
    case EntryKind::kDecision:
      return 4;
    case EntryKind::kPassage:
    case EntryKind::kBookingChange:
      return 2;
    default:
      return 0;
  }
}

}  // namespace

std::optional<int> OldFormOf(const StoredEntry& stored) {
  const std::string& body = stored.entry.body;
  if (body.size() <= kFormAt) return std::nullopt;
  const auto head = static_cast<unsigned char>(body[0]);
  const int form = static_cast<unsigned char>(body[kFormAt]);
  const bool is_array = head >= kArrayHead && head <= kArrayHead + kMostItems;
  if (!is_array || form < 1 || form >= FirstUsableForm(stored.entry.kind)) return std::nullopt;
  return form;
}

Status CheckForm(const StoredEntry& stored) {
  const std::optional<int> form = OldFormOf(stored);
  if (!form) return OkStatus();
  return Error(StatusCode::kFailedPrecondition, error_reason::kStoreUnavailable,
               "position " + std::to_string(stored.position) + ": a " + std::string(EntryKindName(stored.entry.kind)) +
                   " of form " + std::to_string(*form) +
                   ", from which no table can be made: a decision that rests on it cannot be made anew");
}

}  // namespace clearance
