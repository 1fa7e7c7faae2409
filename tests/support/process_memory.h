// What the system says of a process's memory.
#pragma once

#include <fstream>
#include <string>
#include <string_view>

namespace clearance {

// What stands behind `mark`, "VmRSS:" or "VmHWM:" (now, at its worst), in /proc/`process`/status, in KiB; -1 where it
// does not stand there.
inline long MemoryKib(std::string_view mark, std::string_view process = "self") {
  std::ifstream status("/proc/" + std::string(process) + "/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with(mark)) return std::stol(line.substr(mark.size()));
  }
  return -1;
}

}  // namespace clearance
