#include "services/server/wiring.h"

#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>

#include <algorithm>
#include <atomic>
#include <latch>
#include <utility>

#include "common/admin/admin_endpoint.h"
#include "common/admin/serving_stage.h"
#include "common/admin/watched_certificates.h"
#include "common/base/address.h"
#include "common/base/bytes.h"
#include "common/base/clock_watch.h"
#include "common/base/end_signals.h"
#include "common/base/error_reasons.h"
#include "common/base/executor.h"
#include "common/base/log.h"
#include "common/base/random.h"
#include "common/base/secret_file.h"
#include "common/crypto/certificate.h"
#include "common/crypto/secret.h"
#include "common/crypto/signature.h"
#include "common/rules/rule_book.h"
#include "common/seal/seal.h"
#include "common/sqlite/sqlite_status.h"
#include "common/wire/listening_port.h"
#include "common/wire/own_certificate.h"
#include "common/wire/rpc_life_sign.h"
#include "common/wire/rpc_metrics.h"
#include "common/wire/rule_book_file.h"
#include "common/wire/server_calls.h"
#include "common/wire/shipped_rule_book.h"
#include "common/wire/watch_tokens.h"
#include "common/zones/zone_source.h"
#include "db/personal_fields.h"
#include "db/pseudonyms.h"
#include "db/sqlite_store.h"
#include "services/booking/booking_service.h"
#include "services/clearance/clearance_service.h"
#include "services/fleet/fleet_service.h"
#include "services/fleet/published_seals.h"
#include "services/fleet/published_trust.h"
#include "services/fleet/revoked_source.h"
#include "services/holds/hold_service.h"
#include "services/ledger/ledger_health.h"
#include "services/ledger/ledger_service.h"
#include "services/review/review_service.h"
#include "services/server/booking_seals.h"
#include "services/server/centre_metrics.h"
#include "services/server/lookup_key_record.h"
#include "services/server/rule_book_entry.h"
#include "services/server/seal_epochs.h"
#include "services/server/sweeper.h"
#include "services/server/writer_life_sign.h"

namespace clearance {
namespace {

constexpr std::size_t kMaxPemBytes = 1 << 20;

// Everything read from files before anything is started.
struct Credentials {
  std::string certificate;
  SecretBytes private_key;
  std::string client_ca;
  Pseudonyms pseudonyms;
  SealEpochs seals;
  SigningKey ledger_key;
  PersonalFields personal_fields;
};

Status Unusable(const std::string& path, std::string_view why) {
  return Error(StatusCode::kFailedPrecondition, error_reason::kCertificateUnusable, path + ": " + std::string(why));
}

Status CheckCertificate(const Certificate& certificate, const std::string& path, Instant now) {
  if (!certificate.ValidAt(now))
    return Unusable(path, "valid from " + FormatInstant(certificate.not_before()) + " to " +
                              FormatInstant(certificate.not_after()) + ", not now");
  return CheckCentreCertificate(certificate, path);
}

StatusOr<Credentials> ReadCredentials(const ServerConfig& config) {
  ASSIGN_OR_RETURN(std::string certificate,
                   OfSetting("tls.certificate", ReadSecretFile(config.tls_certificate, kMaxPemBytes)));
  ASSIGN_OR_RETURN(const Certificate own, OfSetting("tls.certificate", Certificate::FromFile(config.tls_certificate)));
  ASSIGN_OR_RETURN(std::string key, OfSetting("tls.private_key", ReadSecretFile(config.tls_private_key, kMaxPemBytes)));
  SecretBytes private_key(std::move(key));
  RETURN_IF_ERROR(OfSetting("tls.certificate", CheckCertificate(own, config.tls_certificate, SystemClock().Now())));
  RETURN_IF_ERROR(OfSetting("tls.private_key",
                            own.CheckPrivateKey(private_key.view(), config.tls_private_key, config.tls_certificate)));
  ASSIGN_OR_RETURN(std::string client_ca,
                   OfSetting("tls.client_ca", ReadSecretFile(config.tls_client_ca, kMaxPemBytes)));
  RETURN_IF_ERROR(OfSetting("tls.client_ca", Certificate::AllFromFile(config.tls_client_ca).status()));
  ASSIGN_OR_RETURN(Pseudonyms pseudonyms, OfSetting("keys.lookup", Pseudonyms::FromFile(config.lookup_key)));
  ASSIGN_OR_RETURN(SealEpochs seals, SealEpochs::Read(config.seal_epochs));
  ASSIGN_OR_RETURN(SigningKey ledger_key, OfSetting("keys.ledger", SigningKey::FromFile(config.ledger_key)));
  ASSIGN_OR_RETURN(PersonalFields personal_fields,
                   OfSetting("keys.master", PersonalFields::FromFile(config.master_key)));
  return Credentials{std::move(certificate), std::move(private_key), std::move(client_ca),      std::move(pseudonyms),
                     std::move(seals),       std::move(ledger_key),  std::move(personal_fields)};
}

GivenLookupKey LookupKeyOf(const ServerConfig& config, const Credentials& credentials) {
  return {credentials.pseudonyms, "keys.lookup (" + config.lookup_key + ")"};
}

// That the keys given are those the ledger was written with: every such question of a start stands here, and the doctor
// asks it too.
Status CheckKeysOfLedger(const Snapshot& snapshot, const ServerConfig& config, const Credentials& credentials) {
  RETURN_IF_ERROR(CheckMasterKey(snapshot, credentials.personal_fields));
  return LookupKeyStandingOf(snapshot, LookupKeyOf(config, credentials), credentials.personal_fields).status();
}

std::shared_ptr<grpc::ServerCredentials> TlsCredentials(const Credentials& credentials) {
  grpc::SslServerCredentialsOptions options(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  options.pem_root_certs = credentials.client_ca;
  options.pem_key_cert_pairs.push_back({std::string(credentials.private_key.view()), credentials.certificate});
  return grpc::SslServerCredentials(options);
}

// A book is refused until its first day has begun in both states: half a hall under each would be neither.
Status CheckInForce(const RuleBook& book, const std::string& path, const ZoneTable& zones, Instant now) {
  const Date today = std::min(zones.DateAt(Territory::kChn, now), zones.DateAt(Territory::kKaz, now));
  if (book.effective_from <= today) return OkStatus();
  return Error(StatusCode::kInvalidArgument, error_reason::kConfigInvalid,
               path + ": version " + book.version + " holds from " + FormatDate(book.effective_from) +
                   " on, today is " + FormatDate(today));
}

// A rule book, and the text it was read from.
struct ReadBook {
  RuleBook book;
  std::string text;
};

StatusOr<ReadBook> RuleBookFor(const ServerConfig& config, const ZoneTable& zones) {
  ReadBook read;
  if (config.rule_book.empty()) {
    read = {KhorgosRuleBook(), std::string(ShippedRuleBookText())};
  } else {
    ASSIGN_OR_RETURN(read.text, OfSetting("rule_book", ReadFile(config.rule_book, kMaxRuleBookBytes)));
    ASSIGN_OR_RETURN(read.book, OfSetting("rule_book", ParseRuleBook(read.text, config.rule_book)));
  }
  const std::string name = config.rule_book.empty() ? "the rule book that ships" : config.rule_book;
  RETURN_IF_ERROR(CheckInForce(read.book, name, zones, SystemClock().Now()));
  return read;
}

// Null where no folder is configured. Signed with the key of the seals, which every gate knows: docs/decisions/0008.
StatusOr<std::unique_ptr<PublishedTrust>> TrustFor(const ServerConfig& config, const Credentials& credentials) {
  if (config.trust_folder.empty()) return std::unique_ptr<PublishedTrust>();
  return OfSetting("documents.trust", PublishedTrust::Open(config.trust_folder, credentials.seals.centre_key()));
}

PersonalFieldName HoldWordsOf(const std::string& subject) { return {subject, DataPurpose::kHold, "hold words"}; }

HoldTextSeal SealedWords(const PersonalFields& fields) {
  return {.seal = [&fields](Transaction& t, const std::string& subject,
                            const std::string& plain) { return fields.Seal(t, HoldWordsOf(subject), plain); },
          .open = [&fields](const Snapshot& s, const std::string& subject,
                            const std::string& sealed) -> StatusOr<std::string> {
            const auto words = fields.Open(s, HoldWordsOf(subject), sealed);
            if (ReasonOf(words.status()) == error_reason::kPersonalDataErased) return std::string();
            RETURN_IF_ERROR(words.status());
            return std::string(words->view());
          }};
}

class RunningCentre final : public Centre {
 public:
  RunningCentre(ServerConfig config, Credentials credentials, ZoneTable zones, ReadBook rule_book)
      : config_(std::move(config)),
        credentials_(std::move(credentials)),
        zones_(std::move(zones)),
        rule_book_text_(std::move(rule_book.text)),
        rule_book_(std::move(rule_book.book)),
        gates_(config_.port_of_gate),
        watch_tokens_(credentials_.pseudonyms.WatchTokenKey()),
        executor_(config_.worker_threads) {}

  ~RunningCentre() override { Drain(); }

  Status Open() {
    RETURN_IF_ERROR(WatchCertificates());
    ASSIGN_OR_RETURN(trust_, TrustFor(config_, credentials_));
    ASSIGN_OR_RETURN(store_, SqliteStore::Open({.path = config_.database, .setting = "database"}, executor_));
    RETURN_IF_ERROR(sqlite::NamingFile(config_.database, store_->Read([this](const Snapshot& s) {
      return CheckKeysOfLedger(s, config_, credentials_);
    })));
    RETURN_IF_ERROR(sqlite::NamingFile(
        config_.database, RecordLookupKey(*store_, LookupKeyOf(config_, credentials_), credentials_.personal_fields)));
    RETURN_IF_ERROR(RecordRuleBook(*store_,
                                   {.version = rule_book_.version,
                                    .effective_from = rule_book_.effective_from,
                                    .text = rule_book_text_,
                                    .approved_by = config_.rule_book_approved_by},
                                   clock_.Now()));
    admission_.emplace(AdmissionParts{*store_,
                                      credentials_.pseudonyms,
                                      credentials_.personal_fields,
                                      rule_book_,
                                      zones_,
                                      clock_,
                                      random_,
                                      {config_.booking_early, config_.booking_late}});
    booking_desk_.emplace(BookingParts{*store_, credentials_.pseudonyms, config_.booking,
                                       MakeBookingSeals(credentials_.seals, config_.booking_late, clock_), zones_,
                                       clock_, random_});
    abuse_desk_.emplace(*store_, clock_);
    plan_desk_.emplace(*store_, credentials_.pseudonyms, rule_book_, zones_, clock_);
    review_desk_.emplace(*store_, clock_);
    link_desk_.emplace(*store_, credentials_.pseudonyms, clock_);
    clearance_service_.emplace(*admission_, gates_, executor_);
    booking_service_.emplace(*booking_desk_, *abuse_desk_, *plan_desk_, executor_, zones_,
                             LateRule{config_.booking_early, config_.booking_late});
    record_desk_.emplace(RecordDeskParts{*store_, credentials_.pseudonyms, rule_book_, zones_, clock_});
    review_service_.emplace(*review_desk_, *link_desk_, *record_desk_, *store_, watch_tokens_, executor_, watches_);
    ASSIGN_OR_RETURN(seals_, PublishedSeals::Open(credentials_.seals.Believed(), credentials_.seals.centre_key(),
                                                  RevokedBookingsOf(*store_, config_.booking_late), clock_));
    level_desk_.emplace(*store_, clock_);
    fleet_service_.emplace(*store_, *level_desk_, gates_, clock_, executor_, watches_, trust_.get(), *seals_);
    ledger_desk_.emplace(LedgerDeskParts{*store_, credentials_.ledger_key, config_.ledger_site, clock_});
    ledger_service_.emplace(
        *ledger_desk_, *store_, ledger_health_, [this] { return VerifyDerivedTables(); }, executor_, watches_);
    hold_desk_.emplace(*store_, credentials_.pseudonyms, SealedWords(credentials_.personal_fields), clock_, random_);
    hold_service_.emplace(*hold_desk_, *store_, gates_, watch_tokens_, executor_, watches_);
    sweeper_.emplace(*store_, clock_, executor_, SweepTimes{config_.booking_late, rule_book_.retention},
                     ClosedDays(zones_, config_.booking.plans));
    return OkStatus();
  }

  Status Listen() {
    grpc::EnableDefaultHealthCheckService(true);
    grpc::reflection::InitProtoReflectionServerBuilderPlugin();
    grpc::ServerBuilder builder;
    builder.SetMaxReceiveMessageSize(kMaxMessageBytes);
    ListenAt(builder, config_.listen, TlsCredentials(credentials_), port_);
    builder.RegisterService(&*clearance_service_);
    builder.RegisterService(&*booking_service_);
    builder.RegisterService(&*review_service_);
    builder.RegisterService(&*hold_service_);
    builder.RegisterService(&*fleet_service_);
    builder.RegisterService(&*ledger_service_);
    InterceptCalls(builder, &rpc_metrics_);
    // Before anybody is served: with that port taken the centre does not begin what it cannot go on with.
    RETURN_IF_ERROR(ShowMetrics());
    server_ = builder.BuildAndStart();
    if (server_ == nullptr || port_ == 0)
      return Error(StatusCode::kUnavailable, error_reason::kConfigInvalid,
                   "listen: " + config_.listen + ": cannot listen there; is the address right and the port free?");
    ledger_check_.emplace(
        *store_, [this] { return VerifyDerivedTables(); }, executor_, ledger_health_);
    port_watch_.Begin(WithPort(config_.listen, port_));
    stage_ = ServingStage::kServing;
    return OkStatus();
  }

  std::vector<LifeSign::Ask> LifeSigns() override {
    return {WriterLifeSign({.store = *store_,
                            .executor = executor_,
                            .written = [this] { return Written(); },
                            .ends = [this] { return stage_ == ServingStage::kDraining; }}),
            RpcLifeSign(*server_), [this](LifeSign::Answered answered) { port_watch_.AskHeard(std::move(answered)); }};
  }

  int port() const override { return port_; }
  std::string admin_address() const override { return admin_ == nullptr ? std::string() : admin_->address(); }

  void Drain() override {
    if (server_ == nullptr) return;
    stage_ = ServingStage::kDraining;
    port_watch_.End();
    server_->GetHealthCheckService()->SetServingStatus(false);
    watches_.Drain();
    server_->Shutdown(std::chrono::system_clock::now() + kDrainTime);
    server_->Wait();
    server_.reset();
    sweeper_.reset();
    ledger_check_.reset();
    WaitForTasks();
    LogCommits();
  }

 private:
  // Over connections of its own: not where that would make a file under a name that was lost.
  StatusOr<std::unique_ptr<DerivedVerifier>> VerifyDerivedTables() const {
    RETURN_IF_ERROR(store_->Writable());
    return DerivedVerifier::Open(config_.database);
  }

  // A centre that may believe nobody any more serves, and nobody comes: it must say why.
  Status WatchCertificates() {
    const Instant now = clock_.Now();
    ASSIGN_OR_RETURN(certificates_,
                     WatchedCertificatesOf({config_.tls_certificate, config_.tls_client_ca, "client_ca"}, now));
    LogNotValid(certificates_, now);
    return OkStatus();
  }

  Status ShowMetrics() {
    if (config_.admin_listen.empty()) return OkStatus();
    const auto not_ready = [this] { return WhyNotReady(stage_, port_watch_, [this] { return store_->Writable(); }); };
    AddCentreMetrics(telemetry_, {config_, rpc_metrics_, *store_, ledger_health_, clock_, certificates_, not_ready});
    ASSIGN_OR_RETURN(admin_, AdminEndpoint::Open({config_.admin_listen, telemetry_, not_ready}));
    return OkStatus();
  }

  std::uint64_t Written() const {
    const sqlite::BatchStatistics commits = store_->Statistics();
    return commits.functions + commits.failed_batches;
  }

  // How the store's commits were filled: the measure of a group commit, and what `./dev bench` compares with.
  void LogCommits() const {
    const sqlite::BatchStatistics commits = store_->Statistics();
    LogInfo("commits", {{"commits", commits.batches},
                        {"functions", commits.functions},
                        {"largest", commits.largest_batch},
                        {"failed", commits.failed_batches},
                        {"run_again", commits.run_again},
                        {"synchronous", store_->Settings().synchronous}});
  }

  // What the watches, the sweeper and the check of the ledger had begun works on the store: when every worker has come
  // here, it is over.
  void WaitForTasks() {
    const auto all = std::make_shared<std::latch>(config_.worker_threads);
    for (int i = 0; i < config_.worker_threads; ++i) executor_.Post([all] { all->arrive_and_wait(); });
    all->wait();
  }

  // In the order in which they may use one another; destroyed the other way round.
  const ServerConfig config_;
  const Credentials credentials_;
  const ZoneTable zones_;
  const std::string rule_book_text_;
  const RuleBook rule_book_;
  const GatePorts gates_;
  const WatchTokens watch_tokens_;
  SystemClock clock_;
  SystemRandom random_;
  RpcMetrics rpc_metrics_{"clearance.v1.ClearanceService", "clearance.v1.BookingService", "clearance.v1.ReviewService",
                          "clearance.v1.HoldService",      "clearance.v1.FleetService",   "clearance.v1.LedgerService"};
  Telemetry telemetry_;
  std::vector<WatchedCertificate> certificates_;
  std::atomic<ServingStage> stage_ = ServingStage::kStarting;
  std::unique_ptr<PublishedTrust> trust_;
  ThreadPool executor_;
  PortWatch port_watch_{executor_, EndSignals::EndOfItself};
  const ClockWatch clock_watch_{executor_};
  std::unique_ptr<SqliteStore> store_;
  std::unique_ptr<PublishedSeals> seals_;
  WatchRegistry watches_;
  std::optional<Admission> admission_;
  std::optional<BookingDesk> booking_desk_;
  std::optional<AbuseDesk> abuse_desk_;
  std::optional<PlanDesk> plan_desk_;
  std::optional<ReviewDesk> review_desk_;
  std::optional<HoldDesk> hold_desk_;
  LedgerHealth ledger_health_;
  std::optional<LedgerDesk> ledger_desk_;
  std::optional<LinkDesk> link_desk_;
  std::optional<RecordDesk> record_desk_;
  std::optional<LevelDesk> level_desk_;
  std::optional<ClearanceGrpcService> clearance_service_;
  std::optional<BookingGrpcService> booking_service_;
  std::optional<ReviewGrpcService> review_service_;
  std::optional<HoldGrpcService> hold_service_;
  std::optional<FleetGrpcService> fleet_service_;
  std::optional<LedgerGrpcService> ledger_service_;
  std::optional<Sweeper> sweeper_;
  std::optional<LedgerCheck> ledger_check_;
  std::unique_ptr<grpc::Server> server_;
  int port_ = 0;
  std::unique_ptr<AdminEndpoint> admin_;  // shows what stands before it: ends first
};

}  // namespace

Status Centre::Check(const ServerConfig& config) {
  RETURN_IF_ERROR(CheckPlaces(PlacesOf(config)));
  ASSIGN_OR_RETURN(const Credentials credentials, ReadCredentials(config));
  RETURN_IF_ERROR(TrustFor(config, credentials).status());
  ASSIGN_OR_RETURN(const ZoneTable zones, MakeZoneTable());
  return RuleBookFor(config, zones).status();
}

StatusOr<StoreLook> Centre::CheckLedger(const ServerConfig& config) {
  ASSIGN_OR_RETURN(const Credentials credentials, ReadCredentials(config));
  return LookAtStore(config.database, [&](const Snapshot& s) { return CheckKeysOfLedger(s, config, credentials); });
}

StatusOr<std::unique_ptr<Centre>> Centre::Start(const ServerConfig& config) {
  ASSIGN_OR_RETURN(Credentials credentials, ReadCredentials(config));
  ASSIGN_OR_RETURN(ZoneTable zones, MakeZoneTable());
  ASSIGN_OR_RETURN(ReadBook rule_book, RuleBookFor(config, zones));
  LogInfo("rule_book", {{"version", rule_book.book.version},
                        {"effective_from", FormatDate(rule_book.book.effective_from)},
                        {"file", config.rule_book.empty() ? "ships with the program" : config.rule_book}});
  auto centre = std::make_unique<RunningCentre>(config, std::move(credentials), std::move(zones), std::move(rule_book));
  RETURN_IF_ERROR(centre->Open());
  RETURN_IF_ERROR(centre->Listen());
  return std::unique_ptr<Centre>(std::move(centre));
}

}  // namespace clearance
