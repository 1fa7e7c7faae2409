#include "services/ledger/ledger_desk.h"

#include <optional>
#include <utility>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "common/base/log.h"
#include "common/crypto/checkpoint.h"
#include "common/crypto/hash.h"
#include "common/wire/record_viewed.h"
#include "db/checkpoints.h"
#include "db/merkle_proofs.h"
#include "db/transact_for.h"
#include "services/derivation/derive.h"
#include "services/ledger/shown_entries.h"

namespace clearance {
namespace {

constexpr std::string_view kListRpc = "LedgerService.ListEntries";
constexpr std::string_view kExportRpc = "LedgerService.ExportEntries";

// What was looked at, the whole of the filter: for the entry, the request's hash and an export's header.
std::string ScopeOf(const EntryFilter& filter) {
  std::string scope;
  const auto add = [&](std::string_view name, std::string_view value) {
    if (!scope.empty()) scope += ' ';
    scope.append(name).append("=").append(value);
  };
  if (filter.log) add("log", *filter.log);
  if (filter.kind) add("kind", EntryKindName(*filter.kind));
  if (filter.lane_id) add("lane", *filter.lane_id);
  if (filter.traveller) add("traveller", ToHex(*filter.traveller));
  if (filter.from) add("from", FormatInstant(*filter.from));
  if (filter.to) add("to", FormatInstant(*filter.to));
  return scope;
}

Status NoSuchLog() { return Error(StatusCode::kNotFound, error_reason::kNotFound, "there is no such log"); }

// A mistyped name must not pass for a log in which nothing stands. A port whose lanes report may have no entry yet.
Status RequireKnown(const Transaction& t, const std::string& log) {
  ASSIGN_OR_RETURN(const LogRoot root, t.ledger().Root(log));
  if (root.size > 0) return OkStatus();
  ASSIGN_OR_RETURN(const auto lanes, t.lanes().ChangesSince(log, 0, 1));
  return lanes.empty() ? NoSuchLog() : OkStatus();
}

// A log only grows: what was signed of it is its beginning.
bool Contradicts(const LogRoot& now, const LogRoot& is_signed) {
  return now.size < is_signed.size || (now.size == is_signed.size && now != is_signed);
}

// The entry of a look, unless it is there already; its position. Who asks again under the same id sees what there was
// then: one reason is given for one answer.
StatusOr<std::uint64_t> RecordLook(Transaction& t, std::string_view rpc, std::string_view act,
                                   const EntryFilter& filter, const Look& look, Instant now) {
  const RecordViewed viewed{std::string(act), look.viewer, look.reason, ScopeOf(filter)};
  const std::string body = RecordViewedBody(viewed);
  const std::string hash = Sha256(body);
  ASSIGN_OR_RETURN(const auto replay, FindReplay(t.requests(), look.request_id, rpc, hash));
  if (replay) return replay->position;
  ASSIGN_OR_RETURN(const std::uint64_t position, RecordEntry(t, {.log = std::string(kCentreLog),
                                                                 .kind = EntryKind::kRecordViewed,
                                                                 .event_time = now,
                                                                 .record_time = now,
                                                                 .traveller = filter.traveller.value_or(""),
                                                                 .request_id = look.request_id,
                                                                 .lane_id = "",
                                                                 .body = body}));
  RETURN_IF_ERROR(t.requests().Put({.request_id = look.request_id,
                                    .rpc = std::string(rpc),
                                    .body_hash = hash,
                                    .response = "",
                                    .position = position,
                                    .forget_on = ForgetOn(now)}));
  // After the look itself, which begins the centre's log.
  if (filter.log) RETURN_IF_ERROR(RequireKnown(t, *filter.log));
  return position;
}

// What one look is recorded for must not grow with the ledger, and does not hold its own entry.
void EndBefore(std::uint64_t position, EntryPage& page) {
  std::erase_if(page.entries, [&](const StoredEntry& stored) { return stored.position >= position; });
  if (page.next_after && *page.next_after + 1 >= position) page.next_after.reset();
}

}  // namespace

void LedgerDesk::List(const EntryFilter& filter, std::uint64_t after, std::size_t limit, const Look& look,
                      std::function<void(StatusOr<EntryPage>)> done) {
  TransactFor<std::uint64_t>(
      parts_.store,
      [this, filter, look](Transaction& t) {
        return RecordLook(t, kListRpc, "LIST_ENTRIES", filter, look, parts_.clock.Now());
      },
      // The store's writer, whom every lane waits for, looks through no entries.
      [this, filter, after, limit, done = std::move(done)](const StatusOr<std::uint64_t>& looked_at) {
        done(looked_at.ok() ? PageBefore(*looked_at, filter, after, limit) : looked_at.status());
      });
}

StatusOr<EntryPage> LedgerDesk::PageBefore(std::uint64_t looked_at, const EntryFilter& filter, std::uint64_t after,
                                           std::size_t limit) {
  EntryPage page;
  RETURN_IF_ERROR(parts_.store.Read([&](const Snapshot& s) -> Status {
    ASSIGN_OR_RETURN(page, s.ledger().List(filter, after, limit));
    EndBefore(looked_at, page);
    return LeaveOutUnshown(s, page.entries);
  }));
  return page;
}

void LedgerDesk::Checkpoint(const std::string& log, const std::string& known,
                            std::function<void(StatusOr<std::string>)> done) {
  TransactFor<std::string>(
      parts_.store,
      [this, log, known](Transaction& t) -> StatusOr<std::string> {
        if (!known.empty()) RETURN_IF_ERROR(TakeBack(t, log, known));
        return SignedNote(t, log);
      },
      std::move(done));
}

Status LedgerDesk::TakeBack(Transaction& t, const std::string& log, const std::string& known) const {
  const auto signed_root = RootOfNote(known);
  if (!signed_root.ok() || signed_root->log != log) return InvalidField("known_note", "is no checkpoint of this log");
  // Whose it is nobody can say any more who has another key: the caller compares for itself.
  const auto opened = OpenCheckpoint(known, parts_.key.PublicKey());
  if (!opened.ok() || opened->origin != LogOrigin(parts_.site, log)) return OkStatus();
  ASSIGN_OR_RETURN(const auto latest, t.checkpoints().Latest(log));
  if (latest && latest->root == *signed_root) return OkStatus();
  ASSIGN_OR_RETURN(const LogRoot now, t.ledger().Root(log));
  bool follows = signed_root->size <= now.size;
  if (follows) {
    ASSIGN_OR_RETURN(const std::string root_then, RootAt(t.ledger(), log, signed_root->size));
    follows = root_then == signed_root->root_hash;
  }
  if (!follows) {
    return Error(StatusCode::kDataLoss, error_reason::kStoreCorrupt,
                 "the log has " + std::to_string(now.size) + " entries and contradicts a checkpoint kept outside, of " +
                     std::to_string(signed_root->size));
  }
  if (latest && latest->root.size >= signed_root->size) return OkStatus();
  LogError("checkpoint_lost", {{"log", log},
                               {"size", signed_root->size},
                               {"stored_size", latest ? latest->root.size : std::uint64_t{0}},
                               {"do", "see docs/ledger.md: somebody has taken checkpoints out of the store"}});
  return t.checkpoints().Put(known, parts_.clock.Now()).status();
}

StatusOr<std::string> LedgerDesk::SignedNote(Transaction& t, const std::string& log) const {
  ASSIGN_OR_RETURN(const LogRoot root, t.ledger().Root(log));
  ASSIGN_OR_RETURN(const auto latest, t.checkpoints().Latest(log));
  if (latest && Contradicts(root, latest->root)) {
    return Error(StatusCode::kDataLoss, error_reason::kStoreCorrupt,
                 "the log has " + std::to_string(root.size) +
                     " entries and contradicts its last checkpoint, which is of " + std::to_string(latest->root.size));
  }
  if (root.size == 0) return NoSuchLog();
  if (latest && latest->root == root && IsOurs(latest->note)) return latest->note;
  ASSIGN_OR_RETURN(std::string note, MakeCheckpoint(parts_.site, root, parts_.key));
  RETURN_IF_ERROR(t.checkpoints().Put(note, parts_.clock.Now()).status());
  return note;
}

bool LedgerDesk::IsOurs(const std::string& note) const { return OpenCheckpoint(note, parts_.key.PublicKey()).ok(); }

StatusOr<InclusionAnswer> LedgerDesk::ProveInclusion(std::uint64_t position, std::uint64_t tree_size) {
  InclusionAnswer answer;
  RETURN_IF_ERROR(parts_.store.Read([&](const Snapshot& s) -> Status {
    ASSIGN_OR_RETURN(const StoredEntry entry, s.ledger().Get(position));
    ASSIGN_OR_RETURN(const LogRoot now, s.ledger().Root(entry.entry.log));
    answer = {.log = entry.entry.log,
              .leaf_index = entry.leaf_index,
              .leaf_hash = entry.leaf_hash,
              .tree_size = tree_size == 0 ? now.size : tree_size};
    if (answer.tree_size <= entry.leaf_index) return InvalidField("tree_size", "is of before the entry was in its log");
    ASSIGN_OR_RETURN(answer.hashes, InclusionProof(s.ledger(), answer.log, answer.leaf_index, answer.tree_size));
    ASSIGN_OR_RETURN(answer.root_hash, RootAt(s.ledger(), answer.log, answer.tree_size));
    return OkStatus();
  }));
  return answer;
}

StatusOr<ConsistencyAnswer> LedgerDesk::ProveConsistency(const std::string& log, std::uint64_t old_size,
                                                         std::uint64_t new_size) {
  ConsistencyAnswer answer;
  RETURN_IF_ERROR(parts_.store.Read([&](const Snapshot& s) -> Status {
    ASSIGN_OR_RETURN(answer.now, s.ledger().Root(log));
    if (answer.now.size == 0) return NoSuchLog();
    if (new_size != 0) answer.now = {.log = log, .size = new_size};
    answer.old = {.log = log, .size = old_size};
    ASSIGN_OR_RETURN(answer.hashes, ConsistencyProof(s.ledger(), log, old_size, answer.now.size));
    ASSIGN_OR_RETURN(answer.old.root_hash, RootAt(s.ledger(), log, old_size));
    ASSIGN_OR_RETURN(answer.now.root_hash, RootAt(s.ledger(), log, answer.now.size));
    return OkStatus();
  }));
  return answer;
}

void LedgerDesk::Export(const EntryFilter& filter, const Look& look,
                        std::function<void(StatusOr<std::shared_ptr<LedgerExport>>)> done) {
  TransactFor<std::shared_ptr<LedgerExport>>(
      parts_.store,
      [this, filter, look](Transaction& t) -> StatusOr<std::shared_ptr<LedgerExport>> {
        ASSIGN_OR_RETURN(const std::uint64_t looked_at,
                         RecordLook(t, kExportRpc, "EXPORT_ENTRIES", filter, look, parts_.clock.Now()));
        ASSIGN_OR_RETURN(const std::vector<LogRoot> roots, t.ledger().Roots());
        ExportHeader header{
            .made_at = parts_.clock.Now(), .reason = look.reason, .scope = ScopeOf(filter), .last_position = looked_at};
        for (const LogRoot& root : roots) {
          if (filter.log && *filter.log != root.log) continue;
          ASSIGN_OR_RETURN(std::string note, SignedNote(t, root.log));
          header.sizes[root.log] = root.size;
          header.notes.push_back(std::move(note));
        }
        return NewLedgerExport(parts_.store, filter, std::move(header));
      },
      std::move(done));
}

}  // namespace clearance
