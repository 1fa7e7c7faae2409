// What the tests of the booking desk share: a desk over the memory store, and what can be seen of it.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "db/memory_store.h"
#include "db/transact_and_wait.h"
#include "tests/support/booking_scene.h"

namespace clearance {

inline constexpr Instant kDeskNow = FromUnixMs(1'790'035'200'000);  // 2026-09-22 00:00 UTC, 05:00 in Kazakhstan
inline constexpr int kPlaces = 3;                                   // of each slot

// The system's randomness, but for the first references drawn: those are all the same.
class RepeatingRandom final : public Random {
 public:
  void Fill(std::span<std::uint8_t> out) override {
    constexpr std::size_t kReferenceBytes = 8;
    if (out.size() == kReferenceBytes && repeats > 0) {
      --repeats;
      std::fill(out.begin(), out.end(), std::uint8_t{5});
    } else {
      system_.Fill(out);
    }
  }
  int repeats = 0;

 private:
  SystemRandom system_;
};

class DeskTest : public testing::Test {
 protected:
  std::uint64_t LastPosition() {
    std::uint64_t last = 0;
    Read([&](const Snapshot& s) -> Status {
      ASSIGN_OR_RETURN(last, s.ledger().LastPosition());
      return OkStatus();
    });
    return last;
  }
  // The older first.
  std::vector<BookingAttempt> Attempts() {
    std::vector<BookingAttempt> attempts;
    Read([&](const Snapshot& s) -> Status {
      ASSIGN_OR_RETURN(attempts, s.booking_attempts().List({.to = kDeskNow + std::chrono::hours(24 * 365)},
                                                           std::nullopt, kMaxRowsPerRead));
      return OkStatus();
    });
    return attempts;
  }
  // Places shown free in the slot so many quarter hours from now.
  int FreeIn(int slot) {
    for (const OpenSlot& open : scene_.ShownFree()) {
      if (open.starts_at == scene_.SlotFromNow(slot).starts_at) return open.places_left;
    }
    return 0;
  }
  static std::string StatesOf(const std::vector<Booking>& party) {
    std::string states;
    for (const Booking& booking : party) states.append(BookingStateName(booking.state)).append(" ");
    return states;
  }
  void SetState(Booking booking, BookingState state, Instant reserved_until) {
    booking.state = state;
    booking.reserved_until = reserved_until;
    EXPECT_TRUE(TransactAndWait(*store_, [&](Transaction& t) { return t.bookings().Update(booking); }).ok());
  }
  void Read(const std::function<Status(const Snapshot&)>& look) { EXPECT_TRUE(store_->Read(look).ok()); }

  int drawn_ = 0;
  ThreadPool executor_{1};
  ManualClock clock_{kDeskNow};
  RepeatingRandom random_;
  const std::unique_ptr<Store> store_ = NewMemoryStore(executor_);
  BookingScene scene_{*store_, clock_, random_, {.plans = {PlanOf(kPlaces), PlanOf(kPlaces, "icbc-kaz-2")}}};
};

}  // namespace clearance
