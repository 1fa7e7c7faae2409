#include "services/fleet/fleet_service.h"

#include <memory>
#include <string>
#include <vector>

#include "common/base/error_reasons.h"
#include "common/document/trust_bundle.h"
#include "common/seal/seal_set.h"
#include "common/wire/caller.h"
#include "common/wire/fields.h"
#include "common/wire/fleet_wire.h"
#include "common/wire/proto_enum.h"
#include "common/wire/unary.h"
#include "services/fleet/lane_reports.h"

namespace clearance {
namespace {

constexpr std::size_t kWatchPage = 100;
// Both kinds of edition are named by a SHA-256.
constexpr std::size_t kEditionIdDigits = 64;
static_assert(kEditionIdDigits == kTrustBundleIdDigits && kEditionIdDigits == kSealSetIdDigits);

StatusOr<ReceivedReport> Accept(const grpc::CallbackServerContext& context, const GatePorts& gates,
                                const v1::ReportLaneRequest& request, Instant now) {
  ASSIGN_OR_RETURN(const Caller gate, RequireCaller(context, {Role::kGate}));
  RETURN_IF_ERROR(RequireUuid(request.request_id(), "request_id"));
  REQUIRE_FIELD(request, report);
  ReceivedReport accepted;
  CONVERT_FIELD(accepted.status.report, FromProto(request.report()), "report");
  RETURN_IF_ERROR(gates.RequireOwnLane(gate, accepted.status.report.lane));
  accepted.status.gate_id = gate.id;
  accepted.status.received_at = now;
  accepted.acknowledged_sequence = request.acknowledged_sequence();
  return accepted;
}

// Follows the lanes: every lane, then every change.
class LaneFeed {
 public:
  LaneFeed(Store& store, std::string port) : store_(store), port_(std::move(port)) {}

  StatusOr<WatchPage<v1::WatchLanesResponse>> Next() {
    WatchPage<v1::WatchLanesResponse> page;
    RETURN_IF_ERROR(store_.Read([&](const Snapshot& s) -> Status {
      ASSIGN_OR_RETURN(const auto lanes, s.lanes().ChangesSince(port_, change_, kWatchPage));
      for (const LaneStatus& lane : lanes) {
        change_ = lane.change;
        v1::WatchLanesResponse& message = page.messages.emplace_back();
        ToProto(lane.report, message.mutable_report());
        if (lane.ordered_level) message.set_ordered_level(ToProtoEnum(*lane.ordered_level));
      }
      if (in_snapshot_ && lanes.size() < kWatchPage) {
        in_snapshot_ = false;
        page.messages.emplace_back().set_snapshot_complete(true);
      }
      return OkStatus();
    }));
    return page;
  }

 private:
  Store& store_;
  const std::string port_;
  std::uint64_t change_ = 0;
  bool in_snapshot_ = true;
};

// Follows one gate's commands.
class CommandFeed {
 public:
  CommandFeed(Store& store, std::string gate_id, std::uint64_t after)
      : store_(store), gate_id_(std::move(gate_id)), after_(after) {}

  StatusOr<WatchPage<v1::WatchCommandsResponse>> Next() {
    WatchPage<v1::WatchCommandsResponse> page;
    RETURN_IF_ERROR(store_.Read([&](const Snapshot& s) -> Status {
      ASSIGN_OR_RETURN(const auto commands, s.lane_commands().Since(gate_id_, after_, kWatchPage));
      for (const GateCommand& command : commands) {
        after_ = command.sequence;
        ToProto(command, page.messages.emplace_back().mutable_command());
      }
      return OkStatus();
    }));
    return page;
  }

 private:
  Store& store_;
  const std::string gate_id_;
  std::uint64_t after_;
};

// What is published, in pieces, the piece that is next read from where the last one ended.
template <typename Published, typename Response>
class EditionFeed {
 public:
  EditionFeed(Published& published, std::string known) : published_(published), known_(std::move(known)) {}

  StatusOr<WatchPage<Response>> Next() {
    if (!edition_) edition_ = published_.Latest();
    WatchPage<Response> page;
    Response& message = page.messages.emplace_back();
    if (edition_->id == known_) {
      message.set_current(true);
      page.last = true;
    } else {
      message.set_chunk(edition_->bundle.substr(sent_, kChunkBytes));
      sent_ += message.chunk().size();
      page.last = sent_ == edition_->bundle.size();
    }
    return page;
  }

 private:
  Published& published_;
  const std::string known_;
  std::shared_ptr<const typename Published::Edition> edition_;
  std::size_t sent_ = 0;
};

template <typename Response, typename Published>
grpc::ServerWriteReactor<Response>* SendEdition(Executor& executor, WatchRegistry& watches, Published& published,
                                                const std::string& known) {
  auto feed = std::make_shared<EditionFeed<Published, Response>>(published, known);
  return WatchStream<Response>::Start(
      executor, watches, [feed] { return feed->Next(); }, [] { return Response(); },
      [](const std::weak_ptr<Watch>&) { return std::shared_ptr<void>(); });
}

// Wakes the watch when the views it follows have changed.
template <bool ViewChanges::*kView>
auto WakeOn(Store& store) {
  return [&store](std::weak_ptr<Watch> watch) -> std::shared_ptr<void> {
    return store.Subscribe([watch = std::move(watch)](const ViewChanges& changes) {
      const auto alive = watch.lock();
      if (alive && changes.*kView) alive->Wake();
    });
  };
}

// The port whose lanes are followed; "" for every port.
StatusOr<std::string> AcceptWatch(const grpc::CallbackServerContext& context, const GatePorts& gates,
                                  const v1::WatchLanesRequest& request) {
  ASSIGN_OR_RETURN(const Caller caller, RequireCaller(context, {Role::kGate, Role::kOfficer, Role::kSupervisor}));
  if (!request.port().empty()) RETURN_IF_ERROR(RequireUpper(request.port(), kMaxLogNameBytes, "-", "port"));
  return gates.PortAsked(caller, request.port());
}

Status AcceptWatch(const grpc::CallbackServerContext& context, const v1::WatchCommandsRequest& request) {
  ASSIGN_OR_RETURN(const Caller gate, RequireCaller(context, {Role::kGate}));
  if (request.gate_id() == gate.id) return OkStatus();
  return Error(StatusCode::kPermissionDenied, error_reason::kPermissionDenied,
               "a gate may watch its own commands only");
}

Status AcceptKnown(const grpc::CallbackServerContext& context, const std::string& known) {
  RETURN_IF_ERROR(RequireCaller(context, {Role::kGate}).status());
  const bool is_id =
      known.size() == kEditionIdDigits && known.find_first_not_of("0123456789abcdef") == std::string::npos;
  if (known.empty() || is_id) return OkStatus();
  return InvalidField("known_sha256", "must be 64 lower-case hexadecimal digits");
}

Status AcceptTrust(const grpc::CallbackServerContext& context, const v1::GetTrustRequest& request,
                   const PublishedTrust* trust) {
  RETURN_IF_ERROR(AcceptKnown(context, request.known_sha256()));
  if (trust != nullptr) return OkStatus();
  return Error(StatusCode::kNotFound, error_reason::kNotFound, "the centre has no trust folder");
}

}  // namespace

grpc::ServerUnaryReactor* FleetGrpcService::ReportLane(grpc::CallbackServerContext* context,
                                                       const v1::ReportLaneRequest* request, v1::ReportLaneResponse*) {
  auto accepted = Accept(*context, gates_, *request, clock_.Now());
  if (!accepted.ok()) return FinishNow(context, accepted.status());
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  store_.Transact([report = *std::move(accepted)](Transaction& t) { return RecordReport(t, report); },
                  [reactor](const Status& status) { reactor->Finish(ToGrpcStatus(status)); });
  return reactor;
}

grpc::ServerUnaryReactor* FleetGrpcService::SetServiceLevel(grpc::CallbackServerContext* context,
                                                            const v1::SetServiceLevelRequest* request,
                                                            v1::SetServiceLevelResponse* response) {
  const auto officer = RequireCaller(*context, {Role::kOfficer, Role::kSupervisor});
  if (!officer.ok()) return FinishNow(context, officer.status());
  const auto order = FromProto(*request);
  if (!order.ok()) return FinishNow(context, order.status());
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  levels_.Set(*order, officer->id, [reactor, response](const StatusOr<std::uint64_t>& position) {
    if (position.ok()) response->set_position(*position);
    reactor->Finish(ToGrpcStatus(position.status()));
  });
  return reactor;
}

grpc::ServerWriteReactor<v1::WatchLanesResponse>* FleetGrpcService::WatchLanes(grpc::CallbackServerContext* context,
                                                                               const v1::WatchLanesRequest* request) {
  const StatusOr<std::string> port = AcceptWatch(*context, gates_, *request);
  if (!port.ok()) return RefuseStream<v1::WatchLanesResponse>(port.status());
  auto feed = std::make_shared<LaneFeed>(store_, *port);
  return WatchStream<v1::WatchLanesResponse>::Start(
      executor_, watches_, [feed] { return feed->Next(); }, [] { return v1::WatchLanesResponse(); },
      WakeOn<&ViewChanges::lanes>(store_));
}

grpc::ServerWriteReactor<v1::WatchCommandsResponse>* FleetGrpcService::WatchCommands(
    grpc::CallbackServerContext* context, const v1::WatchCommandsRequest* request) {
  const Status accepted = AcceptWatch(*context, *request);
  if (!accepted.ok()) return RefuseStream<v1::WatchCommandsResponse>(accepted);
  auto feed = std::make_shared<CommandFeed>(store_, request->gate_id(), request->resume_after());
  return WatchStream<v1::WatchCommandsResponse>::Start(
      executor_, watches_, [feed] { return feed->Next(); }, [] { return v1::WatchCommandsResponse(); },
      WakeOn<&ViewChanges::lane_commands>(store_));
}

grpc::ServerWriteReactor<v1::GetTrustResponse>* FleetGrpcService::GetTrust(grpc::CallbackServerContext* context,
                                                                           const v1::GetTrustRequest* request) {
  const Status accepted = AcceptTrust(*context, *request, trust_);
  if (!accepted.ok()) return RefuseStream<v1::GetTrustResponse>(accepted);
  return SendEdition<v1::GetTrustResponse>(executor_, watches_, *trust_, request->known_sha256());
}

grpc::ServerWriteReactor<v1::GetSealSetResponse>* FleetGrpcService::GetSealSet(grpc::CallbackServerContext* context,
                                                                               const v1::GetSealSetRequest* request) {
  const Status accepted = AcceptKnown(*context, request->known_sha256());
  if (!accepted.ok()) return RefuseStream<v1::GetSealSetResponse>(accepted);
  return SendEdition<v1::GetSealSetResponse>(executor_, watches_, seals_, request->known_sha256());
}

}  // namespace clearance
