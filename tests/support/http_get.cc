#include "tests/support/http_get.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <utility>

namespace clearance {
namespace {

constexpr timeval kPatience{.tv_sec = 20, .tv_usec = 0};

// None where nobody takes it.
FileDescriptor ConnectTo(const std::string& address) {
  const std::size_t colon = address.rfind(':');
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<std::uint16_t>(std::stoi(address.substr(colon + 1))));
  inet_pton(AF_INET, address.substr(0, colon).c_str(), &to.sin_addr);
  FileDescriptor connection(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  setsockopt(connection.get(), SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof kPatience);
  const bool taken = connect(connection.get(), reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0;
  return taken ? std::move(connection) : FileDescriptor();
}

bool SendAll(const FileDescriptor& connection, std::string_view text) {
  return send(connection.get(), text.data(), text.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(text.size());
}

}  // namespace

std::string HttpAsk(const std::string& address, const std::string& request) {
  const FileDescriptor connection = ConnectTo(address);
  std::string answer;
  if (!SendAll(connection, request + " HTTP/1.1\r\nHost: " + address + "\r\nConnection: close\r\n\r\n")) return answer;
  std::array<char, 4096> buffer{};
  for (ssize_t got = 0; (got = recv(connection.get(), buffer.data(), buffer.size(), 0)) > 0;)
    answer.append(buffer.data(), static_cast<std::size_t>(got));
  return answer;
}

std::string HttpBody(const std::string& answer) {
  const std::size_t head = answer.find("\r\n\r\n");
  return head == std::string::npos ? std::string() : answer.substr(head + 4);
}

HeldConnections::HeldConnections(const std::string& address, std::size_t count, std::string_view begun) {
  while (connections_.size() < count) {
    connections_.push_back(ConnectTo(address));
    EXPECT_TRUE(connections_.back().valid()) << "nobody takes connection " << connections_.size();
  }
  SendOnEach(begun);
}

void HeldConnections::SendOnEach(std::string_view more) {
  for (const FileDescriptor& connection : connections_) SendAll(connection, more);
}

bool HeldConnections::AwaitClosed(std::size_t nth) {
  std::array<char, 256> said{};
  ssize_t got = 0;
  while ((got = recv(connections_[nth].get(), said.data(), said.size(), 0)) > 0) {
  }
  return got == 0 || (got < 0 && errno == ECONNRESET);
}

}  // namespace clearance
