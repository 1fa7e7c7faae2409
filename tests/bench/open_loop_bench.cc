// The centre under arrivals that do not wait for it, as people at a port do not: a fixed number of crossings a second
// while a backup of its file is being made again and again. A call's time counts from the moment at which it was meant
// to be made, so that a centre that stands still cannot hide it by keeping its callers waiting.
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <thread>

#include "tests/bench/bench.h"
#include "tests/bench/bench_folder.h"
#include "tests/bench/bench_hall.h"
#include "tests/bench/gate_calls.h"
#include "tests/bench/year_ledger.h"

namespace clearance {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr double kHistoryScale = 0.01;  // 100 k crossings lie in the file before
constexpr std::chrono::seconds kTime{15};
constexpr double kFloorPerSecond = 20;
constexpr double kHighPerSecond = 200;
constexpr double kAimMs = 200;
// A passage is meant to come so long after its decision was meant to be asked for.
constexpr std::chrono::milliseconds kInTheLane{1'000};

// Makes backups one after the other until it ends, as an operator does: clearctl, a process of its own.
class BackupLoop {
 public:
  explicit BackupLoop(Hall& hall) : hall_(hall), thread_([this] { Run(); }) {}
  ~BackupLoop() { Stop(); }

  // The backup under way is made to its end.
  void Stop() {
    ending_ = true;
    if (thread_.joinable()) thread_.join();
  }
  // After Stop.
  int backups() const { return backups_; }
  double megabytes() const { return static_cast<double>(bytes_) / 1e6; }
  const std::string& failed() const { return failed_; }

 private:
  void Run() {
    while (!ending_ && failed_.empty()) {
      const std::string folder = hall_.Path("backup-" + std::to_string(backups_));
      int exit_code = -1;
      const auto output = hall_.Clearctl({"db", "backup", "--database", hall_.Database(), "--out", folder}, exit_code);
      if (!output.ok() || exit_code != 0) failed_ = "clearctl db backup: exit code " + std::to_string(exit_code);
      std::error_code ignored;
      for (const auto& file : std::filesystem::directory_iterator(folder, ignored))
        bytes_ += static_cast<std::int64_t>(file.file_size(ignored));
      std::filesystem::remove_all(folder, ignored);
      if (failed_.empty()) ++backups_;
    }
  }

  Hall& hall_;
  std::atomic<bool> ending_ = false;
  int backups_ = 0;
  std::int64_t bytes_ = 0;
  std::string failed_;
  std::thread thread_;
};

// All crossings of one run; times in milliseconds from the intended moment to the answer.
class OpenLoop {
 public:
  OpenLoop(const Channels& channels, double per_second)
      : per_second_(per_second), count_(static_cast<std::size_t>(per_second * static_cast<double>(kTime.count()))) {
    for (const auto& channel : channels) stubs_.push_back(v1::ClearanceService::NewStub(channel));
    for (std::size_t i = 0; i < count_; ++i) {
      crossings_.push_back(std::make_unique<Crossing>());
      crossings_.back()->pair = NextPair(random_);
    }
  }

  void Run() {
    const auto began = SteadyClock::now() + std::chrono::milliseconds(100);
    std::size_t asked = 0;
    std::size_t passed = 0;
    const auto meant = [&](std::size_t i) {
      return began + std::chrono::duration_cast<SteadyClock::duration>(
                         std::chrono::duration<double>(static_cast<double>(i) / per_second_));
    };
    while (passed < count_) {
      const bool ask = asked < count_ && meant(asked) <= meant(passed) + kInTheLane;
      WaitUntil(ask ? meant(asked) : meant(passed) + kInTheLane);
      if (ask) {
        Ask(asked, meant(asked));
        ++asked;
      } else {
        PassageDue(passed, meant(passed) + kInTheLane);
        ++passed;
      }
    }
    std::unique_lock lock(mutex_);
    ended_.wait(lock, [this] { return answered_ == count_; });
  }

  std::vector<double> decisions() const { return Times(&Crossing::decide_ms); }
  std::vector<double> passages() const { return Times(&Crossing::passage_ms); }
  std::size_t failed() const {
    return static_cast<std::size_t>(
        std::count_if(crossings_.begin(), crossings_.end(), [](const auto& c) { return !c->good; }));
  }

 private:
  struct Crossing {
    std::shared_ptr<PairOfCalls> pair;
    SteadyClock::time_point passage_meant;
    // The decision's answer and the passage's moment: whichever comes second sends the passage.
    std::atomic<int> ready = 0;
    double decide_ms = 0;
    double passage_ms = 0;
    bool good = false;
  };

  void WaitUntil(SteadyClock::time_point moment) {
    std::unique_lock lock(mutex_);
    ended_.wait_until(lock, moment, [&] { return SteadyClock::now() >= moment; });
  }

  static double MsSince(SteadyClock::time_point meant) {
    return std::chrono::duration<double, std::milli>(SteadyClock::now() - meant).count();
  }

  void Ask(std::size_t i, SteadyClock::time_point meant) {
    Crossing& c = *crossings_[i];
    stubs_[i % stubs_.size()]->async()->DecideCrossing(&c.pair->decide_context, &c.pair->decide, &c.pair->decided,
                                                       [this, i, meant](const grpc::Status&) {
                                                         crossings_[i]->decide_ms = MsSince(meant);
                                                         if (++crossings_[i]->ready == 2) Pass(i);
                                                       });
  }

  void PassageDue(std::size_t i, SteadyClock::time_point meant) {
    crossings_[i]->passage_meant = meant;
    if (++crossings_[i]->ready == 2) Pass(i);
  }

  void Pass(std::size_t i) {
    Crossing& c = *crossings_[i];
    stubs_[i % stubs_.size()]->async()->ReportPassage(&c.pair->passage_context, &c.pair->passage, &c.pair->recorded,
                                                      [this, i](const grpc::Status& status) {
                                                        Crossing& done = *crossings_[i];
                                                        done.passage_ms = MsSince(done.passage_meant);
                                                        done.good = status.ok() && RepliesAreGood(*done.pair);
                                                        const std::scoped_lock lock(mutex_);
                                                        if (++answered_ == count_) ended_.notify_all();
                                                      });
  }

  std::vector<double> Times(double Crossing::*time) const {
    std::vector<double> times;
    for (const auto& crossing : crossings_) times.push_back((*crossing).*time);
    std::sort(times.begin(), times.end());
    return times;
  }

  const double per_second_;
  const std::size_t count_;
  SystemRandom random_;
  std::vector<std::unique_ptr<v1::ClearanceService::Stub>> stubs_;
  std::vector<std::unique_ptr<Crossing>> crossings_;
  std::mutex mutex_;
  std::condition_variable ended_;
  std::size_t answered_ = 0;
};

double At(const std::vector<double>& sorted, double quantile) {
  return sorted[static_cast<std::size_t>(quantile * static_cast<double>(sorted.size() - 1))];
}

void ReportRun(const OpenLoop& loop, double per_second, const std::string& beside, BenchReport& report) {
  const std::string of = fmt::format(", {:.0f} crossings/s{}", per_second, beside);
  for (const auto& [what, times] : {std::pair{"decision", loop.decisions()}, std::pair{"passage", loop.passages()}}) {
    report.Add({fmt::format("{} p50{}", what, of), At(times, 0.5), "ms", "", 0});
    report.Add({fmt::format("{} p99{}", what, of), At(times, 0.99), "ms", "the aim", kAimMs});
    report.Add({fmt::format("{} longest{}", what, of), times.back(), "ms", "", 0});
  }
  if (loop.failed() > 0)
    report.Missing(fmt::format("{} crossings{}", loop.failed(), of), "not answered as they should be");
}

// What the port has recorded before, under the centre's own keys.
Status FillHistory(const Hall& hall) {
  ASSIGN_OR_RETURN(Pseudonyms pseudonyms, Pseudonyms::FromFile(hall.Path("pki/lookup_key.hex")));
  ASSIGN_OR_RETURN(PersonalFields personal_fields, PersonalFields::FromFile(hall.Path("pki/master_key.hex")));
  ASSIGN_OR_RETURN(const auto ledger, YearLedger::Open({.path = hall.Database(), .plan = {.scale = kHistoryScale}},
                                                       {std::move(pseudonyms), std::move(personal_fields)}));
  return ledger->Fill([](const ReplayCounts&, Instant) { return true; });
}

Status Measure(Hall& hall, BenchReport& report) {
  RETURN_IF_ERROR(FillHistory(hall));
  RETURN_IF_ERROR(hall.StartCentre());
  const Channels channels = GateChannels(hall);
  PairsPerSecond(channels, 4, std::chrono::milliseconds(500));
  for (const double per_second : {kFloorPerSecond, kHighPerSecond}) {
    {
      OpenLoop loop(channels, per_second);
      loop.Run();
      ReportRun(loop, per_second, "", report);
    }
    OpenLoop loop(channels, per_second);
    BackupLoop backups(hall);
    loop.Run();
    backups.Stop();
    ReportRun(loop, per_second, " beside backups", report);
    report.Add({"backups made meanwhile", static_cast<double>(backups.backups()), "", "", 0});
    report.Add({"  and in them", backups.megabytes(), "MB", "", 0});
    if (!backups.failed().empty()) report.Missing("backups", backups.failed());
  }
  return OkStatus();
}

}  // namespace

void BenchOpenLoop(BenchReport& report) {
  report.Section("Centre, arrivals at a fixed rate (real process, mutual TLS, 100 k crossings in its file)");
  const BenchFolder folder;
  auto hall = PrepareHall(folder.path(), "");
  if (!hall.ok()) return report.Missing("open loop", MessageOf(hall.status()));
  const Status measured = Measure(**hall, report);
  if (!measured.ok()) report.Missing("open loop", MessageOf(measured));
}

}  // namespace clearance
