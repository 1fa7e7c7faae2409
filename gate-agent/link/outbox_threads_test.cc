// The outbox on real threads: lanes put, the centre answers from threads of its own, and the outbox ends meanwhile.
// What it sends, and when, is tested under virtual time (outbox_test.cc); this is for the thread sanitizer.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "common/base/error_reasons.h"
#include "common/base/ids.h"
#include "gate-agent/link/outbox.h"
#include "tests/support/report_central.h"

namespace clearance {
namespace {

constexpr int kLanes = 4;

// Answers on the executor's threads; every third try finds it away. Thread-safe.
class BusyCentral final : public ReportCentral {
 public:
  explicit BusyCentral(Executor& over) : over_(over) {}

  // The request ids of what it has taken, each as often as it took it.
  std::vector<std::string> Taken() const {
    const std::lock_guard lock(mutex_);
    return taken_;
  }

 private:
  void Answer(const std::string& request_id, OnReported done) override {
    Status status;
    {
      const std::lock_guard lock(mutex_);
      if (++tries_ % 3 == 0) {
        status = Error(StatusCode::kUnavailable, error_reason::kCentreUnreachable, "away");
      } else {
        taken_.push_back(request_id);
      }
    }
    over_.Post([done = std::move(done), status] { done(status); });
  }

  Executor& over_;
  mutable std::mutex mutex_;
  int tries_ = 0;
  std::vector<std::string> taken_;
};

class OutboxThreads : public testing::Test {
 protected:
  OutboxThreads() {
    SystemRandom ids;
    folder_ = std::filesystem::temp_directory_path() / ("outbox_threads_test." + NewUuid(ids));
    std::filesystem::create_directories(folder_);
    StatusOr<std::unique_ptr<GateStore>> store = GateStore::Open((folder_ / "gate.db").string());
    EXPECT_TRUE(store.ok()) << store.status();
    if (store.ok()) store_ = *std::move(store);
  }
  ~OutboxThreads() override {
    store_.reset();
    std::filesystem::remove_all(folder_);
  }

  std::unique_ptr<Outbox> Start() {
    return std::make_unique<Outbox>(Outbox::Parts{*store_, central_, pool_, clock_, random_},
                                    BackoffLimits{.first = Duration(1), .most = Duration(2)});
  }
  // Every lane puts `reports` in a thread of its own; their request ids, lane by lane, as they were put.
  static std::vector<std::vector<std::string>> PutFromEveryLane(Outbox& outbox, int reports) {
    std::vector<std::vector<std::string>> put(kLanes);
    std::vector<std::thread> lanes;
    for (int lane = 0; lane < kLanes; ++lane) {
      lanes.emplace_back([&outbox, reports, lane, &of_lane = put[static_cast<std::size_t>(lane)]] {
        SystemRandom ids;
        Passage passage;
        passage.lane.lane_id = "gate-1/" + std::to_string(lane);
        for (int i = 0; i < reports; ++i) {
          passage.request_id = NewUuid(ids);
          passage.decision_request_id = NewUuid(ids);
          const Status status = outbox.Put(passage, {.lane_id = passage.lane.lane_id});
          EXPECT_TRUE(status.ok()) << status;
          of_lane.push_back(passage.request_id);
        }
      });
    }
    for (std::thread& lane : lanes) lane.join();
    return put;
  }
  // Which of `ids` are among `taken`, in the order of `taken`.
  static std::vector<std::string> Among(const std::vector<std::string>& taken, const std::vector<std::string>& ids) {
    std::vector<std::string> found;
    for (const std::string& id : taken)
      if (std::find(ids.begin(), ids.end(), id) != ids.end()) found.push_back(id);
    return found;
  }

  std::filesystem::path folder_;
  SystemClock clock_;
  SystemRandom random_;
  std::unique_ptr<GateStore> store_;
  ThreadPool pool_{2};
  BusyCentral central_{pool_};
};

TEST_F(OutboxThreads, LanesPutWhileTheCentreAnswersAndNoneOvertakesItself) {
  const std::unique_ptr<Outbox> outbox = Start();
  std::atomic<bool> stop = false;
  std::thread screen([&] {
    while (!stop) {
      EXPECT_GE(outbox->Waiting(), 0);
      EXPECT_TRUE(outbox->Faults().empty());
      std::this_thread::yield();
    }
  });
  constexpr int kReports = 15;
  const std::vector<std::vector<std::string>> put = PutFromEveryLane(*outbox, kReports);
  while (outbox->Waiting() > 0) std::this_thread::yield();
  stop = true;
  screen.join();
  const std::vector<std::string> taken = central_.Taken();
  EXPECT_EQ(taken.size(), static_cast<std::size_t>(kLanes * kReports)) << "each once";
  for (const std::vector<std::string>& of_lane : put) EXPECT_EQ(Among(taken, of_lane), of_lane);
}

TEST_F(OutboxThreads, EndsWhileAnswersAreUnderWayAndTheNextOneSendsWhatIsLeft) {
  constexpr int kRuns = 8;
  std::vector<std::string> put;
  for (int run = 0; run < kRuns; ++run) {
    const std::unique_ptr<Outbox> outbox = Start();
    for (const std::vector<std::string>& of_lane : PutFromEveryLane(*outbox, 1))
      put.insert(put.end(), of_lane.begin(), of_lane.end());
  }
  const std::unique_ptr<Outbox> outbox = Start();
  while (outbox->Waiting() > 0) std::this_thread::yield();
  const std::vector<std::string> taken =
      central_.Taken();  // once more what was taken and not yet acknowledged at an end
  for (const std::string& id : put) EXPECT_NE(std::find(taken.begin(), taken.end(), id), taken.end()) << id;
  EXPECT_LE(taken.size(), put.size() + kRuns) << "at most one was under way when an outbox ended";
}

}  // namespace
}  // namespace clearance
