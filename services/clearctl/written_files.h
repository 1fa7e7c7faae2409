// Files that a command is asked to write, held against what it reads: a slip of the pen must not cost the evidence.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/base/status.h"

namespace clearance {

struct WrittenFile {
  std::string_view option;  // "--record"
  std::string path;         // empty: not asked for
};

// INVALID_ARGUMENT naming the option of the first file that another option writes too, or that is one of `read` (files
// and folders; empty ones are passed over) or lies in one of them, at any depth, links followed.
Status CheckWrittenFiles(const std::vector<WrittenFile>& written, const std::vector<std::string>& read);

}  // namespace clearance
