// Bookings: 30 days of slots listed where every slot is nearly full, as a booking page asks for them. Measured from the
// store to the list, beside the bare statement that reads the same counts.
#include <fmt/format.h>

#include <chrono>

#include "common/base/executor.h"
#include "common/base/ids.h"
#include "common/base/random.h"
#include "common/sqlite/connection.h"
#include "common/zones/zone_source.h"
#include "db/sqlite_store.h"
#include "db/transact_and_wait.h"
#include "services/booking/slots.h"
#include "tests/bench/bench.h"
#include "tests/bench/bench_folder.h"

namespace clearance {
namespace {

constexpr Instant kNow = std::chrono::sys_days(std::chrono::year(2026) / 11 / 22);
constexpr Duration kMonth = std::chrono::hours(24 * 30);
constexpr int kCapacity = 40;
constexpr int kTaken = kCapacity - 2;
constexpr int kHeldSlots = 200;
constexpr int kRepetitions = 15;
constexpr int kCalls = 20;

SlotPlan Plan() {
  return {.port = "KHORGOS",
          .lane_group = "icbc-kaz",
          .movement = {Territory::kKaz, Territory::kIcbc},
          .schedule = EveryDay(Territory::kKaz, {{TimeOfDay(0), kEndOfDay}}),
          .capacity = kCapacity};
}

SlotKey At(Instant starts_at) { return {"KHORGOS", "icbc-kaz", {Territory::kKaz, Territory::kIcbc}, starts_at}; }

Booking Taken(Instant starts_at, int number, Random& random) {
  Booking booking;
  booking.booking_id = NewUuid(random);
  booking.reference = fmt::format("{:08x}", number);
  booking.slot = At(starts_at);
  booking.traveller = std::string(32, 't') + booking.reference;
  booking.traveller.erase(0, booking.reference.size());
  booking.birth_date_hash = std::string(32, 'b');
  booking.created_at = kNow;
  booking.seal = std::string(300, 'S');
  return booking;
}

// A month in which every slot has two places left, and some of them are held.
Status Fill(Store& store) {
  SystemRandom random;
  int number = 0;
  int held = 0;
  for (Instant day = kNow; day < kNow + kMonth; day += std::chrono::hours(24)) {
    RETURN_IF_ERROR(TransactAndWait(store, [&, first = number](Transaction& t) -> Status {
      number = first;
      for (Instant start = day; start < day + std::chrono::hours(24); start += kSlotLength) {
        for (int i = 0; i < kTaken; ++i) RETURN_IF_ERROR(t.bookings().Insert(Taken(start, ++number, random)));
      }
      return OkStatus();
    }));
  }
  return TransactAndWait(store, [&](Transaction& t) -> Status {
    for (held = 0; held < kHeldSlots; ++held) {
      SlotHold hold{.hold_id = NewUuid(random), .slot = At(kNow + held * kSlotLength), .places = 1};
      hold.expires_at = kNow + kSlotHoldTime;
      RETURN_IF_ERROR(t.slot_holds().Insert(hold));
    }
    return OkStatus();
  });
}

StatusOr<std::vector<OpenSlot>> ListSlots(Store& store, const SlotPlan& plan, const ZoneTable& zones) {
  const BookingWindow window;
  std::vector<SlotCount> taken;
  std::vector<DayClosure> closures;
  RETURN_IF_ERROR(store.Read([&](const Snapshot& s) -> Status {
    ASSIGN_OR_RETURN(
        taken, s.bookings().CountTakenBetween(plan.port, plan.lane_group, plan.movement, kNow, kNow + kMonth, kNow));
    ASSIGN_OR_RETURN(closures,
                     s.day_closures().List(plan.port, SlotDay(plan, zones, kNow), SlotDay(plan, zones, kNow + kMonth)));
    return OkStatus();
  }));
  return OpenSlots({plan, window, zones, closures, kNow}, {}, kNow, kNow + kMonth, taken, kMaxSlotsPerRead);
}

// The same counts, read and thrown away.
StatusOr<double> BareSeconds(const std::string& path) {
  ASSIGN_OR_RETURN(const auto connection, sqlite::Connection::Open(path, sqlite::OpenMode::kReadOnly));
  Status read = OkStatus();
  const double seconds = MedianSeconds(kRepetitions, kCalls, [&] {
    auto rows = connection->Prepare("SELECT starts_at_ms, general, family, assisted FROM slot_uses");
    while (rows.ok()) {
      const StatusOr<bool> row = rows->Step();
      if (!row.ok()) read = row.status();
      if (!row.ok() || !*row) return;
    }
    read = rows.status();
  });
  RETURN_IF_ERROR(read);
  return seconds;
}

Status Measure(BenchReport& report) {
  const BenchFolder folder;
  const std::string path = folder.Path("bookings.db");
  ThreadPool executor(1);
  ASSIGN_OR_RETURN(const auto store, SqliteStore::Open({.path = path}, executor));
  ASSIGN_OR_RETURN(const ZoneTable zones, MakeZoneTable());
  RETURN_IF_ERROR(Fill(*store));
  const SlotPlan plan = Plan();
  ASSIGN_OR_RETURN(const auto open, ListSlots(*store, plan, zones));
  if (open.empty()) return Error(StatusCode::kInternal, "BENCH", "no slot is open: nothing was measured");
  Status listed = OkStatus();
  const double seconds = MedianSeconds(kRepetitions, kCalls, [&] {
    const auto again = ListSlots(*store, plan, zones);
    if (!again.ok()) listed = again.status();
  });
  RETURN_IF_ERROR(listed);
  ASSIGN_OR_RETURN(const double bare, BareSeconds(path));
  report.Add({fmt::format("30 days of slots listed, {} open, {} bookings in them", open.size(),
                          kTaken * (kMonth / kSlotLength)),
              seconds * 1e3, "ms", "the counts read by a bare statement", bare * 1e3});
  return OkStatus();
}

}  // namespace

void BenchBooking(BenchReport& report) {
  report.Section("Bookings (milliseconds)");
  const Status measured = Measure(report);
  if (!measured.ok()) report.Missing("bookings", MessageOf(measured));
}

}  // namespace clearance
