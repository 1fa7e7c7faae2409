#include "services/server/sweeper.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "common/base/log.h"
#include "common/domain/booking_change.h"
#include "common/wire/booking_bytes.h"
#include "services/booking/slots_release.h"
#include "services/derivation/derive.h"
#include "services/retention/retention_sweep.h"

namespace clearance {
namespace {

// How often it is told that there are still people whose keys nobody can judge.
constexpr Duration kTellAgain = std::chrono::minutes(10);

// The record time of the last entry; the beginning of time without any.
StatusOr<Instant> LastRecorded(const Snapshot& s) {
  ASSIGN_OR_RETURN(const std::uint64_t last, s.ledger().LastPosition());
  if (last == 0) return Instant{};
  ASSIGN_OR_RETURN(const StoredEntry stored, s.ledger().Get(last));
  return stored.entry.record_time;
}

}  // namespace

// What a delayed task needs; gone when the sweeper is.
struct Sweeper::Life : std::enable_shared_from_this<Life> {
  Life(Store& store_in, const Clock& clock_in, Executor& executor_in, const SweepTimes& times_in,
       const ClosedDays& closed_days_in)
      : store(store_in),
        clock(clock_in),
        executor(executor_in),
        times(times_in),
        closed_days(closed_days_in),
        believed(clock_in.Now()) {
    const Status read = store.Read([this](const Snapshot& s) -> Status {
      ASSIGN_OR_RETURN(sure, LastRecorded(s));
      return OkStatus();
    });
    if (!read.ok()) LogWarning("sweep_failed", {{"why", MessageOf(read)}});
  }

  void Schedule() {
    executor.PostAfter(kSweepInterval, [weak = weak_from_this()] {
      if (const auto life = weak.lock()) life->Sweep();
    });
  }

  void Sweep() {
    const Instant now = clock.Now();
    believed = std::min(now, believed + kMaxSweepStep);
    sure = std::min(believed, sure + kMaxSweepStep);
    DueKeys due = LookForDueKeys();
    seen = due.next.value_or("");
    store.Transact(
        [now = believed, times = times, closed_days = closed_days, due = std::move(due)](Transaction& t) -> Status {
          RETURN_IF_ERROR(SweepExpired(t, now));
          RETURN_IF_ERROR(SweepBookings(t, times, closed_days, now));
          return EraseDueKeys(t, due, times.retention, now).status();
        },
        [weak = weak_from_this()](const Status& status) {
          if (!status.ok()) LogWarning("sweep_failed", {{"why", MessageOf(status)}});
          if (const auto life = weak.lock()) life->Schedule();
        });
  }

  // Nobody is due while the clock is ahead of what the ledger has lived through.
  DueKeys LookForDueKeys() {
    DueKeys due{.next = seen};
    if (sure < believed) return due;
    const Status read = store.Read([&](const Snapshot& s) -> Status {
      ASSIGN_OR_RETURN(due, FindDueKeys(s, seen, times.retention, believed));
      return OkStatus();
    });
    if (!read.ok()) {
      LogWarning("sweep_failed", {{"why", MessageOf(read)}});
      return due;
    }
    CountUnreadable(due);
    return due;
  }

  // Told at the end of a round, for it is a round of people and may be no longer than one sweep.
  void CountUnreadable(const DueKeys& due) {
    if (unreadable == 0) unreadable_why = due.why;
    unreadable += due.unreadable;
    if (due.next) return;
    if (unreadable != 0 && (unreadable != unreadable_told || believed >= told_at + kTellAgain)) {
      LogError("retention_unreadable",
               {{"people", unreadable}, {"why", unreadable_why}, {"do", "see docs/operations.md"}});
      told_at = believed;
    }
    unreadable_told = std::exchange(unreadable, 0);
  }

  Store& store;
  const Clock& clock;
  Executor& executor;
  const SweepTimes times;
  const ClosedDays closed_days;
  // Touched by one sweep at a time.
  Instant believed;
  // Goes forward from the ledger's last entry as `believed` does from the clock: whatever a clock says that was wrong
  // when the centre started, no key is erased by it.
  Instant sure{};
  std::string seen{};          // where this round among the people with keys goes on; empty: a new one
  std::size_t unreadable = 0;  // of this round
  std::string unreadable_why{};
  std::size_t unreadable_told = 0;  // of the round before
  Instant told_at{};
};

namespace {

// What the booking has become, at the moment from which a passage in time was not to be expected any more.
Status End(Transaction& t, const Booking& booking, BookingAct act, Duration late, Instant now) {
  RETURN_IF_ERROR(t.bookings().Update(booking));
  return RecordEntry(t, {.log = booking.slot.port,
                         .kind = EntryKind::kBookingChange,
                         .event_time = booking.slot.starts_at + kSlotLength + late,
                         .record_time = now,
                         .traveller = booking.traveller,
                         .request_id = "",
                         .lane_id = "",
                         .body = BookingBody({.act = act, .by = "centre", .booking = booking})})
      .status();
}

}  // namespace

Status SweepExpired(Transaction& t, Instant now) {
  ASSIGN_OR_RETURN(const Instant recorded, LastRecorded(t));
  const Instant over = std::min(now, recorded);
  ASSIGN_OR_RETURN(const auto expired, t.open_decisions().Expired(over, kSweepBatch));
  for (const OpenDecision& decision : expired) {
    RETURN_IF_ERROR(t.open_decisions().Close(decision.request_id));
    if (decision.booking_id.empty()) continue;
    ASSIGN_OR_RETURN(auto booking, t.bookings().FindById(decision.booking_id));
    if (!booking || booking->state != BookingState::kReserved || booking->reserved_by != decision.request_id) continue;
    booking->state = BookingState::kConfirmed;
    booking->reserved_by.clear();
    RETURN_IF_ERROR(t.bookings().Update(*booking));
  }
  return t.requests().Forget(UtcDayOf(over), kForgetBatch).status();
}

Status SweepBookings(Transaction& t, const SweepTimes& times, const ClosedDays& closed_days, Instant now) {
  ReleaseView view;
  ASSIGN_OR_RETURN(view.holds, t.slot_holds().FirstToEnd(kSweepBatch));
  ASSIGN_OR_RETURN(const auto confirmed, t.bookings().ConfirmedBefore(now - kSlotLength - times.late, kSweepBatch));
  for (const Booking& booking : confirmed) {
    ASSIGN_OR_RETURN(const bool day_closed, closed_days.Has(t, booking.slot));
    view.confirmed.push_back({booking, day_closed});
  }
  const SlotRelease release = Release(view, times.late, now);
  for (const std::string& hold_id : release.holds) RETURN_IF_ERROR(t.slot_holds().Erase(hold_id));
  for (const Booking& booking : release.no_shows)
    RETURN_IF_ERROR(End(t, booking, BookingAct::kNoShow, times.late, now));
  for (const Booking& booking : release.cancelled)
    RETURN_IF_ERROR(End(t, booking, BookingAct::kCancelled, times.late, now));
  return t.booking_attempts().Forget(now - times.retention.booking_attempts, kForgetBatch).status();
}

Sweeper::Sweeper(Store& store, const Clock& clock, Executor& executor, const SweepTimes& times,
                 const ClosedDays& closed_days)
    : life_(std::make_shared<Life>(store, clock, executor, times, closed_days)) {
  life_->Schedule();
}

Sweeper::~Sweeper() = default;

}  // namespace clearance
