#include "services/clearctl/replay_effects.h"

#include <algorithm>
#include <optional>
#include <set>

#include "common/base/text.h"

namespace clearance {
namespace {

// Of the decision of that call; 0 where none of these is.
std::uint64_t PositionOf(std::span<const StoredEntry> entries, const std::string& request_id) {
  const auto is_it = [&](const StoredEntry& stored) {
    return stored.entry.kind == EntryKind::kDecision && stored.entry.request_id == request_id;
  };
  const auto found = std::find_if(entries.rbegin(), entries.rend(), is_it);
  return found == entries.rend() ? 0 : found->position;
}

// Whether the sweeper may have taken away the decision at `position`: it goes by the clock, but no further than the
// last record time. The clock may have been set back since.
StatusOr<bool> MayBeGone(const Ledger& ledger, std::uint64_t position, Instant valid_until, Instant now) {
  if (valid_until <= now) return true;
  std::optional<std::uint64_t> next = position;
  while (next) {
    ASSIGN_OR_RETURN(const EntryPage page, ledger.List({}, *next, kMaxRowsPerRead));
    for (const StoredEntry& stored : page.entries) {
      if (stored.entry.record_time >= valid_until) return true;
    }
    next = page.next_after;
  }
  return false;
}

std::string InWords(const std::set<std::uint64_t>& positions) {
  std::string words;
  for (const std::uint64_t position : positions) {
    words.append(words.empty() ? "" : ", ");
    words.append(position == 0 ? "one that was not open" : std::to_string(position));
  }
  return words.empty() ? "none" : words;
}

std::string InWords(const std::optional<BookingUseRecord>& use) {
  if (!use) return "none";
  return std::to_string(use->position) + " (" + ShownText(use->lane_id) + ", " + FormatInstant(use->at) + ")";
}

// Positions of the decisions whose place was taken.
struct Places {
  std::set<std::uint64_t> sealed{};
  std::set<std::uint64_t> anew{};
};

StatusOr<Places> PlacesTaken(const Ledger& ledger, std::span<const StoredEntry> before, const DecisionEffects& sealed,
                             Instant now, const Replaced& anew) {
  Places places;
  const auto contains = [](const std::vector<std::string>& ids, const std::string& id) {
    return std::find(ids.begin(), ids.end(), id) != ids.end();
  };
  for (const std::string& request_id : sealed.replaces) places.sealed.insert(PositionOf(before, request_id));
  for (std::size_t i = 0; i < anew.request_ids.size(); ++i) {
    const std::string& request_id = anew.request_ids[i];
    const std::uint64_t position = PositionOf(before, request_id);
    if (!contains(sealed.replaces, request_id)) {
      const Instant valid_until = anew.records[i].answer.decision.valid_until;
      ASSIGN_OR_RETURN(const bool may_be_gone, MayBeGone(ledger, position, valid_until, now));
      if (may_be_gone) continue;
    }
    places.anew.insert(position);
  }
  return places;
}

}  // namespace

StatusOr<std::vector<std::string>> EffectDifferences(const Ledger& ledger, std::span<const StoredEntry> before,
                                                     const DecisionEffects& sealed, Instant now,
                                                     const CrossingSight& anew) {
  std::vector<std::string> differences;
  ASSIGN_OR_RETURN(const Places places, PlacesTaken(ledger, before, sealed, now, anew.replaced));
  if (places.sealed != places.anew) {
    differences.push_back("takes the place of: sealed " + InWords(places.sealed) + ", made anew " +
                          InWords(places.anew));
  }
  const bool serves = anew.facts.booking == BookingUse::kValid;
  if (serves != sealed.reserves_booking) {
    differences.push_back(serves ? "booking: sealed as of no use, made anew it serves"
                                 : "booking: sealed as reserved, made anew it serves nothing");
  }
  if (sealed.used_before != anew.booking.used_before) {
    differences.push_back("booking used before: sealed " + InWords(sealed.used_before) + ", made anew " +
                          InWords(anew.booking.used_before));
  }
  return differences;
}

}  // namespace clearance
