#include "common/base/executor.h"

#include <algorithm>
#include <deque>
#include <utility>

#include "common/base/check.h"

namespace clearance {

ThreadPool::ThreadPool(int threads) {
  CHECK(threads > 0);
  threads_.reserve(static_cast<std::size_t>(threads));
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { Run(); });
}

ThreadPool::~ThreadPool() {
  std::multimap<std::chrono::steady_clock::time_point, Task> dropped;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    dropped.swap(delayed_);
  }
  wake_.notify_all();
  // A thread cannot wait for itself: the pool's owner must not live in one of its own tasks.
  for (std::thread& thread : threads_) {
    CHECK(thread.get_id() != std::this_thread::get_id());
    thread.join();
  }
}

void ThreadPool::Post(Task task) {
  {
    const std::lock_guard lock(mutex_);
    ready_.push(std::move(task));
  }
  wake_.notify_one();
}

void ThreadPool::PostAfter(Duration delay, Task task) {
  const auto due = std::chrono::steady_clock::now() + delay;
  bool earliest = false;
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
    const auto place = delayed_.emplace(due, std::move(task));
    earliest = place == delayed_.begin();
  }
  // All, because only the one thread that watches the delayed tasks must learn of an earlier one.
  if (earliest) wake_.notify_all();
}

void ThreadPool::QueueDue() {
  if (delayed_.empty()) return;
  const auto now = std::chrono::steady_clock::now();
  while (!delayed_.empty() && delayed_.begin()->first <= now) {
    ready_.push(std::move(delayed_.extract(delayed_.begin()).mapped()));
  }
}

void ThreadPool::Run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    QueueDue();
    if (!ready_.empty()) {
      Task task = std::move(ready_.front());
      ready_.pop();
      // While this thread is busy another one takes what is left and watches the delayed tasks.
      const bool others_needed = !ready_.empty() || (!delayed_.empty() && !delayed_watched_);
      lock.unlock();
      if (others_needed) wake_.notify_one();
      task();
      task = nullptr;
      lock.lock();
    } else if (stopping_) {
      return;
    } else if (delayed_.empty() || delayed_watched_) {
      wake_.wait(lock);
    } else {
      delayed_watched_ = true;
      const auto due = delayed_.begin()->first;
      wake_.wait_until(lock, due);
      delayed_watched_ = false;
    }
  }
}

struct Strand::Queue : std::enable_shared_from_this<Strand::Queue> {
  // Tasks run in one go before others of the executor below get their turn.
  static constexpr int kMaxTasksInOneGo = 16;

  explicit Queue(Executor& executor) : over(executor) {}

  void Post(Task task) {
    {
      const std::lock_guard lock(mutex);
      tasks.push_back(std::move(task));
      if (running) return;
      running = true;
    }
    over.Post([self = shared_from_this()] { self->RunSome(); });
  }

  void RunSome() {
    for (int i = 0; i < kMaxTasksInOneGo; ++i) {
      Task task;
      {
        const std::lock_guard lock(mutex);
        if (tasks.empty()) {
          running = false;
          return;
        }
        task = std::move(tasks.front());
        tasks.pop_front();
      }
      task();
    }
    over.Post([self = shared_from_this()] { self->RunSome(); });
  }

  Executor& over;
  std::mutex mutex;
  std::deque<Task> tasks;
  bool running = false;
};

Strand::Strand(Executor& over) : queue_(std::make_shared<Queue>(over)) {}

void Strand::Post(Task task) { queue_->Post(std::move(task)); }

void Strand::PostAfter(Duration delay, Task task) {
  queue_->over.PostAfter(delay, [queue = queue_, task = std::move(task)]() mutable { queue->Post(std::move(task)); });
}

void VirtualTime::PostAfter(Duration delay, Task task) {
  tasks_.emplace(clock_.Now() + std::max(delay, Duration(0)), std::move(task));
}

bool VirtualTime::RunOne() {
  if (tasks_.empty()) return false;
  const auto next = tasks_.extract(tasks_.begin());
  clock_.Set(next.key());
  next.mapped()();
  return true;
}

void VirtualTime::RunFor(Duration span) {
  const Instant end = clock_.Now() + span;
  while (!tasks_.empty() && tasks_.begin()->first <= end) RunOne();
  clock_.Set(end);
}

}  // namespace clearance
