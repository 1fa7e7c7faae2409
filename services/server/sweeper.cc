#include "services/server/sweeper.h"

#include "common/base/log.h"

namespace clearance {

// What a delayed task needs; gone when the sweeper is.
struct Sweeper::Life : std::enable_shared_from_this<Life> {
  Life(Store& store_in, const Clock& clock_in, Executor& executor_in)
      : store(store_in), clock(clock_in), executor(executor_in) {}

  void Schedule() {
    executor.PostAfter(kSweepInterval, [weak = weak_from_this()] {
      if (const auto life = weak.lock()) life->Sweep();
    });
  }

  void Sweep() {
    store.Transact([now = clock.Now()](Transaction& t) { return SweepExpired(t, now); },
                   [weak = weak_from_this()](const Status& status) {
                     if (!status.ok()) LogWarning("sweep_failed", {{"why", MessageOf(status)}});
                     if (const auto life = weak.lock()) life->Schedule();
                   });
  }

  Store& store;
  const Clock& clock;
  Executor& executor;
};

Status SweepExpired(Transaction& t, Instant now) {
  ASSIGN_OR_RETURN(const auto expired, t.open_decisions().Expired(now, kSweepBatch));
  for (const OpenDecision& decision : expired) {
    RETURN_IF_ERROR(t.open_decisions().Close(decision.request_id));
    if (decision.booking_id.empty()) continue;
    ASSIGN_OR_RETURN(auto booking, t.bookings().FindById(decision.booking_id));
    if (!booking || booking->state != BookingState::kReserved || booking->reserved_by != decision.request_id) continue;
    booking->state = BookingState::kConfirmed;
    booking->reserved_by.clear();
    RETURN_IF_ERROR(t.bookings().Update(*booking));
  }
  return t.requests().Forget(UtcDayOf(now), kForgetBatch).status();
}

Sweeper::Sweeper(Store& store, const Clock& clock, Executor& executor)
    : life_(std::make_shared<Life>(store, clock, executor)) {
  life_->Schedule();
}

Sweeper::~Sweeper() = default;

}  // namespace clearance
