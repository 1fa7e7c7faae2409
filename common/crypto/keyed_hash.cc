#include "common/crypto/keyed_hash.h"

#include "common/base/big_endian.h"
#include "common/base/check.h"
#include "common/crypto/hash.h"
#include "common/crypto/secret.h"

namespace clearance {

std::string KeyedHash(std::string_view key, std::string_view purpose, std::initializer_list<std::string_view> fields) {
  CHECK(key.size() == kKeyedHashKeyBytes);
  std::string input;
  const auto append = [&input](std::string_view part) {
    AppendBigEndian64(input, part.size());
    input.append(part);
  };
  append(purpose);
  AppendBigEndian64(input, fields.size());
  for (const std::string_view field : fields) append(field);
  std::string hash = HmacSha256(key, input);
  Wipe(input);
  return hash;
}

}  // namespace clearance
