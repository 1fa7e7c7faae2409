// How service levels stand to one another: which leaves more to people, and what is left where no machine compares
// faces. Says nothing of who may change one.
#pragma once

#include "common/domain/crossing.h"

namespace clearance {

// The same level with an officer's eyes in the machine's place; one that compares no face itself.
ServiceLevel WithoutFaces(ServiceLevel level);

// True when at `to` people do what at `from` the lane does: from clearing to preparing, or to the booth. A level that
// leaves out a check, and no more, leaves nothing to people.
bool LeavesMoreToPeople(ServiceLevel from, ServiceLevel to);

}  // namespace clearance
