#include "services/server/rule_book_entry.h"

#include <limits>

#include "common/crypto/hash.h"
#include "db/transact_and_wait.h"
#include "services/derivation/derive.h"

namespace clearance {

Status RecordRuleBook(Store& store, const RuleBookChange& change, Instant now) {
  return TransactAndWait(store, [&](Transaction& t) -> Status {
    ASSIGN_OR_RETURN(const auto in_force, t.rule_books().At(std::numeric_limits<std::uint64_t>::max()));
    if (in_force && in_force->text_hash == Sha256(change.text)) return OkStatus();
    return RecordEntry(t, {.log = std::string(kCentreLog),
                           .kind = EntryKind::kRuleBookChange,
                           .event_time = now,
                           .record_time = now,
                           .body = RuleBookChangeBody(change)})
        .status();
  });
}

}  // namespace clearance
