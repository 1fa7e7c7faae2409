// The slot plans and the limits of booking in clearance-server's file: [booking] and its [[booking.slots]].
#pragma once

#include "common/base/config.h"
#include "services/booking/slots.h"

namespace clearance {

// Errors stand in the reader.
BookingPolicy BookingPolicyFrom(ConfigReader& reader);

}  // namespace clearance
