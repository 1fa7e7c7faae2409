// What a program may put a file of its own in the place of: an earlier one of the same kind, and nothing else. A slip
// of the pen in the name of an output must not cost a ledger, a key or somebody's notes.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "common/base/status.h"

namespace clearance {

// As much as is read of a file to tell its kind; no more, however large it is.
inline constexpr std::size_t kMaxBeginningBytes = 4096;

struct FileKind {
  std::string_view name;  // "a PNG picture"
  // Whether a file that begins so (with all of a shorter one) is of this kind.
  std::function<bool(std::string_view beginning)> is_one;
};

// A file whose first bytes are these, or that is empty: nothing is lost with it.
FileKind KindThatBegins(std::string_view name, std::string_view bytes);

// OK when nothing is at `path`, or a regular file of that kind. FAILED_PRECONDITION (FILE_UNREADABLE) naming the path
// and what to do otherwise, also for a symbolic link, whatever it leads to; as ReadFile for what cannot be looked at.
// Changes nothing.
Status CheckReplaces(const std::string& path, const FileKind& kind);

}  // namespace clearance
