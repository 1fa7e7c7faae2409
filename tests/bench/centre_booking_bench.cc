// The centre as the booking channel sees it: bookings per second over mutual TLS, durable, beside a bare call of the
// same server and beside SQLite writing the same rows in commits of the same size.
#include <fmt/format.h>

#include "tests/bench/bench.h"
#include "tests/bench/bench_folder.h"
#include "tests/bench/bench_hall.h"
#include "tests/bench/booking_calls.h"
#include "tests/bench/raw_rows.h"

namespace clearance {
namespace {

using std::chrono::milliseconds;

// As in centre_bench.cc: what is compared is measured in turns.
constexpr int kTurns = 8;
constexpr milliseconds kSampleTime{1'500};
constexpr milliseconds kBookingsTime{600};
constexpr milliseconds kEchoTime{300};
constexpr milliseconds kRowsTime{600};
constexpr int kLists = 21;

struct Sample {
  RawRows rows;
  Commits commits;
};

StatusOr<Sample> TakeSample(Hall& hall, int callers) {
  RemoveDatabase(hall);
  RETURN_IF_ERROR(hall.StartCentre());
  BookingsPerSecond(BookingChannels(hall), callers, kSampleTime);
  ASSIGN_OR_RETURN(const Commits commits, StopCentre(hall));
  ASSIGN_OR_RETURN(RawRows rows, RawRows::Read(hall.Database(), kBookingRows));
  return Sample{std::move(rows), commits};
}

Status Measure(Hall& hall, int callers, BenchReport& report) {
  ASSIGN_OR_RETURN(const Sample sample, TakeSample(hall, callers));
  ASSIGN_OR_RETURN(const auto writer,
                   RawWriter::Begin(sample.rows, hall.Path("raw.db"), sample.commits.functions_each));
  RemoveDatabase(hall);
  RETURN_IF_ERROR(hall.StartCentre());
  double bookings = 0;
  double echoes = 0;
  double rows = 0;
  long failed = 0;
  double listing = 0;
  {
    const Channels channels = BookingChannels(hall);
    BookingsPerSecond(channels, callers, kBookingsTime);
    for (int turn = 0; turn < kTurns; ++turn) {
      const RateOfCalls of_bookings = BookingsPerSecond(channels, callers, kBookingsTime);
      const RateOfCalls of_echoes = BookingEchoesPerSecond(channels, callers, kEchoTime);
      ASSIGN_OR_RETURN(const double rows_alone, writer->WriteFor(kRowsTime));
      bookings += of_bookings.per_second / kTurns;
      echoes += of_echoes.per_second / kTurns;
      rows += rows_alone / kTurns;
      failed += of_bookings.failed + of_echoes.failed;
    }
    listing = SecondsToListAMonth(channels, kLists);
  }
  ASSIGN_OR_RETURN(const Commits commits, StopCentre(hall));
  const std::string with = fmt::format(", {} in flight", callers);
  report.Add({"functions in a commit" + with, commits.functions_each, "", "in the rows' commits",
              sample.commits.functions_each});
  report.Add({"one bare mTLS call" + with, echoes, "/s", "", 0});
  report.Add({"the rows of a booking by SQLite alone, commits as large", rows, "/s", "", 0});
  report.Add(
      {"CreateBooking, durable" + with, bookings, "/s", "1 / (1 / bare call + 1 / rows)", 1 / (1 / echoes + 1 / rows)});
  report.Add({"ListSlots of 30 days over mTLS, in one page", listing * 1000, "ms", "", 0});
  if (failed > 0) report.Missing(std::to_string(failed) + " calls" + with, "not answered as they should be");
  return OkStatus();
}

}  // namespace

void BenchCentreBooking(BenchReport& report) {
  report.Section("Bookings (real process, mutual TLS, synchronous=FULL)");
  const BenchFolder folder;
  auto hall = PrepareHall(folder.path(), "");
  if (!hall.ok()) return report.Missing("bookings", MessageOf(hall.status()));
  for (const int callers : {1, 64, 256}) {
    const Status measured = Measure(**hall, callers, report);
    if (!measured.ok()) return report.Missing("bookings", MessageOf(measured));
  }
}

}  // namespace clearance
