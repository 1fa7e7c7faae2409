#include "tests/durability/durable_run.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <thread>
#include <utility>

#include "common/base/error_reasons.h"
#include "common/base/random.h"
#include "common/sqlite/fault_vfs.h"
#include "db/sqlite_store.h"
#include "db/verify_ledger.h"
#include "tests/contract/store_contract.h"
#include "tests/durability/promise_book.h"

namespace clearance {
namespace {

constexpr std::size_t kMaxBurst = 40;
constexpr int kMaxBursts = 400;          // of a life, should faults be rare
constexpr std::size_t kWorkLimit = 600;  // of a life: each look reads everything

class Life {
 public:
  explicit Life(const RunOptions& options) : options_(options), random_(options.seed), disk_(random_.Next()) {}

  RunOutcome Live() {
    for (int burst = 0; burst < kMaxBursts && !IsOver(); ++burst) {
      if (store_ == nullptr) OpenStore();
      if (store_ == nullptr) break;
      SendBurst();
      EndBurst();
    }
    CloseStore();
    if (book_.problems().empty()) {
      OpenStore();
      CloseStore();
    }
    outcome_.problems = book_.problems();
    outcome_.disk = disk_.Statistics();
    outcome_.recovered = book_.recovered();
    return outcome_;
  }

 private:
  bool IsOver() const {
    return !book_.problems().empty() || disk_.Statistics().Faults() >= options_.faults || sent_ >= kWorkLimit;
  }
  bool Chance(std::uint64_t one_in) { return random_.Below(one_in) == 0; }
  int Thousandths(std::uint64_t below) { return static_cast<int>(random_.Below(below)); }

  sqlite::DiskFaults NewFaults() {
    enum Kind : std::uint64_t {
      kWrite,
      kShortWrite,
      kRead,
      kFull,
      kOther,
      kSync,
      kSyncAgain,
      kPower,
      kPowerAgain,
      kAll
    };
    const auto kind = static_cast<Kind>(random_.Below(kAll + 1));
    const bool all = kind == kAll;
    sqlite::DiskFaults faults;
    faults.lies = options_.lies;
    if (kind == kWrite || all) faults.write_fails = Thousandths(60);
    if (kind == kShortWrite || all) faults.write_cut_short = Thousandths(60);
    if (kind == kRead || all) faults.read_fails = Thousandths(60);
    if (kind == kFull) faults.free_bytes = random_.Below(400'000);
    if (kind == kOther || all) faults.truncate_fails = faults.remove_fails = faults.open_fails = Thousandths(700);
    if (kind == kSync || kind == kSyncAgain || all) faults.sync_fails = Thousandths(1000);
    // As often in one of the first calls as in one of the many.
    if (kind == kPower || kind == kPowerAgain || (all && Chance(2))) {
      faults.power_cut_at = 1 + random_.Below(Chance(2) ? 20 : 600);
    }
    return faults;
  }

  std::unique_ptr<SqliteStore> TryOpen(Status& status) {
    SqliteStoreOptions options;
    options.path = folder_.Path("ledger.db");
    options.vfs = vfs_.name().c_str();
    options.readers = 2;
    options.max_batch = max_batch_;
    options.max_batch_time = options.min_batch_time = std::chrono::hours(1);
    auto opened = SqliteStore::Open(options, executor_);
    status = opened.status();
    return opened.ok() ? *std::move(opened) : nullptr;
  }

  // Through faults now and then; without any it must open, whatever has happened before.
  void OpenStore() {
    constexpr std::size_t kBatches[] = {1, 3, 16, 256};
    max_batch_ = kBatches[random_.Below(std::size(kBatches))];
    Status status;
    if (Chance(3)) {
      disk_.SetFaults(NewFaults());
      store_ = TryOpen(status);
      if (!status.ok()) {
        ++outcome_.failed_openings;
        if (status.code() != StatusCode::kUnavailable && !options_.lies) {
          book_.Problem("a failing disk was told as " + status.ToString());
        }
      }
      if (!disk_.HasPower()) {
        store_.reset();
        ComeBack();
      }
    }
    QuietDisk();
    if (store_ == nullptr) store_ = TryOpen(status);
    if (store_ == nullptr) return book_.Problem("cannot be opened: " + status.ToString());
    Look(true);
  }

  void QuietDisk() {
    sqlite::DiskFaults none;
    none.lies = options_.lies;
    disk_.SetFaults(none);
  }

  void Look(bool reopened) {
    ++outcome_.looks;
    book_.Look(*store_, reopened);
  }

  void CloseStore() {
    store_.reset();
    attempts_.clear();
    if (!disk_.HasPower()) ComeBack();
  }

  void ComeBack() { Chance(2) ? disk_.RestartProcess() : disk_.RestorePower(); }

  // Some of the work in doubt again, and new work.
  std::vector<int> ChooseWork() {
    std::vector<int> chosen = book_.InDoubt();
    if (chosen.size() > kMaxBurst / 2) chosen.resize(kMaxBurst / 2);
    const std::size_t wanted = chosen.size() + 1 + random_.Below(kMaxBurst - chosen.size());
    while (chosen.size() < wanted) {
      chosen.push_back(book_.NewWork());
      ++sent_;
    }
    return chosen;
  }

  void Submit(int work, Attempt& attempt, std::function<void()> then) {
    attempt.work = work;
    store_->Transact(PromiseBook::FunctionOf(work, attempt), [this, &attempt, then = std::move(then)](Status status) {
      {
        const std::lock_guard lock(mutex_);
        ++attempt.told;
        attempt.status = std::move(status);
        told_.notify_all();
      }
      if (then) then();
    });
  }

  void SendBurst() {
    const std::vector<int> work = ChooseWork();
    const std::size_t first = attempts_.size();
    attempts_.resize(first + work.size());
    options_.threads == 0 ? SendTogether(work, first) : SendFromThreads(work, first);
    bool somebody_failed = false;
    for (std::size_t i = first; i < attempts_.size(); ++i) {
      const Attempt& attempt = attempts_[i];
      book_.Told(attempt);
      const bool failed = attempt.status.code() == StatusCode::kUnavailable;
      somebody_failed |= failed;
      outcome_.acknowledged += attempt.status.ok() ? 1 : 0;
      outcome_.failed += failed ? 1 : 0;
      outcome_.refused += !failed && !attempt.status.ok() ? 1 : 0;
    }
    outcome_.failed_batches += somebody_failed ? 1 : 0;
  }

  void WaitForAll(std::size_t first) {
    std::unique_lock lock(mutex_);
    told_.wait(lock, [&] {
      return std::all_of(attempts_.begin() + static_cast<std::ptrdiff_t>(first), attempts_.end(),
                         [](const Attempt& attempt) { return attempt.told > 0; });
    });
  }

  // A first function holds the writer until all the others wait.
  void SendTogether(const std::vector<int>& work, std::size_t first) {
    std::promise<void> begun;
    std::promise<void> release;
    std::promise<Status> gate;
    bool ran = false;
    store_->Transact(
        [&](Transaction&) {
          // Where another one of its batch fails it is run again.
          if (std::exchange(ran, true)) return OkStatus();
          begun.set_value();
          release.get_future().wait();
          return OkStatus();
        },
        [&](Status status) {
          if (!ran) begun.set_value();
          gate.set_value(std::move(status));
        });
    begun.get_future().wait();
    disk_.SetFaults(NewFaults());
    for (std::size_t i = 0; i < work.size(); ++i) Submit(work[i], attempts_[first + i], nullptr);
    release.set_value();
    gate.get_future().wait();
    if (!ran) book_.Problem("a disk in order again takes no write");
    WaitForAll(first);
  }

  void SendFromThreads(const std::vector<int>& work, std::size_t first) {
    disk_.SetFaults(NewFaults());
    std::atomic<std::size_t> next{0};
    std::atomic<bool> ended{false};
    std::thread reader([&] {
      while (!ended) {
        const auto report = VerifyLedger(*store_, nullptr);
        if (report.ok() ? !report->first_difference : report.status().code() == StatusCode::kUnavailable) continue;
        const std::lock_guard lock(mutex_);
        book_.Problem("a reader beside was told " +
                      (report.ok() ? report->first_difference->what : report.status().ToString()));
        return;
      }
    });
    std::vector<std::thread> senders;
    for (int i = 0; i < options_.threads; ++i) {
      senders.emplace_back([&] {
        for (std::size_t mine = next++; mine < work.size(); mine = next++) {
          std::promise<void> answered;
          Submit(work[mine], attempts_[first + mine], [&] { answered.set_value(); });
          answered.get_future().wait();
        }
      });
    }
    for (std::thread& sender : senders) sender.join();
    ended = true;
    reader.join();
  }

  void EndBurst() {
    if (disk_.HasPower() && Chance(2)) disk_.CutPower();
    if (disk_.HasPower() && Chance(2)) {
      // The same process goes on, on a disk that is in order again.
      QuietDisk();
      Look(false);
      return;
    }
    // With power: closed in order, on a disk with the same faults, or with none.
    if (disk_.HasPower() && Chance(2)) QuietDisk();
    CloseStore();
    QuietDisk();
  }

  const RunOptions options_;
  SeededRandom random_;
  sqlite::FaultDisk disk_;
  sqlite::FaultVfs vfs_{disk_};
  TemporaryFolder folder_;
  ThreadPool executor_{2};
  PromiseBook book_;
  RunOutcome outcome_;
  std::size_t max_batch_ = 1;
  std::size_t sent_ = 0;
  std::mutex mutex_;
  std::condition_variable told_;
  std::deque<Attempt> attempts_;  // of this opening of the store
  std::unique_ptr<SqliteStore> store_;
};

}  // namespace

RunOutcome LiveOnFaultyDisk(const RunOptions& options) { return Life(options).Live(); }

}  // namespace clearance
