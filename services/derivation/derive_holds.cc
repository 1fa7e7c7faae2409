// What changes and hits of holds mean for the holds.
#include <optional>

#include "common/domain/hold.h"
#include "common/wire/hold_bytes.h"
#include "services/derivation/derivations.h"
#include "services/derivation/entry_records.h"

namespace clearance {

Status DeriveHoldChange(Transaction& t, const StoredEntry& stored) {
  const auto change = ReadHoldChangeBody(stored.entry.body);
  if (!change.ok()) return UnreadableBody(stored, change.status());
  const Instant at = stored.entry.event_time;
  if (change->act == HoldAct::kPut) return t.holds().Insert(After(Hold(), *change, at)).status();
  ASSIGN_OR_RETURN(const std::optional<Hold> before, t.holds().Find(change->hold_id));
  if (!before) return UnreadableBody(stored, InvalidField("body", "is a change of no hold"));
  return t.holds().Update(After(*before, *change, at)).status();
}

Status DeriveHoldHit(Transaction& t, const StoredEntry& stored) {
  auto hit = ReadHoldHitBody(stored.entry.body);
  if (!hit.ok()) return UnreadableBody(stored, hit.status());
  hit->at = stored.entry.event_time;
  if (hit->port.empty()) hit->port = stored.entry.log;
  hit->lane_id = stored.entry.lane_id;
  hit->position = stored.position;
  return t.holds().AddHit(*hit).status();
}

}  // namespace clearance
