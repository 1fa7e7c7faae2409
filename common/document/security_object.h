// EF.SOD: the signed list of the hashes of a chip's files (ICAO Doc 9303-10 §4.6.2, LDS Security Object v0 and v1).
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/status.h"
#include "common/crypto/cms.h"
#include "common/crypto/digest.h"
#include "common/domain/inspection.h"

namespace clearance {

inline constexpr std::size_t kMaxSecurityObjectBytes = 64 * 1024;
inline constexpr std::string_view kLdsSecurityObjectOid = "2.23.136.1.1.1";

struct SecurityObject {
  CmsMessage message{};
  int version = 0;  // 0 or 1
  DigestAlgorithm digest = DigestAlgorithm::kSha256;
  std::map<int, std::string> hashes{};  // by data group
  std::string lds_version{};            // v1 only, "0108"
  std::string unicode_version{};        // v1 only
  // What departs from the standard without making the object unreadable, in the order found: kEncodingNotDer,
  // kVersionUnusual (SignedData not 3, content not under the tag 0x77), kTrailingBytes.
  std::vector<InspectionReason> defects{};
};

// Errors: INVALID_ARGUMENT malformed, also another content type than kLdsSecurityObjectOid, a version other than 0 and
// 1, a data group twice or outside 1…16, a hash of another length; UNIMPLEMENTED a digest we do not use.
StatusOr<SecurityObject> ReadEfSod(std::string_view file);

// The signed message alone, whatever its content is: enough to tell an altered file from one that is only odd. Error:
// INVALID_ARGUMENT malformed.
StatusOr<CmsMessage> ReadEfSodMessage(std::string_view file);

}  // namespace clearance
