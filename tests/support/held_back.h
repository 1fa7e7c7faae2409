// An executor whose delayed tasks run when the test says that their time has come, on the test's own thread.
#pragma once

#include <mutex>
#include <utility>
#include <vector>

#include "common/base/executor.h"

namespace clearance {

class HeldBack final : public Executor {
 public:
  static constexpr int kThreads = 2;

  void Post(Task task) override { pool_.Post(std::move(task)); }
  void PostAfter(Duration, Task task) override {
    const std::scoped_lock lock(mutex_);
    delayed_.push_back(std::move(task));
  }
  // Those that are waiting now; what they delay themselves waits for the next call.
  void RunDelayed() {
    std::vector<Task> due;
    {
      const std::scoped_lock lock(mutex_);
      due.swap(delayed_);
    }
    for (const Task& task : due) task();
  }

 private:
  std::mutex mutex_;
  std::vector<Task> delayed_;
  ThreadPool pool_{kThreads};
};

}  // namespace clearance
