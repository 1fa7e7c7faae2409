#include "services/derivation/derive_holds.h"

#include <optional>
#include <string>

#include "common/base/error_reasons.h"
#include "common/domain/hold.h"
#include "common/wire/hold_bytes.h"

namespace clearance {
namespace {

Status Corrupt(const StoredEntry& stored, std::string_view why) {
  return Error(StatusCode::kDataLoss, error_reason::kStoreCorrupt,
               "position " + std::to_string(stored.position) + ": " + std::string(why));
}

}  // namespace

Status DeriveHoldChange(Transaction& t, const StoredEntry& stored) {
  const auto change = ReadHoldChangeBody(stored.entry.body);
  if (!change.ok()) return Corrupt(stored, "the body of a hold's change cannot be read");
  const Instant at = stored.entry.event_time;
  if (change->act == HoldAct::kPut) return t.holds().Insert(After(Hold(), *change, at)).status();
  ASSIGN_OR_RETURN(const std::optional<Hold> before, t.holds().Find(change->hold_id));
  if (!before) return Corrupt(stored, "a change of no hold");
  return t.holds().Update(After(*before, *change, at)).status();
}

Status DeriveHoldHit(Transaction& t, const StoredEntry& stored) {
  auto hit = ReadHoldHitBody(stored.entry.body);
  if (!hit.ok()) return Corrupt(stored, "the body of a hold's hit cannot be read");
  hit->at = stored.entry.event_time;
  hit->port = stored.entry.log;
  hit->lane_id = stored.entry.lane_id;
  hit->position = stored.position;
  return t.holds().AddHit(*hit).status();
}

}  // namespace clearance
