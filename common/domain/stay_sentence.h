// The sentence a traveller is told about a stay when no reason stands against it, and what a look-up answers. Says
// facts and dates; never personal data, never advice. An overstay is told only where every reading agrees.
#pragma once

#include <string>

#include "common/domain/date.h"
#include "common/domain/decision.h"
#include "common/domain/language.h"

namespace clearance {

// One sentence about an entry on the day `stay` was asked for, which is told as "today": how long, until when and by
// which limit, or that no day is left and from when on there is one.
std::string DescribeEntry(const StayAnswer& stay, Language language);

// One sentence about `stay` as it was answered for `on`, told as "today". With `inside` it is the present stay of a
// person in the territory: the last day to leave, or the last lawful day that has passed; else as DescribeEntry.
std::string DescribeStay(const StayAnswer& stay, Date on, bool inside, Language language);

}  // namespace clearance
