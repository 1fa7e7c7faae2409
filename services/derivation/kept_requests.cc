#include "services/derivation/kept_requests.h"

#include <optional>

#include "services/derivation/derive.h"
#include "services/derivation/record_change.h"

namespace clearance {
namespace {

// The call that wrote entries of the kind, if its id is kept for ever.
std::string_view KeptForEver(EntryKind kind) {
  switch (kind) {
    case EntryKind::kPassage:
      return kReportPassageRpc;
    case EntryKind::kImport:
    case EntryKind::kCorrection:
    case EntryKind::kReturned:
      return kImportRpc;
    default:
      return "";
  }
}

// Officers correct and annul by rpc what an import corrects and annuls.
bool IsOfficersChange(EntryKind kind, std::string_view rpc) {
  return rpc == kCorrectRecordRpc && (kind == EntryKind::kCorrection || kind == EntryKind::kReturned);
}

}  // namespace

StatusOr<std::string> KeptRequestFault(const Requests& requests, const StoredEntry& stored) {
  const std::string_view rpc = KeptForEver(stored.entry.kind);
  // That a record is complete is imported without a call of its own.
  if (rpc.empty() || stored.entry.request_id.empty()) return std::string();
  ASSIGN_OR_RETURN(const std::optional<RequestRecord> kept, requests.Find(stored.entry.request_id));
  const std::string at = "position " + std::to_string(stored.position) + ": ";
  if (!kept) return at + "the id of its call is not kept: sent again, it would be recorded again";
  if (kept->position != stored.position)
    return at + "the id of its call is that of position " + std::to_string(kept->position);
  if (kept->rpc != rpc && !IsOfficersChange(stored.entry.kind, kept->rpc))
    return at + "the id of its call is kept for another call";
  if (kept->forget_on) return at + "the id of its call would be forgotten";
  return std::string();
}

}  // namespace clearance
