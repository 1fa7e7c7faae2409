// The one outgoing stream on which the centre's commands reach a gate (FleetService.WatchCommands): opened, watched,
// and opened anew from where it stopped, for ever. It must never hand over a command twice or out of order.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

#include "clearance/v1/fleet.grpc.pb.h"
#include "common/base/executor.h"
#include "common/base/random.h"
#include "common/wire/rpc_metrics.h"
#include "gate-agent/link/backoff.h"
#include "gate-agent/link/central.h"
#include "gate-agent/link/grpc_calls.h"

namespace clearance {

// Thread-safe; kept alive by its own callbacks. What the options name must outlive `calls.CancelAndWait()`.
class GrpcCommandStream : public std::enable_shared_from_this<GrpcCommandStream> {
 public:
  struct Options {
    std::string gate_id;
    Duration silence;
    BackoffLimits backoff;
    std::uint64_t resume_after = 0;
    v1::FleetService::StubInterface* stub = nullptr;
    CallsInFlight* calls = nullptr;
    RpcMeter* meter = nullptr;  // may be null
    Executor* executor = nullptr;
    Random* random = nullptr;
    Central::OnCommand on_command;
  };
  explicit GrpcCommandStream(Options options);

  // Opens the stream; a no-op once the calls are closing.
  void Open();
  // Opens it no more. To be called before CancelAndWait.
  void Stop();

 private:
  class Reader;
  void OnMessage(const v1::WatchCommandsResponse& message);
  void OnClosed(const grpc::Status& status);
  void WatchSilence(std::uint64_t opening, std::uint64_t messages_seen);

  const Options options_;
  std::mutex mutex_;
  Reader* reader_ = nullptr;     // while a stream is open
  std::uint64_t openings_ = 0;   // how often a stream was opened
  std::uint64_t messages_ = 0;   // received on all of them
  std::uint64_t last_sequence_;  // of the commands handed over
  int failures_ = 0;             // since the last message
  bool stopped_ = false;
};

}  // namespace clearance
