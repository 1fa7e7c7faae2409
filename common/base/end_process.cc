#include "common/base/end_process.h"

#include <cstdlib>
#include <iostream>

namespace clearance {

int AnswerWritten(std::string_view program, int code) {
  std::cout.flush();
  if (std::cout.good()) return code;
  std::cerr << program << ": the answer could not be written to standard output\n";
  return EXIT_FAILURE;
}

void EndProcess(std::string_view program, int code) {
  const int written = AnswerWritten(program, code);
  std::cerr.flush();
  std::_Exit(written);
}

}  // namespace clearance
