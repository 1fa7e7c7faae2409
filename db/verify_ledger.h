// Verification of the whole ledger: rereads every entry, recomputes every leaf and node, compares every indexed column
// with the sealed bytes, holds the trees against signed checkpoints and the file's tables against those this program
// makes, and names the first difference. Needs nothing but what docs/ledger.md describes. Never writes.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/base/status.h"
#include "common/crypto/signature.h"
#include "db/known_roots.h"
#include "db/store.h"

namespace clearance {

struct LedgerDifference {
  std::uint64_t position = 0;  // of the entry at fault; 0 when it is about none
  std::string what{};          // in words, without personal data
};

struct VerifyReport {
  std::uint64_t entries_checked = 0;
  std::uint64_t entries_total = 0;  // when the verification began
  std::vector<LogRoot> roots{};     // recomputed, complete only when `complete`
  bool complete = false;            // everything was reread, or a difference ended it
  std::optional<LedgerDifference> first_difference{};
};

// Goes through the ledger as it stood at the first Step, one bounded page a step, so that a service can do other work
// in between. Single-threaded; does not own `reader`, which must outlive it.
class LedgerVerifier {
 public:
  // `known`: roots that checkpoints from outside the file say, their signatures checked by the caller. The checkpoints
  // the store keeps are taken besides; each of those must be signed with one of `keys`, unless there are none.
  explicit LedgerVerifier(StoreReader& reader, std::vector<KnownRoot> known = {}, std::vector<VerifyingKey> keys = {});
  ~LedgerVerifier();
  // Checks the next page. The report says how far it is; call again until `complete`. Errors are those of the store
  // that tell nothing about the ledger (UNAVAILABLE); unreadable content is a difference.
  Status Step();
  const VerifyReport& report() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// All steps. `progress` (may be null) is called after each.
StatusOr<VerifyReport> VerifyLedger(StoreReader& reader, const std::function<void(const VerifyReport&)>& progress,
                                    std::vector<KnownRoot> known = {}, std::vector<VerifyingKey> keys = {});

}  // namespace clearance
