// The centre as its gates see it: crossings per second over mutual TLS, durable, beside a bare call of the same server
// and beside SQLite writing the same rows in commits of the same size.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "gate-agent/vision/model_files.h"
#include "tests/bench/bench.h"
#include "tests/bench/bench_folder.h"
#include "tests/bench/bench_hall.h"
#include "tests/bench/gate_calls.h"
#include "tests/bench/raw_rows.h"

namespace clearance {
namespace {

using std::chrono::milliseconds;

// A flush of a shared disk may take thirty times as long a second later: what is compared is measured in turns.
constexpr int kTurns = 8;
constexpr milliseconds kSampleTime{1'500};
constexpr milliseconds kPairsTime{600};
constexpr milliseconds kEchoTime{300};
constexpr milliseconds kRowsTime{600};
constexpr int kOpenAtTheEnd = 64;

// A run long enough to tell what rows there are and how many come into a commit.
struct Sample {
  RawRows rows;
  Commits commits;
};

// Seconds of processor time that the process has used, its threads' and the kernel's for them.
double ProcessorSeconds(pid_t pid) {
  std::ifstream stat("/proc/" + std::to_string(pid) + "/stat");
  std::string text;
  std::getline(stat, text);
  // Behind the name in brackets; the twelfth and thirteenth from there are what it used.
  std::istringstream fields(text.substr(std::min(text.size(), text.rfind(')') + 1)));
  std::string skipped;
  for (int i = 0; i < 11; ++i) fields >> skipped;
  double user = 0;
  double kernel = 0;
  fields >> user >> kernel;
  return (user + kernel) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

// Requests enough for half as many pairs again as callers who make them while they go come to.
std::size_t ToPrepare(const Channels& channels, int callers, milliseconds time) {
  const RateOfCalls first = PairsPerSecond(channels, callers, kPairsTime);
  return static_cast<std::size_t>(1.5 * first.per_second * std::chrono::duration<double>(time).count());
}

StatusOr<Sample> TakeSample(Hall& hall, int callers) {
  RemoveDatabase(hall);
  RETURN_IF_ERROR(hall.StartCentre());
  {
    const Channels channels = GateChannels(hall);
    // With requests made before, as when it is measured: busier callers send fewer at a time, and commits are smaller.
    PairsPerSecond(channels, callers, kSampleTime, ToPrepare(channels, callers, kSampleTime));
  }
  ASSIGN_OR_RETURN(const Commits commits, StopCentre(hall));
  // One after the other, each in a commit of its own: these are not to be counted.
  RETURN_IF_ERROR(hall.StartCentre());
  LeaveOpen(GateChannels(hall), kOpenAtTheEnd);
  RETURN_IF_ERROR(StopCentre(hall).status());
  ASSIGN_OR_RETURN(RawRows rows, RawRows::Read(hall.Database(), kCrossingRows));
  return Sample{std::move(rows), commits};
}

Status Measure(Hall& hall, int callers, BenchReport& report) {
  ASSIGN_OR_RETURN(const Sample sample, TakeSample(hall, callers));
  ASSIGN_OR_RETURN(const auto writer,
                   RawWriter::Begin(sample.rows, hall.Path("raw.db"), sample.commits.functions_each / 2));
  RemoveDatabase(hall);
  RETURN_IF_ERROR(hall.StartCentre());
  double pairs = 0;
  double echo_pairs = 0;
  double rows = 0;
  long failed = 0;
  double processor_seconds = 0;
  double resident_mib = 0;
  {
    const Channels channels = GateChannels(hall);
    const std::size_t prepared = ToPrepare(channels, callers, kPairsTime);
    for (int turn = 0; turn < kTurns; ++turn) {
      const double used = ProcessorSeconds(hall.centre()->pid());
      const RateOfCalls of_pairs = PairsPerSecond(channels, callers, kPairsTime, prepared);
      processor_seconds += ProcessorSeconds(hall.centre()->pid()) - used;
      const RateOfCalls of_echoes = EchoPairsPerSecond(channels, callers, kEchoTime);
      ASSIGN_OR_RETURN(const double rows_alone, writer->WriteFor(kRowsTime));
      pairs += of_pairs.per_second / kTurns;
      echo_pairs += of_echoes.per_second / kTurns;
      rows += rows_alone / kTurns;
      failed += of_pairs.failed + of_echoes.failed;
    }
    resident_mib = static_cast<double>(hall.centre()->ResidentKib()) / 1024;
  }
  ASSIGN_OR_RETURN(const Commits commits, StopCentre(hall));
  const std::string with = fmt::format(", {} in flight", callers);
  report.Add({"functions in a commit" + with, commits.functions_each, "", "in the rows' commits",
              sample.commits.functions_each});
  report.Add({"two bare mTLS calls" + with, echo_pairs, "/s", "", 0});
  report.Add({"the same rows by SQLite alone, commits as large", rows, "pairs/s", "", 0});
  report.Add({"decision + passage, durable" + with, pairs, "pairs/s", "1 / (1 / two bare calls + 1 / rows)",
              1 / (1 / echo_pairs + 1 / rows)});
  report.Add({"the same, one bare call counted for the two", pairs, "pairs/s", "1 / (1 / bare call + 1 / rows)",
              1 / (1 / (2 * echo_pairs) + 1 / rows)});
  report.Add({"processor time of the centre for a pair" + with,
              processor_seconds / (pairs * kTurns * std::chrono::duration<double>(kPairsTime).count()) * 1e6, "µs", "",
              0});
  report.Add({"resident memory of the centre" + with, resident_mib, "MiB", "", 0});
  if (failed > 0) report.Missing(std::to_string(failed) + " calls" + with, "not answered as they should be");
  return OkStatus();
}

}  // namespace

void BenchCentre(BenchReport& report) {
  report.Section("Centre (real process, mutual TLS, synchronous=FULL)");
  const BenchFolder folder;
  const auto models = FindModels("");
  auto hall = PrepareHall(folder.path(), models ? std::filesystem::absolute(*models).string() : "");
  if (!hall.ok()) return report.Missing("centre", MessageOf(hall.status()));
  for (const int callers : {1, 64, 256}) {
    const Status measured = Measure(**hall, callers, report);
    if (!measured.ok()) return report.Missing("centre", MessageOf(measured));
  }
  Status status = (*hall)->StartCentre();
  if (status.ok())
    status = (*hall)->StartGate("gate-1", {{"gate-1/a", {{"icbc-kaz", "KAZ", "KAZ", "ICBC", true, true}}}});
  if (!status.ok()) return report.Missing("resident memory of a gate", MessageOf(status));
  report.Add({models ? "resident memory of a gate with its models" : "resident memory of a gate without models",
              static_cast<double>((*hall)->gate("gate-1")->ResidentKib()) / 1024, "MiB", "", 0});
}

}  // namespace clearance
