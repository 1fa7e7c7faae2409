// What belongs to bookings, in SQLite. Each view belongs to its connection's thread and keeps no state beside the file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "db/booking_attempts.h"
#include "db/bookings.h"
#include "db/day_closures.h"
#include "db/slot_holds.h"
#include "db/sqlite_dictionary.h"

namespace clearance {

// The lane groups' movements as small numbers.
class SqliteSlotGroups {
 public:
  explicit SqliteSlotGroups(sqlite::Connection& connection) : connection_(connection) {}
  // Absent when nothing was ever booked there.
  StatusOr<std::optional<std::int64_t>> Find(std::string_view port, std::string_view lane_group,
                                             Movement movement) const;
  StatusOr<std::int64_t> Keep(const SlotKey& slot);

 private:
  sqlite::Connection& connection_;
};

class SqliteBookings final : public Bookings {
 public:
  explicit SqliteBookings(sqlite::Connection& connection, DictionaryMemo* memo = nullptr)
      : connection_(connection), dictionary_(connection, memo), groups_(connection) {}
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
  // Counts the booking's place, if it takes one, `times` (1 or -1) more.
  Status CountPlace(const Booking& booking, int times);
  sqlite::Connection& connection_;
  SqliteDictionary dictionary_;
  SqliteSlotGroups groups_;
};

class SqliteSlotHolds final : public SlotHolds {
 public:
  explicit SqliteSlotHolds(sqlite::Connection& connection) : connection_(connection), groups_(connection) {}
  StatusOr<std::optional<SlotHold>> Find(std::string_view hold_id) const override;
  StatusOr<std::vector<SlotHold>> FirstToEnd(std::size_t limit) const override;
  StatusOr<HeldPlaces> HeldBy(std::string_view held_by, Instant now) const override;
  Status Insert(const SlotHold& hold) override;
  Status Erase(std::string_view hold_id) override;

 private:
  sqlite::Connection& connection_;
  SqliteSlotGroups groups_;
};

class SqliteDayClosures final : public DayClosures {
 public:
  explicit SqliteDayClosures(sqlite::Connection& connection) : connection_(connection) {}
  StatusOr<std::optional<DayClosure>> Find(std::string_view port, Date day) const override;
  StatusOr<std::vector<DayClosure>> List(std::string_view port, Date from, Date to) const override;
  Status Insert(const DayClosure& closure) override;

 private:
  sqlite::Connection& connection_;
};

class SqliteBookingAttempts final : public BookingAttempts {
 public:
  explicit SqliteBookingAttempts(sqlite::Connection& connection) : connection_(connection) {}
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
  sqlite::Connection& connection_;
};

}  // namespace clearance
