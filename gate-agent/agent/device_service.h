// DeviceService over gRPC: puts simulated travellers before the lanes of a gate whose devices are simulated, and tells
// what the lanes do with them. For tests and the demo, on the loopback address only; it must never touch a lane but
// through its devices and its key switch.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "clearance/v1/device.grpc.pb.h"
#include "common/base/executor.h"
#include "common/wire/watch_stream.h"
#include "gate-agent/agent/lane_runner.h"
#include "gate-agent/devices/simulated_lane.h"

namespace clearance {

// Three pictures of 8 MiB and the rest of a message.
inline constexpr int kMaxDeviceMessageBytes = 26 << 20;
// Steps of a crossing that may wait for a slow reader; further ones replace the last.
inline constexpr std::size_t kMaxWaitingSteps = 64;

// Thread-safe; no handler waits. Owns nothing it is given.
class DeviceGrpcService final : public v1::DeviceService::CallbackService {
 public:
  struct Lane {
    LaneRunner* runner = nullptr;
    SimulatedLane* devices = nullptr;
  };
  // `seed` is of the small differences between one shown code and the next.
  DeviceGrpcService(Executor& executor, WatchRegistry& watches, const std::vector<Lane>& lanes, std::uint64_t seed);
  ~DeviceGrpcService() override;

  // INVALID_ARGUMENT naming the field; NOT_FOUND for a lane this gate has not; FAILED_PRECONDITION (LANE_BUSY) while
  // another traveller is at the lane.
  grpc::ServerWriteReactor<v1::PresentTravellerResponse>* PresentTraveller(
      grpc::CallbackServerContext* context, const v1::PresentTravellerRequest* request) override;
  grpc::ServerUnaryReactor* SelectDirection(grpc::CallbackServerContext* context,
                                            const v1::SelectDirectionRequest* request,
                                            v1::SelectDirectionResponse* response) override;
  grpc::ServerUnaryReactor* LetThrough(grpc::CallbackServerContext* context, const v1::LetThroughRequest* request,
                                       v1::LetThroughResponse* response) override;
  grpc::ServerUnaryReactor* ClearLane(grpc::CallbackServerContext* context, const v1::ClearLaneRequest* request,
                                      v1::ClearLaneResponse* response) override;
  grpc::ServerUnaryReactor* GetReferralPicture(grpc::CallbackServerContext* context,
                                               const v1::GetReferralPictureRequest* request,
                                               v1::GetReferralPictureResponse* response) override;

 private:
  struct Station;
  class Visit;
  StatusOr<std::shared_ptr<Station>> FindStation(const std::string& lane_id) const;
  StatusOr<std::shared_ptr<Visit>> Admit(const v1::PresentTravellerRequest& request);

  Executor& executor_;
  WatchRegistry& watches_;
  const std::uint64_t seed_;
  std::map<std::string, std::shared_ptr<Station>> stations_;  // by lane id
};

}  // namespace clearance
