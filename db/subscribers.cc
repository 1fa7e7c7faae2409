#include "db/subscribers.h"

#include <utility>

namespace clearance {

void ViewChanges::Add(const ViewChanges& other) {
  referrals |= other.referrals;
  lane_commands |= other.lane_commands;
  lanes |= other.lanes;
  holds |= other.holds;
}

struct Subscribers::Subscriber {
  explicit Subscriber(Callback call) : callback(std::move(call)) {}

  // True when the caller must post Tell().
  bool Add(const ViewChanges& changes) {
    const std::lock_guard lock(mutex);
    pending.Add(changes);
    return !std::exchange(posted, true);
  }

  void Tell() {
    const std::lock_guard in_call(calling);
    if (ended) return;
    ViewChanges changes;
    {
      const std::lock_guard lock(mutex);
      posted = false;
      changes = std::exchange(pending, ViewChanges());
    }
    callback(changes);
  }

  void End() {
    const std::lock_guard in_call(calling);
    ended = true;
  }

  const Callback callback;
  std::recursive_mutex calling;  // recursive: a callback may end its own subscription
  bool ended = false;            // guarded by calling
  std::mutex mutex;
  ViewChanges pending;
  bool posted = false;
};

class Subscribers::Handle final : public Subscription {
 public:
  explicit Handle(std::shared_ptr<Subscriber> subscriber) : subscriber_(std::move(subscriber)) {}
  ~Handle() override { subscriber_->End(); }

 private:
  std::shared_ptr<Subscriber> subscriber_;
};

std::unique_ptr<Subscription> Subscribers::Subscribe(Callback callback) {
  auto subscriber = std::make_shared<Subscriber>(std::move(callback));
  const std::lock_guard lock(mutex_);
  std::erase_if(subscribers_, [](const auto& weak) { return weak.expired(); });
  subscribers_.push_back(subscriber);
  return std::make_unique<Handle>(std::move(subscriber));
}

void Subscribers::Notify(const ViewChanges& changes) {
  if (!changes.Any()) return;
  const std::lock_guard lock(mutex_);
  for (const std::weak_ptr<Subscriber>& weak : subscribers_) {
    const std::shared_ptr<Subscriber> subscriber = weak.lock();
    if (subscriber && subscriber->Add(changes)) executor_.Post([subscriber] { subscriber->Tell(); });
  }
}

}  // namespace clearance
