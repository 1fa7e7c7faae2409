#include "common/wire/watch_tokens.h"

#include <charconv>
#include <system_error>
#include <utility>

#include "common/base/bytes.h"
#include "common/base/check.h"
#include "common/base/error_reasons.h"
#include "common/crypto/aead.h"

namespace clearance {
namespace {

// As many for each change: the length of a token must not tell how many there were.
constexpr std::size_t kDigits = 20;
constexpr std::size_t kTokenDigits = 2 * (kDigits + kAeadOverheadBytes);

}  // namespace

Status NoTokenOfOurs() {
  return Error(StatusCode::kOutOfRange, error_reason::kResumeTokenTooOld,
               "the resume token is not of this database: begin anew without one");
}

WatchTokens::WatchTokens(SecretBytes key) : key_(std::move(key)) { CHECK(key_.view().size() == kAeadKeyBytes); }

std::string WatchTokens::Make(std::string_view watch, std::uint64_t change) const {
  const std::string digits = std::to_string(change);
  return ToHex(AeadSeal(key_.view(), std::string(kDigits - digits.size(), '0') + digits, watch));
}

StatusOr<std::uint64_t> WatchTokens::Open(std::string_view watch, std::string_view token) const {
  if (token.size() != kTokenDigits) return NoTokenOfOurs();
  const StatusOr<std::string> sealed = FromHex(token);
  if (!sealed.ok()) return NoTokenOfOurs();
  const StatusOr<SecretBytes> digits = AeadOpen(key_.view(), *sealed, watch);
  if (!digits.ok()) return NoTokenOfOurs();
  const std::string_view text = digits->view();
  std::uint64_t change = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), change);
  if (error != std::errc() || end != text.data() + text.size()) return NoTokenOfOurs();
  return change;
}

}  // namespace clearance
