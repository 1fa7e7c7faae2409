// A booking as a page to be printed or shown: HTML that needs nothing else, with no script and no address in it.
#pragma once

#include <string>
#include <string_view>

#include "common/base/status.h"
#include "common/domain/zone_table.h"
#include "common/seal/booking_pass.h"

namespace clearance {

inline constexpr std::string_view kPassPageMediaType = "text/html; charset=utf-8";

// A sheet for each person of the pass: the code, the slot in the civil time of Kazakhstan and of China, place, late
// rule. The same text for the same input. Errors as ClaimsOf's.
StatusOr<std::string> PassPage(const BookingPass& pass, const ZoneTable& zones);

}  // namespace clearance
