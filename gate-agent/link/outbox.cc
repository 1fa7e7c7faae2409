// See outbox.h.
#include "gate-agent/link/outbox.h"

#include <utility>

#include "common/base/log.h"
#include "common/base/retry.h"

namespace clearance {
namespace {

// Only the centre's own word that this report will not be taken sets it aside: it stays the same however often one asks
// (docs/errors.md), and may be about this report alone. Anything else may pass, and would be said of the next report
// too: a peer away, overloaded or being replaced, a certificate that has to be renewed, a fault on the way.
bool IsRefusal(const Status& status) {
  if (ReasonOf(status).empty() || RetryAfterOf(status) > Duration(0)) return false;
  switch (status.code()) {
    case StatusCode::kInvalidArgument:
    case StatusCode::kAlreadyExists:
    case StatusCode::kFailedPrecondition:
    case StatusCode::kPermissionDenied:
    case StatusCode::kNotFound:
    case StatusCode::kOutOfRange:
    case StatusCode::kDataLoss:
    case StatusCode::kInternal:
      return true;
    default:
      return false;
  }
}

}  // namespace

Outbox::Outbox(const Parts& parts, const BackoffLimits& backoff)
    : parts_(parts), backoff_(backoff), strand_(parts.executor) {
  SendSoon();
  RetryRefusedLater();
}

Outbox::~Outbox() { strand_.End(); }

Status Outbox::Put(const Report& report, const LaneJournal& journal) {
  const Instant now = parts_.clock.Now();
  const Status status = parts_.store.PutReport(report, now, journal);
  // Also what is told as not kept may be there to be sent (gate_store.h).
  SendSoon();
  const std::lock_guard lock(mutex_);
  if (status.ok()) full_since_.reset();
  if (status.code() == StatusCode::kResourceExhausted && !full_since_) full_since_ = now;
  return status;
}

int Outbox::Waiting() const { return parts_.store.Counts().waiting; }

std::vector<ReportedFault> Outbox::Faults() const {
  const std::lock_guard lock(mutex_);
  std::vector<ReportedFault> faults;
  if (refused_since_) faults.push_back({.code = "REPORT_REFUSED", .since = *refused_since_});
  if (full_since_) faults.push_back({.code = "OUTBOX_FULL", .since = *full_since_});
  return faults;
}

void Outbox::SendSoon() {
  strand_.Post([this] { SendNext(); });
}

void Outbox::RetryRefusedLater() {
  strand_.PostAfter(kRefusedRetryInterval, [this] {
    // A round that has not come to its end goes on.
    if (!retried_up_to_) retried_up_to_ = 0;
    SendNext();
    RetryRefusedLater();
  });
}

StatusOr<std::optional<StoredReport>> Outbox::NextReport() {
  ASSIGN_OR_RETURN(std::optional<StoredReport> waiting, parts_.store.OldestWaiting());
  if (waiting || !retried_up_to_) return waiting;
  ASSIGN_OR_RETURN(std::optional<StoredReport> refused, parts_.store.NextRefused(*retried_up_to_));
  retried_up_to_ = refused ? std::optional(refused->position) : std::nullopt;
  return refused;
}

void Outbox::SendNext() {
  if (busy_) return;
  const StatusOr<std::optional<StoredReport>> next = NextReport();
  if (!next.ok()) {
    LogError("outbox_unreadable", {{"reason", ReasonOf(next.status())}});
    return TryAgainLater(next.status());
  }
  if (!*next) return;
  busy_ = true;
  const StoredReport& stored = **next;
  const StatusOr<Report> report = DecodeReport(stored.body);
  if (!report.ok()) return Refused(stored, report.status());
  Send(stored, *report);
}

void Outbox::Send(const StoredReport& stored, const Report& report) {
  // By value: the answer may come when this object has ended.
  auto done = [this, strand = strand_, stored](const Status& status) mutable {
    strand.Post([this, stored, status] { Answered(stored, status); });
  };
  if (const auto* passage = std::get_if<Passage>(&report)) {
    parts_.central.ReportPassage(*passage, std::move(done));
  } else {
    parts_.central.ReportAbandonment(std::get<Abandonment>(report), std::move(done));
  }
}

void Outbox::Answered(const StoredReport& stored, const Status& status) {
  if (!status.ok() && !IsRefusal(status)) {
    if (repetitions_ == 0) {
      LogWarning("report_delayed", {{"request_id", stored.request_id},
                                    {"reason", ReasonOf(status)},
                                    {"waiting", parts_.store.Counts().waiting}});
    }
    return TryAgainLater(status);
  }
  if (!status.ok()) return Refused(stored, status);
  // Not deleted it is sent again as the same report, and the centre answers as it did.
  const Status kept = parts_.store.Acknowledge(stored.position);
  if (!kept.ok()) return TryAgainLater(kept);
  LogInfo("report_acknowledged", {{"request_id", stored.request_id}});
  if (parts_.store.Counts().refused == 0) {
    const std::lock_guard lock(mutex_);
    refused_since_.reset();
  }
  repetitions_ = 0;
  busy_ = false;
  SendNext();
}

void Outbox::Refused(const StoredReport& stored, const Status& status) {
  LogError("report_refused", {{"request_id", stored.request_id},
                              {"code", static_cast<int>(status.code())},
                              {"reason", ReasonOf(status)},
                              {"field", FieldOf(status)}});
  {
    const std::lock_guard lock(mutex_);
    if (!refused_since_) refused_since_ = parts_.clock.Now();
  }
  const Status kept = parts_.store.Refuse(stored.position, ReasonOf(status));
  if (!kept.ok()) return TryAgainLater(kept);
  repetitions_ = 0;
  busy_ = false;
  SendSoon();
}

void Outbox::TryAgainLater(const Status& why) {
  busy_ = true;
  strand_.PostAfter(RetryDelay(backoff_, ++repetitions_, why, parts_.random), [this] {
    busy_ = false;
    SendNext();
  });
}

}  // namespace clearance
