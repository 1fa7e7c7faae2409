// How the whole ledger stands: unverified from the start of the server on, until everything was reread once in the
// background. A difference never stops the service: lanes go on, and people look at it (docs/operations.md).
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>

#include "common/base/executor.h"
#include "db/store.h"
#include "db/verify_ledger.h"

namespace clearance {

enum class LedgerState {
  kUnverified,  // the check has not ended yet
  kVerified,    // every entry up to `checked` was as its seals say
  kDifferent,   // and so it stays until the server is started anew
};

std::string_view LedgerStateName(LedgerState state);  // "UNVERIFIED" …

struct LedgerStanding {
  LedgerState state = LedgerState::kUnverified;
  std::uint64_t checked = 0;                     // entries reread so far
  std::uint64_t total = 0;                       // when the check began
  std::optional<LedgerDifference> difference{};  // the first one
};

// Thread-safe.
class LedgerHealth {
 public:
  LedgerStanding Now() const;
  // What a verification has come to; a difference is never taken back.
  void Note(const VerifyReport& report);

 private:
  mutable std::mutex mutex_;
  LedgerStanding standing_;
};

// After each step of the check its thread is left alone for so many times as long as the step took.
inline constexpr int kCheckRestFactor = 4;
inline constexpr Duration kLeastCheckRest{10};
inline constexpr Duration kCheckRetry = std::chrono::seconds(10);  // after the store could not be read
inline constexpr Duration kDifferenceReminder = std::chrono::minutes(10);

// The check: page after page on the executor, at most a fifth of one of its threads. Writes to the log when it begins
// and what it came to; a difference as an error, and again every kDifferenceReminder. Ends with its destructor; a step
// under way finishes. Owns nothing it is given.
class LedgerCheck {
 public:
  LedgerCheck(StoreReader& reader, Executor& executor, LedgerHealth& health);
  ~LedgerCheck();

 private:
  struct Life;
  std::shared_ptr<Life> life_;
};

}  // namespace clearance
