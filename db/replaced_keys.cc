#include "db/replaced_keys.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/error_reasons.h"
#include "common/base/wiped_file.h"
#include "common/crypto/file_hash.h"
#include "common/sqlite/sqlite_status.h"
#include "common/sqlite/transaction.h"
#include "db/backup_files.h"
#include "db/backup_keys.h"
#include "db/keys_history.h"

namespace clearance {
namespace {

// In the order of the travellers' numbers, which are mostly the same in both: each step is then where the last one was,
// instead of anywhere in the tree of pseudonyms.
constexpr std::string_view kEachKey =
    "SELECT k.subject, t.pseudonym, k.purpose, k.master_key_id, k.wrapped FROM personal_keys k "
    "JOIN travellers t ON t.id = k.subject ORDER BY k.subject";
constexpr std::string_view kKeyByNumber =
    "SELECT t.pseudonym, k.master_key_id, k.wrapped FROM personal_keys k JOIN travellers t ON t.id = k.subject "
    "WHERE k.subject = ? AND k.purpose = ?";
constexpr std::string_view kKeyByPseudonym =
    "SELECT t.pseudonym, k.master_key_id, k.wrapped FROM travellers t JOIN personal_keys k ON k.subject = t.id "
    "WHERE t.pseudonym = ? AND k.purpose = ?";

struct KeyRow {
  std::int64_t subject = 0;
  std::string pseudonym;
  std::int64_t purpose = 0;
  std::string master_key_id;
  std::string wrapped;
};

// A key is wrapped once under each master key: other bytes under the same one are another key, as of whoever came back
// to a ledger that had lost theirs. Under another master key it was rotated.
bool IsSame(const sqlite::Statement& found, const KeyRow& key) {
  return found.Bytes(0) == key.pseudonym && (found.Bytes(1) != key.master_key_id || found.Bytes(2) == key.wrapped);
}

StatusOr<bool> Holds(sqlite::Connection& keys, const KeyRow& key) {
  {
    ASSIGN_OR_RETURN(sqlite::Statement by_number, keys.Prepare(kKeyByNumber));
    by_number.Bind(key.subject, key.purpose);
    ASSIGN_OR_RETURN(const bool there, by_number.Step());
    if (there && IsSame(by_number, key)) return true;
  }
  ASSIGN_OR_RETURN(sqlite::Statement by_pseudonym, keys.Prepare(kKeyByPseudonym));
  by_pseudonym.Bind(sqlite::Blob{key.pseudonym}, key.purpose);
  ASSIGN_OR_RETURN(const bool there, by_pseudonym.Step());
  return there && IsSame(by_pseudonym, key);
}

std::string Keys(std::uint64_t count) {
  return std::to_string(count) + (count == 1 ? " wrapped key" : " wrapped keys");
}

StatusOr<std::unique_ptr<sqlite::Connection>> OpenToRead(const std::string& path, const std::stop_token& stop) {
  ASSIGN_OR_RETURN(auto connection, sqlite::Connection::Open(path, sqlite::OpenMode::kReadOnly));
  connection->StopWith(stop);
  return connection;
}

}  // namespace

Status ReplacedKeys::NotReplaced(const std::string& why, const std::string& instead) const {
  return Error(StatusCode::kFailedPrecondition, error_reason::kFileUnreadable,
               options_.path + ": " + why + ", so it is not replaced; " + instead +
                   "give the new keys another place (--keys), or move the old ones away");
}

Status ReplacedKeys::OfFile(const Status& status) const {
  if (status.code() != StatusCode::kDataLoss && status.code() != StatusCode::kInternal) return status;
  return NotReplaced("its keys cannot be read (" + MessageOf(status) + ")");
}

Status ReplacedKeys::CheckHistory(sqlite::Connection& ledger) const {
  ASSIGN_OR_RETURN(const KeysHistory history, HistoryOf(ledger, manifest_));
  switch (history) {
    case KeysHistory::kSame:
      return OkStatus();
    case KeysHistory::kAnother:
      return NotReplaced("of " + options_.ledger + ", " + AnotherHistory(manifest_));
    case KeysHistory::kNotReached:
      return NotReplaced(options_.ledger + " ends before entry " + std::to_string(manifest_.last_position) +
                         ", which the keys were copied with: they are of another history, or of later than this one");
  }
  return OkStatus();
}

Status ReplacedKeys::ReadKeys(const std::stop_token& stop) {
  if (read_ == line_) return OkStatus();
  RETURN_IF_ERROR(Wipe());
  RETURN_IF_ERROR(CopyInto(options_.path, line_.size(), "", options_.scratch, nullptr, stop));
  ASSIGN_OR_RETURN(const FileHash found, HashFile(options_.scratch, 0, nullptr, stop));
  if (found != manifest_.file) {
    return NotReplaced("the file is not as it was written, and nobody can tell which keys it held");
  }
  read_ = line_;
  return OkStatus();
}

Status ReplacedKeys::CheckEachIsThere(sqlite::Connection& ledger, sqlite::Connection& keys,
                                      const std::stop_token& stop) const {
  std::vector<std::string> erased;
  RETURN_IF_ERROR(CollectErased(ledger, manifest_, erased));
  RETURN_IF_ERROR(CollectErasedFrom(options_.erased_from, manifest_, stop, erased));
  std::sort(erased.begin(), erased.end());
  const auto file = OpenToRead(options_.scratch, stop);
  RETURN_IF_ERROR(OfFile(file.status()));
  auto older = (*file)->Prepare(kEachKey);
  RETURN_IF_ERROR(OfFile(older.status()));
  std::uint64_t lost = 0;
  for (;;) {
    const StatusOr<bool> row = older->Step();
    RETURN_IF_ERROR(OfFile(row.status()));
    if (!*row) break;
    const KeyRow key{.subject = older->Int(0),
                     .pseudonym = older->Bytes(1),
                     .purpose = older->Int(2),
                     .master_key_id = older->Bytes(3),
                     .wrapped = older->Bytes(4)};
    ASSIGN_OR_RETURN(const bool there, Holds(keys, key));
    if (!there && !std::binary_search(erased.begin(), erased.end(), key.pseudonym)) ++lost;
  }
  if (lost == 0) return OkStatus();
  return NotReplaced(
      "holds " + Keys(lost) + " that " + options_.ledger + " lacks and that no KEY_ERASED entry of it explains",
      "restore the ledger with its keys; or name the later ledger that has the entries "
      "(--erased-from); or ");
}

Status ReplacedKeys::CheckNothingIsLost(const SuccessorOfKeys& successor, const std::stop_token& stop) {
  line_.clear();
  RETURN_IF_ERROR(CheckReplacesKeysFile(options_.path));
  std::error_code error;
  if (!std::filesystem::exists(std::filesystem::symlink_status(options_.path, error))) return OkStatus();
  ASSIGN_OR_RETURN(line_, ManifestLine(options_.path));
  ASSIGN_OR_RETURN(manifest_, ParseManifest(line_, options_.path));
  ASSIGN_OR_RETURN(const auto ledger, OpenToRead(successor.ledger, stop));
  RETURN_IF_ERROR(CheckHistory(*ledger));
  RETURN_IF_ERROR(ReadKeys(stop));
  std::unique_ptr<sqlite::Connection> apart;
  if (successor.keys != successor.ledger) {
    ASSIGN_OR_RETURN(apart, OpenToRead(successor.keys, stop));
  }
  // One moment of what may be in use: an erasure is an entry and a key that is gone.
  ASSIGN_OR_RETURN(sqlite::Transaction moment, sqlite::Transaction::Begin(*ledger, sqlite::TransactionKind::kRead));
  RETURN_IF_ERROR(CheckEachIsThere(*ledger, apart ? *apart : *ledger, stop));
  return moment.Commit();
}

Status ReplacedKeys::Wipe() {
  read_.clear();
  return WipeFile(options_.scratch);
}

}  // namespace clearance
