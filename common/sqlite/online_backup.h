// OnlineBackup: a copy of a database that is being written, as of one moment. What is alive is copied, row after row in
// the order of each tree, inside one read transaction over the source: a backup page by page from another process
// begins anew whenever the writer writes, and would carry along the free pages, in which deleted content may still
// stand. Never writes to the source; takes no lock that a writer in WAL mode waits for.
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "common/base/status.h"

namespace clearance::sqlite {

// The new file is flushed whenever so much was added to it: a flush of all of it at the end would stand before the
// writer's commits on the same disk.
inline constexpr std::uint64_t kBackupFlushBytes = 8 << 20;

// Rows that go into a second file, as of the same moment.
struct RowsApart {
  std::string table{};      // constant text of the program
  std::string condition{};  // SQL over the table's columns; the source's tables are `source.NAME`; empty: all rows
};

struct BackupRequest {
  std::string source{};                   // of our program's schema; may be in use
  std::string copy{};                     // a path where nothing is yet
  std::vector<std::string> left_empty{};  // tables of which the copy holds no row, and never held one
  std::string apart{};                    // the second file's path, where nothing is yet; empty: none
  std::vector<RowsApart> rows_apart{};    // what it holds
};

struct BackupProgress {
  std::uint64_t bytes_written = 0;
  std::uint64_t bytes_of_source = 0;  // as much or more is written in the end only when the source has no free pages
};

// Makes the files, flushed, readable by their owner alone; their folders are the caller's to flush. `progress` (may be
// null) is called on this thread as the copy grows. After an error what was begun is removed, and of the second file
// nothing is left to be found on the disk either (wiped_file.h). Errors, all naming the files, as in sqlite_status.h:
// CANCELLED once `stop` asks for it; FAILED_PRECONDITION (FILE_UNREADABLE) when a file cannot be made, as when one is
// there already; and INTERNAL when the source's schema holds what is not copied here (views, triggers, statistics).
Status BackUp(const BackupRequest& request, const std::function<void(const BackupProgress&)>& progress,
              const std::stop_token& stop = {});

}  // namespace clearance::sqlite
