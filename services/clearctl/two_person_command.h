// What the commands share by which officers ask a running centre for what may take two of them: how the centre is
// reached, the ground, and the proposal that is confirmed.
#pragma once

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "services/clearctl/grpc_centre.h"

namespace CLI {
class App;
}

namespace clearance {

inline constexpr char kTwoPersonsFooter[] =
    R"(What takes two persons is only proposed by the first command, which says by what id. It is done when another officer
gives the same command with --confirms ID, within 30 days. Exit codes: 0 done, or proposed; 1 could not be done.)";

struct TwoPersonArguments {
  CentreToAsk centre;
  std::string ground;
  std::string confirms;    // request id of the proposal; empty for a new one
  std::string request_id;  // of a call whose answer was lost; empty for a new one
};

void AddTwoPersonOptions(CLI::App& command, TwoPersonArguments& arguments);

// The call itself: with this request id, its answer in `position`.
using SendToCentre =
    std::function<grpc::Status(const std::shared_ptr<grpc::Channel>& centre, grpc::ClientContext& context,
                               const std::string& request_id, std::uint64_t& position)>;

// Sends it and says what came of it; the exit code.
int AskTwoPersonCall(const TwoPersonArguments& arguments, const SendToCentre& send);

}  // namespace clearance
