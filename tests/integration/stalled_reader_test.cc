// An auditor's program that stops reading a verification: the one turn is not its for ever. The real service over mTLS,
// and a verification without an end.
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>

#include "clearance/v1/ledger.grpc.pb.h"
#include "common/base/error_reasons.h"
#include "common/wire/grpc_status.h"
#include "db/memory_store.h"
#include "services/ledger/ledger_service.h"
#include "tests/integration/mtls.h"
#include "tests/support/held_back.h"

namespace clearance {
namespace {

constexpr std::chrono::seconds kPatience{60};  // reached only when something is broken
constexpr int kWindowBytes = 4'096;

class WithoutEnd final : public DerivedVerifier {
 public:
  Status Step() override {
    ++report_.rows_compared;
    return OkStatus();
  }
  const DerivedReport& report() const override { return report_; }

 private:
  DerivedReport report_;
};

class StalledReaderTest : public testing::Test {
 protected:
  // A call of its own channel, whose first message was read; `status` is that of a call that has ended.
  struct Call {
    std::unique_ptr<v1::LedgerService::Stub> stub{};
    grpc::ClientContext context{};
    std::unique_ptr<grpc::ClientReader<v1::VerifyLedgerResponse>> stream{};
    v1::VerifyLedgerResponse message{};
    bool runs = false;
    grpc::Status status{};
  };

  void SetUp() override {
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", CentreTls(), &port);
    builder.RegisterService(&service_);
    server_ = builder.BuildAndStart();
    ASSERT_NE(server_, nullptr);
    address_ = "127.0.0.1:" + std::to_string(port);
  }
  void TearDown() override {
    if (server_) server_->Shutdown(std::chrono::system_clock::now());
  }

  std::unique_ptr<Call> Verify() {
    auto call = std::make_unique<Call>();
    // A small window, so that little is on its way before the reader's not reading is felt.
    grpc::ChannelArguments small;
    small.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
    small.SetInt(GRPC_ARG_HTTP2_STREAM_LOOKAHEAD_BYTES, kWindowBytes);
    small.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    call->stub = v1::LedgerService::NewStub(grpc::CreateCustomChannel(address_, TlsOf("auditor-1"), small));
    call->context.set_deadline(std::chrono::system_clock::now() + kPatience);
    call->stream = call->stub->VerifyLedger(&call->context, v1::VerifyLedgerRequest());
    call->runs = call->stream->Read(&call->message);
    if (!call->runs) call->status = call->stream->Finish();
    return call;
  }

  HeldBack executor_;
  ManualClock clock_{FromUnixMs(1'790'067'600'000)};
  std::unique_ptr<Store> store_ = NewMemoryStore(executor_);
  const SigningKey key_ = SigningKey::Generate();
  LedgerDesk desk_{{*store_, key_, "khorgos.test/ledger", clock_}};
  const LedgerHealth health_{};
  WatchRegistry watches_;
  LedgerGrpcService service_{
      desk_,     *store_,
      health_,   [] { return StatusOr<std::unique_ptr<DerivedVerifier>>(std::make_unique<WithoutEnd>()); },
      executor_, watches_};
  std::unique_ptr<grpc::Server> server_;
  std::string address_;
};

TEST_F(StalledReaderTest, TheTurnIsGivenToOthersAndTheReaderIsToldWhy) {
  const auto stalled = Verify();
  ASSERT_TRUE(stalled->runs) << stalled->status.error_message();
  const auto second = Verify();
  EXPECT_EQ(second->status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  std::unique_ptr<Call> next;
  for (const auto begun = std::chrono::steady_clock::now(); next == nullptr || !next->runs; next = Verify()) {
    ASSERT_LT(std::chrono::steady_clock::now() - begun, kPatience / 2) << "it keeps the turn";
    executor_.RunDelayed();
  }
  while (stalled->stream->Read(&stalled->message)) {
  }
  const grpc::Status status = stalled->stream->Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::ABORTED) << status.error_message();
  EXPECT_EQ(ReasonOf(FromGrpcStatus(status)), error_reason::kReaderStalled);
  next->context.TryCancel();
}

}  // namespace
}  // namespace clearance
