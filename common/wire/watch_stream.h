// WatchStream: one server stream of a watch, the mechanism of WatchReferrals, WatchLanes and WatchCommands: what is
// there, then every change, heartbeats in between. It keeps at most one fetched page waiting, so a slow reader costs a
// page and never the changes' memory, and one that takes nothing more can be given up; it never waits in a gRPC
// callback.
#pragma once

#include <grpcpp/support/server_callback.h>

#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "common/base/error_reasons.h"
#include "common/base/executor.h"
#include "common/wire/grpc_status.h"

namespace clearance {

inline constexpr Duration kWatchHeartbeat = std::chrono::seconds(10);
// For how many of these a reader may take nothing of a stream that keeps something from others.
inline constexpr int kReaderPatience = 6;

// A stream that can be told of changes and ended from outside.
class Watch {
 public:
  virtual ~Watch() = default;
  virtual void Wake() = 0;
  virtual void End(const Status& status) = 0;
};

// Ends all watches when the server drains. Thread-safe.
class WatchRegistry {
 public:
  void Add(const std::shared_ptr<Watch>& watch) {
    bool draining = false;
    {
      const std::scoped_lock lock(mutex_);
      std::erase_if(watches_, [](const std::weak_ptr<Watch>& known) { return known.expired(); });
      watches_.push_back(watch);
      draining = draining_;
    }
    if (draining) watch->End(ShuttingDown());
  }

  void Drain() {
    std::vector<std::weak_ptr<Watch>> watches;
    {
      const std::scoped_lock lock(mutex_);
      draining_ = true;
      watches = watches_;
    }
    for (const auto& known : watches)
      if (const auto watch = known.lock()) watch->End(ShuttingDown());
  }

 private:
  static Status ShuttingDown() {
    return Error(StatusCode::kUnavailable, error_reason::kShuttingDown, "the server is shutting down");
  }
  std::mutex mutex_;
  bool draining_ = false;
  std::vector<std::weak_ptr<Watch>> watches_;
};

// The messages that follow the last ones fetched; none when there is nothing new.
template <typename Response>
struct WatchPage {
  std::vector<Response> messages;
  bool last = false;  // the stream ends with OK behind these
  bool more = false;  // there is more to fetch although it is empty, and nobody will wake the stream for it
};

// Called on the executor, never twice at once; keeps its own place. An error ends the stream with it.
template <typename Response>
using WatchFetch = std::function<StatusOr<WatchPage<Response>>()>;

// A stream that ends at once with `status`.
template <typename Response>
grpc::ServerWriteReactor<Response>* RefuseStream(const Status& status) {
  class Refusal final : public grpc::ServerWriteReactor<Response> {
   public:
    explicit Refusal(const Status& why) { this->Finish(ToGrpcStatus(why)); }
    void OnDone() override { delete this; }
  };
  return new Refusal(status);
}

template <typename Response>
class WatchStream final : public Watch, public std::enable_shared_from_this<WatchStream<Response>> {
 public:
  // The reactor to return from the handler; the watch itself goes to `started`, for its subscription. `heartbeat` makes
  // the message of an idle interval. Whatever `fetch` and `heartbeat` hold is let go on the executor once the stream
  // has ended, though its reader may not hear of that for long. With a `patience` it ends with ABORTED (READER_STALLED)
  // when for so many heartbeats one message was not taken. `executor` must outlive the stream.
  static grpc::ServerWriteReactor<Response>* Start(
      Executor& executor, WatchRegistry& registry, WatchFetch<Response> fetch, std::function<Response()> heartbeat,
      const std::function<std::shared_ptr<void>(std::weak_ptr<Watch>)>& subscribe,
      std::optional<int> patience = std::nullopt) {
    auto watch =
        std::shared_ptr<WatchStream>(new WatchStream(executor, std::move(fetch), std::move(heartbeat), patience));
    auto* reactor = new Reactor(watch);
    watch->reactor_ = reactor;
    watch->subscription_ = subscribe(watch);
    registry.Add(watch);
    watch->Wake();
    watch->ScheduleHeartbeat();
    return reactor;
  }

  void Wake() override {
    const std::scoped_lock lock(mutex_);
    stale_ = true;
    Pump();
  }

  void End(const Status& status) override {
    const std::scoped_lock lock(mutex_);
    EndLocked(status);
  }

 private:
  // Lives until gRPC is done with the call, and keeps the watch alive as long.
  class Reactor final : public grpc::ServerWriteReactor<Response> {
   public:
    explicit Reactor(std::shared_ptr<WatchStream> watch) : watch_(std::move(watch)) {}
    void OnWriteDone(bool ok) override { watch_->Written(ok); }
    void OnCancel() override { watch_->End(Error(StatusCode::kCancelled, "", "the caller has gone")); }
    void OnDone() override {
      watch_->Done();
      delete this;
    }

   private:
    std::shared_ptr<WatchStream> watch_;
  };

  WatchStream(Executor& executor, WatchFetch<Response> fetch, std::function<Response()> heartbeat,
              std::optional<int> patience)
      : executor_(executor), fetch_(std::move(fetch)), heartbeat_(std::move(heartbeat)), patience_(patience) {}

  void Written(bool ok) {
    const std::scoped_lock lock(mutex_);
    writing_ = false;
    waited_ = 0;
    if (!pending_.empty()) pending_.pop_front();
    if (!ok) return EndLocked(Error(StatusCode::kCancelled, "", "the caller has gone"));
    Pump();
  }

  void Done() {
    std::shared_ptr<void> subscription;
    const std::scoped_lock lock(mutex_);
    ended_ = true;
    reactor_ = nullptr;
    LetGo();
    subscription.swap(subscription_);
    // Its destructor may wait for a callback under way, which takes our mutex: it ends on the executor.
    executor_.Post([held = std::move(subscription)] {});
  }

  // With the mutex held: writes what is pending, else fetches when something may be new.
  void Pump() {
    if (ended_ || writing_) return;
    if (!pending_.empty()) {
      writing_ = true;
      reactor_->StartWrite(&pending_.front());
    } else if (last_) {
      EndLocked(OkStatus());
    } else if (stale_ && !fetching_) {
      fetching_ = true;
      stale_ = false;
      executor_.Post([self = this->shared_from_this()] { self->FetchNext(); });
    }
  }

  void FetchNext() {
    {
      const std::scoped_lock lock(mutex_);
      if (ended_) {
        fetching_ = false;
        return LetGo();
      }
    }
    StatusOr<WatchPage<Response>> page = fetch_();
    const std::scoped_lock lock(mutex_);
    fetching_ = false;
    if (ended_) return LetGo();
    if (!page.ok()) return EndLocked(page.status());
    if (!page->messages.empty() || page->more) stale_ = true;  // there may be more behind a page
    for (Response& message : page->messages) pending_.push_back(std::move(message));
    last_ = page->last;
    Pump();
  }

  void ScheduleHeartbeat() {
    executor_.PostAfter(kWatchHeartbeat, [weak = this->weak_from_this()] {
      const auto self = weak.lock();
      if (!self) return;
      {
        const std::scoped_lock lock(self->mutex_);
        if (self->ended_) return;
        if (self->patience_ && self->writing_ && ++self->waited_ > *self->patience_) return self->EndLocked(Stalled());
        if (self->pending_.empty() && !self->fetching_) self->pending_.push_back(self->heartbeat_());
        self->Pump();
      }
      self->ScheduleHeartbeat();
    });
  }

  void EndLocked(const Status& status) {
    if (ended_) return;
    ended_ = true;
    LetGo();
    if (reactor_ != nullptr) reactor_->Finish(ToGrpcStatus(status));
  }

  // With the mutex held, of a stream that has ended: a fetch under way does it when it is done.
  void LetGo() {
    if (fetching_ || !fetch_) return;
    executor_.Post([fetch = std::exchange(fetch_, nullptr), heartbeat = std::exchange(heartbeat_, nullptr)] {});
  }

  static Status Stalled() {
    return Error(StatusCode::kAborted, error_reason::kReaderStalled, "nothing of the stream was taken for too long");
  }

  Executor& executor_;
  // Called without the mutex, by the one fetch under way; otherwise the mutex's, like all that stands below it.
  WatchFetch<Response> fetch_;
  std::function<Response()> heartbeat_;
  const std::optional<int> patience_;
  std::mutex mutex_;
  Reactor* reactor_ = nullptr;
  std::shared_ptr<void> subscription_;
  std::deque<Response> pending_;
  bool writing_ = false;
  int waited_ = 0;  // heartbeats since the message was written that is not taken yet
  bool fetching_ = false;
  bool stale_ = false;
  bool last_ = false;
  bool ended_ = false;
};

}  // namespace clearance
