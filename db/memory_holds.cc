#include "db/memory_holds.h"

#include <algorithm>
#include <tuple>

#include "db/ledger.h"
#include "db/view_errors.h"

namespace clearance {
namespace {

constexpr int kOnlyRow = 0;

bool IsOneOf(const std::string& key, const std::vector<std::string>& keys) {
  return !key.empty() && std::find(keys.begin(), keys.end(), key) != keys.end();
}

}  // namespace

StatusOr<std::optional<Hold>> MemoryHolds::Find(std::string_view hold_id) const {
  const Hold* found = holds_.Find(hold_id);
  return found == nullptr ? std::nullopt : std::optional<Hold>(*found);
}

StatusOr<std::vector<MatchedHold>> MemoryHolds::FindFor(const HoldSearch& search, Instant from) const {
  std::vector<Hold> exact;
  std::vector<Hold> possible;
  for (const auto& [id, hold] : holds_.rows()) {
    if (!Binds(hold.state) || (hold.terms.to && *hold.terms.to <= from)) continue;
    if (IsOneOf(hold.keys.document, search.documents) || IsOneOf(hold.keys.person, search.persons)) {
      exact.push_back(hold);
    } else if (IsOneOf(hold.keys.name, {search.name})) {
      possible.push_back(hold);
    }
  }
  return JoinMatches(std::move(exact), std::move(possible));
}

StatusOr<std::vector<Hold>> MemoryHolds::List(const HoldFilter& filter, const std::optional<HoldCursor>& after,
                                              std::size_t limit) const {
  std::vector<Hold> found;
  for (const auto& [id, hold] : holds_.rows()) {
    if (!Passes(filter, hold)) continue;
    if (after && std::tie(hold.put_at, id) <= std::tie(after->put_at, after->hold_id)) continue;
    found.push_back(hold);
  }
  std::sort(found.begin(), found.end(),
            [](const Hold& a, const Hold& b) { return std::tie(a.put_at, a.hold_id) < std::tie(b.put_at, b.hold_id); });
  found.resize(std::min(found.size(), BoundedLimit(limit)));
  return found;
}

StatusOr<std::vector<HoldHit>> MemoryHolds::HitsOf(std::string_view decision_request_id, std::size_t limit) const {
  std::vector<HoldHit> found;
  for (const auto& [change, hit] : hits_.rows()) {
    if (hit.decision_request_id == decision_request_id && found.size() < BoundedLimit(limit)) found.push_back(hit);
  }
  return found;
}

StatusOr<std::vector<HoldNews>> MemoryHolds::ChangesSince(std::uint64_t change, std::size_t limit) const {
  std::vector<HoldNews> news;
  for (const auto& [id, hold] : holds_.rows()) {
    if (hold.change > change) news.push_back({hold, std::nullopt});
  }
  for (auto row = hits_.rows().upper_bound(change); row != hits_.rows().end(); ++row)
    news.push_back({*holds_.Find(row->second.hold_id), row->second});
  std::sort(news.begin(), news.end(), [](const HoldNews& a, const HoldNews& b) { return a.change() < b.change(); });
  news.resize(std::min(news.size(), BoundedLimit(limit)));
  return news;
}

StatusOr<std::uint64_t> MemoryHolds::LastChange() const { return last_change_.Get(kOnlyRow); }

std::uint64_t MemoryHolds::NextChange() {
  const std::uint64_t change = last_change_.Get(kOnlyRow) + 1;
  last_change_.Set(kOnlyRow, change);
  changes_.holds = true;
  return change;
}

std::uint64_t MemoryHolds::Write(Hold hold) {
  hold.change = NextChange();
  const std::uint64_t change = hold.change;
  const std::string id = hold.hold_id;
  holds_.Set(id, std::move(hold));
  return change;
}

StatusOr<std::uint64_t> MemoryHolds::Insert(const Hold& hold) {
  RETURN_IF_ERROR(ValidateHoldKeys(hold.keys));
  if (holds_.Find(hold.hold_id) != nullptr) return HoldExists();
  return Write(hold);
}

StatusOr<std::uint64_t> MemoryHolds::Update(const Hold& hold) {
  RETURN_IF_ERROR(ValidateHoldKeys(hold.keys));
  if (holds_.Find(hold.hold_id) == nullptr) return NoSuchHold();
  return Write(hold);
}

StatusOr<std::uint64_t> MemoryHolds::AddHit(const HoldHit& hit) {
  if (holds_.Find(hit.hold_id) == nullptr) return NoSuchHold();
  HoldHit kept = hit;
  kept.change = NextChange();
  hits_.Set(kept.change, kept);
  return kept.change;
}

}  // namespace clearance
