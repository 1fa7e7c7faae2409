#include "common/base/write_signals.h"

#include <csignal>

namespace clearance {

void TellFullFilesAsErrors() { std::signal(SIGXFSZ, SIG_IGN); }

void TellBrokenPipesAsErrors() { std::signal(SIGPIPE, SIG_IGN); }

}  // namespace clearance
