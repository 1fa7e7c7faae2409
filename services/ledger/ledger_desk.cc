#include "services/ledger/ledger_desk.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "common/base/error_reasons.h"
#include "common/crypto/hash.h"
#include "common/wire/record_viewed.h"
#include "db/checkpoints.h"
#include "db/merkle_proofs.h"
#include "db/transact_for.h"
#include "services/derivation/derive.h"
#include "services/ledger/ledger_export.h"

namespace clearance {
namespace {

constexpr std::string_view kListRpc = "LedgerService.ListEntries";
constexpr std::string_view kExportRpc = "LedgerService.ExportEntries";

// What was looked at, for the entry and for the request's hash.
std::string ScopeOf(const EntryFilter& filter) {
  std::string scope;
  const auto add = [&](std::string_view name, std::string_view value) {
    if (!scope.empty()) scope += ' ';
    scope.append(name).append("=").append(value);
  };
  if (filter.log) add("log", *filter.log);
  if (filter.kind) add("kind", EntryKindName(*filter.kind));
  if (filter.lane_id) add("lane", *filter.lane_id);
  if (filter.from) add("from", FormatInstant(*filter.from));
  if (filter.to) add("to", FormatInstant(*filter.to));
  return scope;
}

std::string BodyHash(const RecordViewed& viewed, const EntryFilter& filter) {
  return Sha256(RecordViewedBody(viewed) + filter.traveller.value_or(""));
}

// The entry of a look, unless it is there already.
Status RecordLook(Transaction& t, std::string_view rpc, std::string_view act, const EntryFilter& filter,
                  const Look& look, Instant now) {
  const RecordViewed viewed{std::string(act), look.viewer, look.reason, ScopeOf(filter)};
  const std::string hash = BodyHash(viewed, filter);
  ASSIGN_OR_RETURN(const auto replay, FindReplay(t.requests(), look.request_id, rpc, hash));
  if (replay) return OkStatus();
  ASSIGN_OR_RETURN(const std::uint64_t position, RecordEntry(t, {.log = std::string(kCentreLog),
                                                                 .kind = EntryKind::kRecordViewed,
                                                                 .event_time = now,
                                                                 .record_time = now,
                                                                 .traveller = filter.traveller.value_or(""),
                                                                 .request_id = look.request_id,
                                                                 .lane_id = "",
                                                                 .body = RecordViewedBody(viewed)}));
  return t.requests().Put({.request_id = look.request_id,
                           .rpc = std::string(rpc),
                           .body_hash = hash,
                           .response = "",
                           .position = position});
}

}  // namespace

StatusOr<EntryPage> LedgerDesk::List(const EntryFilter& filter, std::uint64_t after, std::size_t limit) {
  EntryPage page;
  RETURN_IF_ERROR(parts_.store.Read([&](const Snapshot& s) -> Status {
    ASSIGN_OR_RETURN(page, s.ledger().List(filter, after, limit));
    return OkStatus();
  }));
  return page;
}

void LedgerDesk::ListOfTraveller(const EntryFilter& filter, std::uint64_t after, std::size_t limit, const Look& look,
                                 std::function<void(StatusOr<EntryPage>)> done) {
  TransactFor<EntryPage>(
      parts_.store,
      [this, filter, after, limit, look](Transaction& t) -> StatusOr<EntryPage> {
        RETURN_IF_ERROR(RecordLook(t, kListRpc, "LIST_ENTRIES", filter, look, parts_.clock.Now()));
        return t.ledger().List(filter, after, limit);
      },
      std::move(done));
}
