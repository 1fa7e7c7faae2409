// The ledger at scale: what a look-up, a decision and a crossing cost in a file with a year of the port in it.
#include <fmt/format.h>

#include "tests/bench/bench.h"
#include "tests/bench/bench_folder.h"
#include "tests/bench/year_ledger.h"

namespace clearance {
namespace {

constexpr double kSmallScale = 0.001;  // 10 k crossings
constexpr double kLargeScale = 0.01;   // 100 k
// What the file, its WAL and the small one may need of the disk, per crossing; measured below 1.5 kB.
constexpr double kBytesACrossing = 1'500;

StatusOr<std::unique_ptr<YearLedger>> Filled(const std::string& path, double scale, BenchReport& report) {
  ASSIGN_OR_RETURN(auto ledger, YearLedger::Open({.path = path, .plan = {.scale = scale}}));
  const auto began = std::chrono::steady_clock::now();
  RETURN_IF_ERROR(ledger->Fill([](const ReplayCounts&, Instant) { return true; }));
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  report.Add({"a year replayed, " + Short(ledger->counts().crossings) + " crossings",
              static_cast<double>(ledger->counts().crossings) / seconds, "/s", "", 0});
  return ledger;
}

Status Measure(bool long_form, BenchReport& report) {
  const BenchFolder folder;
  const double small_scale = long_form ? kLargeScale : kSmallScale;
  const double large_scale = long_form ? 1.0 : kLargeScale;
  const double needed = large_scale * static_cast<double>(kCrossingsOfTheYear) * kBytesACrossing;
  if (static_cast<double>(folder.FreeBytes()) < needed) {
    report.Missing("the ledger at scale", fmt::format("{:.1f} GB of disk are needed", needed / 1e9));
    return OkStatus();
  }
  ASSIGN_OR_RETURN(const auto small, Filled(folder.Path("small.db"), small_scale, report));
  ASSIGN_OR_RETURN(const auto large, Filled(folder.Path("large.db"), large_scale, report));
  RETURN_IF_ERROR(ReportBytes(folder.Path("large.db"), large->passages(), report));
  return ReportAtScale(*small, *large, report);
}

}  // namespace

void BenchLedger(bool long_form, BenchReport& report) {
  report.Section(long_form ? "Ledger with a year of the port (long form)" : "Ledger with a hundredth of a year");
  const Status measured = Measure(long_form, report);
  if (!measured.ok()) report.Missing("ledger", MessageOf(measured));
}

}  // namespace clearance
