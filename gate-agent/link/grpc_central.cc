// See grpc_central.h.
#include "gate-agent/link/grpc_central.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

#include "clearance/v1/clearance.grpc.pb.h"
#include "clearance/v1/fleet.grpc.pb.h"
#include "clearance/v1/ledger.grpc.pb.h"
#include "common/base/check.h"
#include "common/base/clock.h"
#include "common/base/error_reasons.h"
#include "common/base/log.h"
#include "common/base/secret_file.h"
#include "common/base/trace_context.h"
#include "common/crypto/certificate.h"
#include "common/wire/crossing_wire.h"
#include "common/wire/decision_wire.h"
#include "common/wire/fleet_wire.h"
#include "common/wire/own_certificate.h"
#include "common/wire/server_time.h"
#include "gate-agent/link/grpc_bundle_download.h"
#include "gate-agent/link/grpc_calls.h"
#include "gate-agent/link/grpc_command_stream.h"

namespace clearance {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t kMaxPemBytes = 256 * 1024;
constexpr int kReconnectFirstMs = 100;
constexpr int kReconnectMostMs = 1000;  // a centre that is back is noticed within this
constexpr int kKeepaliveMs = 20'000;    // a connection cut without a word is noticed within this and the next
constexpr int kKeepaliveAnswerMs = 5'000;

StatusOr<std::string> ReadPem(std::string_view setting, const std::string& path) {
  StatusOr<std::string> pem = OfSetting(setting, ReadSecretFile(path, kMaxPemBytes));
  if (pem.ok()) return pem;
  return Error(StatusCode::kFailedPrecondition, error_reason::kCertificateUnusable, MessageOf(pem.status()));
}

// gRPC itself says nothing of a key that does not fit: calls would only fail, one after the other, without a cause.
StatusOr<std::shared_ptr<grpc::ChannelCredentials>> ReadCredentials(const GrpcCentralOptions& options) {
  grpc::SslCredentialsOptions ssl;
  ASSIGN_OR_RETURN(ssl.pem_root_certs, ReadPem("tls.ca", options.ca_path));
  ASSIGN_OR_RETURN(ssl.pem_cert_chain, ReadPem("tls.certificate", options.certificate_path));
  ASSIGN_OR_RETURN(ssl.pem_private_key, ReadPem("tls.private_key", options.key_path));
  RETURN_IF_ERROR(OfSetting("tls.ca", Certificate::AllFromFile(options.ca_path).status()));
  ASSIGN_OR_RETURN(const Certificate own,
                   OfSetting("tls.certificate", Certificate::FromFile(options.certificate_path)));
  RETURN_IF_ERROR(OfSetting("tls.private_key",
                            own.CheckPrivateKey(ssl.pem_private_key, options.key_path, options.certificate_path)));
  RETURN_IF_ERROR(OfSetting("tls.certificate", CheckGateCertificate(own, options.certificate_path, options.gate_id)));
  return grpc::SslCredentials(ssl);
}

std::shared_ptr<grpc::Channel> MakeChannel(const GrpcCentralOptions& options,
                                           const std::shared_ptr<grpc::ChannelCredentials>& credentials) {
  grpc::ChannelArguments arguments;
  if (!options.server_name.empty()) arguments.SetSslTargetNameOverride(options.server_name);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, kReconnectFirstMs);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, kReconnectFirstMs);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, kReconnectMostMs);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveMs);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveAnswerMs);
  return grpc::CreateCustomChannel(options.address, credentials, arguments);
}

// A call, and the request id of the decision it is about: its trace. Empty where it is about none.
struct Called {
  std::string_view method;
  std::string trace_of{};
};

// The two messages of a unary call while it is under way.
template <typename Request, typename Response>
struct Exchange {
  std::string_view method;
  steady_clock::time_point began;
  std::optional<TraceContext> trace;
  grpc::ClientContext context;
  Request request;
  Response response;
};

}  // namespace

struct GrpcCentral::State : std::enable_shared_from_this<State> {
  // A crossing for which an answer is being sought.
  struct Question {
    v1::DecideCrossingRequest request;
    steady_clock::time_point give_up_at;
    int repetitions = 0;
    OnDecided done;
  };

  State(const GrpcCentralOptions& its_options, const std::shared_ptr<grpc::Channel>& channel, Executor& its_executor,
        Random& its_random)
      : options(its_options),
        executor(its_executor),
        random(its_random),
        clearance(v1::ClearanceService::NewStub(channel)),
        fleet(v1::FleetService::NewStub(channel)),
        ledger(v1::LedgerService::NewStub(channel)) {}

  // Starts a call for at most `timeout`, then `done(status, response)`. Its callback holds the state by address: the
  // destructor waits for every call.
  template <typename Request, typename Response, typename Start, typename Done>
  void Call(const Called& called, Request request, Duration timeout, Start start, Done done) {
    auto exchange = std::make_shared<Exchange<Request, Response>>();
    exchange->method = called.method;
    if (!called.trace_of.empty()) {
      exchange->trace = TraceOf(called.trace_of, random);
      exchange->context.AddMetadata(kTraceparentKey, FormatTraceparent(*exchange->trace));
    }
    exchange->began = steady_clock::now();
    exchange->request = std::move(request);
    exchange->context.set_deadline(std::chrono::system_clock::now() + timeout);
    if (!calls.Enter(exchange->context)) return;
    if (RpcMeter* const meter = MeterOf(called.method)) meter->Begun();
    start(exchange->context, exchange->request, exchange->response,
          [this, exchange, done = std::move(done)](const grpc::Status& status) mutable {
            Note(*exchange, status);
            done(CallStatus(status), exchange->response);
            calls.Leave(exchange->context, [&exchange] { exchange.reset(); });
          });
  }

  // Nothing where nobody counts.
  RpcMeter* MeterOf(std::string_view method) const {
    if (options.metrics == nullptr) return nullptr;
    RpcMeter* const meter = options.metrics->rpcs.Of(method);
    CHECK(meter != nullptr);
    return meter;
  }
  // Of a call that has ended.
  template <typename Exchanged>
  void Note(const Exchanged& exchange, const grpc::Status& status) const {
    const auto took = steady_clock::now() - exchange.began;
    if (exchange.trace) WriteLine(exchange.method, *exchange.trace, status, took);
    RpcMeter* const meter = MeterOf(exchange.method);
    if (meter == nullptr) return;
    meter->Ended(status.error_code(), took);
    if (status.ok()) NoteTime(exchange.context, took);
  }
  static void WriteLine(std::string_view method, const TraceContext& trace, const grpc::Status& status,
                        steady_clock::duration took);
  void NoteTime(const grpc::ClientContext& context, steady_clock::duration took) const;

  void Ask(const std::shared_ptr<Question>& question);
  void Answered(const std::shared_ptr<Question>& question, const Status& status,
                const v1::DecideCrossingResponse& response);

  const GrpcCentralOptions options;
  Executor& executor;
  Random& random;
  std::unique_ptr<v1::ClearanceService::Stub> clearance;
  std::unique_ptr<v1::FleetService::Stub> fleet;
  std::unique_ptr<v1::LedgerService::Stub> ledger;
  CallsInFlight calls;
  std::mutex mutex;
  std::shared_ptr<GrpcCommandStream> stream;
};

void GrpcCentral::State::WriteLine(std::string_view method, const TraceContext& trace, const grpc::Status& status,
                                   steady_clock::duration took) {
  LogInfo("rpc", {{"rpc", method.substr(method.rfind('.') + 1)},
                  {"code", RpcCodeName(static_cast<std::size_t>(status.error_code()))},
                  {"us", std::chrono::duration_cast<std::chrono::microseconds>(took).count()},
                  {"trace", trace.trace_id},
                  {"span", trace.span_id}});
}

void GrpcCentral::State::NoteTime(const grpc::ClientContext& context, steady_clock::duration took) const {
  const auto& told = context.GetServerInitialMetadata();
  const auto time = told.find(kServerTimeKey);
  if (time == told.end()) return;
  const std::optional<Instant> theirs = ParseServerTime({time->second.data(), time->second.size()});
  const Instant now = SystemClock().Now();
  if (theirs) options.metrics->clock.Note(now - std::chrono::duration_cast<Duration>(took), *theirs, now);
}

void GrpcCentral::State::Ask(const std::shared_ptr<Question>& question) {
  const auto left = std::chrono::duration_cast<Duration>(question->give_up_at - steady_clock::now());
  Call<v1::DecideCrossingRequest, v1::DecideCrossingResponse>(
      {link_rpc::kDecideCrossing, question->request.request_id()}, question->request, std::min(left, options.attempt),
      [this](auto& context, auto& request, auto& response, auto done) {
        clearance->async()->DecideCrossing(&context, &request, &response, std::move(done));
      },
      [this, question](const Status& status, const v1::DecideCrossingResponse& response) {
        Answered(question, status, response);
      });
}

void GrpcCentral::State::Answered(const std::shared_ptr<Question>& question, const Status& status,
                                  const v1::DecideCrossingResponse& response) {
  if (status.ok()) return question->done(FromProto(response));
  if (!IsRetryable(status) || calls.Closing()) return question->done(status);
  const Duration wait = RetryDelay(options.backoff, ++question->repetitions, status, random);
  if (steady_clock::now() + wait >= question->give_up_at) return question->done(status);
  executor.PostAfter(wait, [weak = weak_from_this(), question] {
    if (const auto self = weak.lock()) self->Ask(question);
  });
}

StatusOr<std::unique_ptr<GrpcCentral>> GrpcCentral::Create(const GrpcCentralOptions& options, Executor& executor,
                                                           Random& random) {
  ASSIGN_OR_RETURN(const std::shared_ptr<grpc::ChannelCredentials> credentials, ReadCredentials(options));
  auto state = std::make_shared<State>(options, MakeChannel(options, credentials), executor, random);
  return std::unique_ptr<GrpcCentral>(new GrpcCentral(std::move(state)));
}

GrpcCentral::GrpcCentral(std::shared_ptr<State> state) : state_(std::move(state)) {}

GrpcCentral::~GrpcCentral() {
  {
    const std::lock_guard lock(state_->mutex);
    if (state_->stream) state_->stream->Stop();
  }
  state_->calls.CancelAndWait();
}

void GrpcCentral::DecideCrossing(const CrossingRequest& request, Duration patience, OnDecided done) {
  auto question = std::make_shared<State::Question>();
  ToProto(request, &question->request);
  question->give_up_at = steady_clock::now() + patience;
  question->done = std::move(done);
  state_->Ask(question);
}

void GrpcCentral::ReportPassage(const Passage& passage, OnReported done) {
  v1::ReportPassageRequest request;
  ToProto(passage, &request);
  state_->Call<v1::ReportPassageRequest, v1::ReportPassageResponse>(
      {link_rpc::kReportPassage, passage.decision_request_id}, std::move(request), state_->options.attempt,
      [this](auto& context, auto& message, auto& response, auto on_status) {
        state_->clearance->async()->ReportPassage(&context, &message, &response, std::move(on_status));
      },
      [done = std::move(done)](const Status& status, const v1::ReportPassageResponse&) { done(status); });
}

void GrpcCentral::ReportAbandonment(const Abandonment& abandonment, OnReported done) {
  v1::ReportAbandonmentRequest request;
  ToProto(abandonment, &request);
  state_->Call<v1::ReportAbandonmentRequest, v1::ReportAbandonmentResponse>(
      {link_rpc::kReportAbandonment, abandonment.decision_request_id}, std::move(request), state_->options.attempt,
      [this](auto& context, auto& message, auto& response, auto on_status) {
        state_->clearance->async()->ReportAbandonment(&context, &message, &response, std::move(on_status));
      },
      [done = std::move(done)](const Status& status, const v1::ReportAbandonmentResponse&) { done(status); });
}

void GrpcCentral::ReportLane(const FleetReport& report, OnReported done) {
  v1::ReportLaneRequest request;
  request.set_request_id(report.request_id);
  request.set_acknowledged_sequence(report.acknowledged_sequence);
  ToProto(report.lane, request.mutable_report());
  state_->Call<v1::ReportLaneRequest, v1::ReportLaneResponse>(
      {link_rpc::kReportLane}, std::move(request), state_->options.attempt,
      [this](auto& context, auto& message, auto& response, auto on_status) {
        state_->fleet->async()->ReportLane(&context, &message, &response, std::move(on_status));
      },
      [done = std::move(done)](const Status& status, const v1::ReportLaneResponse&) { done(status); });
}

void GrpcCentral::GetTrust(const std::string& known, std::size_t max_bytes, OnBundle done) {
  DownloadTrust(*state_->fleet, state_->calls,
                {known, max_bytes, state_->options.download, state_->MeterOf(link_rpc::kGetTrust)}, std::move(done));
}

void GrpcCentral::GetSealSet(const std::string& known, std::size_t max_bytes, OnBundle done) {
  DownloadSealSet(*state_->fleet, state_->calls,
                  {known, max_bytes, state_->options.download, state_->MeterOf(link_rpc::kGetSealSet)},
                  std::move(done));
}

void GrpcCentral::GetCheckpoint(const std::string& log, const std::string& known, OnNote done) {
  v1::GetCheckpointRequest request;
  request.set_log(log);
  request.set_known_note(known);
  state_->Call<v1::GetCheckpointRequest, v1::GetCheckpointResponse>(
      {link_rpc::kGetCheckpoint}, std::move(request), state_->options.attempt,
      [this](auto& context, auto& message, auto& response, auto on_status) {
        state_->ledger->async()->GetCheckpoint(&context, &message, &response, std::move(on_status));
      },
      [done = std::move(done)](const Status& status, const v1::GetCheckpointResponse& response) {
        done(status.ok() ? StatusOr<std::string>(response.note()) : StatusOr<std::string>(status));
      });
}

void GrpcCentral::ProveGrowth(const std::string& log, std::uint64_t old_size, std::uint64_t new_size, OnProof done) {
  v1::GetProofRequest request;
  request.mutable_consistency()->set_log(log);
  request.mutable_consistency()->set_old_size(old_size);
  request.mutable_consistency()->set_new_size(new_size);
  state_->Call<v1::GetProofRequest, v1::GetProofResponse>(
      {link_rpc::kGetProof}, std::move(request), state_->options.attempt,
      [this](auto& context, auto& message, auto& response, auto on_status) {
        state_->ledger->async()->GetProof(&context, &message, &response, std::move(on_status));
      },
      [done = std::move(done)](const Status& status, const v1::GetProofResponse& response) {
        if (!status.ok()) return done(status);
        done(std::vector<std::string>(response.hashes().begin(), response.hashes().end()));
      });
}

void GrpcCentral::WatchCommands(std::uint64_t resume_after, OnCommand on_command) {
  auto stream =
      std::make_shared<GrpcCommandStream>(GrpcCommandStream::Options{.gate_id = state_->options.gate_id,
                                                                     .silence = state_->options.stream_silence,
                                                                     .backoff = state_->options.backoff,
                                                                     .resume_after = resume_after,
                                                                     .stub = state_->fleet.get(),
                                                                     .calls = &state_->calls,
                                                                     .meter = state_->MeterOf(link_rpc::kWatchCommands),
                                                                     .executor = &state_->executor,
                                                                     .random = &state_->random,
                                                                     .on_command = std::move(on_command)});
  {
    const std::lock_guard lock(state_->mutex);
    CHECK(state_->stream == nullptr);
    state_->stream = stream;
  }
  stream->Open();
}

}  // namespace clearance
