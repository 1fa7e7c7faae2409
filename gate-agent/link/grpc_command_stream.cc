// See grpc_command_stream.h.
#include "gate-agent/link/grpc_command_stream.h"

#include <utility>

#include "common/base/log.h"
#include "common/wire/fleet_wire.h"

namespace clearance {

// One opening of the stream; deletes itself when gRPC is done with it.
class GrpcCommandStream::Reader final : public grpc::ClientReadReactor<v1::WatchCommandsResponse> {
 public:
  Reader(std::shared_ptr<GrpcCommandStream> owner, std::uint64_t resume_after) : owner_(std::move(owner)) {
    request_.set_gate_id(owner_->options_.gate_id);
    request_.set_resume_after(resume_after);
  }

  grpc::ClientContext& context() { return context_; }

  void Start() {
    if (RpcMeter* const meter = owner_->options_.meter) meter->Begun();
    owner_->options_.stub->async()->WatchCommands(&context_, &request_, this);
    StartRead(&response_);
    StartCall();
  }

  void OnReadDone(bool ok) override {
    if (!ok) return;  // OnDone follows
    owner_->OnMessage(response_);
    StartRead(&response_);
  }

  void OnDone(const grpc::Status& status) override {
    const std::shared_ptr<GrpcCommandStream> owner = std::move(owner_);
    if (RpcMeter* const meter = owner->options_.meter) meter->Ended(status.error_code());
    owner->OnClosed(status);
    owner->options_.calls->Leave(context_, [this] { delete this; });
  }

 private:
  std::shared_ptr<GrpcCommandStream> owner_;
  grpc::ClientContext context_;
  v1::WatchCommandsRequest request_;
  v1::WatchCommandsResponse response_;
};

GrpcCommandStream::GrpcCommandStream(Options options)
    : options_(std::move(options)), last_sequence_(options_.resume_after) {}

void GrpcCommandStream::Open() {
  Reader* reader = nullptr;
  {
    const std::lock_guard lock(mutex_);
    if (stopped_) return;
    auto opened = std::make_unique<Reader>(shared_from_this(), last_sequence_);
    if (!options_.calls->Enter(opened->context())) return;
    reader = reader_ = opened.release();
    ++openings_;
    options_.executor->PostAfter(options_.silence, [weak = weak_from_this(), opening = openings_, seen = messages_] {
      if (const auto self = weak.lock()) self->WatchSilence(opening, seen);
    });
  }
  // Outside the lock: a call that fails at once may run its callbacks on this thread.
  reader->Start();
}

void GrpcCommandStream::Stop() {
  const std::lock_guard lock(mutex_);
  stopped_ = true;
}

void GrpcCommandStream::OnMessage(const v1::WatchCommandsResponse& message) {
  {
    const std::lock_guard lock(mutex_);
    ++messages_;
    if (failures_ > 0) LogInfo("command_stream_back", {{"failures", failures_}});
    failures_ = 0;
    if (!message.has_command() || message.command().sequence() <= last_sequence_) return;
    last_sequence_ = message.command().sequence();
  }
  const StatusOr<GateCommand> command = FromProto(message.command(), options_.gate_id);
  if (command.ok()) {
    options_.on_command(*command);
  } else {
    LogError("command_unusable", {{"sequence", message.command().sequence()}, {"field", FieldOf(command.status())}});
  }
}

void GrpcCommandStream::OnClosed(const grpc::Status& status) {
  const std::lock_guard lock(mutex_);
  reader_ = nullptr;
  if (stopped_) return;
  ++failures_;
  const Status why = CallStatus(status);
  if (failures_ == 1) {
    LogWarning("command_stream_closed",
               {{"code", static_cast<int>(why.code())}, {"reason", ReasonOf(why)}, {"message", MessageOf(why)}});
  }
  const Duration wait = RetryDelay(options_.backoff, failures_, why, *options_.random);
  options_.executor->PostAfter(wait, [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->Open();
  });
}

void GrpcCommandStream::WatchSilence(std::uint64_t opening, std::uint64_t messages_seen) {
  const std::lock_guard lock(mutex_);
  if (stopped_ || reader_ == nullptr || opening != openings_) return;
  if (messages_ == messages_seen) {
    LogWarning("command_stream_silent", {{"silence_ms", static_cast<std::int64_t>(options_.silence.count())}});
    reader_->context().TryCancel();
    return;
  }
  options_.executor->PostAfter(options_.silence, [weak = weak_from_this(), opening, seen = messages_] {
    if (const auto self = weak.lock()) self->WatchSilence(opening, seen);
  });
}

}  // namespace clearance
