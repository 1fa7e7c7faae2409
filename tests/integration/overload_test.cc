// A centre whose store can take no more says so with the time to come back (google.rpc.RetryInfo), and a gate keeps to
// it: the real services over mTLS on a SQLite store with a tiny queue, asked by the gate's own link.
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <future>
#include <utility>

#include "clearance/v1/clearance.grpc.pb.h"
#include "common/base/error_reasons.h"
#include "common/base/ids.h"
#include "common/base/retry.h"
#include "common/wire/crossing_wire.h"
#include "common/wire/grpc_status.h"
#include "common/wire/shipped_rule_book.h"
#include "common/zones/zone_source.h"
#include "db/sqlite_store.h"
#include "gate-agent/link/grpc_central.h"
#include "google/rpc/status.pb.h"
#include "services/clearance/clearance_service.h"
#include "tests/integration/agent_fixture.h"
#include "tests/integration/mtls.h"
#include "tests/support/samples.h"
#include "tests/support/temporary_folder.h"

namespace clearance {
namespace {

constexpr std::chrono::seconds kPatience{30};  // reached only when something is broken
using SteadyClock = std::chrono::steady_clock;

class OverloadTest : public testing::Test {
 protected:
  void SetUp() override {
    auto store = SqliteStore::Open({.path = folder_.Path("ledger.db"), .max_waiting = 1}, executor_);
    ASSERT_TRUE(store.ok()) << store.status();
    store_ = *std::move(store);
    admission_.emplace(AdmissionParts{*store_, pseudonyms_, fields_, book_, zones_, clock_, random_, {}});
    service_.emplace(*admission_, gates_, executor_);
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", CentreTls(), &port);
    builder.RegisterService(&*service_);
    server_ = builder.BuildAndStart();
    ASSERT_NE(server_, nullptr);
    address_ = "127.0.0.1:" + std::to_string(port);
  }
  void TearDown() override {
    Free();
    if (server_) server_->Shutdown(std::chrono::system_clock::now());
  }

  // The writer stands in a transaction and another waits: the next one is one too many.
  void Fill() {
    std::promise<void> standing;
    auto reached = standing.get_future();
    store_->Transact(
        [&standing, gate = free_.get_future().share(), first = true](Transaction&) mutable {
          // Where another one of its batch fails it is run again.
          if (std::exchange(first, false)) standing.set_value();
          gate.wait();
          return OkStatus();
        },
        [](const Status&) {});
    ASSERT_EQ(reached.wait_for(kPatience), std::future_status::ready);
    store_->Transact([](Transaction&) { return OkStatus(); }, [](const Status&) {});
    full_ = true;
  }
  void Free() {
    if (full_) free_.set_value();
    full_ = false;
  }

  CrossingRequest Crossing() {
    CrossingRequest request = SampleCrossing();
    request.request_id = NewUuid(random_);
    request.lane.lane_id = "gate-1/a";
    request.booking_id.clear();
    request.observed_at = clock_.Now();
    return request;
  }

  TemporaryFolder folder_;
  const PersonalFields fields_ = *PersonalFields::FromKey(SecretBytes(std::string(32, 'm')));
  const Pseudonyms pseudonyms_ = *Pseudonyms::FromKey(SecretBytes(std::string(32, 'k')));
  const RuleBook book_ = KhorgosRuleBook();
  const ZoneTable zones_ = *MakeZoneTable();
  SystemClock clock_;
  SystemRandom random_;
  ThreadPool executor_{2};
  std::unique_ptr<SqliteStore> store_;
  std::optional<Admission> admission_;
  const GatePorts gates_{};
  std::optional<ClearanceGrpcService> service_;
  std::unique_ptr<grpc::Server> server_;
  std::string address_;
  std::promise<void> free_;
  bool full_ = false;
};

TEST_F(OverloadTest, TheRefusalSaysWhyAndWhenToComeBack) {
  Fill();
  const auto channel = grpc::CreateChannel(address_, TlsOf("gate-1"));
  const auto stub = v1::ClearanceService::NewStub(channel);
  v1::DecideCrossingRequest request;
  ToProto(Crossing(), &request);
  v1::DecideCrossingResponse response;
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kPatience);
  const grpc::Status status = stub->DecideCrossing(&context, request, &response);
  ASSERT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED) << status.error_message();
  google::rpc::Status details;
  ASSERT_TRUE(details.ParseFromString(status.error_details()));
  ASSERT_EQ(details.details_size(), 2);
  google::rpc::ErrorInfo info;
  ASSERT_TRUE(details.details(0).UnpackTo(&info));
  EXPECT_EQ(info.reason(), error_reason::kOverloaded);
  google::rpc::RetryInfo retry;
  ASSERT_TRUE(details.details(1).UnpackTo(&retry));
  EXPECT_EQ(retry.retry_delay().seconds() * 1000 + retry.retry_delay().nanos() / 1'000'000,
            kOverloadedRetryAfter.count());

  Free();
  // Nothing of the refused call was kept: the same request id is decided as a first one.
  const auto give_up_at = SteadyClock::now() + kPatience;
  grpc::Status again;
  do {
    grpc::ClientContext next;
    next.set_deadline(std::chrono::system_clock::now() + kPatience);
    again = stub->DecideCrossing(&next, request, &response);
  } while (again.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED && SteadyClock::now() < give_up_at);
  EXPECT_TRUE(again.ok()) << again.error_message();
}

TEST_F(OverloadTest, AGateComesBackAfterTheTimeItWasGiven) {
  Fill();
  auto central = GrpcCentral::Create({.gate_id = "gate-1",
                                      .address = address_,
                                      .ca_path = PkiFolder() + "/ca.pem",
                                      .certificate_path = PkiFolder() + "/gate-1.pem",
                                      .key_path = PkiFolder() + "/gate-1_key.pem",
                                      .backoff = {.first = Duration(5), .most = Duration(50)}},
                                     executor_, random_);
  ASSERT_TRUE(central.ok()) << central.status();
  const auto begun = SteadyClock::now();
  std::promise<StatusOr<DecideAnswer>> impatient;
  (*central)->DecideCrossing(Crossing(), kOverloadedRetryAfter / 2,
                             [&](StatusOr<DecideAnswer> answer) { impatient.set_value(std::move(answer)); });
  const auto refused = impatient.get_future().get();
  EXPECT_EQ(ReasonOf(refused.status()), error_reason::kOverloaded) << "no time left for another try";
  EXPECT_EQ(RetryAfterOf(refused.status()), kOverloadedRetryAfter);

  std::promise<StatusOr<DecideAnswer>> patient;
  (*central)->DecideCrossing(Crossing(), kPatience,
                             [&](StatusOr<DecideAnswer> answer) { patient.set_value(std::move(answer)); });
  auto asked = patient.get_future();
  // Refused at once, as the first was; the backoff alone would have asked again within 5 ms.
  EXPECT_EQ(asked.wait_for(kOverloadedRetryAfter / 2), std::future_status::timeout);
  Free();
  ASSERT_EQ(asked.wait_for(kPatience), std::future_status::ready);
  const auto answer = asked.get();
  EXPECT_TRUE(answer.ok()) << answer.status();
  EXPECT_GE(SteadyClock::now() - begun, kOverloadedRetryAfter);
}

}  // namespace
}  // namespace clearance
