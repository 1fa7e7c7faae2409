#include "common/document/message_recovery.h"

#include <cstdint>

#include "common/base/check.h"
#include "common/crypto/secret.h"

namespace clearance {
namespace {

constexpr char kPartialRecovery = '\x6A';
constexpr char kImplicitHash = '\xBC';
constexpr char kNamedHash = '\xCC';
constexpr std::uint8_t kTrailerBits = 0x0C;
constexpr std::uint8_t kLastFourBits = 0x0F;

std::optional<DigestAlgorithm> DigestOfIdentifier(char identifier) {
  switch (identifier) {
    case '\x33':
      return DigestAlgorithm::kSha1;
    case '\x34':
      return DigestAlgorithm::kSha256;
    case '\x35':
      return DigestAlgorithm::kSha512;
    case '\x36':
      return DigestAlgorithm::kSha384;
    case '\x38':
      return DigestAlgorithm::kSha224;
    default:
      return std::nullopt;
  }
}

// Takes the trailer off `rest`.
std::optional<DigestAlgorithm> TakeTrailer(std::string_view& rest) {
  if (rest.ends_with(kImplicitHash)) {
    rest.remove_suffix(1);
    return DigestAlgorithm::kSha1;
  }
  if (rest.size() < 2 || !rest.ends_with(kNamedHash)) return std::nullopt;
  const auto digest = DigestOfIdentifier(rest[rest.size() - 2]);
  rest.remove_suffix(2);
  return digest;
}

}  // namespace

std::string RepresentativeOf(std::string_view recovered, std::string_view modulus) {
  CHECK(recovered.size() == modulus.size() && !recovered.empty());
  if ((static_cast<std::uint8_t>(recovered.back()) & kLastFourBits) == kTrailerBits) return std::string(recovered);
  std::string difference(modulus.size(), '\0');
  int borrow = 0;
  for (std::size_t i = modulus.size(); i-- > 0;) {
    const int digit = static_cast<std::uint8_t>(modulus[i]) - static_cast<std::uint8_t>(recovered[i]) - borrow;
    borrow = digit < 0 ? 1 : 0;
    difference[i] = static_cast<char>(digit & 0xFF);
  }
  return difference;
}

std::optional<RecoveredMessage> ReadRecoveredMessage(std::string_view representative) {
  std::string_view rest = representative;
  if (!rest.starts_with(kPartialRecovery)) return std::nullopt;
  rest.remove_prefix(1);
  const auto digest = TakeTrailer(rest);
  if (!digest || rest.size() < DigestBytes(*digest)) return std::nullopt;
  const std::size_t first_part_size = rest.size() - DigestBytes(*digest);
  return RecoveredMessage{
      .digest = *digest, .first_part = rest.substr(0, first_part_size), .hash = rest.substr(first_part_size)};
}

bool RecoveredMessageIsOver(std::string_view representative, std::string_view second_part) {
  const auto recovered = ReadRecoveredMessage(representative);
  if (!recovered) return false;
  std::string message(recovered->first_part);
  message.append(second_part);
  return ConstantTimeEqual(Digest(recovered->digest, message), recovered->hash);
}

}  // namespace clearance
