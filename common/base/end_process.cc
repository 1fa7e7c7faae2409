#include "common/base/end_process.h"

#include <cstdlib>
#include <iostream>

namespace clearance {

void EndProcess(int code) {
  if (!std::cout.flush() && code == 0) code = 1;
  std::cerr.flush();
  std::_Exit(code);
}

}  // namespace clearance
