#include "db/holds.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "db/ledger.h"

namespace clearance {
namespace {

bool Before(const MatchedHold& a, const MatchedHold& b) {
  return std::tie(a.match, a.hold.put_at, a.hold.hold_id) < std::tie(b.match, b.hold.put_at, b.hold.hold_id);
}

bool Shown(HoldVisibility visibility, HoldVisibility seen_by) { return visibility <= seen_by; }

}  // namespace

bool Passes(const HoldFilter& filter, const Hold& hold) {
  return (!filter.state || *filter.state == hold.state) && (!filter.kind || *filter.kind == hold.terms.kind) &&
         (filter.authority.empty() || filter.authority == hold.authority) &&
         (!filter.seen_by || Shown(hold.terms.visibility, *filter.seen_by));
}

Status ValidateHoldKeys(const HoldKeys& keys) {
  const auto good = [](const std::string& key) { return key.empty() || key.size() == kPseudonymBytes; };
  if (!good(keys.document)) return InvalidField("keys.document", "not 32 bytes");
  if (!good(keys.person)) return InvalidField("keys.person", "not 32 bytes");
  if (!good(keys.name)) return InvalidField("keys.name", "not 32 bytes");
  if (keys == HoldKeys()) return InvalidField("keys", "names nobody");
  return OkStatus();
}

std::vector<MatchedHold> JoinMatches(std::vector<Hold> exact, std::vector<Hold> possible) {
  std::vector<MatchedHold> matches;
  std::set<std::string> known;
  const auto add = [&](std::vector<Hold>& holds, HoldMatch match) {
    for (Hold& hold : holds) {
      if (known.insert(hold.hold_id).second) matches.push_back({std::move(hold), match});
    }
  };
  add(exact, HoldMatch::kExact);
  add(possible, HoldMatch::kPossible);
  std::sort(matches.begin(), matches.end(), Before);
  return matches;
}

}  // namespace clearance
