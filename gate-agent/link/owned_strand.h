// A strand for an object that ends before its executor does. Tasks posted through it may use the object freely; once
// End() has returned, none runs any more. It must never run two tasks at once.
#pragma once

#include <memory>
#include <mutex>
#include <utility>

#include "common/base/executor.h"

namespace clearance {

// A handle: copies share the strand, and may be kept by callbacks that outlive the object. Thread-safe.
class OwnedStrand {
 public:
  explicit OwnedStrand(Executor& over) : shared_(std::make_shared<Shared>(over)) {}

  void Post(Executor::Task task) { shared_->strand.Post(Guarded(std::move(task))); }
  void PostAfter(Duration delay, Executor::Task task) { shared_->strand.PostAfter(delay, Guarded(std::move(task))); }

  // Waits for the task at work and drops the rest. Not to be called from a task of this strand.
  void End() {
    const std::lock_guard lock(shared_->at_work);
    shared_->ended = true;
  }

 private:
  struct Shared {
    explicit Shared(Executor& over) : strand(over) {}
    Strand strand;
    std::mutex at_work;
    bool ended = false;
  };

  Executor::Task Guarded(Executor::Task task) {
    return [weak = std::weak_ptr<Shared>(shared_), task = std::move(task)] {
      const std::shared_ptr<Shared> shared = weak.lock();
      if (!shared) return;
      const std::lock_guard lock(shared->at_work);
      if (!shared->ended) task();
    };
  }

  std::shared_ptr<Shared> shared_;
};

}  // namespace clearance
