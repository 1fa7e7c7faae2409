// Executor: the only place where threads are made. Production has a pool; a simulator one queue under virtual time.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <queue>
#include <thread>
#include <vector>

#include "common/base/clock.h"

namespace clearance {

// Thread-safe. Tasks must not block for long and must not throw.
class Executor {
 public:
  using Task = std::function<void()>;
  virtual ~Executor() = default;
  // Runs `task` soon, after tasks posted earlier by the same caller have begun.
  virtual void Post(Task task) = 0;
  // Runs `task` once, not before `delay` has passed.
  virtual void PostAfter(Duration delay, Task task) = 0;
};

// A fixed number of threads. The destructor runs what is already queued, drops what is still delayed, and joins.
class ThreadPool final : public Executor {
 public:
  explicit ThreadPool(int threads);
  ~ThreadPool() override;
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;
  void Post(Task task) override;
  void PostAfter(Duration delay, Task task) override;

 private:
  void Run();
  // Makes ready what is due. Needs mutex_.
  void QueueDue();

  std::mutex mutex_;
  std::condition_variable wake_;
  std::queue<Task> ready_;
  std::multimap<std::chrono::steady_clock::time_point, Task> delayed_;
  bool delayed_watched_ = false;  // one thread waits for the earliest delayed task, the others only for ready ones
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

// Runs its tasks one after the other, in order, on another executor: one owner for one state, without a lock.
// Must outlive nothing: the queue is shared with its pending tasks.
class Strand final : public Executor {
 public:
  explicit Strand(Executor& over);
  void Post(Task task) override;
  void PostAfter(Duration delay, Task task) override;

 private:
  struct Queue;
  std::shared_ptr<Queue> queue_;
};

// One queue under virtual time, for simulations: nothing runs until asked. Single-threaded.
class VirtualTime final : public Executor {
 public:
  explicit VirtualTime(Instant start) : clock_(start) {}
  const Clock& clock() const { return clock_; }
  void Post(Task task) override { PostAfter(Duration(0), std::move(task)); }
  void PostAfter(Duration delay, Task task) override;
  // Runs the next task, moving the clock to its time. False when there is none.
  bool RunOne();
  // Runs everything due up to now + `span`, then stands at that time.
  void RunFor(Duration span);

 private:
  ManualClock clock_;
  std::multimap<Instant, Task> tasks_;
};

}  // namespace clearance
