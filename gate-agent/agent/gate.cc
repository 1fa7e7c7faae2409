#include "gate-agent/agent/gate.h"

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <condition_variable>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "common/admin/admin_endpoint.h"
#include "common/admin/serving_stage.h"
#include "common/admin/watched_certificates.h"
#include "common/base/address.h"
#include "common/base/clock_watch.h"
#include "common/base/end_signals.h"
#include "common/base/error_reasons.h"
#include "common/base/executor.h"
#include "common/base/log.h"
#include "common/base/random.h"
#include "common/base/secret_file.h"
#include "common/crypto/key_file.h"
#include "common/crypto/signature.h"
#include "common/document/document_inspection.h"
#include "common/domain/ledger_log.h"
#include "common/wire/listening_port.h"
#include "common/wire/rpc_life_sign.h"
#include "common/wire/server_calls.h"
#include "common/zones/zone_source.h"
#include "gate-agent/agent/biometrics.h"
#include "gate-agent/agent/checkpoint_keeper.h"
#include "gate-agent/agent/device_service.h"
#include "gate-agent/agent/examiner.h"
#include "gate-agent/agent/fleet_reporter.h"
#include "gate-agent/agent/gate_metrics.h"
#include "gate-agent/agent/lane_runner.h"
#include "gate-agent/agent/picture_sweeper.h"
#include "gate-agent/agent/seal_keeper.h"
#include "gate-agent/agent/trust_keeper.h"
#include "gate-agent/devices/simulated_lane.h"
#include "gate-agent/link/gate_store.h"
#include "gate-agent/link/grpc_central.h"
#include "gate-agent/link/link_metrics.h"
#include "gate-agent/link/outbox.h"

namespace clearance {
namespace {

GrpcCentralOptions CentralOptions(const AgentConfig& config) {
  GrpcCentralOptions options;
  options.gate_id = config.gate_id;
  options.address = config.centre_address;
  options.server_name = config.centre_name;
  options.ca_path = config.tls_ca;
  options.certificate_path = config.tls_certificate;
  options.key_path = config.tls_private_key;
  return options;
}

StatusOr<VerifyingKey> SealKeyOf(const AgentConfig& config) {
  return OfSetting("keys.seal_public", VerifyingKey::FromFile(config.seal_public_key));
}

StatusOr<VerifyingKey> LedgerKeyOf(const AgentConfig& config) {
  return OfSetting("keys.ledger_public", VerifyingKey::FromFile(config.ledger_public_key));
}

StatusOr<SealSet> ReadSeals(const AgentConfig& config) {
  ASSIGN_OR_RETURN(const VerifyingKey key, SealKeyOf(config));
  ASSIGN_OR_RETURN(SecretBytes document_key, OfSetting("keys.seal_document", ReadKeyFile(config.seal_document_key)));
  SealKeys own;
  own.Add({key, std::move(document_key)});
  return LoadOwnSeals(config.seal_set, key, std::move(own));
}

// Nothing where no folder is configured, or none is there yet: the centre will send one.
StatusOr<std::optional<TrustStore>> ReadTrust(const AgentConfig& config) {
  if (config.trust_folder.empty()) return std::optional<TrustStore>();
  return OfSetting("documents.trust", LoadOwnTrust(config.trust_folder, SystemClock().Now()));
}

// Brings the centre's commands to their lanes, until it is closed.
class CommandRouter {
 public:
  CommandRouter(FleetReporter& fleet, std::map<std::string, LaneRunner*> lanes)
      : fleet_(fleet), lanes_(std::move(lanes)) {}

  void Route(const GateCommand& command) {
    const std::lock_guard lock(mutex_);
    if (closed_) return;
    fleet_.CommandArrived(command.sequence);
    const auto lane = lanes_.find(command.lane_id);
    if (lane != lanes_.end()) {
      lane->second->OnCommand(command);
    } else {
      LogWarning("command_for_unknown_lane", {{"lane", command.lane_id}, {"sequence", command.sequence}});
      fleet_.CommandDone(command.sequence);
    }
  }

  void Close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }

 private:
  FleetReporter& fleet_;
  const std::map<std::string, LaneRunner*> lanes_;
  std::mutex mutex_;
  bool closed_ = false;
};

// A lane. The executor's tasks use it, so that it is made before the executor and ends after it.
struct GateLane {
  SimulatedLane devices;
  std::unique_ptr<Examiner> examiner;
  std::unique_ptr<LaneRunner> runner;
};

class RunningGate final : public Gate {
 public:
  RunningGate(AgentConfig config, SealSet seals, std::optional<TrustStore> trust, ZoneTable zones,
              Biometrics biometrics)
      : config_(std::move(config)),
        seals_(std::move(seals)),
        trust_(std::move(trust)),
        zones_(std::move(zones)),
        biometrics_(std::move(biometrics)),
        lanes_(config_.lanes.size()),
        executor_(config_.worker_threads),
        picture_sweeper_(executor_, clock_, pictures_) {}

  ~RunningGate() override { End(); }

  Status Open() {
    ASSIGN_OR_RETURN(store_, GateStore::Open(config_.outbox));
    GrpcCentralOptions options = CentralOptions(config_);
    options.metrics = &link_metrics_;
    ASSIGN_OR_RETURN(central_, GrpcCentral::Create(options, executor_, random_));
    RETURN_IF_ERROR(WatchCertificates());
    outbox_.emplace(Outbox::Parts{*store_, *central_, executor_, clock_, random_});
    fleet_.emplace(FleetReporter::Parts{*central_, *outbox_, executor_, clock_, random_, [this] { return Faults(); }});
    for (std::size_t i = 0; i < config_.lanes.size(); ++i) AddLane(config_.lanes[i], lanes_[i]);
    RETURN_IF_ERROR(KeepTrust());
    RETURN_IF_ERROR(KeepSeals());
    RETURN_IF_ERROR(KeepCheckpoints());
    // Before the devices: with that port taken the gate does not begin what it cannot go on with.
    RETURN_IF_ERROR(ShowMetrics());
    return Listen();
  }

  // Everything is in place: the lanes come up, and what waited for them is let in.
  void Run() {
    std::map<std::string, LaneRunner*> runners;
    for (const GateLane& lane : lanes_) {
      runners.emplace(lane.runner->lane_id(), lane.runner.get());
      lane.runner->Start();
    }
    router_ = std::make_shared<CommandRouter>(*fleet_, std::move(runners));
    central_->WatchCommands(0, [router = router_](const GateCommand& command) { router->Route(command); });
    port_watch_.Begin(devices_address());
    stage_ = ServingStage::kServing;
  }

  std::vector<LifeSign::Ask> LifeSigns() override {
    std::vector<LifeSign::Ask> asks;
    for (const GateLane& lane : lanes_)
      asks.push_back([runner = lane.runner.get()](LifeSign::Answered answered) { runner->AskAlive(answered); });
    asks.push_back(RpcLifeSign(*server_));
    asks.push_back([this](LifeSign::Answered answered) { port_watch_.AskHeard(std::move(answered)); });
    return asks;
  }

  std::string devices_address() const override { return WithPort(config_.devices_listen, port_); }
  const std::string& why_no_biometrics() const override { return biometrics_.why_none; }
  ServiceLevel level() const override { return biometrics_.level; }

  std::string admin_address() const override { return admin_ == nullptr ? std::string() : admin_->address(); }

  void Drain() override {
    if (server_ == nullptr) return;
    stage_ = ServingStage::kDraining;
    port_watch_.End();
    std::mutex mutex;
    std::condition_variable changed;
    std::size_t empty = 0;
    for (const GateLane& lane : lanes_) {
      lane.runner->Drain([&] {
        const std::lock_guard lock(mutex);
        ++empty;
        changed.notify_all();
      });
    }
    {
      std::unique_lock lock(mutex);
      changed.wait_for(lock, kGateDrainTime, [&] { return empty == lanes_.size(); });
      LogInfo("drained", {{"lanes", static_cast<int>(lanes_.size())},
                          {"empty", static_cast<int>(empty)},
                          {"outbox_waiting", outbox_->Waiting()}});
    }
    End();
  }

 private:
  DocumentInspector Inspector() const {
    return [this](const InspectionEvidence& evidence, Instant at) {
      // The one store for the whole inspection, whatever the centre sends meanwhile.
      const std::shared_ptr<const TrustStore> trust = trust_.Get();
      return InspectDocument(evidence, trust.get(), at);
    };
  }

  // The centre signs its bundles with the key of its seals.
  Status KeepTrust() {
    if (config_.trust_folder.empty()) return OkStatus();
    ASSIGN_OR_RETURN(VerifyingKey key, SealKeyOf(config_));
    trust_keeper_.emplace(TrustKeeper::Parts{.central = *central_,
                                             .executor = executor_,
                                             .clock = clock_,
                                             .random = random_,
                                             .in_force = trust_,
                                             .key = std::move(key),
                                             .path = config_.trust_folder,
                                             .faults_changed = [this] { fleet_->GateChanged(); }});
    return OkStatus();
  }

  Status KeepSeals() {
    ASSIGN_OR_RETURN(VerifyingKey key, SealKeyOf(config_));
    seal_keeper_.emplace(SealKeeper::Parts{.central = *central_,
                                           .executor = executor_,
                                           .clock = clock_,
                                           .random = random_,
                                           .in_force = seals_,
                                           .key = std::move(key),
                                           .path = config_.seal_set,
                                           .faults_changed = [this] { fleet_->GateChanged(); }});
    return OkStatus();
  }

  // All lanes of a gate stand in one port.
  Status KeepCheckpoints() {
    if (config_.ledger_public_key.empty()) {
      LogWarning("checkpoints_not_kept", {{"why", "keys.ledger_public is not set"}});
      return OkStatus();
    }
    for (const std::string& log : {config_.lanes.front().profiles.front().port, std::string(kCentreLog)}) {
      ASSIGN_OR_RETURN(VerifyingKey key, LedgerKeyOf(config_));
      checkpoint_keepers_.emplace_back(CheckpointKeeper::Parts{.central = *central_,
                                                               .executor = executor_,
                                                               .clock = clock_,
                                                               .random = random_,
                                                               .alarm = checkpoint_alarms_.emplace_back(),
                                                               .key = std::move(key),
                                                               .log = log,
                                                               .folder = config_.checkpoint_folder,
                                                               .alarm_changed = [this] { fleet_->GateChanged(); }});
    }
    return OkStatus();
  }

  // Of the whole gate.
  std::vector<ReportedFault> Faults() const {
    std::vector<ReportedFault> faults = trust_.Faults();
    for (const CheckpointAlarm& alarm : checkpoint_alarms_) {
      const std::vector<ReportedFault> more = alarm.Faults();
      faults.insert(faults.end(), more.begin(), more.end());
    }
    const std::vector<ReportedFault> of_seals = seals_.Faults();
    faults.insert(faults.end(), of_seals.begin(), of_seals.end());
    return faults;
  }

  void AddLane(const LaneConfig& config, GateLane& lane) {
    SimulatedLane& devices = lane.devices;
    lane.examiner = std::make_unique<Examiner>(Examiner::Parts{.clock = clock_,
                                                               .zones = zones_,
                                                               .seals = seals_,
                                                               .booking_early = config_.booking_early,
                                                               .booking_late = config_.booking_late,
                                                               .portraits = portraits_,
                                                               .pictures = pictures_,
                                                               .compare = ComparerOf(biometrics_.engine.get()),
                                                               .prepare = PreparerOf(biometrics_.engine.get()),
                                                               .inspect = Inspector(),
                                                               .reader = devices,
                                                               .scanner = devices,
                                                               .camera = devices,
                                                               .thermal = devices,
                                                               .body = devices});
    lane.runner = std::make_unique<LaneRunner>(LaneRunner::Setup{.profiles = config.profiles,
                                                                 .level = biometrics_.level,
                                                                 .matches_faces = biometrics_.engine != nullptr,
                                                                 .limits = config_.limits},
                                               LaneRunner::Parts{.executor = executor_,
                                                                 .clock = clock_,
                                                                 .random = random_,
                                                                 .central = *central_,
                                                                 .outbox = *outbox_,
                                                                 .store = *store_,
                                                                 .fleet = *fleet_,
                                                                 .doors = devices,
                                                                 .persons = devices,
                                                                 .screen = devices,
                                                                 .examiner = *lane.examiner});
    devices.PostTo([runner = lane.runner.get()](const DeviceEvent& event) { runner->OnDevice(event); });
  }

  Status Listen() {
    std::vector<DeviceGrpcService::Lane> lanes;
    for (GateLane& lane : lanes_) lanes.push_back({lane.runner.get(), &lane.devices});
    service_.emplace(executor_, watches_, lanes, config_.devices_seed);
    grpc::ServerBuilder builder;
    builder.SetMaxReceiveMessageSize(kMaxDeviceMessageBytes);
    InterceptCalls(builder, nullptr);
    ListenAt(builder, config_.devices_listen, grpc::InsecureServerCredentials(), port_);
    builder.RegisterService(&*service_);
    server_ = builder.BuildAndStart();
    if (server_ != nullptr && port_ != 0) return OkStatus();
    return Error(
        StatusCode::kUnavailable, error_reason::kConfigInvalid,
        "devices.listen: " + config_.devices_listen + ": cannot listen there; is the address right and the port free?");
  }

  // A gate whose certificate has expired goes on alone: people stand before its lanes. It must not go on in silence.
  Status WatchCertificates() {
    const Instant now = clock_.Now();
    ASSIGN_OR_RETURN(certificates_, WatchedCertificatesOf({config_.tls_certificate, config_.tls_ca, "ca"}, now));
    LogNotValid(certificates_, now);
    return OkStatus();
  }

  Status ShowMetrics() {
    if (config_.admin_listen.empty()) return OkStatus();
    const auto not_ready = [this] { return WhyNotReady(stage_, port_watch_, [this] { return store_->Writable(); }); };
    GateMetricsParts parts{.config = config_,
                           .link = link_metrics_,
                           .store = *store_,
                           .clock = clock_,
                           .certificates = certificates_,
                           .compares_faces = biometrics_.engine != nullptr,
                           .lanes = {},
                           .gate_faults = [this] { return Faults(); },
                           .not_ready = not_ready};
    for (const GateLane& lane : lanes_) parts.lanes.push_back(lane.runner.get());
    AddGateMetrics(telemetry_, parts);
    ASSIGN_OR_RETURN(admin_, AdminEndpoint::Open({config_.admin_listen, telemetry_, not_ready}));
    return OkStatus();
  }

  // In the order in which one thing may still call another: callers first.
  void End() {
    port_watch_.End();
    if (router_) router_->Close();
    if (server_) {
      watches_.Drain();
      server_->Shutdown(std::chrono::system_clock::now() + kDeviceCallsDrainTime);
      server_->Wait();
      server_.reset();
    }
    for (const GateLane& lane : lanes_) {
      if (lane.runner) lane.runner->End();
    }
  }

  // In the order in which they may use one another; destroyed the other way round. The executor's last tasks still use
  // what stands before it.
  const AgentConfig config_;
  SystemClock clock_;
  SystemRandom random_;
  LinkMetrics link_metrics_;
  Telemetry telemetry_;
  std::vector<WatchedCertificate> certificates_;
  std::atomic<ServingStage> stage_ = ServingStage::kStarting;
  SealsInForce seals_;
  TrustInForce trust_;
  const ZoneTable zones_;
  const Biometrics biometrics_;
  PortraitsInHand portraits_;
  ReferralImages pictures_;
  std::list<CheckpointAlarm> checkpoint_alarms_;  // one for each log that is followed
  std::vector<GateLane> lanes_;
  ThreadPool executor_;
  PortWatch port_watch_{executor_, EndSignals::EndOfItself};
  const ClockWatch clock_watch_{executor_};
  PictureSweeper picture_sweeper_;
  std::unique_ptr<GateStore> store_;
  std::unique_ptr<GrpcCentral> central_;
  std::optional<Outbox> outbox_;
  std::optional<FleetReporter> fleet_;
  std::optional<TrustKeeper> trust_keeper_;
  std::optional<SealKeeper> seal_keeper_;
  std::list<CheckpointKeeper> checkpoint_keepers_;
  std::shared_ptr<CommandRouter> router_;
  WatchRegistry watches_;
  std::optional<DeviceGrpcService> service_;
  std::unique_ptr<grpc::Server> server_;
  int port_ = 0;
  std::unique_ptr<AdminEndpoint> admin_;  // shows what stands before it: ends first
};

}  // namespace

Status Gate::Check(const AgentConfig& config) {
  RETURN_IF_ERROR(CheckPlaces(PlacesOf(config)));
  RETURN_IF_ERROR(ReadSeals(config).status());
  RETURN_IF_ERROR(ReadTrust(config).status());
  if (!config.ledger_public_key.empty()) RETURN_IF_ERROR(LedgerKeyOf(config).status());
  RETURN_IF_ERROR(MakeZoneTable().status());
  ThreadPool executor(1);
  SystemRandom random;
  RETURN_IF_ERROR(GrpcCentral::Create(CentralOptions(config), executor, random).status());
  if (config.calibration.empty()) return OkStatus();
  const Biometrics biometrics = LoadBiometrics(config);
  if (biometrics.why_none.empty()) return OkStatus();
  return Error(StatusCode::kFailedPrecondition, error_reason::kModelUnusable, biometrics.why_none);
}

StatusOr<std::unique_ptr<Gate>> Gate::Start(const AgentConfig& config) {
  ASSIGN_OR_RETURN(SealSet seals, ReadSeals(config));
  ASSIGN_OR_RETURN(ZoneTable zones, MakeZoneTable());
  ASSIGN_OR_RETURN(std::optional<TrustStore> trust, ReadTrust(config));
  auto gate = std::make_unique<RunningGate>(config, std::move(seals), std::move(trust), std::move(zones),
                                            LoadBiometrics(config));
  RETURN_IF_ERROR(gate->Open());
  gate->Run();
  return std::unique_ptr<Gate>(std::move(gate));
}

}  // namespace clearance
