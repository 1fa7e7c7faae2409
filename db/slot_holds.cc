#include "db/slot_holds.h"

#include "common/base/uuid_bytes.h"
#include "db/ledger.h"

namespace clearance {

Status ValidateSlotHold(const SlotHold& hold) {
  if (!UuidToBytes(hold.hold_id)) return InvalidField("hold_id", "not a UUID in canonical form");
  if (hold.places < 1 || hold.places > kMaxPartySize) return InvalidField("places", "1 to 8");
  if (!hold.contact_hash.empty() && hold.contact_hash.size() != kPseudonymBytes) {
    return InvalidField("contact_hash", "a keyed hash has 32 bytes");
  }
  if (hold.held_by.size() > kMaxCallerBytes) return InvalidField("held_by", "at most 128 bytes");
  return OkStatus();
}

}  // namespace clearance
