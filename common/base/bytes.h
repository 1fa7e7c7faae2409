// Bytes as text: lower-case hexadecimal and whole files.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "common/base/status.h"

namespace clearance {

std::string ToHex(std::string_view bytes);
// Error: INVALID_ARGUMENT on an odd length or another character. Either case is read.
StatusOr<std::string> FromHex(std::string_view hex);

// The whole file, at most `max_bytes`. Errors, both FILE_UNREADABLE naming the path: NOT_FOUND when there is no such
// file, FAILED_PRECONDITION otherwise, also when it is no regular file (OpenToRead of file_descriptor.h).
StatusOr<std::string> ReadFile(const std::string& path, std::size_t max_bytes);

// All that can still be read from the descriptor, which stays open. `name` stands in errors, which are as above.
StatusOr<std::string> ReadDescriptor(int fd, const std::string& name, std::size_t max_bytes);

// What WriteFile would say of `path` now, and, naming it, of the folder it is in (written_place.h), before there is
// anything to write: for who works long for it. A disk may still be full then.
Status CheckWritable(const std::string& path);

// Writes a file anew so that a crash leaves either the old or the new one (temporary file, fsync, rename). Only its
// owner may read it. Errors as for ReadFile, and FAILED_PRECONDITION (FILE_UNREADABLE) when `path` is there already and
// is no regular file: a device, a pipe, a folder, and a symbolic link, whatever it leads to, are never replaced. The
// old file is then untouched.
Status WriteFile(const std::string& path, std::string_view content);

}  // namespace clearance
