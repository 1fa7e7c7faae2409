#include "common/base/address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <limits>

namespace clearance {
namespace {

constexpr std::size_t kMaxPortDigits = 5;
constexpr std::size_t kMaxNameCharacters = 253;  // RFC 1035
constexpr std::string_view kForm = "must be host:port, such as 127.0.0.1:7443, localhost:7443 or [::1]:7443";

bool Is(int family, const std::string& text) {
  unsigned char bytes[sizeof(in6_addr)];
  return inet_pton(family, text.c_str(), bytes) == 1;
}

bool IsNameCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
}

bool IsHost(const std::string& host) {
  if (host.empty() || host.size() > kMaxNameCharacters) return false;
  // Digits and dots are no name: "127.0.0.1.1" is a slip of the pen.
  if (host.find_first_not_of("0123456789.") == std::string::npos) return Is(AF_INET, host);
  return std::all_of(host.begin(), host.end(), IsNameCharacter);
}

std::optional<std::uint16_t> PortFrom(std::string_view digits) {
  unsigned port = 0;
  const char* last = digits.data() + digits.size();
  const auto [end, error] = std::from_chars(digits.data(), last, port);
  if (error != std::errc() || end != last || digits.size() > kMaxPortDigits) return std::nullopt;
  if (port > std::numeric_limits<std::uint16_t>::max()) return std::nullopt;
  return static_cast<std::uint16_t>(port);
}

}  // namespace

std::optional<HostPort> ParseAddress(std::string_view address) {
  const std::size_t colon = address.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const std::optional<std::uint16_t> port = PortFrom(address.substr(colon + 1));
  std::string host(address.substr(0, colon));
  const bool brackets = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (brackets) host = host.substr(1, host.size() - 2);
  if (!port || !(brackets ? Is(AF_INET6, host) : IsHost(host))) return std::nullopt;
  return HostPort{std::move(host), *port};
}

bool IsReachableAddress(std::string_view address) {
  const auto parsed = ParseAddress(address);
  return parsed && parsed->port != 0;
}

bool AreOnePlace(std::string_view one, std::string_view other) {
  const auto first = ParseAddress(one);
  const auto second = ParseAddress(other);
  if (!first || !second || first->port != second->port || first->port == 0) return false;
  const auto is_every = [](const std::string& host) { return host == "0.0.0.0" || host == "::"; };
  return first->host == second->host || is_every(first->host) || is_every(second->host);
}

bool IsLoopbackAddress(std::string_view address) {
  const auto parsed = ParseAddress(address);
  if (!parsed) return false;
  const std::string& host = parsed->host;
  // "127.evil.example" is a name like any other.
  return host == "localhost" || host == "::1" || (host.starts_with("127.") && Is(AF_INET, host));
}

std::string WithPort(std::string_view address, int port) {
  return std::string(address.substr(0, address.rfind(':'))) + ":" + std::to_string(port);
}

std::string ListenAddressFrom(ConfigReader& reader, std::string_view key) {
  std::string address = reader.String(key);
  if (!IsAddress(address)) reader.Reject(key, kForm);
  return address;
}

std::string LoopbackListenAddressFrom(ConfigReader& reader, std::string_view key) {
  std::string address = ListenAddressFrom(reader, key);
  if (IsAddress(address) && !IsLoopbackAddress(address))
    reader.Reject(key, "must be a loopback address: it is for this machine only");
  return address;
}

std::string ListenAddressOrNone(ConfigReader& reader, std::string_view key) {
  std::string address = reader.StringOr(key, "");
  if (!address.empty() && !IsAddress(address)) reader.Reject(key, kForm);
  return address;
}

std::string ReachableAddressFrom(ConfigReader& reader, std::string_view key) {
  std::string address = ListenAddressFrom(reader, key);
  if (IsAddress(address) && !IsReachableAddress(address))
    reader.Reject(key, "must have a port of 1 to 65535: nobody can be asked at port 0");
  return address;
}

}  // namespace clearance
