// docs/api.md's table of error reasons, held against what a centre really answers: every error a client of these tests
// receives must be one that the page tells of for that rpc, and name its field where docs/errors.md promises that. What
// no test provokes it does not see: with CLEARANCE_SEEN_REASONS=FILE each pair is appended to that file, and
// `tests/style/api_rules.py FILE` names the others.
#pragma once

#include <grpcpp/support/client_interceptor.h>

#include <memory>
#include <vector>

namespace clearance {

// For a channel: fails the test that runs when an rpc answers with a reason it is not told to have. Thread-safe.
std::vector<std::unique_ptr<grpc::experimental::ClientInterceptorFactoryInterface>> WatchReasons();

}  // namespace clearance
