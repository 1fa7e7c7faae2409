// Referrals as they stand now. Every write stamps a new running change number, which is what a watch resumes from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/instant.h"
#include "common/base/status.h"
#include "common/domain/referral.h"

namespace clearance {

// Absent (empty) members do not filter.
struct ReferralFilter {
  std::optional<ReferralState> state{};
  bool unresolved_only = false;  // not final (IsFinal)
  std::string port{};
  std::string lane_id{};
};

bool Passes(const ReferralFilter& filter, const Referral& referral);

// A place in the order of opening.
struct ReferralCursor {
  Instant opened_at{};
  std::string referral_id{};
};

inline constexpr std::size_t kMaxReferralsPerDecision = 8;

class Referrals {
 public:
  virtual ~Referrals() = default;
  virtual StatusOr<std::optional<Referral>> Find(std::string_view referral_id) const = 0;
  // All that came from one decision, the older change first, at most kMaxReferralsPerDecision.
  virtual StatusOr<std::vector<Referral>> FindByDecision(std::string_view decision_request_id) const = 0;
  // The older first (opened_at, then id), after the cursor, at most `limit` (≤ kMaxRowsPerRead).
  virtual StatusOr<std::vector<Referral>> List(const ReferralFilter& filter, const std::optional<ReferralCursor>& after,
                                               std::size_t limit) const = 0;
  // Those whose last change is after `change`, in order of change, each as it stands now; at most `limit`.
  virtual StatusOr<std::vector<Referral>> ChangesSince(std::uint64_t change, std::size_t limit) const = 0;
  // 0 when nothing was ever written.
  virtual StatusOr<std::uint64_t> LastChange() const = 0;

  // Both store the referral with a new change number, whatever `referral.change` says, and return that number.
  // Insert: ALREADY_EXISTS when the id is taken. Update: NOT_FOUND when there is none.
  virtual StatusOr<std::uint64_t> Insert(const Referral& referral) = 0;
  virtual StatusOr<std::uint64_t> Update(const Referral& referral) = 0;
};

}  // namespace clearance
