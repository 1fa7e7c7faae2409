// Files that a command is asked to write, held against what it reads and what stands there already: a slip of the pen
// must not cost the evidence, a key or a ledger.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/replaced_file.h"
#include "common/base/status.h"

namespace clearance {

struct WrittenFile {
  std::string_view option;  // "--record"
  std::string path;         // empty: not asked for
  // What the command makes there, and the only thing it may replace; none: whoever makes it looks.
  std::optional<FileKind> kind{};
};

// Changes nothing. INVALID_ARGUMENT naming the option of the first file that is, or lies in, what another option
// writes, or that is one of `read` (files and folders; empty ones are passed over) or lies in one of them, at any
// depth, links followed; errors of CheckReplaces for one that would replace something of another kind.
Status CheckWrittenFiles(const std::vector<WrittenFile>& written, const std::vector<std::string>& read);

}  // namespace clearance
