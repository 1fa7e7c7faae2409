// Replays planned crossings through the centre's own use cases (Admission, ReviewDesk) over any store, in order of
// event time and under a virtual clock: every entry and every derived row is written by the code that writes them in
// operation. Only the waiting is left out: many calls are under way at once, so that a commit holds many of them.
#pragma once

#include <array>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <queue>
#include <string>
#include <utility>
#include <vector>

#include "common/base/clock.h"
#include "common/base/random.h"
#include "common/rules/rule_book.h"
#include "db/pseudonyms.h"
#include "db/store.h"
#include "services/booking/closed_days.h"
#include "services/clearance/admission.h"
#include "services/review/review_desk.h"
#include "tests/bench/port_year.h"

namespace clearance {

// A store whose functions run at the virtual time at which they were submitted, however late that is.
class VirtualTimeStore final : public Store {
 public:
  // Told on the store's own thread how long each function took there.
  using Watch = std::function<void(std::chrono::steady_clock::duration)>;

  explicit VirtualTimeStore(Store& store) : store_(store) {}

  // For the next Transact. Only ever forward.
  void SetTime(Instant now) { submitting_ = now; }
  // Shows the time of the function under way.
  const Clock& clock() const { return clock_; }
  // Called while nothing is under way.
  void SetWatch(Watch watch) { watch_ = std::move(watch); }

  void Transact(Function fn, Done done) override;
  Status Read(const std::function<Status(const Snapshot&)>& fn) override { return store_.Read(fn); }
  std::unique_ptr<Subscription> Subscribe(Subscribers::Callback callback) override {
    return store_.Subscribe(std::move(callback));
  }

 private:
  Store& store_;
  Instant submitting_{};
  ManualClock clock_{Instant{}};
  Watch watch_;
};

// A seeded stream that several threads may use.
class SharedSeededRandom final : public Random {
 public:
  explicit SharedSeededRandom(std::uint64_t seed) : random_(seed) {}
  void Fill(std::span<std::uint8_t> out) override {
    const std::scoped_lock lock(mutex_);
    random_.Fill(out);
  }

 private:
  std::mutex mutex_;
  SeededRandom random_;
};

struct ReplayCounts {
  std::int64_t crossings = 0;  // begun
  std::int64_t passages = 0;
  std::int64_t calls = 0;
  std::int64_t referred = 0;    // decisions answered REFER, whether the plan foresaw it or not
  std::int64_t unforeseen = 0;  // of these, not foreseen: their passage becomes a case
  std::int64_t turned_back = 0;
  std::int64_t late = 0;
  std::int64_t offline = 0;
};

// Used by one thread. Owns nothing it is given.
class YearReplay {
 public:
  // `told` runs after every kToldEvery crossings; false ends the replay.
  static constexpr std::int64_t kToldEvery = 1'000;
  using Told = std::function<bool(const ReplayCounts&, Instant now)>;

  YearReplay(Store& store, const Pseudonyms& pseudonyms, const PersonalFields& personal_fields,
             const RuleBook& rule_book, const ZoneTable& zones, std::uint64_t seed);

  // All that is left of `year`, each call answered when this returns. The first error a call was answered with.
  Status Run(PortYear& year, const Told& told);

  // One crossing, decided and passed, alone: how long the decision took until it was durable.
  StatusOr<std::chrono::steady_clock::duration> CrossAlone(const PlannedCrossing& crossing);

  const ReplayCounts& counts() const { return counts_; }
  VirtualTimeStore& store() { return store_; }

 private:
  enum class Act { kPassage, kAbandon, kResolve, kConfirm };
  struct Journey {
    CrossingRequest request;
    DecideAnswer answer;
    bool answered = false;
    bool proposed = false;  // an officer's answer waits for a supervisor
    bool resolved = false;
  };
  struct Call {
    Instant at{};
    std::int64_t order = 0;
    Act act = Act::kPassage;
    Instant passed_at{};
    std::shared_ptr<Journey> journey;
    friend bool operator>(const Call& a, const Call& b) { return a.at != b.at ? a.at > b.at : a.order > b.order; }
  };

  CrossingRequest RequestFor(const PlannedCrossing& crossing);
  void Begin(const PlannedCrossing& crossing);
  void Later(Instant at, Act act, const std::shared_ptr<Journey>& journey, Instant passed_at = {});
  void Do(const Call& call);
  void Decide(const std::shared_ptr<Journey>& journey, bool foreseen);
  void ReportPassage(const Call& call);
  void Resolve(const std::shared_ptr<Journey>& journey, const Officer& officer);
  void Sweep();
  void AcknowledgeCommands();

  // Waits for room, then counts one more under way.
  void Start();
  void Ended(const Status& status, const std::function<void()>& noted = {});
  void WaitFor(const std::function<bool()>& reached);
  std::int64_t Seconds(std::int64_t least, std::int64_t most);

  const std::uint64_t seed_;
  SeededRandom random_;
  SharedSeededRandom ids_;
  SharedSeededRandom inner_ids_;
  VirtualTimeStore store_;
  Admission admission_;
  ReviewDesk desk_;
  const RetentionTimes retention_;
  const ClosedDays closed_days_;
  std::priority_queue<Call, std::vector<Call>, std::greater<>> calls_;
  std::int64_t order_ = 0;
  std::int64_t resolved_ = 0;
  ReplayCounts counts_;

  std::mutex mutex_;
  std::condition_variable changed_;
  int under_way_ = 0;
  std::int64_t referred_ = 0;
  std::int64_t unforeseen_ = 0;
  Status failed_;
};

}  // namespace clearance
