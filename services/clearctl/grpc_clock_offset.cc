#include "services/clearctl/grpc_clock_offset.h"

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include "common/base/clock.h"
#include "common/base/error_reasons.h"
#include "common/wire/server_time.h"

namespace clearance {
namespace {

constexpr std::chrono::seconds kConnectPatience{5};
constexpr std::chrono::seconds kCallPatience{2};
constexpr char kHealthCheck[] = "/grpc.health.v1.Health/Check";

Status NoAnswer(const std::string& why) {
  return Error(StatusCode::kUnavailable, error_reason::kCentreUnreachable, why);
}

// Until it stands or has failed once: gRPC would try on, and only a call is told why it failed.
Status Connect(grpc::Channel& channel) {
  const auto give_up = std::chrono::system_clock::now() + kConnectPatience;
  grpc_connectivity_state state = channel.GetState(true);
  while (state != GRPC_CHANNEL_READY && state != GRPC_CHANNEL_TRANSIENT_FAILURE) {
    if (!channel.WaitForStateChange(state, give_up))
      return NoAnswer("no connection within " + std::to_string(kConnectPatience.count()) + " s");
    state = channel.GetState(false);
  }
  return OkStatus();
}

}  // namespace

StatusOr<std::optional<Duration>> AskClockOffset(const CentreToAsk& centre) {
  ASSIGN_OR_RETURN(const auto channel, ChannelTo(centre));
  // What is timed is the call, not the handshake before it; nor has it to end in what time that left.
  RETURN_IF_ERROR(Connect(*channel));
  grpc::GenericStub stub(channel);
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kCallPatience);
  grpc::CompletionQueue queue;
  const grpc::Slice nothing("");
  const grpc::ByteBuffer empty_request(&nothing, 1);
  grpc::ByteBuffer response;
  grpc::Status status;
  const Instant sent = SystemClock().Now();
  const auto call = stub.PrepareUnaryCall(&context, kHealthCheck, empty_request, &queue);
  call->StartCall();
  call->Finish(&response, &status, nullptr);
  void* tag = nullptr;
  bool done = false;
  queue.Next(&tag, &done);
  const Instant answered = SystemClock().Now();
  if (status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED)
    return NoAnswer("takes the connection, and answers nothing within " + std::to_string(kCallPatience.count()) + " s");
  if (!status.ok()) return NoAnswer(status.error_message());
  const auto& told = context.GetServerInitialMetadata();
  const auto found = told.find(kServerTimeKey);
  const auto theirs =
      found == told.end() ? std::nullopt : ParseServerTime({found->second.data(), found->second.size()});
  if (!theirs) return std::optional<Duration>();
  return std::optional(sent + (answered - sent) / 2 - *theirs);
}

}  // namespace clearance
