// One HTTP request over a plain socket, for tests of what a process shows to whoever looks after it.
#pragma once

#include <string>

namespace clearance {

// Sends `request` ("GET /metrics") to "127.0.0.1:PORT"; the whole answer, head and body. Empty when nobody answers.
std::string HttpAsk(const std::string& address, const std::string& request);

// The body of an answer.
std::string HttpBody(const std::string& answer);

}  // namespace clearance
