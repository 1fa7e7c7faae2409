// Codes of states: three letters in a machine-readable zone (ICAO Doc 9303-3 §5, "D" for Germany, codes of
// organizations), two in a certificate (ISO 3166-1 alpha-2 and what ICAO's directory uses beside it).
#pragma once

#include <string_view>

namespace clearance {

// "CN" for "CHN", "DE" for "D", "EU" for "EUE", "UT" for ICAO's specimen state "UTO"; empty for a code nobody has.
std::string_view CertificateCountryOf(std::string_view mrz_state);

}  // namespace clearance
