// ReplacedKeys: the keys file in whose place a backup puts a newer one. It opens every older backup of its ledger, and
// no other file does (backup_keys.h): it goes only where each key in it is in what takes its place, or was erased by an
// entry of the ledger. Such keys do go: that is what there is one file for.
#pragma once

#include <stop_token>
#include <string>
#include <utility>

#include "common/base/status.h"
#include "common/sqlite/connection.h"
#include "db/backup_manifest.h"

namespace clearance {

struct ReplacedKeysOptions {
  std::string path{};         // of the keys file; nothing may be there
  std::string ledger{};       // the one that is backed up, for the errors
  std::string erased_from{};  // a later ledger whose erasures explain a missing key as well; empty: none
  std::string scratch{};      // a path where nothing is, in a folder whose files are wiped: copies of keys stand there
};

// What takes the keys' place: two databases of one moment, or one.
struct SuccessorOfKeys {
  std::string ledger{};  // with the entries
  std::string keys{};    // with the rows of personal_keys
};

class ReplacedKeys {
 public:
  explicit ReplacedKeys(ReplacedKeysOptions options) : options_(std::move(options)) {}

  // OK where no key is lost with the file, or none is there. May be asked again, of another successor too; the file is
  // read again only where it has changed. Changes nothing but the scratch file. Errors:
  //  - FAILED_PRECONDITION (FILE_UNREADABLE) naming the file, why it is not replaced, and what to do: something else is
  //    in its place; it is damaged; it is of another history than the ledger, or the ledger does not reach it; it holds
  //    keys that the ledger lacks without an erasure;
  //  - of reading a file, of sqlite_status.h, and of CollectErasedFrom; CANCELLED once `stop` asks for it.
  Status CheckNothingIsLost(const SuccessorOfKeys& successor, const std::stop_token& stop = {});

  // Overwrites and removes the copy that was made to be read; errors of WipeFile.
  Status Wipe();

  // The first line of the file that was found in order last; empty: there was none.
  const std::string& line() const { return line_; }

 private:
  Status CheckHistory(sqlite::Connection& ledger) const;
  Status ReadKeys(const std::stop_token& stop);
  Status CheckEachIsThere(sqlite::Connection& ledger, sqlite::Connection& keys, const std::stop_token& stop) const;
  // What is wrong with the file itself.
  Status OfFile(const Status& status) const;
  Status NotReplaced(const std::string& why, const std::string& instead = "") const;

  const ReplacedKeysOptions options_;
  std::string line_;
  BackupManifest manifest_;
  std::string read_;  // the line of the file whose keys stand in the scratch file
};

}  // namespace clearance
