// Where a program is going to write, looked at before there is anything to write: so that a slip of the pen in a
// setting is told by the folder that is missing, and not by a file nobody has named. Looks and changes nothing; what is
// found may be otherwise a moment later, and a disk may still be full.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/replaced_file.h"
#include "common/base/status.h"

namespace clearance {

// The folder `path` is in; "." where it names none.
std::string FolderOf(const std::string& path);

// OK when the folder `path` is in is there and this process may make files in it. Otherwise FILE_UNREADABLE "cannot
// DOING PATH: its folder FOLDER: why", NOT_FOUND or FAILED_PRECONDITION as FileError (file_descriptor.h).
Status CheckFolderOf(std::string_view doing, const std::string& path);

// The same of the folder in which opening `path` makes a file, which for a link is another.
Status CheckFolderToOpen(const std::string& path);

// OK when everything that is there of a database (FilesOfDatabase of place.h) is a regular file or a link to one;
// errors as CheckRegular. Opens none: a pipe would keep whoever opens it for ever, and with the closing of a file this
// process would lose what locks it has on it.
Status CheckDatabaseFiles(const std::string& database);

// The same, and the file begins as SQLite's do, is empty or is not there; DATA_LOSS (STORE_CORRUPT) otherwise. Not for
// a process that has the database open, for it reads the file.
Status CheckIsDatabase(const std::string& path);

enum class WrittenAs {
  kDatabase,  // a file, with others beside it (FilesOfDatabase of place.h)
  kReplaced,  // anew each time, as by WriteFile (bytes.h)
  kAppended,  // a file that may be there, and then needs nothing of its folder: a regular one or /dev/null
  kFolder,    // itself made when there is none, but not the folder it is in
};

// A setting that names what a program writes.
struct WrittenPlace {
  std::string_view key;  // "log.file"
  std::string path{};    // empty: not set, and nothing is written
  WrittenAs as = WrittenAs::kDatabase;
  // Of a folder: what is written into it is called so, and other things may lie beside that. Empty: it has the folder
  // to itself.
  std::string_view ending{};
  // Of a file that is replaced: what alone may be there already.
  std::optional<FileKind> kind{};
};

// OK when what is there may be written, or can be made where nothing is. Otherwise FILE_UNREADABLE "KEY: cannot …",
// naming the folder where that is what is wrong, or as CheckReplaces (replaced_file.h) or CheckIsDatabase behind the
// key.
Status CheckWrittenPlace(const WrittenPlace& place);

// The first that is not OK.
Status CheckWrittenPlaces(const std::vector<WrittenPlace>& places);

}  // namespace clearance
