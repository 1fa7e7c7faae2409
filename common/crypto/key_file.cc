#include "common/crypto/key_file.h"

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "common/base/secret_file.h"
#include "common/crypto/keyed_hash.h"

namespace clearance {
namespace {

constexpr std::size_t kMaxKeyFileBytes = 256;

}  // namespace

StatusOr<SecretBytes> ReadKeyFile(const std::string& path) {
  ASSIGN_OR_RETURN(std::string text, ReadSecretFile(path, kMaxKeyFileBytes));
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  auto bytes = FromHex(text);
  Wipe(text);
  SecretBytes key(bytes.ok() ? *std::move(bytes) : std::string());
  if (key.view().size() != kKeyedHashKeyBytes)
    return Error(StatusCode::kInvalidArgument, error_reason::kConfigInvalid,
                 ShownSecretName(path) + ": must hold 64 hexadecimal characters");
  return key;
}

}  // namespace clearance
