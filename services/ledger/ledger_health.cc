#include "services/ledger/ledger_health.h"

#include <algorithm>
#include <chrono>
#include <utility>

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

void LedgerHealth::Note(const VerifyReport& entries) {
  const std::lock_guard lock(mutex_);
  if (standing_.state == LedgerState::kDifferent) return;
  standing_.checked = entries.entries_checked;
  standing_.total = entries.entries_total;
  standing_.difference = entries.first_difference;
  if (entries.complete && entries.first_difference) standing_.state = LedgerState::kDifferent;
}

void LedgerHealth::Note(const DerivedReport& tables) {
  const std::lock_guard lock(mutex_);
  if (standing_.state == LedgerState::kDifferent || !tables.complete) return;
  standing_.state = tables.first_difference ? LedgerState::kDifferent : LedgerState::kVerified;
  if (tables.first_difference) standing_.difference = LedgerDifference{0, *tables.first_difference};
}

// What a delayed task needs; gone when the check is.
struct LedgerCheck::Life : std::enable_shared_from_this<Life> {
  Life(StoreReader& reader, BeginTables begin_tables_in, Executor& executor_in, LedgerHealth& health_in)
      : entries(reader), begin_tables(std::move(begin_tables_in)), executor(executor_in), health(health_in) {}

  void After(Duration rest, void (Life::*next)()) {
    executor.PostAfter(rest, [weak = weak_from_this(), next] {
      if (const auto life = weak.lock()) ((*life).*next)();
    });
  }

  void Step() {
    const auto begun = std::chrono::steady_clock::now();
    const Status status = entries.report().complete ? StepTables() : StepEntries();
    if (!status.ok()) {
      LogWarning("ledger_check_delayed", {{"reason", ReasonOf(status)}, {"why", MessageOf(status)}});
      return After(kCheckRetry, &Life::Step);
    }
    if (health.Now().state != LedgerState::kUnverified) return Conclude();
    const auto took = std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now() - begun);
    const bool behind = tables != nullptr && tables->report().behind;
    After(behind ? kLeastCheckRest : std::max(kLeastCheckRest, took * kCheckRestFactor), &Life::Step);
  }

  Status StepEntries() {
    RETURN_IF_ERROR(entries.Step());
    health.Note(entries.report());
    return OkStatus();
  }

  Status StepTables() {
    if (tables == nullptr) {
      ASSIGN_OR_RETURN(tables, begin_tables());
    }
    const Status status = tables->Step();
    // What was read in part is read from the start again.
    if (!status.ok()) tables.reset();
    RETURN_IF_ERROR(status);
    health.Note(tables->report());
    if (tables->report().complete) tables.reset();
    return OkStatus();
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

  LedgerVerifier entries;
  const BeginTables begin_tables;
  std::unique_ptr<DerivedVerifier> tables;
  Executor& executor;
  LedgerHealth& health;
};

LedgerCheck::LedgerCheck(StoreReader& reader, BeginTables begin_tables, Executor& executor, LedgerHealth& health)
    : life_(std::make_shared<Life>(reader, std::move(begin_tables), executor, health)) {
  LogInfo("ledger_unverified", {{"until", "every entry was reread, and what follows from them, in the background"}});
  life_->After(Duration(0), &Life::Step);
}

LedgerCheck::~LedgerCheck() = default;

}  // namespace clearance
