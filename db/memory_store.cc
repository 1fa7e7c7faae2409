#include "db/memory_store.h"

#include <mutex>
#include <utility>

#include "db/memory_bookings.h"
#include "db/memory_holds.h"
#include "db/memory_identities.h"
#include "db/memory_ledger.h"
#include "db/memory_personal_keys.h"
#include "db/memory_views.h"
#include "db/view_errors.h"

namespace clearance {
namespace {

// Everything there is; shared with the tasks still queued on the executor.
class MemoryCore {
 public:
  explicit MemoryCore(Executor& executor) : subscribers_(executor) {}

  Status Write(const Store::Function& fn) {
    const std::lock_guard lock(mutex_);
    if (closed_) return StoreClosed();
    Transaction transaction(views_);
    const Status status = fn(transaction);
    if (status.ok()) {
      undo_.Forget();
      subscribers_.Notify(changes_);
    } else {
      undo_.Undo();
    }
    changes_ = ViewChanges();
    return status;
  }

  Status Read(const std::function<Status(const Snapshot&)>& fn) {
    const std::lock_guard lock(mutex_);
    return fn(Snapshot(views_));
  }

  void Close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }

  // False when too many wait already; else Left() must follow.
  bool Enter(std::size_t max_waiting) {
    const std::lock_guard lock(waiting_mutex_);
    if (waiting_ >= max_waiting) return false;
    ++waiting_;
    return true;
  }

  void Left() {
    const std::lock_guard lock(waiting_mutex_);
    --waiting_;
  }

  Subscribers& subscribers() { return subscribers_; }

 private:
  std::mutex mutex_;
  bool closed_ = false;
  UndoLog undo_;
  ViewChanges changes_;
  MemoryLedger ledger_{undo_};
  MemoryRequests requests_{undo_};
  MemoryStays stays_{undo_};
  MemoryOpenDecisions open_decisions_{undo_};
  MemorySlotHolds slot_holds_{undo_};
  MemoryBookings bookings_{undo_, slot_holds_};
  MemoryReferrals referrals_{undo_, changes_};
  MemoryLaneCommands lane_commands_{undo_, changes_};
  MemoryLanes lanes_{undo_, changes_};
  MemoryCheckpoints checkpoints_{undo_};
  MemoryHolds holds_{undo_, changes_};
  MemoryIdentities identities_{undo_};
  MemoryPersonalKeys personal_keys_{undo_};
  MemoryDayClosures day_closures_{undo_};
  MemoryBookingAttempts booking_attempts_{undo_};
  MemoryRuleBooks rule_books_{undo_};
  MemoryLookupKeyCheck lookup_key_check_{undo_};
  const Views views_{ledger_,     requests_,        stays_,      open_decisions_, bookings_,
                     referrals_,  lane_commands_,   lanes_,      checkpoints_,    holds_,
                     identities_, personal_keys_,   slot_holds_, day_closures_,   booking_attempts_,
                     rule_books_, lookup_key_check_};
  Subscribers subscribers_;
  std::mutex waiting_mutex_;
  std::size_t waiting_ = 0;
};

class MemoryStore final : public Store {
 public:
  MemoryStore(Executor& executor, std::size_t max_waiting)
      : strand_(executor), max_waiting_(max_waiting), core_(std::make_shared<MemoryCore>(executor)) {}
  ~MemoryStore() override { core_->Close(); }

  void Transact(Function fn, Done done) override {
    if (!core_->Enter(max_waiting_)) {
      strand_.Post([done = std::move(done)] { done(TooManyWaiting()); });
      return;
    }
    strand_.Post([core = core_, fn = std::move(fn), done = std::move(done)] {
      const Status status = core->Write(fn);
      core->Left();
      done(status);
    });
  }

  Status Read(const std::function<Status(const Snapshot&)>& fn) override { return core_->Read(fn); }

  std::unique_ptr<Subscription> Subscribe(Subscribers::Callback callback) override {
    return core_->subscribers().Subscribe(std::move(callback));
  }

 private:
  Strand strand_;
  const std::size_t max_waiting_;
  std::shared_ptr<MemoryCore> core_;
};

}  // namespace

std::unique_ptr<Store> NewMemoryStore(Executor& executor, std::size_t max_waiting) {
  return std::make_unique<MemoryStore>(executor, max_waiting);
}

}  // namespace clearance
