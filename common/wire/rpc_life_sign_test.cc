#include "common/wire/rpc_life_sign.h"

#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/server_builder.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <future>
#include <mutex>
#include <thread>
#include <vector>

namespace clearance {
namespace {

constexpr std::chrono::seconds kPatience{60};  // reached only when something is broken
constexpr std::chrono::seconds kLong{1};       // for a question within one process
constexpr int kForEver = 40;                   // answers after which a server counts as one that goes on answering

// Does what must never be done: waits in a callback, until it is let go. Health checks are answered at once.
class WaitingService final : public grpc::CallbackGenericService {
 public:
  grpc::ServerGenericBidiReactor* CreateReactor(grpc::GenericCallbackServerContext* context) override {
    if (context->method() == "/test/Wait") {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return let_go_; });
    }
    class Reactor final : public grpc::ServerGenericBidiReactor {
     public:
      Reactor() { Finish(grpc::Status::OK); }
      void OnDone() override { delete this; }
    };
    return new Reactor;
  }
  void LetGo() {
    const std::lock_guard lock(mutex_);
    let_go_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool let_go_ = false;
};

class RpcLifeSignTest : public testing::Test {
 protected:
  RpcLifeSignTest() {
    grpc::ServerBuilder builder;
    builder.RegisterCallbackGenericService(&service_);
    server_ = builder.BuildAndStart();
    ask_ = RpcLifeSign(*server_);
  }
  ~RpcLifeSignTest() override {
    service_.LetGo();
    for (Waiting& call : waiting_) call.ended.get_future().wait();
    server_->Shutdown();
    server_->Wait();
  }

  std::future<void> Ask() const {
    const auto answered = std::make_shared<std::promise<void>>();
    ask_([answered] { answered->set_value(); });
    return answered->get_future();
  }
  // As many calls at once as no machine has threads for.
  void OccupyEveryThread() {
    waiting_ = std::vector<Waiting>(2 * std::thread::hardware_concurrency() + 8);
    grpc::GenericStub stub(server_->InProcessChannel(grpc::ChannelArguments()));
    for (Waiting& call : waiting_)
      stub.UnaryCall(&call.context, "/test/Wait", {}, &call.request, &call.response,
                     [&call](const grpc::Status&) { call.ended.set_value(); });
  }

  struct Waiting {
    grpc::ClientContext context;
    grpc::Slice nothing;
    grpc::ByteBuffer request{&nothing, 1};
    grpc::ByteBuffer response;
    std::promise<void> ended;
  };
  WaitingService service_;
  std::vector<Waiting> waiting_;
  std::unique_ptr<grpc::Server> server_;
  LifeSign::Ask ask_;
};

TEST_F(RpcLifeSignTest, AServerThatWorksAnswersAgainAndAgain) {
  for (int i = 0; i < 3; ++i) EXPECT_EQ(Ask().wait_for(kPatience), std::future_status::ready);
}

TEST_F(RpcLifeSignTest, AServerAllOfWhoseThreadsWaitAnswersNoMoreUntilTheyGoOn) {
  OccupyEveryThread();
  std::future<void> open;
  int answers = 0;
  while (answers < kForEver && (open = Ask()).wait_for(kLong) == std::future_status::ready) ++answers;
  ASSERT_LT(answers, kForEver) << "a server that stands still goes on answering";
  service_.LetGo();
  EXPECT_EQ(open.wait_for(kPatience), std::future_status::ready);
}

}  // namespace
}  // namespace clearance
