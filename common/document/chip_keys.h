// The chip's own keys: DG15 for active authentication, SecurityInfos of DG14 and of EF.CardSecurity for chip
// authentication and PACE (ICAO Doc 9303-11 §9.2). Whether a key may be believed is not judged here.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/status.h"
#include "common/crypto/public_key.h"

namespace clearance {

inline constexpr std::size_t kMaxSecurityInfos = 64;

// A chip authentication key: ChipAuthenticationPublicKeyInfo.
struct ChipAuthenticationKey {
  std::string protocol{};       // id-PK-ECDH (0.4.0.127.0.7.2.2.1.2) or id-PK-DH (….1), dotted
  std::string_view key_info{};  // the SubjectPublicKeyInfo in it, whole
  std::optional<std::int64_t> key_id{};
};

// Which cipher a chip authenticates with: ChipAuthenticationInfo, e.g. "0.4.0.127.0.7.2.2.3.2.4" (ECDH, AES-256).
struct ChipAuthenticationProtocol {
  std::string protocol{};
  std::int64_t version = 0;
  std::optional<std::int64_t> key_id{};
};

// Views into the input, which must outlive them.
struct SecurityInfos {
  std::vector<ChipAuthenticationProtocol> chip_authentication{};
  std::vector<ChipAuthenticationKey> chip_authentication_keys{};
  std::vector<std::string> pace{};                               // protocols offered, dotted
  std::optional<std::string> active_authentication_algorithm{};  // id-icao-mrtd-security-aaProtocolObject
  std::size_t others = 0;                                        // infos we do not use
};

// The SET OF SecurityInfo itself, as EF.CardAccess and the content of EF.CardSecurity have it.
StatusOr<SecurityInfos> ReadSecurityInfos(std::string_view set);
// DG14, tag 0x6E around that set.
StatusOr<SecurityInfos> ReadDg14(std::string_view file);
// DG15, tag 0x6F: the SubjectPublicKeyInfo in it, whole.
StatusOr<std::string_view> ReadDg15(std::string_view file);

}  // namespace clearance
