// One HTTP request over a plain socket, for tests of what a process shows to whoever looks after it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/file_descriptor.h"

namespace clearance {

// Sends `request` ("GET /metrics") to "127.0.0.1:PORT"; the whole answer, head and body. Empty when nobody answers.
std::string HttpAsk(const std::string& address, const std::string& request);

// The body of an answer.
std::string HttpBody(const std::string& answer);

// Connections to "127.0.0.1:PORT" that never come to a whole request, held for as long as it lives.
class HeldConnections {
 public:
  // Each has sent `begun` when this is made. A connection that nobody takes fails the test.
  HeldConnections(const std::string& address, std::size_t count, std::string_view begun = "");
  // Sends `more` on each that is still there.
  void SendOnEach(std::string_view more);
  // Waits until the other side has closed the `nth` of them, counted from 0, whatever it says before; false when it
  // does not.
  bool AwaitClosed(std::size_t nth);

 private:
  std::vector<FileDescriptor> connections_;
};

}  // namespace clearance
