#include "common/document/secure_messaging.h"

#include <utility>

#include "common/base/ber.h"
#include "common/base/big_endian.h"
#include "common/base/check.h"
#include "common/crypto/digest.h"
#include "common/crypto/mac.h"

namespace clearance {
namespace {

constexpr std::string_view kMacCounter{"\0\0\0\2", 4};
constexpr std::uint32_t kCryptogram = 0x87;
constexpr std::uint32_t kCryptogramOfOddInstruction = 0x85;
constexpr std::uint32_t kStatus = 0x99;
constexpr std::uint32_t kCode = 0x8E;
constexpr std::size_t kStatusBytes = 2;
constexpr char kPaddingMark = '\x80';

struct CipherSizes {
  DigestAlgorithm digest;  // of the key derivation
  std::size_t key_bytes;
  std::size_t block_bytes;  // of the padding, and of the counter
};

CipherSizes SizesOf(SessionCipher cipher) {
  switch (cipher) {
    case SessionCipher::kTripleDes:
      return {DigestAlgorithm::kSha1, kRetailMacKeyBytes, kDesBlockBytes};
    case SessionCipher::kAes128:
      return {DigestAlgorithm::kSha1, 16, kAesCmacBytes};
    case SessionCipher::kAes192:
      return {DigestAlgorithm::kSha256, 24, kAesCmacBytes};
    case SessionCipher::kAes256:
      return {DigestAlgorithm::kSha256, 32, kAesCmacBytes};
  }
  CHECK(false);
  return {};
}

Status Malformed(std::string_view problem) { return InvalidField("response", problem); }

}  // namespace

SecretBytes DeriveMacKey(SessionCipher cipher, std::string_view shared_secret) {
  const CipherSizes sizes = SizesOf(cipher);
  std::string input;
  input.reserve(shared_secret.size() + kMacCounter.size());  // grown later, it would leave a copy behind
  input.append(shared_secret).append(kMacCounter);
  std::string digest = Digest(sizes.digest, input);
  Wipe(input);
  SecretBytes key(digest.substr(0, sizes.key_bytes));
  Wipe(digest);
  return key;
}

std::string ProtectionCode(SessionCipher cipher, const SecretBytes& mac_key, std::uint64_t send_sequence_counter,
                           std::string_view authenticated) {
  const std::size_t block_bytes = SizesOf(cipher).block_bytes;
  std::string input(block_bytes - kBigEndian64Bytes, '\0');
  AppendBigEndian64(input, send_sequence_counter);
  input.append(authenticated).push_back(kPaddingMark);
  input.resize((input.size() + block_bytes - 1) / block_bytes * block_bytes, '\0');
  if (cipher == SessionCipher::kTripleDes) return RetailMac(mac_key.view(), input);
  return AesCmac(mac_key.view(), input).substr(0, kProtectionCodeBytes);
}

StatusOr<ProtectedAnswer> ReadProtectedAnswer(std::string_view response) {
  if (response.size() < kStatusBytes || response.size() > kMaxProtectedAnswerBytes)
    return Malformed("has another length than an answer can have");
  const std::string_view objects = response.substr(0, response.size() - kStatusBytes);
  const std::string_view trailing_status = response.substr(objects.size());
  BerReader reader(objects);
  ASSIGN_OR_RETURN(const auto cryptogram, reader.TakeIf(kCryptogram));
  if (!cryptogram) {
    ASSIGN_OR_RETURN([[maybe_unused]] const auto odd, reader.TakeIf(kCryptogramOfOddInstruction));
  }
  ASSIGN_OR_RETURN(const BerElement status, reader.Take(kStatus));
  if (status.content.size() != kStatusBytes) return Malformed("states no status of two bytes");
  const std::string_view authenticated = objects.substr(0, objects.size() - reader.rest().size());
  ASSIGN_OR_RETURN(const BerElement code, reader.Take(kCode));
  if (code.content.size() != kProtectionCodeBytes) return Malformed("has no code of eight bytes");
  RETURN_IF_ERROR(reader.Finish());
  return ProtectedAnswer{
      .authenticated = authenticated, .code = code.content, .status_agrees = status.content == trailing_status};
}

}  // namespace clearance
