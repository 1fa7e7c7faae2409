#include "common/base/file_size_signal.h"

#include <csignal>

namespace clearance {

void TellFullFilesAsErrors() { std::signal(SIGXFSZ, SIG_IGN); }

}  // namespace clearance
