// SIGXFSZ, of which a process dies that writes to a file beyond its limit (RLIMIT_FSIZE, a file system's own).
#pragma once

namespace clearance {

// From now on such a write is an error to be told like that of a full disk (EFBIG), not a death without a word. For the
// first lines of every main().
void TellFullFilesAsErrors();

}  // namespace clearance
