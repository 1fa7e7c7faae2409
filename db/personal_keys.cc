#include "db/personal_keys.h"

#include "db/ledger.h"

namespace clearance {

Status ValidatePersonalKey(const PersonalKey& key) {
  if (key.subject.size() != kPseudonymBytes) return InvalidField("subject", "a pseudonym has 32 bytes");
  if (key.master_key_id.size() != kMasterKeyIdBytes) return InvalidField("master_key_id", "not 8 bytes");
  if (key.wrapped.size() != kWrappedKeyBytes) return InvalidField("wrapped", "not 60 bytes");
  return OkStatus();
}

}  // namespace clearance
