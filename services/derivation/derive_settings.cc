// What a change of the rule book means: from its entry on the centre decides by another book.
#include "common/crypto/hash.h"
#include "common/wire/settings_bodies.h"
#include "services/derivation/derivations.h"
#include "services/derivation/entry_records.h"

namespace clearance {

Status DeriveRuleBookChange(Transaction& t, const StoredEntry& stored) {
  const auto change = ReadRuleBookChangeBody(stored.entry.body);
  if (!change.ok()) return UnreadableBody(stored, change.status());
  return t.rule_books().Put({stored.position, change->version, Sha256(change->text)});
}

}  // namespace clearance
