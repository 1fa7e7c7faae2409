// Object identifiers to write into DER: the counterpart of BerOid, which only tests need. It must never read.
#pragma once

#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "common/base/check.h"
#include "common/crypto/digest.h"

namespace clearance {

// OBJECT IDENTIFIER content from its dotted form, which must be well formed (CHECK).
inline std::string OidContent(std::string_view dotted) {
  std::vector<std::uint64_t> arcs;
  const char* at = dotted.data();
  const char* const end = at + dotted.size();
  while (at != end) {
    std::uint64_t arc = 0;
    const auto [next, error] = std::from_chars(at, end, arc);
    CHECK(error == std::errc());
    CHECK(next == end || (*next == '.' && next + 1 != end));
    arcs.push_back(arc);
    at = next == end ? end : next + 1;
  }
  CHECK(arcs.size() >= 2 && arcs[0] <= 2 && (arcs[0] == 2 || arcs[1] < 40));
  arcs[1] += arcs[0] * 40;
  std::string content;
  for (std::size_t i = 1; i < arcs.size(); ++i) {
    std::string octets;
    for (std::uint64_t rest = arcs[i]; octets.empty() || rest != 0; rest >>= 7)
      octets.insert(octets.begin(), static_cast<char>((rest & 0x7F) | (octets.empty() ? 0 : 0x80)));
    content += octets;
  }
  return content;
}

inline std::string_view OidOf(DigestAlgorithm algorithm) {
  switch (algorithm) {
    case DigestAlgorithm::kSha1:
      return "1.3.14.3.2.26";
    case DigestAlgorithm::kSha224:
      return "2.16.840.1.101.3.4.2.4";
    case DigestAlgorithm::kSha256:
      return "2.16.840.1.101.3.4.2.1";
    case DigestAlgorithm::kSha384:
      return "2.16.840.1.101.3.4.2.2";
    case DigestAlgorithm::kSha512:
      return "2.16.840.1.101.3.4.2.3";
  }
  CHECK(false);
}

}  // namespace clearance
