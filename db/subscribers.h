// Subscribers: who is told, after a commit, which views changed, so that a watch needs no polling.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "common/base/executor.h"

namespace clearance {

// Views whose changes are told.
struct ViewChanges {
  bool referrals = false;
  bool lane_commands = false;
  bool lanes = false;
  bool holds = false;
  bool Any() const { return referrals || lane_commands || lanes || holds; }
  void Add(const ViewChanges& other);
};

// Ends with its destructor: once that has returned, the callback neither runs nor will run. The destructor may be
// called from within the callback; from elsewhere it waits for a callback under way.
class Subscription {
 public:
  virtual ~Subscription() = default;
};

// Thread-safe. One for each store.
class Subscribers {
 public:
  using Callback = std::function<void(const ViewChanges&)>;
  explicit Subscribers(Executor& executor) : executor_(executor) {}

  // `callback` runs on the executor, never twice at once; changes of several commits may come as one call, none is
  // lost.
  std::unique_ptr<Subscription> Subscribe(Callback callback);
  void Notify(const ViewChanges& changes);

 private:
  struct Subscriber;
  class Handle;
  Executor& executor_;
  std::mutex mutex_;
  std::vector<std::weak_ptr<Subscriber>> subscribers_;
};

}  // namespace clearance
