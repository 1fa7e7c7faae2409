// Numbers for random cases: the whole range from the first case on. rapidcheck's own inRange begins with the lowest
// values only and grows with the size of the case.
#pragma once

#include <rapidcheck.h>

namespace clearance {

// [min, end), shrinking towards min.
inline rc::Gen<int> Between(int min, int end) { return rc::gen::resize(rc::kNominalSize, rc::gen::inRange(min, end)); }

}  // namespace clearance
