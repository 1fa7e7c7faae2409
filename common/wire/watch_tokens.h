// Resume tokens of watches: where a watcher was, in a form that tells them nothing. The number of the last change
// counts everybody's changes, so whoever could read it, or try numbers of their own, would hear of holds and hits that
// are for others. A token is sealed: only the service can make or read one, and it serves the watch it was given to
// alone.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/status.h"
#include "common/crypto/secret.h"

namespace clearance {

// Thread-safe.
class WatchTokens {
 public:
  // `key` has kAeadKeyBytes (CHECK).
  explicit WatchTokens(SecretBytes key);

  // `watch` says whose watch of what it is, "holds of kaz-police". Two tokens of one change are not alike.
  std::string Make(std::string_view watch, std::uint64_t change) const;

  // OUT_OF_RANGE (RESUME_TOKEN_TOO_OLD) for everything Make did not make for this watch under this key: whoever sends
  // it begins anew, and learns nothing by trying.
  StatusOr<std::uint64_t> Open(std::string_view watch, std::string_view token) const;

 private:
  SecretBytes key_;
};

// OUT_OF_RANGE (RESUME_TOKEN_TOO_OLD).
Status NoTokenOfOurs();

}  // namespace clearance
