// A stream whose reader takes nothing more: given up where that was asked for, with what it keeps from others, and told
// to the reader once it reads again. Over gRPC within the process.
#include "common/wire/watch_stream.h"

#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <latch>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "clearance/v1/ledger.grpc.pb.h"
#include "tests/support/event_count.h"
#include "tests/support/held_back.h"

namespace clearance {
namespace {

constexpr Duration kPatience = std::chrono::seconds(30);  // reached only when something is broken
constexpr Duration kMoment{20};

// Streams messages without an end, or so many of them.
class Service final : public v1::LedgerService::CallbackService {
 public:
  explicit Service(Executor& executor) : executor_(executor) {}
  grpc::ServerWriteReactor<v1::VerifyLedgerResponse>* VerifyLedger(grpc::CallbackServerContext*,
                                                                   const v1::VerifyLedgerRequest*) override {
    const std::shared_ptr<void> held(nullptr, [this](void*) { let_go.Note(); });
    auto* reactor = WatchStream<v1::VerifyLedgerResponse>::Start(
        executor_, watches,
        [this, held] {
          WatchPage<v1::VerifyLedgerResponse> page;
          page.messages.emplace_back().set_entries_checked(++fetched);
          page.last = fetched == last;
          return page;
        },
        [held] { return v1::VerifyLedgerResponse(); },
        [](const std::weak_ptr<Watch>&) { return std::shared_ptr<void>(); }, patience);
    opened.Note();
    return reactor;
  }

  std::optional<int> patience;
  std::uint64_t last = 0;
  std::atomic<std::uint64_t> fetched = 0;
  EventCount opened, let_go;
  WatchRegistry watches;

 private:
  Executor& executor_;
};

class WatchStreamTest : public testing::Test {
 protected:
  void Open() {
    OpenUnread();
    ASSERT_TRUE(stream_->Read(&message_));
  }
  void OpenUnread() {
    grpc::ServerBuilder builder;
    builder.RegisterService(&service_);
    server_ = builder.BuildAndStart();
    ASSERT_NE(server_, nullptr);
    stub_ = v1::LedgerService::NewStub(server_->InProcessChannel({}));
    context_.set_deadline(std::chrono::system_clock::now() + kPatience);
    stream_ = stub_->VerifyLedger(&context_, v1::VerifyLedgerRequest());
  }
  // What it ends with, whatever it still has to say.
  std::string ReasonOfEnd() {
    while (stream_->Read(&message_)) {
    }
    return ReasonOf(FromGrpcStatus(stream_->Finish()));
  }
  void TearDown() override {
    context_.TryCancel();
    stream_.reset();
    server_->Shutdown();
  }

  HeldBack executor_;
  Service service_{executor_};
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<v1::LedgerService::Stub> stub_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<v1::VerifyLedgerResponse>> stream_;
  v1::VerifyLedgerResponse message_;
};

TEST_F(WatchStreamTest, AReaderThatTakesNothingMoreIsGivenUpAndToldSo) {
  service_.patience = 3;
  Open();
  int heartbeats = 0;
  while (!service_.let_go.WaitFor(1, kMoment)) {
    ASSERT_LT(++heartbeats, 100) << "it keeps what it has for as long as the reader likes";
    executor_.RunDelayed();
  }
  EXPECT_GT(heartbeats, *service_.patience);
  while (stream_->Read(&message_)) {
  }
  const grpc::Status status = stream_->Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::ABORTED) << status.error_message();
  EXPECT_EQ(ReasonOf(FromGrpcStatus(status)), error_reason::kReaderStalled);
}

TEST_F(WatchStreamTest, AReaderThatReadsOnIsNotHoweverSlowly) {
  service_.patience = 3;
  service_.last = 40;
  Open();
  do {
    executor_.RunDelayed();
  } while (stream_->Read(&message_));
  const grpc::Status status = stream_->Finish();
  EXPECT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(service_.fetched, service_.last);
  EXPECT_TRUE(service_.let_go.WaitFor(1, kPatience)) << "what has ended keeps nothing";
}

TEST_F(WatchStreamTest, WithoutAPatienceItWaitsForAnyReader) {
  service_.last = 40;
  Open();
  for (int heartbeat = 0; heartbeat < 100; ++heartbeat) executor_.RunDelayed();
  while (stream_->Read(&message_)) {
  }
  EXPECT_TRUE(stream_->Finish().ok());
  EXPECT_EQ(service_.fetched, service_.last);
}

TEST_F(WatchStreamTest, AServerThatShutsDownEndsWhatIsOpen) {
  Open();
  service_.watches.Drain();
  EXPECT_EQ(ReasonOfEnd(), error_reason::kShuttingDown);
  EXPECT_TRUE(service_.let_go.WaitFor(1, kPatience));
}

TEST_F(WatchStreamTest, AServerThatShutsDownOpensNothingAnyMore) {
  service_.watches.Drain();
  OpenUnread();
  EXPECT_EQ(ReasonOfEnd(), error_reason::kShuttingDown);
  EXPECT_TRUE(service_.let_go.WaitFor(1, kPatience));
  EXPECT_EQ(service_.fetched, 0U);
}

TEST_F(WatchStreamTest, OneThatEndsBeforeItsFirstFetchFetchesNothing) {
  std::latch busy(HeldBack::kThreads);
  std::promise<void> go_on;
  const std::shared_future<void> told = go_on.get_future().share();
  for (int i = 0; i < HeldBack::kThreads; ++i) {
    executor_.Post([&busy, told] {
      busy.count_down();
      told.wait();
    });
  }
  busy.wait();
  OpenUnread();
  const bool opened = service_.opened.WaitFor(1, kPatience);
  service_.watches.Drain();
  go_on.set_value();
  ASSERT_TRUE(opened);
  EXPECT_EQ(ReasonOfEnd(), error_reason::kShuttingDown);
  EXPECT_TRUE(service_.let_go.WaitFor(1, kPatience));
  EXPECT_EQ(service_.fetched, 0U);
}

TEST_F(WatchStreamTest, WhoGoesAwayKeepsNothing) {
  Open();
  context_.TryCancel();
  EXPECT_TRUE(service_.let_go.WaitFor(1, kPatience));
}

}  // namespace
}  // namespace clearance
