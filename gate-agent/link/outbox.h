// The outbox: what a gate reports is on its disk before the lane frees itself, and reaches the centre whatever happens
// to either of them. Reports are sent one after the other, in the order in which they were put. One that the centre
// does not take is set aside with a fault, so that it holds up nobody, and is tried again every kRefusedRetryInterval
// behind all that wait: what was wrong may have been put right.
//
// It must never drop a report, never send a later one before an earlier one is acknowledged or set aside, and never
// change one on the way: a repeated report is the same message with the same request id.
#pragma once

#include <mutex>
#include <optional>
#include <vector>

#include "common/base/clock.h"
#include "common/base/executor.h"
#include "common/base/random.h"
#include "common/domain/fleet.h"
#include "gate-agent/link/backoff.h"
#include "gate-agent/link/central.h"
#include "gate-agent/link/gate_store.h"
#include "gate-agent/link/owned_strand.h"

namespace clearance {

// How often what is set aside is tried again.
inline constexpr Duration kRefusedRetryInterval = std::chrono::minutes(10);

// Thread-safe. Everything given to it must outlive it; it must be destroyed before `central`.
class Outbox {
 public:
  struct Parts {
    GateStore& store;
    Central& central;
    Executor& executor;
    const Clock& clock;
    Random& random;
  };
  // Begins to send what waits from an earlier run.
  explicit Outbox(const Parts& parts, const BackoffLimits& backoff = {.first = Duration(200), .most = Duration(5000)});
  // Ends the sending. What is not acknowledged stays on disk.
  ~Outbox();
  Outbox(const Outbox&) = delete;
  Outbox& operator=(const Outbox&) = delete;

  // On disk, with the lane's journal, when it returns OK; then sent. Errors as GateStore::PutReport.
  Status Put(const Report& report, const LaneJournal& journal);

  // Reports that wait to be acknowledged.
  int Waiting() const;
  // REPORT_REFUSED while a report is set aside, OUTBOX_FULL while no further one can be kept.
  std::vector<ReportedFault> Faults() const;

 private:
  void SendSoon();
  // Begins a round of what is set aside, and every kRefusedRetryInterval again.
  void RetryRefusedLater();
  // These run on the strand.
  void SendNext();
  // What waits; without any, in a round, what is set aside.
  StatusOr<std::optional<StoredReport>> NextReport();
  void Send(const StoredReport& stored, const Report& report);
  void Answered(const StoredReport& stored, const Status& status);
  void Refused(const StoredReport& stored, const Status& status);
  void TryAgainLater(const Status& why);

  const Parts parts_;
  const BackoffLimits backoff_;
  OwnedStrand strand_;
  bool busy_ = false;                          // a report is under way, or the next try is being waited for
  int repetitions_ = 0;                        // of the report under way
  std::optional<std::int64_t> retried_up_to_;  // in a round of what is set aside: the last position tried

  mutable std::mutex mutex_;
  std::optional<Instant> refused_since_;
  std::optional<Instant> full_since_;
};

}  // namespace clearance
