// Hold: an order of an authority about a person or a document, such as an exit ban, which only that authority lifts
// (domain page §4). What it names stands here as keyed hashes; words about people are sealed bytes.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/instant.h"
#include "common/domain/crossing.h"
#include "common/domain/territory.h"

namespace clearance {

// The graver first.
enum class HoldKind {
  kDetain,
  kExitBan,   // binds exits only
  kEntryBan,  // binds entries only, and never an own national's
  kSeizeDocument,
  kLostOrStolenDocument,
  kParentalObjection,  // to a child's leaving: binds exits only
  kQuestion,           // an officer asks, and may let the traveller go on
  kSilent,             // nothing to be seen in the lane; its authority is told
};
inline constexpr std::array kAllHoldKinds = {HoldKind::kDetain,
                                             HoldKind::kExitBan,
                                             HoldKind::kEntryBan,
                                             HoldKind::kSeizeDocument,
                                             HoldKind::kLostOrStolenDocument,
                                             HoldKind::kParentalObjection,
                                             HoldKind::kQuestion,
                                             HoldKind::kSilent};
std::string_view HoldKindName(HoldKind kind);  // "EXIT_BAN"
std::optional<HoldKind> ParseHoldKind(std::string_view name);

// The sides of a crossing a kind can bind.
Sides SidesOf(HoldKind kind);

// How sure it is that a hold means the traveller: by the number of the document or of the person, or by name and birth
// date only, which others may share.
enum class HoldMatch { kExact, kPossible };
inline constexpr std::array kAllHoldMatches = {HoldMatch::kExact, HoldMatch::kPossible};
std::string_view HoldMatchName(HoldMatch match);
std::optional<HoldMatch> ParseHoldMatch(std::string_view name);

// Who may see it, beside the authority that set it. kSupervisor: supervisors; kLaneOfficer: officers too.
enum class HoldVisibility { kLaneOfficer, kSupervisor, kAuthority };
inline constexpr std::array kAllHoldVisibilities = {HoldVisibility::kLaneOfficer, HoldVisibility::kSupervisor,
                                                    HoldVisibility::kAuthority};
std::string_view HoldVisibilityName(HoldVisibility visibility);
std::optional<HoldVisibility> ParseHoldVisibility(std::string_view name);

// Put and lifted by two persons each. It binds from its confirmation until its lifting is confirmed.
enum class HoldState { kProposed, kActive, kLiftProposed, kLifted };
inline constexpr std::array kAllHoldStates = {HoldState::kProposed, HoldState::kActive, HoldState::kLiftProposed,
                                              HoldState::kLifted};
std::string_view HoldStateName(HoldState state);
std::optional<HoldState> ParseHoldState(std::string_view name);
bool Binds(HoldState state);

// Where a hold binds.
struct HoldScope {
  std::vector<Territory> territories{};  // whose exits and entries: at least one, each once, in their order
  Sides sides{};
  std::vector<std::string> ports{};  // each once, in alphabetical order; empty: every port
  friend bool operator==(const HoldScope&, const HoldScope&) = default;
};

// Ports a scope may name.
inline constexpr std::size_t kMaxHoldPorts = 16;

// What a hold means for a crossing, without whom. Its validity is a pair of instants and no pair of days: it binds at
// once, on both sides of a border and at ports with different civil days, and a gate must be able to tell without
// knowing whose midnight was meant.
struct HoldTerms {
  HoldKind kind = HoldKind::kDetain;
  HoldScope scope{};
  Instant from{};
  std::optional<Instant> to{};  // the first moment it does not bind any more; absent: until it is lifted
  HoldVisibility visibility = HoldVisibility::kAuthority;
  friend bool operator==(const HoldTerms&, const HoldTerms&) = default;
};

bool InForce(const HoldTerms& terms, Instant at);

// True when nobody but its authority is to notice a hit: a silent hold, and one that is for its authority alone.
bool IsQuiet(const HoldTerms& terms);

// The sides of a crossing in this lane that the hold binds: those the lane decides, of a territory and at a port of its
// scope. None of them: it says nothing about this crossing. When it is in force is not asked.
Sides BoundSides(const HoldTerms& terms, const LaneProfile& lane);

// Keyed hashes of what a hold names, or of what a traveller shows; empty for what is not known.
struct HoldKeys {
  std::string document{};  // issuing state and number
  std::string person{};    // nationality, national number, birth date
  std::string name{};      // name as printed in the MRZ, birth date
  friend bool operator==(const HoldKeys&, const HoldKeys&) = default;
};

struct Hold {
  std::string hold_id{};    // UUID
  std::string authority{};  // that set it and alone lifts it: "kaz-police"
  HoldTerms terms{};
  std::string ground{};       // short text without personal data
  HoldKeys keys{};            // at least one
  std::string sealed_text{};  // name as given, instructions: ciphertext, opaque here; empty for none
  std::string content{};      // keyed hash over everything that was asked for: two calls for the same have the same
  HoldState state = HoldState::kProposed;
  // Persons of the authority, as their certificates name them; empty until it has come so far.
  std::string put_by{};
  std::string confirmed_by{};
  std::string lift_proposed_by{};
  std::string lifted_by{};
  std::string lift_ground{};
  Instant put_at{};
  Instant changed_at{};
  std::uint64_t change = 0;  // the store's running number of this row's last change: the watch's resume token
  friend bool operator==(const Hold&, const Hold&) = default;
};

// What a person of the authority did.
enum class HoldAct { kPut, kConfirm, kProposeLift, kLift };
inline constexpr std::array kAllHoldActs = {HoldAct::kPut, HoldAct::kConfirm, HoldAct::kProposeLift, HoldAct::kLift};
std::string_view HoldActName(HoldAct act);
std::optional<HoldAct> ParseHoldAct(std::string_view name);

// One step of a hold's life, as an entry keeps it.
struct HoldChange {
  HoldAct act = HoldAct::kPut;
  std::string hold_id{};
  std::string author{};
  std::string ground{};       // of a lifting; of a putting it stands in the hold
  std::optional<Hold> put{};  // kPut alone: authority, terms, ground, keys, sealed_text and content
  friend bool operator==(const HoldChange&, const HoldChange&) = default;
};

// The hold after a step at `at`; `before` is not looked at for kPut. Asks nobody's permission (hold_steps.h does).
Hold After(const Hold& before, const HoldChange& change, Instant at);

// The hold as it was when it had taken `step` at `at`, of a hold that has gone on since: each step is taken once.
Hold AsItWasAfter(const Hold& now, const HoldChange& step, Instant at);

// A hold that means a traveller.
struct FoundHold {
  std::string hold_id{};
  HoldMatch match = HoldMatch::kExact;
  HoldTerms terms{};
  friend bool operator==(const FoundHold&, const FoundHold&) = default;
};

// When a hit came: a traveller asked to cross, or has passed.
enum class HoldMoment { kDecision, kPassage };
inline constexpr std::array kAllHoldMoments = {HoldMoment::kDecision, HoldMoment::kPassage};
std::string_view HoldMomentName(HoldMoment moment);
std::optional<HoldMoment> ParseHoldMoment(std::string_view name);

// A traveller came under a hold: what its authority is told.
struct HoldHit {
  std::string hold_id{};
  HoldMatch match = HoldMatch::kExact;
  HoldMoment moment = HoldMoment::kDecision;
  Instant at{};  // when they asked, or passed
  std::string port{};
  std::string lane_id{};
  std::string decision_request_id{};
  std::uint64_t position = 0;  // of its entry
  std::uint64_t change = 0;    // as in Hold: one count over both
  friend bool operator==(const HoldHit&, const HoldHit&) = default;
};

}  // namespace clearance
