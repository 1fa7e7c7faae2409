// What belongs to bookings, in memory: each its contract over ordered maps, without a thought for speed.
#pragma once

#include <string>
#include <utility>

#include "db/booking_attempts.h"
#include "db/bookings.h"
#include "db/day_closures.h"
#include "db/memory_table.h"
#include "db/slot_holds.h"

namespace clearance {

class MemorySlotHolds final : public SlotHolds {
 public:
  explicit MemorySlotHolds(UndoLog& undo) : holds_(undo) {}
  StatusOr<std::optional<SlotHold>> Find(std::string_view hold_id) const override;
  StatusOr<std::vector<SlotHold>> FirstToEnd(std::size_t limit) const override;
  StatusOr<HeldPlaces> HeldBy(std::string_view held_by, Instant now) const override;
  Status Insert(const SlotHold& hold) override;
  Status Erase(std::string_view hold_id) override;

  const std::map<std::string, SlotHold, std::less<>>& rows() const { return holds_.rows(); }

 private:
  MemoryTable<std::string, SlotHold> holds_;
};

class MemoryBookings final : public Bookings {
 public:
  MemoryBookings(UndoLog& undo, const MemorySlotHolds& holds) : bookings_(undo), members_(undo), holds_(holds) {}
  StatusOr<std::optional<Booking>> FindById(std::string_view booking_id) const override;
  StatusOr<std::vector<Booking>> FindByReference(std::string_view reference) const override;
  StatusOr<SlotUse> CountTaken(const SlotKey& slot, Instant now) const override;
  StatusOr<std::vector<SlotCount>> CountTakenBetween(std::string_view port, std::string_view lane_group,
                                                     Movement movement, Instant from, Instant to,
                                                     Instant now) const override;
  StatusOr<std::vector<Booking>> ListByTraveller(std::string_view traveller, Instant from,
                                                 std::size_t limit) const override;
  StatusOr<int> CountOpenByContact(std::string_view contact_hash, Instant now) const override;
  StatusOr<std::vector<Booking>> List(const BookingFilter& filter, const std::optional<BookingCursor>& after,
                                      std::size_t limit) const override;
  StatusOr<std::vector<Booking>> ConfirmedBefore(Instant before, std::size_t limit) const override;
  StatusOr<std::vector<BookingCursor>> GivenUp(Instant from, const std::optional<BookingCursor>& after,
                                               std::size_t limit) const override;
  StatusOr<std::vector<AbuseCount>> NoShowsByDocument(Instant from, Instant to, int at_least,
                                                      std::size_t limit) const override;
  Status Insert(const Booking& booking) override;
  Status Update(const Booking& booking) override;

 private:
  using Member = std::pair<std::string, int>;  // reference, member
  // Those that pass, the earlier slot first.
  template <typename Test>
  std::vector<Booking> InOrder(Test passes, std::size_t limit) const;
  // The booking as the one that stands under its reference and member, unless it was moved away.
  void Keep(const Booking& booking);
  MemoryTable<std::string, Booking> bookings_;
  MemoryTable<Member, std::string> members_;
  const MemorySlotHolds& holds_;
};

class MemoryDayClosures final : public DayClosures {
 public:
  explicit MemoryDayClosures(UndoLog& undo) : closures_(undo) {}
  StatusOr<std::optional<DayClosure>> Find(std::string_view port, Date day) const override;
  StatusOr<std::vector<DayClosure>> List(std::string_view port, Date from, Date to) const override;
  Status Insert(const DayClosure& closure) override;

 private:
  MemoryTable<std::pair<std::string, Date>, DayClosure> closures_;
};

class MemoryBookingAttempts final : public BookingAttempts {
 public:
  explicit MemoryBookingAttempts(UndoLog& undo) : attempts_(undo), last_number_(undo) {}
  StatusOr<std::vector<BookingAttempt>> List(const AttemptFilter& filter, const std::optional<AttemptCursor>& after,
                                             std::size_t limit) const override;
  StatusOr<std::vector<AbuseCount>> DocumentsByContact(Instant from, Instant to, int at_least,
                                                       std::size_t limit) const override;
  StatusOr<std::vector<AbuseCount>> FailedUsesBySeal(Instant from, Instant to, int at_least,
                                                     std::size_t limit) const override;
  StatusOr<std::vector<Instant>> FailedLookUps(std::string_view subject, Instant from,
                                               std::size_t limit) const override;
  Status Add(const BookingAttempt& attempt) override;
  StatusOr<std::size_t> Forget(Instant before, std::size_t limit) override;

 private:
  MemoryTable<std::pair<Instant, std::uint64_t>, BookingAttempt> attempts_;
  MemoryTable<int, std::uint64_t> last_number_;  // one row
};

}  // namespace clearance
