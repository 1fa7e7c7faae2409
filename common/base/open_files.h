// How many files and connections this process may have open at a time (RLIMIT_NOFILE).
#pragma once

namespace clearance {

// As many as it may give itself: the soft limit becomes the hard one. Many systems start every process with a soft one
// of 1,024, for old programs' sake, which a few hundred strangers use up. Nothing happens where that is forbidden.
void AllowOpenFiles();

}  // namespace clearance
