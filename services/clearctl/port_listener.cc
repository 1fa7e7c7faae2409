#include "services/clearctl/port_listener.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>
#include <set>
#include <sstream>
#include <string_view>
#include <system_error>
#include <vector>

#include "common/base/address.h"
#include "common/base/resolved_address.h"

namespace clearance {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kListening = "0A";  // TCP_LISTEN, as the kernel writes it
constexpr std::size_t kWordDigits = 8;

using Ip = std::array<std::uint32_t, 4>;  // IPv6 in the machine's words, as the kernel writes them; IPv4 mapped

Ip Mapped(std::uint32_t v4) { return {0, 0, htonl(0xffff), v4}; }

struct Endpoint {
  Ip ip{};
  std::uint32_t port = 0;
};

bool IsAny(const Ip& ip) { return ip == Ip{} || ip == Mapped(0); }

// Whoever has the one leaves nobody room at the other.
bool Collide(const Endpoint& a, const Endpoint& b) {
  return a.port == b.port && (a.ip == b.ip || IsAny(a.ip) || IsAny(b.ip));
}

std::vector<Endpoint> EndpointsOf(const std::string& address) {
  std::vector<Endpoint> endpoints;
  const auto parts = ParseAddress(address);
  const ResolvedAddresses found = ResolveAddress(parts.value_or(HostPort{}), AI_PASSIVE);
  for (const addrinfo* one = found.get(); parts && one != nullptr; one = one->ai_next) {
    Endpoint endpoint{.port = static_cast<std::uint32_t>(parts->port)};
    if (one->ai_family == AF_INET) {
      endpoint.ip = Mapped(reinterpret_cast<const sockaddr_in*>(one->ai_addr)->sin_addr.s_addr);
    } else if (one->ai_family == AF_INET6) {
      std::memcpy(endpoint.ip.data(), &reinterpret_cast<const sockaddr_in6*>(one->ai_addr)->sin6_addr, sizeof(Ip));
    } else {
      continue;
    }
    endpoints.push_back(endpoint);
  }
  return endpoints;
}

std::optional<std::uint32_t> Hexadecimal(std::string_view digits) {
  std::uint32_t value = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
  if (read.ec != std::errc() || read.ptr != digits.data() + digits.size()) return std::nullopt;
  return value;
}

// "0100007F:1D13", or with four such words.
std::optional<Endpoint> ReadEndpoint(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon != kWordDigits && colon != 4 * kWordDigits) return std::nullopt;
  const auto port = Hexadecimal(text.substr(colon + 1));
  if (!port) return std::nullopt;
  Ip words{};
  for (std::size_t i = 0; i * kWordDigits < colon; ++i) {
    const auto word = Hexadecimal(text.substr(i * kWordDigits, kWordDigits));
    if (!word) return std::nullopt;
    words[i] = *word;
  }
  return Endpoint{colon == kWordDigits ? Mapped(words[0]) : words, *port};
}

// The sockets that listen where `wanted` is, as links of /proc/PID/fd name them: "socket:[4711]".
std::set<std::string> SocketsAt(const std::vector<Endpoint>& wanted) {
  std::set<std::string> sockets;
  for (const char* table : {"/proc/net/tcp", "/proc/net/tcp6"}) {
    std::ifstream lines(table);
    for (std::string line; std::getline(lines, line);) {
      std::istringstream words(line);
      std::string slot, local, remote, state, queues, timer, retransmits, user, timeout, inode;
      words >> slot >> local >> remote >> state >> queues >> timer >> retransmits >> user >> timeout >> inode;
      const auto endpoint = ReadEndpoint(local);
      if (state != kListening || !endpoint) continue;
      if (std::any_of(wanted.begin(), wanted.end(), [&](const Endpoint& one) { return Collide(one, *endpoint); }))
        sockets.insert("socket:[" + inode + "]");
    }
  }
  return sockets;
}

struct OpenFiles {
  bool listens = false;
  bool holds = false;
};

OpenFiles LookAt(const fs::path& process, const std::set<std::string>& sockets, const struct stat* file) {
  OpenFiles found;
  std::error_code error;  // a process that has ended meanwhile, or whose files are not for us
  for (fs::directory_iterator at(process / "fd", error), end; !error && at != end; at.increment(error)) {
    std::error_code gone;
    found.listens = found.listens || sockets.contains(fs::read_symlink(at->path(), gone).string());
    struct stat open {};
    found.holds = found.holds || (file != nullptr && ::stat(at->path().c_str(), &open) == 0 &&
                                  open.st_ino == file->st_ino && open.st_dev == file->st_dev);
  }
  return found;
}

std::string NameOf(const fs::path& process) {
  std::ifstream file(process / "comm");
  std::string name;
  std::getline(file, name);
  return name + ", pid " + process.filename().string();
}

bool IsNumber(const std::string& name) {
  return !name.empty() && name.find_first_not_of("0123456789") == std::string::npos;
}

}  // namespace

PortListener ListenerAt(const std::string& address, const std::string& file) {
  PortListener listener;
  const std::set<std::string> sockets = SocketsAt(EndpointsOf(address));
  if (sockets.empty()) return listener;
  struct stat held {};
  const struct stat* asked = ::stat(file.c_str(), &held) == 0 ? &held : nullptr;
  std::error_code error;
  for (fs::directory_iterator at("/proc", error), end; !error && at != end; at.increment(error)) {
    if (!IsNumber(at->path().filename().string())) continue;
    const OpenFiles found = LookAt(at->path(), sockets, asked);
    if (!found.listens) continue;
    if (found.holds) return {Listener::kHolder};
    listener = {Listener::kAnother, NameOf(at->path())};
  }
  return listener;
}

}  // namespace clearance
