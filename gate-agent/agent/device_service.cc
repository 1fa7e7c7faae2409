#include "gate-agent/agent/device_service.h"

#include <atomic>
#include <chrono>
#include <deque>
#include <mutex>
#include <utility>

#include "common/base/error_reasons.h"
#include "common/seal/qr_picture.h"
#include "common/wire/crossing_wire.h"
#include "common/wire/decision_wire.h"
#include "common/wire/fields.h"
#include "common/wire/unary.h"
#include "gate-agent/agent/screen_text.h"
#include "gate-agent/devices/simulated_code.h"
#include "gate-agent/devices/simulated_traveller.h"

namespace clearance {
namespace {

constexpr int kCodePixels = 480;

// What is held before the scanner: the given picture, or the seal's text as a code.
StatusOr<std::string> CodePicture(const SimulatedTraveller& traveller, std::uint64_t seed) {
  if (traveller.seal.empty()) return traveller.seal_picture;
  ASSIGN_OR_RETURN(const std::string code, QrPng(traveller.seal, kCodePixels));
  return PhotographCode(code, seed);
}

v1::CrossingOutcome OutcomeOf(Whereabouts where) {
  switch (where) {
    case Whereabouts::kBefore:
      return v1::CROSSING_OUTCOME_NOT_STARTED;
    case Whereabouts::kPassed:
      return v1::CROSSING_OUTCOME_PASSED;
    case Whereabouts::kInside:  // the crossing ended by an evacuation
    case Whereabouts::kWentBack:
      break;
  }
  return v1::CROSSING_OUTCOME_TURNED_BACK;
}

}  // namespace

// A lane with its simulated devices: one traveller at a time.
struct DeviceGrpcService::Station {
  LaneRunner* runner = nullptr;
  SimulatedLane* devices = nullptr;
  std::atomic<bool> busy = false;
  std::atomic<std::uint64_t> travellers = 0;
};

// One traveller at a lane: gathers what the lane does until the crossing is over, whether somebody reads it or not.
class DeviceGrpcService::Visit : public std::enable_shared_from_this<Visit> {
 public:
  using Response = v1::PresentTravellerResponse;

  Visit(std::shared_ptr<Station> station, SimulatedTraveller traveller)
      : station_(std::move(station)), traveller_(std::move(traveller)) {}

  void Follow(std::weak_ptr<Watch> watch) {
    const std::lock_guard lock(mutex_);
    watch_ = std::move(watch);
  }

  // On a worker: paints the traveller and puts the document on the reader.
  void Begin(std::uint64_t seed) {
    StatusOr<std::string> code = CodePicture(traveller_, seed + station_->travellers.fetch_add(1));
    if (!code.ok()) return Fail(code.status());
    SensedTraveller sensed = Sense(traveller_, *std::move(code));
    {
      const std::lock_guard lock(mutex_);
      presented_ = std::chrono::steady_clock::now();
    }
    station_->runner->Watch([self = shared_from_this()](const LaneStatus& status) { self->OnStatus(status); });
    const Status presented = station_->devices->Present(std::move(sensed));
    if (!presented.ok()) Fail(presented);
  }

  StatusOr<WatchPage<Response>> Next() {
    const std::lock_guard lock(mutex_);
    if (!failure_.ok()) return failure_;
    WatchPage<Response> page;
    page.messages.assign(waiting_.begin(), waiting_.end());
    waiting_.clear();
    page.last = over_;
    return page;
  }

  // The newest step again: told while a lane waits long.
  Response Latest() {
    const std::lock_guard lock(mutex_);
    return Timed(latest_);
  }

 private:
  // On the lane's strand.
  void OnStatus(const LaneStatus& status) {
    if (left_) return;  // of what the lane had done before it was told that nobody watches any more
    if (crossing_id_.empty()) {
      if (status.event != "DOCUMENT_PRESENTED") return;
      // Any other phase: the lane takes nobody now, and a crossing in its hand is somebody else's.
      if (status.phase != LanePhase::kReading) return Finish(status);
      crossing_id_ = status.crossing_id;
    }
    if (status.crossing_id != crossing_id_) return Finish(status);
    Response response;
    for (const Finding& finding : status.findings) ToProto(finding, response.add_findings());
    if (status.decision) ToProto(*status.decision, response.mutable_decision());
    response.set_referral_id(status.referral_id);
    response.set_decision_request_id(status.decision_request_id);
    Add(std::move(response), status);
  }

  // The crossing is over: its last findings and decision are told again, with how it ended.
  void Finish(const LaneStatus& status) {
    Response response;
    {
      const std::lock_guard lock(mutex_);
      response = latest_;
    }
    response.set_outcome(OutcomeOf(station_->devices->Where()));
    Leave();  // before it is told: whoever has read the last step may present the next traveller at once
    Add(std::move(response), status);
  }

  void Add(Response response, const LaneStatus& status) {
    response.set_phase(std::string(LanePhaseName(status.phase)));
    response.set_screen(std::string(ScreenText(status.screen)));
    response.clear_at();
    response.clear_elapsed_ms();
    std::weak_ptr<Watch> watch;
    {
      const std::lock_guard lock(mutex_);
      if (response.SerializeAsString() == latest_.SerializeAsString()) return;
      latest_ = response;
      ToProto(status.at, response.mutable_at());
      if (waiting_.size() >= kMaxWaitingSteps) waiting_.pop_back();
      waiting_.push_back(Timed(std::move(response)));
      over_ = latest_.outcome() != v1::CROSSING_OUTCOME_UNSPECIFIED;
      watch = watch_;
    }
    if (const auto alive = watch.lock()) alive->Wake();
  }

  void Fail(const Status& status) {
    std::weak_ptr<Watch> watch;
    {
      const std::lock_guard lock(mutex_);
      failure_ = status;
      watch = watch_;
    }
    Leave();
    if (const auto alive = watch.lock()) alive->Wake();
  }

  // The lane is free for the next traveller: once, for a second time would be theirs.
  void Leave() {
    if (left_.exchange(true)) return;
    station_->runner->Watch(nullptr);
    station_->devices->Forget();
    station_->busy = false;
  }

  Response Timed(Response response) const {
    const auto elapsed = std::chrono::steady_clock::now() - presented_;
    response.set_elapsed_ms(std::chrono::duration<double, std::milli>(elapsed).count());
    return response;
  }

  const std::shared_ptr<Station> station_;
  const SimulatedTraveller traveller_;
  std::chrono::steady_clock::time_point presented_ = std::chrono::steady_clock::now();
  std::string crossing_id_;
  std::atomic<bool> left_ = false;
  std::mutex mutex_;
  std::weak_ptr<Watch> watch_;
  std::deque<Response> waiting_;
  Response latest_;
  Status failure_;
  bool over_ = false;
};

DeviceGrpcService::DeviceGrpcService(Executor& executor, WatchRegistry& watches, const std::vector<Lane>& lanes,
                                     std::uint64_t seed)
    : executor_(executor), watches_(watches), seed_(seed) {
  for (const Lane& lane : lanes) {
    auto station = std::make_shared<Station>();
    station->runner = lane.runner;
    station->devices = lane.devices;
    stations_.emplace(lane.runner->lane_id(), std::move(station));
  }
}

DeviceGrpcService::~DeviceGrpcService() = default;

StatusOr<std::shared_ptr<DeviceGrpcService::Station>> DeviceGrpcService::FindStation(const std::string& lane_id) const {
  RETURN_IF_ERROR(RequireSlug(lane_id, "lane_id"));
  const auto station = stations_.find(lane_id);
  if (station != stations_.end()) return station->second;
  return Error(StatusCode::kNotFound, error_reason::kNotFound, "this gate has no such lane");
}

StatusOr<std::shared_ptr<DeviceGrpcService::Visit>> DeviceGrpcService::Admit(
    const v1::PresentTravellerRequest& request) {
  ASSIGN_OR_RETURN(const std::shared_ptr<Station> station, FindStation(request.lane_id()));
  REQUIRE_FIELD(request, traveller);
  CONVERT_FIELD(SimulatedTraveller traveller, FromProto(request.traveller()), "traveller");
  if (station->busy.exchange(true)) {
    return Error(StatusCode::kFailedPrecondition, error_reason::kLaneBusy, "another traveller is at this lane");
  }
  return std::make_shared<Visit>(station, std::move(traveller));
}

grpc::ServerWriteReactor<v1::PresentTravellerResponse>* DeviceGrpcService::PresentTraveller(
    grpc::CallbackServerContext*, const v1::PresentTravellerRequest* request) {
  const StatusOr<std::shared_ptr<Visit>> admitted = Admit(*request);
  if (!admitted.ok()) return RefuseStream<v1::PresentTravellerResponse>(admitted.status());
  const std::shared_ptr<Visit>& visit = *admitted;
  auto* reactor = WatchStream<v1::PresentTravellerResponse>::Start(
      executor_, watches_, [visit] { return visit->Next(); }, [visit] { return visit->Latest(); },
      [visit](std::weak_ptr<Watch> watch) -> std::shared_ptr<void> {
        visit->Follow(std::move(watch));
        return nullptr;
      });
  executor_.Post([visit, seed = seed_] { visit->Begin(seed); });
  return reactor;
}

grpc::ServerUnaryReactor* DeviceGrpcService::SelectDirection(grpc::CallbackServerContext* context,
                                                             const v1::SelectDirectionRequest* request,
                                                             v1::SelectDirectionResponse* response) {
  const StatusOr<std::shared_ptr<Station>> station = FindStation(request->lane_id());
  if (!station.ok()) return FinishNow(context, station.status());
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  (*station)->runner->SelectDirection(request->profile(), [reactor, response](const StatusOr<LaneProfile>& lane) {
    if (lane.ok()) ToProto(*lane, response->mutable_lane());
    reactor->Finish(ToGrpcStatus(lane.status()));
  });
  return reactor;
}

grpc::ServerUnaryReactor* DeviceGrpcService::LetThrough(grpc::CallbackServerContext* context,
                                                        const v1::LetThroughRequest* request, v1::LetThroughResponse*) {
  const StatusOr<std::shared_ptr<Station>> station = FindStation(request->lane_id());
  if (!station.ok()) return FinishNow(context, station.status());
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  (*station)->runner->LetThrough([reactor](const Status& status) { reactor->Finish(ToGrpcStatus(status)); });
  return reactor;
}

grpc::ServerUnaryReactor* DeviceGrpcService::ClearLane(grpc::CallbackServerContext* context,
                                                       const v1::ClearLaneRequest* request, v1::ClearLaneResponse*) {
  const StatusOr<std::shared_ptr<Station>> station = FindStation(request->lane_id());
  if (!station.ok()) return FinishNow(context, station.status());
  const bool passed = request->cleared_as() == v1::CLEARED_AS_PASSED;
  if (!passed && request->cleared_as() != v1::CLEARED_AS_WENT_BACK)
    return FinishNow(context, InvalidField("cleared_as", "must be PASSED or WENT_BACK"));
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  (*station)->devices->ShowOut(passed ? Whereabouts::kPassed : Whereabouts::kWentBack);
  (*station)->runner->ClearLane(passed ? ClearedAs::kPassed : ClearedAs::kWentBack,
                                [reactor](const Status& status) { reactor->Finish(ToGrpcStatus(status)); });
  return reactor;
}

grpc::ServerUnaryReactor* DeviceGrpcService::GetReferralPicture(grpc::CallbackServerContext* context,
                                                                const v1::GetReferralPictureRequest* request,
                                                                v1::GetReferralPictureResponse* response) {
  const StatusOr<std::shared_ptr<Station>> station = FindStation(request->lane_id());
  if (!station.ok()) return FinishNow(context, station.status());
  const Status valid = RequireUuid(request->referral_id(), "referral_id");
  if (!valid.ok()) return FinishNow(context, valid);
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  (*station)->runner->ShowPicture(request->referral_id(),
                                  [reactor, response](const StatusOr<LaneRunner::ReferralPicture>& shown) {
                                    if (shown.ok()) {
                                      response->set_picture(std::string(shown->picture.view()));
                                      ToProto(shown->kept_until, response->mutable_kept_until());
                                    }
                                    reactor->Finish(ToGrpcStatus(shown.status()));
                                  });
  return reactor;
}

}  // namespace clearance
