// Base45: what is decoded has that one encoding.
#include "common/base/check.h"
#include "common/seal/base45.h"
#include "tests/fuzz/targets.h"

namespace clearance {
namespace {

void Run(std::string_view input) {
  const auto bytes = Base45Decode(input);
  CHECK(!bytes.ok() || Base45Encode(*bytes) == input);
  CHECK(bytes.ok() || FieldOf(bytes.status()) == "base45");
  CHECK(Base45Decode(Base45Encode(input)).value() == input);
}

std::vector<std::string> Seeds() { return {"BB8", "%69 VD92EX0", "UJCLQE7W581", "QED8WEX0", ""}; }

}  // namespace

FuzzTarget Base45Target() { return {"base45", Run, Seeds}; }

}  // namespace clearance
