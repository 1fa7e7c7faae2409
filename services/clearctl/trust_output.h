// What a trust folder holds, and what has to be looked after, for people or as one JSON object a line. Every line ends
// with its newline; names of files and of certificates are others' text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "common/document/trust_alarms.h"
#include "common/document/trust_store.h"

namespace clearance {

// `at` tells what has ended by then.
std::string AuthorityText(const TrustStore& trust, const TrustAnchor& anchor, Instant at);
std::string AuthorityJson(const TrustStore& trust, const TrustAnchor& anchor);

std::string RevocationListText(const TrustStore& trust, const TrustedCrl& crl, Instant at);
std::string RevocationListJson(const TrustStore& trust, const TrustedCrl& crl);

std::string AlarmText(const TrustAlarm& alarm);
std::string AlarmJson(const TrustAlarm& alarm);

}  // namespace clearance
