// Decision: what Decide answers. ADMIT or REFER, never a refusal: a refusal is an officer's act.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/base/instant.h"
#include "common/domain/reason.h"

namespace clearance {

enum class Verdict { kAdmit, kRefer };
std::string_view VerdictName(Verdict verdict);  // "ADMIT", "REFER"
std::optional<Verdict> ParseVerdict(std::string_view name);

// What the record behind a decision could know.
enum class HistoryCompleteness { kComplete, kThisPortOnly, kUnknown };
std::string_view HistoryCompletenessName(HistoryCompleteness completeness);
std::optional<HistoryCompleteness> ParseHistoryCompleteness(std::string_view name);

// Where a person stands under the limits of the territory they enter, or are leaving.
struct StayAnswer {
  Territory territory = Territory::kChn;
  std::string regime{};                    // rule-book id, e.g. "CHN-KAZ"
  int days_used = 0;                       // days of stay counted in the window that ends on the day asked
  std::optional<int> longest_stay_days{};  // from this day on; 0 = not admissible
  std::optional<Date> must_leave_by{};     // last lawful day, under the strictest open reading
  std::string binding_limit{};             // the limit that ends the stay first
  std::optional<Date> earliest_entry{};    // when not admissible today
  int unlawful_days = 0;                   // of the present stay, under every open reading, and proved
  friend bool operator==(const StayAnswer&, const StayAnswer&) = default;
};

struct Decision {
  Verdict verdict = Verdict::kRefer;
  std::vector<Reason> reasons{};  // all of them, the graver first; empty is possible for ADMIT only
  std::optional<StayAnswer> stay{};
  std::optional<Side> stay_side{};  // whether `stay` would begin with this crossing or ends; absent without a stay
  HistoryCompleteness completeness = HistoryCompleteness::kUnknown;
  std::string rule_book_version{};
  Instant decided_at{};
  Instant valid_until{};  // never past the next civil midnight of either territory; ask again from then on
  friend bool operator==(const Decision&, const Decision&) = default;
};

// What DecideCrossing answers. The same request id always gets the first answer again.
struct DecideAnswer {
  Decision decision{};
  std::string referral_id{};   // UUID of the referral REFER opened; empty for ADMIT
  std::uint64_t position = 0;  // of the decision's entry in the ledger
  friend bool operator==(const DecideAnswer&, const DecideAnswer&) = default;
};

// The reason a traveller is told: the gravest, but never that there is a hold. Where nothing else refers them they are
// told no more than that an officer goes on. Absent when there is no reason.
std::optional<Reason> ToldReason(const Decision& decision);

}  // namespace clearance
