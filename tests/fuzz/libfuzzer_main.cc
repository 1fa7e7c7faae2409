// One target as a libFuzzer program; CMakeLists.txt names the target. Before the first run the seeds are written into
// the folder $CLEARANCE_FUZZ_SEEDS, when it is set: give the same folder as corpus.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "common/base/bytes.h"
#include "common/base/check.h"
#include "tests/fuzz/targets.h"

namespace clearance {
FuzzTarget CLEARANCE_FUZZ_TARGET();
}

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  const char* folder = std::getenv("CLEARANCE_FUZZ_SEEDS");
  if (folder == nullptr) return 0;
  int number = 0;
  for (const std::string& seed : clearance::CLEARANCE_FUZZ_TARGET().seeds()) {
    CHECK(clearance::WriteFile(std::string(folder) + "/seed-" + std::to_string(number++), seed).ok());
  }
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const clearance::FuzzTarget target = clearance::CLEARANCE_FUZZ_TARGET();
  target.run(std::string_view(reinterpret_cast<const char*>(data), size));
  return 0;
}
