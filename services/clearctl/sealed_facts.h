// What a sealed decision says itself of what it rested on: for what stands nowhere else. Never to ask whether it was
// right: what was overlooked is not found this way.
#pragma once

#include "common/domain/crossing.h"
#include "common/domain/decision.h"
#include "common/rules/decide.h"

namespace clearance {

// The age and expiry date its reasons tell of; else an adult with a document that has not expired.
void TakeDocument(const Decision& sealed, CrossingFacts& facts);

// A decision from before there were inspections has none, and nobody asked for one: what was not asked is taken as in
// order, as an expiry date that is not told. One that was sealed without an inspection *because* there was none says
// so. True where anything was taken.
bool TakeInspection(const Decision& sealed, CrossingRequest& request);

// The same, and holds, another lane, whose documents they are and how the booking stood.
void TakeAllFromReasons(const Decision& sealed, CrossingFacts& facts);

}  // namespace clearance
