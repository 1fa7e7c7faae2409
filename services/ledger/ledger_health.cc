#include "services/ledger/ledger_health.h"

#include <algorithm>
#include <chrono>

#include "common/base/check.h"
#include "common/base/log.h"

namespace clearance {

std::string_view LedgerStateName(LedgerState state) {
  switch (state) {
    case LedgerState::kUnverified:
      return "UNVERIFIED";
    case LedgerState::kVerified:
      return "VERIFIED";
    case LedgerState::kDifferent:
      return "DIFFERENT";
  }
  CHECK(false);
}

LedgerStanding LedgerHealth::Now() const {
  const std::lock_guard lock(mutex_);
  return standing_;
}

void LedgerHealth::Note(const VerifyReport& report) {
  const std::lock_guard lock(mutex_);
  if (standing_.state == LedgerState::kDifferent) return;
  standing_.checked = report.entries_checked;
  standing_.total = report.entries_total;
  standing_.difference = report.first_difference;
  if (!report.complete) return;
  standing_.state = report.first_difference ? LedgerState::kDifferent : LedgerState::kVerified;
}

// What a delayed task needs; gone when the check is.
struct LedgerCheck::Life : std::enable_shared_from_this<Life> {
  Life(StoreReader& reader, Executor& executor_in, LedgerHealth& health_in)
      : verifier(reader), executor(executor_in), health(health_in) {}

  void After(Duration rest, void (Life::*next)()) {
    executor.PostAfter(rest, [weak = weak_from_this(), next] {
      if (const auto life = weak.lock()) ((*life).*next)();
    });
  }

  void Step() {
    const auto begun = std::chrono::steady_clock::now();
    const Status status = verifier.Step();
    if (!status.ok()) {
      LogWarning("ledger_check_delayed", {{"reason", ReasonOf(status)}, {"why", MessageOf(status)}});
      return After(kCheckRetry, &Life::Step);
    }
    health.Note(verifier.report());
    if (verifier.report().complete) return Conclude();
    const auto took = std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now() - begun);
    After(std::max(kLeastCheckRest, took * kCheckRestFactor), &Life::Step);
  }

  void Conclude() {
    const LedgerStanding standing = health.Now();
    if (standing.state == LedgerState::kDifferent) return SayDifferent();
    LogInfo("ledger_verified", {{"entries", standing.checked}});
  }

  void SayDifferent() {
    const LedgerStanding standing = health.Now();
    LogError("ledger_different", {{"position", standing.difference->position},
                                  {"what", standing.difference->what},
                                  {"do", "see docs/operations.md; the service goes on"}});
    After(kDifferenceReminder, &Life::SayDifferent);
  }

  LedgerVerifier verifier;
  Executor& executor;
  LedgerHealth& health;
};

LedgerCheck::LedgerCheck(StoreReader& reader, Executor& executor, LedgerHealth& health)
    : life_(std::make_shared<Life>(reader, executor, health)) {
  LogInfo("ledger_unverified", {{"until", "every entry was reread in the background"}});
  life_->After(Duration(0), &Life::Step);
}

LedgerCheck::~LedgerCheck() = default;

}  // namespace clearance
