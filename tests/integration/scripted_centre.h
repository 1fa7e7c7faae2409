// A centre that answers gates as a test has scripted it, and keeps what they asked. Of services alone: whoever uses it
// starts the server.
#pragma once

#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <vector>

#include "clearance/v1/clearance.grpc.pb.h"
#include "clearance/v1/fleet.grpc.pb.h"
#include "common/wire/decision_wire.h"
#include "common/wire/fleet_wire.h"
#include "common/wire/grpc_status.h"

namespace clearance {

// Of the tests themselves: reached only when something is broken.
inline constexpr std::chrono::seconds kPatience{30};
// What the scripted commands answer.
inline constexpr char kRequestId[] = "11111111-1111-4111-8111-111111111111";
inline constexpr char kReferralId[] = "22222222-2222-4222-8222-222222222222";

// What every scripted service shares: what came in, and a wait for it.
template <typename Item>
class Inbox {
 public:
  void Put(Item item) {
    const std::lock_guard lock(mutex_);
    items_.push_back(std::move(item));
    changed_.notify_all();
  }
  // The first `count` items; fewer when they do not come in time.
  std::vector<Item> WaitFor(std::size_t count) {
    std::unique_lock lock(mutex_);
    EXPECT_TRUE(changed_.wait_for(lock, kPatience, [&] { return items_.size() >= count; }));
    return items_;
  }
  std::vector<Item> All() {
    const std::lock_guard lock(mutex_);
    return items_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Item> items_;
};

inline grpc::Status HangUntilCancelled(const grpc::ServerContext& context) {
  std::mutex mutex;
  std::condition_variable never;
  std::unique_lock lock(mutex);
  while (!never.wait_for(lock, std::chrono::milliseconds(2), [&] { return context.IsCancelled(); })) {
  }
  return grpc::Status::CANCELLED;
}

struct SeenDecide {
  std::string request_id;
  std::string caller;
};

class ScriptedClearance final : public v1::ClearanceService::Service {
 public:
  grpc::Status DecideCrossing(grpc::ServerContext* context, const v1::DecideCrossingRequest* request,
                              v1::DecideCrossingResponse* response) override {
    const auto names = context->auth_context()->FindPropertyValues(GRPC_PEER_SPIFFE_ID_PROPERTY_NAME);
    decides.Put({request->request_id(), names.empty() ? "" : std::string(names[0].data(), names[0].size())});
    if (hang_next.exchange(false)) return HangUntilCancelled(*context);
    const Status status = Next();
    if (status.ok()) ToProto(answer, response);
    return ToGrpcStatus(status);
  }
  grpc::Status ReportPassage(grpc::ServerContext*, const v1::ReportPassageRequest* request,
                             v1::ReportPassageResponse* response) override {
    passages.Put(*request);
    response->set_position(9);
    return ToGrpcStatus(Next());
  }
  grpc::Status ReportAbandonment(grpc::ServerContext*, const v1::ReportAbandonmentRequest* request,
                                 v1::ReportAbandonmentResponse*) override {
    abandonments.Put(*request);
    return ToGrpcStatus(Next());
  }

  Status Next() {
    const std::lock_guard lock(mutex);
    if (statuses.empty()) return OkStatus();
    const Status status = statuses.front();
    statuses.pop_front();
    return status;
  }

  DecideAnswer answer;
  std::atomic<bool> hang_next = false;
  std::mutex mutex;
  std::deque<Status> statuses;  // OK when there is none left
  Inbox<SeenDecide> decides;
  Inbox<v1::ReportPassageRequest> passages;
  Inbox<v1::ReportAbandonmentRequest> abandonments;
};

class ScriptedFleet final : public v1::FleetService::Service {
 public:
  grpc::Status ReportLane(grpc::ServerContext*, const v1::ReportLaneRequest* request,
                          v1::ReportLaneResponse*) override {
    reports.Put(*request);
    return grpc::Status::OK;
  }
  grpc::Status WatchCommands(grpc::ServerContext* context, const v1::WatchCommandsRequest* request,
                             grpc::ServerWriter<v1::WatchCommandsResponse>* writer) override {
    watches.Put(*request);
    const std::vector<std::uint64_t> sequences = NextScript();
    for (const std::uint64_t sequence : sequences) {
      v1::WatchCommandsResponse message;
      if (sequence != 0) {
        GateCommand command;
        command.sequence = sequence;
        command.lane_id = "gate-1/a";
        command.referral_id = kReferralId;
        command.decision_request_id = kRequestId;
        command.resolution = Resolution::kRefuse;
        command.issued_at = FromUnixMs(1'795'000'000'000);
        command.expires_at = FromUnixMs(1'795'000'060'000);
        ToProto(command, message.mutable_command());
      }
      writer->Write(message);
    }
    if (!sequences.empty()) return grpc::Status(grpc::StatusCode::UNAVAILABLE, "restarting");
    return HangUntilCancelled(*context);
  }

  grpc::Status GetTrust(grpc::ServerContext*, const v1::GetTrustRequest* request,
                        grpc::ServerWriter<v1::GetTrustResponse>* writer) override {
    trust_asked.Put(request->known_sha256());
    for (const std::string& chunk : trust_chunks) {
      v1::GetTrustResponse piece;
      piece.set_chunk(chunk);
      writer->Write(piece);
    }
    v1::GetTrustResponse last;
    last.set_current(trust_chunks.empty());
    writer->Write(last);
    return ToGrpcStatus(trust_status);
  }

  std::vector<std::uint64_t> NextScript() {
    const std::lock_guard lock(mutex);
    if (scripts.empty()) return {};
    std::vector<std::uint64_t> script = scripts.front();
    scripts.pop_front();
    return script;
  }

  std::mutex mutex;
  std::deque<std::vector<std::uint64_t>> scripts;  // sequences to send on each opening (0: a heartbeat); none: silence
  Inbox<v1::ReportLaneRequest> reports;
  Inbox<v1::WatchCommandsRequest> watches;
  std::vector<std::string> trust_chunks;  // none: current
  Status trust_status;
  Inbox<std::string> trust_asked;
};

}  // namespace clearance
