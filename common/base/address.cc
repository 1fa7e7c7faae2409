#include "common/base/address.h"

#include <charconv>
#include <cstdint>
#include <limits>

namespace clearance {
namespace {

constexpr std::size_t kMaxPortDigits = 5;

}  // namespace

bool IsAddress(std::string_view address) {
  const std::size_t colon = address.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  const std::string_view port = address.substr(colon + 1);
  unsigned number = 0;
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
  return error == std::errc() && end == port.data() + port.size() && port.size() <= kMaxPortDigits &&
         number <= std::numeric_limits<std::uint16_t>::max();
}

bool IsLoopbackAddress(std::string_view address) {
  if (!IsAddress(address)) return false;
  const std::string_view host = address.substr(0, address.rfind(':'));
  if (host == "localhost" || host == "[::1]") return true;
  // Digits and dots only: "127.evil.example" is a name like any other.
  return host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string_view::npos;
}

}  // namespace clearance
