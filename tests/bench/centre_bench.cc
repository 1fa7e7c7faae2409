// The centre as its gates see it: crossings per second over mutual TLS, durable, beside a bare call of the same server
// and beside SQLite writing the same rows in groups of the same size.
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <stdlib.h>

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>

#include "clearance/v1/clearance.grpc.pb.h"
#include "clearance/v1/device.grpc.pb.h"
#include "common/base/clock.h"
#include "common/base/ids.h"
#include "common/sqlite/connection.h"
#include "common/sqlite/transaction.h"
#include "common/wire/crossing_wire.h"
#include "gate-agent/vision/model_files.h"
#include "tests/bench/bench.h"
#include "tests/support/hall.h"
#include "tests/support/samples.h"
#include "tests/support/shared_data.h"

namespace clearance {
namespace {

constexpr auto kRunTime = std::chrono::seconds(4);
constexpr int kChannels = 4;
constexpr int kCallers = 64;
constexpr int kRawPairs = 20'000;

// Callers that ask again as soon as they are answered, until the time is over.
class ClosedLoop {
 public:
  using Done = std::function<void(bool ok)>;
  using Call = std::function<void(int caller, const Done&)>;

  // Calls per second that went well.
  double Run(int callers, const Call& call) {
    call_ = call;
    began_ = std::chrono::steady_clock::now();
    until_ = began_ + kRunTime;
    running_ = callers;
    for (int caller = 0; caller < callers; ++caller) Next(caller);
    std::unique_lock lock(mutex_);
    ended_.wait(lock, [this] { return running_ == 0; });
    return static_cast<double>(good_) /
           std::chrono::duration<double>(std::chrono::steady_clock::now() - began_).count();
  }
  long failed() const { return failed_; }

 private:
  void Next(int caller) {
    if (std::chrono::steady_clock::now() >= until_) {
      const std::scoped_lock lock(mutex_);
      if (--running_ == 0) ended_.notify_all();
      return;
    }
    call_(caller, [this, caller](bool ok) {
      ++(ok ? good_ : failed_);
      Next(caller);
    });
  }
  Call call_;
  std::chrono::steady_clock::time_point began_;
  std::chrono::steady_clock::time_point until_;
  std::mutex mutex_;
  std::condition_variable ended_;
  int running_ = 0;
  std::atomic<long> good_ = 0;
  std::atomic<long> failed_ = 0;
};

// One crossing of a new traveller: the decision, then the passage.
struct Pair {
  v1::DecideCrossingRequest decide;
  v1::DecideCrossingResponse decided;
  v1::ReportPassageRequest passage;
  v1::ReportPassageResponse recorded;
  grpc::ClientContext decide_context;
  grpc::ClientContext passage_context;
};

CrossingRequest Crossing(int number, Random& random) {
  CrossingRequest request;
  request.request_id = NewUuid(random);
  request.lane = {"gate-1/a",
                  "KHORGOS",
                  "icbc-kaz",
                  Territory::kKaz,
                  {Territory::kKaz, Territory::kIcbc},
                  {.exit = true, .entry = true}};
  request.document.kind = DocumentKind::kIdentityCard;
  request.document.issuing_state = request.document.nationality = "KAZ";
  request.document.number = std::to_string(100'000'000 + number);
  request.document.birth_date = MakeDate(1985, 5, 5);
  request.document.expiry_date = MakeDate(2035, 1, 1);
  request.findings.push_back(SoundDocumentFinding());
  for (const CheckKind check : {CheckKind::kFace, CheckKind::kTemperature, CheckKind::kBodyScan})
    request.findings.push_back({.check = check, .result = FindingResult::kPassed});
  request.observed_at = SystemClock().Now();
  return request;
}

std::shared_ptr<Pair> MakePair(int number, Random& random) {
  const CrossingRequest request = Crossing(number, random);
  Passage passage;
  passage.request_id = NewUuid(random);
  passage.decision_request_id = request.request_id;
  passage.lane = request.lane;
  passage.document = request.document;
  passage.passed_at = request.observed_at;
  auto pair = std::make_shared<Pair>();
  ToProto(request, &pair->decide);
  ToProto(passage, &pair->passage);
  return pair;
}

double PairsPerSecond(const std::vector<std::shared_ptr<grpc::Channel>>& channels, int callers, long& failed) {
  std::vector<std::unique_ptr<v1::ClearanceService::Stub>> stubs;
  for (const auto& channel : channels) stubs.push_back(v1::ClearanceService::NewStub(channel));
  static std::atomic<int> number = 0;
  SystemRandom random;
  ClosedLoop loop;
  const double rate = loop.Run(callers, [&](int caller, const ClosedLoop::Done& done) {
    auto* stub = stubs[static_cast<std::size_t>(caller) % stubs.size()]->async();
    auto pair = MakePair(++number, random);
    Pair& p = *pair;
    stub->DecideCrossing(&p.decide_context, &p.decide, &p.decided, [pair, stub, done](const grpc::Status& status) {
      if (!status.ok()) return done(false);
      stub->ReportPassage(&pair->passage_context, &pair->passage, &pair->recorded,
                          [pair, done](const grpc::Status& recorded) { done(recorded.ok()); });
    });
  });
  failed = loop.failed();
  return rate;
}

// A call of the same server, over the same kind of connection, that does nothing: the standard health check.
double EchoesPerSecond(const std::vector<std::shared_ptr<grpc::Channel>>& channels, int callers) {
  struct Echo {
    grpc::ByteBuffer request;
    grpc::ByteBuffer response;
    grpc::ClientContext context;
  };
  std::vector<std::unique_ptr<grpc::GenericStub>> stubs;
  for (const auto& channel : channels) stubs.push_back(std::make_unique<grpc::GenericStub>(channel));
  ClosedLoop loop;
  return loop.Run(callers, [&](int caller, const ClosedLoop::Done& done) {
    auto echo = std::make_shared<Echo>();
    const grpc::Slice empty("", 0);
    echo->request = grpc::ByteBuffer(&empty, 1);
    stubs[static_cast<std::size_t>(caller) % stubs.size()]->UnaryCall(
        &echo->context, "/grpc.health.v1.Health/Check", {}, &echo->request, &echo->response,
        [echo, done](const grpc::Status& status) { done(status.ok()); });
  });
}

// SQLite alone writing what a pair writes, `pairs` of them to a commit: two entries, two request records, two stays.
StatusOr<double> RawPairsPerSecond(const std::string& path, int pairs) {
  ASSIGN_OR_RETURN(const auto connection, sqlite::Connection::Open(path, sqlite::OpenMode::kReadWrite));
  for (const char* table :
       {"CREATE TABLE entries(position INTEGER PRIMARY KEY, traveller BLOB, sealed BLOB) STRICT",
        "CREATE INDEX by_traveller ON entries(traveller, position)",
        "CREATE TABLE requests(id BLOB PRIMARY KEY, hash BLOB, response BLOB) STRICT, WITHOUT ROWID",
        "CREATE TABLE stays(traveller BLOB, at INTEGER, record BLOB, PRIMARY KEY(traveller, at)) STRICT, WITHOUT "
        "ROWID"})
    RETURN_IF_ERROR(connection->RunScript(table));
  SystemRandom random;
  const std::string sealed(260, 's');
  const std::string response(220, 'r');
  const auto began = std::chrono::steady_clock::now();
  for (int written = 0; written < kRawPairs; written += pairs) {
    ASSIGN_OR_RETURN(auto transaction, sqlite::Transaction::Begin(*connection, sqlite::TransactionKind::kWrite));
    for (int i = 0; i < 2 * pairs; ++i) {
      std::string id(32, '\0');
      random.Fill({reinterpret_cast<std::uint8_t*>(id.data()), id.size()});
      const sqlite::Blob blob{id};
      RETURN_IF_ERROR(
          connection->Run("INSERT INTO entries(traveller, sealed) VALUES(?, ?)", blob, sqlite::Blob{sealed}));
      RETURN_IF_ERROR(connection->Run("INSERT INTO requests VALUES(?, ?, ?)", blob, blob, sqlite::Blob{response}));
      RETURN_IF_ERROR(connection->Run("INSERT INTO stays VALUES(?, ?, ?)", blob, i, blob));
    }
    RETURN_IF_ERROR(transaction.Commit());
  }
  return kRawPairs / std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
}

struct Folder {
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "clearance-bench-XXXXXX").string();
    if (mkdtemp(pattern.data()) != nullptr) path = pattern;
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
  std::string path;
};

Status Measure(Hall& hall, const std::string& folder, BenchReport& report) {
  std::vector<std::shared_ptr<grpc::Channel>> channels;
  for (int i = 0; i < kChannels; ++i) channels.push_back(hall.CentreAs("gate-1"));
  for (const int callers : {1, kCallers}) {
    const std::string with = ", " + std::to_string(callers) + " in flight";
    long failed = 0;
    const double pairs = PairsPerSecond(channels, callers, failed);
    const double echo = EchoesPerSecond(channels, callers);
    ASSIGN_OR_RETURN(const double raw, RawPairsPerSecond(folder + "/raw" + std::to_string(callers) + ".db", callers));
    report.Add({"bare mTLS call" + with, echo, "/s", "", 0});
    report.Add({"SQLite alone, rows of " + std::to_string(callers) + " crossings a commit", raw, "pairs/s", "", 0});
    report.Add({"decision + passage, durable" + with, pairs, "pairs/s", "1 / (2 / bare call + 1 / SQLite alone)",
                1 / (2 / echo + 1 / raw)});
    if (failed > 0) report.Missing(std::to_string(failed) + " pairs" + with, "the centre answered with an error");
  }
  return OkStatus();
}

}  // namespace

void BenchCentre(BenchReport& report) {
  report.Section("Centre (real process, mutual TLS, synchronous=FULL)");
  const Folder folder;
  const std::string bin = std::filesystem::read_symlink("/proc/self/exe").parent_path().string();
  const auto models = FindModels("");
  auto hall = Hall::Prepare({.folder = folder.path,
                             .bin = bin,
                             .source = std::filesystem::absolute(SourcePath("")).lexically_normal().string(),
                             .models = models ? std::filesystem::absolute(*models).string() : "",
                             .log_level = "warning"});
  if (!hall.ok()) return report.Missing("centre", MessageOf(hall.status()));
  Status status = (*hall)->StartCentre();
  if (status.ok()) status = Measure(**hall, folder.path, report);
  if (status.ok())
    report.Add(
        {"resident memory of the centre", static_cast<double>((*hall)->centre()->ResidentKib()) / 1024, "MiB", "", 0});
  if (status.ok())
    status = (*hall)->StartGate("gate-1", {{"gate-1/a", {{"icbc-kaz", "KAZ", "KAZ", "ICBC", true, true}}}});
  if (!status.ok()) return report.Missing("centre", MessageOf(status));
  report.Add({models ? "resident memory of a gate with its models" : "resident memory of a gate without models",
              static_cast<double>((*hall)->gate("gate-1")->ResidentKib()) / 1024, "MiB", "", 0});
}

}  // namespace clearance
