// The comparison of derived tables (services/derivation) as a backup's check and a restore ask for it.
#pragma once

#include "db/backup.h"
#include "services/derivation/verify_derived.h"

namespace clearance {

DerivedCheck CompareDerived();

// For a copy that is still to be put in place: makes the tables anew and finds no fault; `differences`, which must
// outlive it, is what was otherwise. What cannot follow from an entry is a fault.
DerivedCheck RebuildDerived(RebuildDifferences& differences);

}  // namespace clearance
