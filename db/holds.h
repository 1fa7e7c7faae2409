// Holds as they stand now, and every hit of one. Both share one running change number, which is what a watch resumes
// from. Knows whom a hold names as keyed hashes only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/instant.h"
#include "common/base/status.h"
#include "common/domain/hold.h"

namespace clearance {

// Absent (empty) members do not filter.
struct HoldFilter {
  std::optional<HoldState> state{};
  std::optional<HoldKind> kind{};
  std::string authority{};
  std::optional<HoldVisibility> seen_by{};  // only those shown to it: kSupervisor sees what kLaneOfficer does
};

bool Passes(const HoldFilter& filter, const Hold& hold);

// A place in the order of putting.
struct HoldCursor {
  Instant put_at{};
  std::string hold_id{};
};

// What is known of a traveller, as keyed hashes.
struct HoldSearch {
  std::vector<std::string> documents{};
  std::vector<std::string> persons{};
  std::string name{};  // empty: not known
};

struct MatchedHold {
  Hold hold{};
  HoldMatch match = HoldMatch::kExact;
  friend bool operator==(const MatchedHold&, const MatchedHold&) = default;
};

// A hold that changed, or one with a hit that is new.
struct HoldNews {
  Hold hold{};
  std::optional<HoldHit> hit{};
  std::uint64_t change() const { return hit ? hit->change : hold.change; }
  friend bool operator==(const HoldNews&, const HoldNews&) = default;
};

// Of one authority that may bind against one document, person or name: this bounds what is found, so that nothing found
// is ever cut.
inline constexpr std::size_t kMaxHoldsOfAuthority = 64;

class Holds {
 public:
  virtual ~Holds() = default;
  virtual StatusOr<std::optional<Hold>> Find(std::string_view hold_id) const = 0;
  // All that bind (see Binds) and do not end before `from`: each once, exact ones first, then in the order of putting.
  // Where they bind and whether they have begun is not asked.
  virtual StatusOr<std::vector<MatchedHold>> FindFor(const HoldSearch& search, Instant from) const = 0;
  // The older first (put_at, then id), after the cursor, at most `limit` (≤ kMaxRowsPerRead).
  virtual StatusOr<std::vector<Hold>> List(const HoldFilter& filter, const std::optional<HoldCursor>& after,
                                           std::size_t limit) const = 0;
  // Hits of one crossing, the older first, at most `limit` (≤ kMaxRowsPerRead).
  virtual StatusOr<std::vector<HoldHit>> HitsOf(std::string_view decision_request_id, std::size_t limit) const = 0;
  // What changed after `change`, in order of change, each hold as it stands now; at most `limit`.
  virtual StatusOr<std::vector<HoldNews>> ChangesSince(std::uint64_t change, std::size_t limit) const = 0;
  // 0 when nothing was ever written.
  virtual StatusOr<std::uint64_t> LastChange() const = 0;

  // All store with a new change number, whatever `change` says, and return that number. Insert: ALREADY_EXISTS when the
  // id is taken. Update and AddHit: NOT_FOUND when there is no such hold. INVALID_ARGUMENT for a key that is no hash,
  // or none at all.
  virtual StatusOr<std::uint64_t> Insert(const Hold& hold) = 0;
  virtual StatusOr<std::uint64_t> Update(const Hold& hold) = 0;
  virtual StatusOr<std::uint64_t> AddHit(const HoldHit& hit) = 0;
};

// INVALID_ARGUMENT naming the first key out of its form.
Status ValidateHoldKeys(const HoldKeys& keys);

// `exact` and then those of `possible` that are not among them, each once. Both in order.
std::vector<MatchedHold> JoinMatches(std::vector<Hold> exact, std::vector<Hold> possible);

}  // namespace clearance
