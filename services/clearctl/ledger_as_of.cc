#include "services/clearctl/ledger_as_of.h"

#include "common/base/error_reasons.h"
#include "db/view_errors.h"

namespace clearance {

StatusOr<std::uint64_t> LedgerAsOf::Append(const LedgerEntry&) {
  return Error(StatusCode::kFailedPrecondition, error_reason::kStoreUnavailable, "the past is not written");
}

StatusOr<StoredEntry> LedgerAsOf::Get(std::uint64_t position) const {
  return position > as_of_ ? NoSuchEntry() : ledger_.Get(position);
}

EntryPage LedgerAsOf::UpTo(EntryPage page) const {
  std::erase_if(page.entries, [&](const StoredEntry& stored) { return stored.position > as_of_; });
  if (page.next_after && *page.next_after >= as_of_) page.next_after.reset();
  return page;
}

StatusOr<EntryPage> LedgerAsOf::List(const EntryFilter& filter, std::uint64_t after_position, std::size_t limit) const {
  if (after_position >= as_of_) return EntryPage();
  ASSIGN_OR_RETURN(EntryPage page, ledger_.List(filter, after_position, limit));
  return UpTo(std::move(page));
}

StatusOr<EntryPage> LedgerAsOf::ListOfEverybody(std::uint64_t after_position, std::size_t limit) const {
  if (after_position >= as_of_) return EntryPage();
  ASSIGN_OR_RETURN(EntryPage page, ledger_.ListOfEverybody(after_position, limit));
  return UpTo(std::move(page));
}

StatusOr<std::vector<StoredEntry>> LedgerAsOf::LatestOf(std::string_view traveller, EntryKind kind,
                                                        std::size_t limit) const {
  ASSIGN_OR_RETURN(std::vector<StoredEntry> entries, ledger_.LatestOf(traveller, kind, limit));
  std::erase_if(entries, [&](const StoredEntry& stored) { return stored.position > as_of_; });
  return entries;
}

StatusOr<std::uint64_t> LedgerAsOf::LastPosition() const {
  ASSIGN_OR_RETURN(const std::uint64_t last, ledger_.LastPosition());
  return std::min(last, as_of_);
}

}  // namespace clearance
