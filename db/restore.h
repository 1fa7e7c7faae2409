// A ledger out of a backup: checked before and after, under its name only once all of it is on the disk.
#pragma once

#include <optional>
#include <stop_token>
#include <string>

#include "common/base/status.h"
#include "db/backup.h"

namespace clearance {

struct RestoreOptions {
  std::string folder{};          // of the backup
  std::string database{};        // the ledger's file
  std::string keys_file{};       // empty: without keys, and nobody can open personal fields
  std::string erased_from{};     // a later ledger whose erasures hold as well; empty: none
  bool replace = false;          // a ledger that is there is moved aside
  Instant now{};                 // names what is moved aside
  DerivedCheck check_derived{};  // of the copy, before it is put in place
};

struct Restored {
  BackupChecked checked{};
  std::optional<RestoredKeys> keys{};
  std::string aside{};  // where the ledger that was there is now; empty: there was none
};

// An older schema is brought to this program's. `checked.first_fault`, which names the backup's file: nothing was put
// in place. Where there was no ledger and none is made, no file is left. Errors:
//  - FAILED_PRECONDITION (STORE_UNAVAILABLE): a server has the ledger open; there is one and `replace` is not set; the
//    backup is of a newer program; the keys do not fit;
//  - FAILED_PRECONDITION, NOT_FOUND (FILE_UNREADABLE), UNAVAILABLE (STORE_UNAVAILABLE): as for MakeBackup;
//  - DATA_LOSS (STORE_CORRUPT): the keys file is damaged;
//  - CANCELLED: `stop` asked for it before the copy was put in place. From then on it is put in place.
StatusOr<Restored> RestoreBackup(const RestoreOptions& options, const BackupProgressTold& progress,
                                 const std::stop_token& stop = {});

}  // namespace clearance
