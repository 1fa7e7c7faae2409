#include "tests/bench/year_main.h"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>

#include "tests/bench/bench_folder.h"
#include "tests/bench/year_ledger.h"

namespace clearance {
namespace {

using SteadyClock = std::chrono::steady_clock;

// What the small ledger, beside which decisions are measured, holds of a year; beside a year that is small itself,
// less.
constexpr double kSmallScale = 0.01;
constexpr double kSmallerScale = 0.001;
constexpr std::int64_t kLargeYear = 1'000'000;
constexpr double kBytesACrossing = 1'500;
constexpr std::int64_t kMaxBytes = 15'000'000'000;
constexpr std::chrono::seconds kTellEvery{10};

rusage Used() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage;
}

double PeakMib() { return static_cast<double>(Used().ru_maxrss) / 1'024; }

// Of all threads, theirs and the kernel's for them: what others on this machine do does not show in it.
double ProcessorSeconds() {
  const rusage used = Used();
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

std::string Clock(double seconds) {
  const auto whole = static_cast<long>(seconds);
  return fmt::format("{}:{:02}:{:02}", whole / 3'600, whole / 60 % 60, whole % 60);
}

// A line every ten seconds.
class Progress {
 public:
  Progress(const PortYear& year, const BenchFolder& folder, int days) : year_(year), folder_(folder), days_(days) {}

  // False when the disk that was promised is used up.
  bool Tell(const ReplayCounts& counts) {
    const auto now = SteadyClock::now();
    if (now < next_) return true;
    next_ = now + kTellEvery;
    const double seconds = std::chrono::duration<double>(now - began_).count();
    const double done = static_cast<double>(counts.crossings) / static_cast<double>(year_.crossings());
    const std::int64_t bytes = folder_.Bytes();
    fmt::print("  day {:>3} of {}  {:>6} crossings  {:>6.0f}/s now {:>6.0f}/s  {:>6.2f} GB  {:>5.0f} MiB  {} left\n",
               year_.day(), days_, Short(counts.crossings), static_cast<double>(counts.crossings) / seconds,
               static_cast<double>(counts.crossings - last_) / std::chrono::duration<double>(now - told_).count(),
               static_cast<double>(bytes) / 1e9, PeakMib(), Clock(seconds / done - seconds));
    std::fflush(stdout);
    last_ = counts.crossings;
    told_ = now;
    return bytes < kMaxBytes;
  }

 private:
  const PortYear& year_;
  const BenchFolder& folder_;
  const int days_;
  const SteadyClock::time_point began_ = SteadyClock::now();
  SteadyClock::time_point told_ = began_;
  SteadyClock::time_point next_ = began_ + kTellEvery;
  std::int64_t last_ = 0;
};

void ReportReplay(const YearLedger& ledger, double seconds, double processor_seconds, std::int64_t bytes,
                  BenchReport& report) {
  const ReplayCounts& counts = ledger.counts();
  const auto crossings = static_cast<double>(counts.crossings);
  report.Add({"crossings replayed", crossings, "", "", 0});
  report.Add({"  travellers", static_cast<double>(ledger.year().travellers()), "", "", 0});
  report.Add({"  referred to an officer", static_cast<double>(counts.referred), "", "", 0});
  report.Add({"  of these not foreseen: their passage is a case", static_cast<double>(counts.unforeseen), "", "", 0});
  report.Add({"  turned back", static_cast<double>(counts.turned_back), "", "", 0});
  report.Add({"  reported hours later", static_cast<double>(counts.late), "", "", 0});
  report.Add({"  passed without the centre", static_cast<double>(counts.offline), "", "", 0});
  report.Add({"time", seconds, "s", "", 0});
  report.Add({"throughput", crossings / seconds, "/s", "the port's record day, evenly", kRecordDay / 43'200.0});
  report.Add({"calls, each a transaction of its own", static_cast<double>(counts.calls) / seconds, "/s", "", 0});
  report.Add({"processor time a crossing", processor_seconds / crossings * 1e6, "µs", "", 0});
  report.Add({"disk, its WAL included", static_cast<double>(bytes) / 1e9, "GB", "", 0});
  report.Add({"memory at its peak", PeakMib(), "MiB", "", 0});
}

StatusOr<std::unique_ptr<YearLedger>> SmallLedger(const YearCommand& command, std::int64_t crossings,
                                                  const std::string& path) {
  YearPlan plan = command.plan;
  plan.days = 365;
  plan.scale = crossings < kLargeYear ? kSmallerScale : kSmallScale;
  ASSIGN_OR_RETURN(auto small, YearLedger::Open({.path = path, .plan = plan}));
  RETURN_IF_ERROR(small->Fill([](const ReplayCounts&, Instant) { return true; }));
  return small;
}

Status Keep(const BenchFolder& folder, const std::string& path) {
  std::error_code failed;
  std::filesystem::rename(folder.Path("year.db"), path, failed);
  if (failed) return Status(StatusCode::kUnavailable, path + ": cannot be put there: " + failed.message());
  fmt::print("\nthe ledger is {}; `clearctl ledger verify --database {}` checks it\n", path, path);
  return OkStatus();
}

}  // namespace

Status RunYear(const YearCommand& command, BenchReport& report) {
  // Beside the file that shall stay, so that it needs no copy.
  const std::string parent = std::filesystem::path(command.keep).parent_path().string();
  if (!command.keep.empty() && std::filesystem::exists(command.keep))
    return Status(StatusCode::kAlreadyExists, command.keep + ": is there already");
  const BenchFolder folder(command.keep.empty() ? "" : parent.empty() ? "." : parent);
  if (folder.path().empty()) return Status(StatusCode::kUnavailable, "no folder could be made there");
  report.Section(fmt::format("A year of the port: {} days at {} of its size, seed {}", command.plan.days,
                             command.plan.scale, command.plan.seed));
  {
    ASSIGN_OR_RETURN(const auto ledger, YearLedger::Open({.path = folder.Path("year.db"), .plan = command.plan}));
    const double needed = static_cast<double>(ledger->year().crossings()) * kBytesACrossing;
    if (static_cast<double>(folder.FreeBytes()) < needed)
      return Status(StatusCode::kResourceExhausted, fmt::format("{:.1f} GB of disk are needed", needed / 1e9));
    fmt::print("  {} crossings into {}\n", ledger->year().crossings(), folder.path());
    Progress progress(ledger->year(), folder, command.plan.days);
    bool room = true;
    const auto began = SteadyClock::now();
    const double processor_began = ProcessorSeconds();
    RETURN_IF_ERROR(ledger->Fill([&](const ReplayCounts& counts, Instant) { return room = progress.Tell(counts); }));
    if (!room) return Status(StatusCode::kResourceExhausted, "the ledger has come to 15 GB");
    ReportReplay(*ledger, std::chrono::duration<double>(SteadyClock::now() - began).count(),
                 ProcessorSeconds() - processor_began, folder.Bytes(), report);
    RETURN_IF_ERROR(ReportBytes(folder.Path("year.db"), ledger->passages(), report));
    ASSIGN_OR_RETURN(const auto small, SmallLedger(command, ledger->counts().crossings, folder.Path("small.db")));
    RETURN_IF_ERROR(ReportAtScale(*small, *ledger, report));
  }
  return command.keep.empty() ? OkStatus() : Keep(folder, command.keep);
}

}  // namespace clearance
