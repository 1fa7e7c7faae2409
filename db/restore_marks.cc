#include "db/restore_marks.h"

#include <filesystem>
#include <string_view>

#include "common/base/error_reasons.h"
#include "common/base/place.h"
#include "common/base/written_place.h"
#include "db/backup_files.h"

namespace clearance {
namespace {

namespace fs = std::filesystem;

bool IsThere(const std::string& path) {
  std::error_code error;
  return fs::exists(fs::symlink_status(path, error));
}

// One of the files beside it whose name goes on so; empty: none.
std::string Beside(const std::string& database) {
  const fs::path folder = FolderOf(database);
  const std::string name = fs::path(database).filename().string();
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    const std::string other = entry->path().filename().string();
    for (const std::string_view suffix : {std::string_view(kReplacedSuffix), kPartialSuffix}) {
      if (other.starts_with(name + std::string(suffix))) return (folder / other).string();
    }
  }
  return "";
}

Status Interrupted(const std::string& message) {
  return Error(StatusCode::kFailedPrecondition, error_reason::kStoreUnavailable,
               message + " (docs/operations.md says what to do)");
}

}  // namespace

std::string RestoringMark(const std::string& database) { return database + ".restoring"; }

std::vector<std::string> FilesOfLedger(const std::string& database) {
  std::vector<std::string> files = FilesOfDatabase(database);
  files.push_back(RestoringMark(files.front()));
  return files;
}

Status CheckNoRestoreInterrupted(const std::string& database) {
  const std::string mark = RestoringMark(database);
  if (IsThere(mark)) return Interrupted("a restore was interrupted: " + mark + " is there");
  if (IsThere(database)) return OkStatus();
  const std::string wal = database + "-wal";
  const std::string left = IsThere(wal) ? wal : Beside(database);
  if (left.empty()) return OkStatus();
  return Interrupted("there is no ledger, but " + left + " is there: none is made in the place of one that was");
}

}  // namespace clearance
