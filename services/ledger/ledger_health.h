// How the whole ledger stands: unverified from the start of the server on, until everything was reread once in the
// background. A difference never stops the service: lanes go on, and people look at it (docs/operations.md).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

#include "common/base/executor.h"
#include "db/store.h"
#include "db/verify_ledger.h"
#include "services/derivation/verify_derived.h"

namespace clearance {

enum class LedgerState {
  kUnverified,  // the check has not ended yet
  kVerified,    // every entry up to `checked` was as its seals say, and every derived table as the entries say
  kDifferent,   // and so it stays until the server is started anew
};

std::string_view LedgerStateName(LedgerState state);  // "UNVERIFIED" …

struct LedgerStanding {
  LedgerState state = LedgerState::kUnverified;
  std::uint64_t checked = 0;  // entries reread so far
  std::uint64_t total = 0;    // when the check began
  // The first one; position 0 where it is one of a derived table.
  std::optional<LedgerDifference> difference{};
};

// Thread-safe.
class LedgerHealth {
 public:
  LedgerStanding Now() const;
  // What a verification has come to; a difference is never taken back. The entries alone verify nothing yet: what
  // follows from them comes after.
  void Note(const VerifyReport& entries);
  void Note(const DerivedReport& tables);

 private:
  mutable std::mutex mutex_;
  LedgerStanding standing_;
};

// After each step of the check its thread is left alone for so many times as long as the step took; but only for the
// least rest after one that did not get to the end of what was written meanwhile, or it would fall behind for good.
inline constexpr int kCheckRestFactor = 4;
inline constexpr Duration kLeastCheckRest{10};
inline constexpr Duration kCheckRetry = std::chrono::seconds(10);  // after the store could not be read
inline constexpr Duration kDifferenceReminder = std::chrono::minutes(10);

// The check, of the entries and then of what follows from them: page after page on the executor, at most a fifth of one
// of its threads, and more only for as long as entries come faster than it follows with that (docs/decisions/0021);
// while it rests it holds nothing of the store. Writes to the log when it begins and what it came to; a
// difference as an error, and again every kDifferenceReminder. Ends with its destructor; a step under way finishes.
// Owns nothing it is given.
class LedgerCheck {
 public:
  using BeginTables = std::function<StatusOr<std::unique_ptr<DerivedVerifier>>()>;
  LedgerCheck(StoreReader& reader, BeginTables begin_tables, Executor& executor, LedgerHealth& health);
  ~LedgerCheck();

 private:
  struct Life;
  std::shared_ptr<Life> life_;
};

}  // namespace clearance
