// The plan desk: may a person be there on the days they think of? Asks the same stay rules as a lane would, by the
// record of today. Writes nothing, promises nothing.
#pragma once

#include <optional>

#include "common/base/clock.h"
#include "common/domain/stay_account.h"
#include "common/domain/zone_table.h"
#include "common/rules/rule_book.h"
#include "db/pseudonyms.h"
#include "db/store.h"

namespace clearance {

// Thread-safe. Owns nothing it is given.
class PlanDesk {
 public:
  PlanDesk(Store& store, const Pseudonyms& pseudonyms, const RuleBook& rule_book, const ZoneTable& zones,
           const Clock& clock)
      : store_(store), pseudonyms_(pseudonyms), rule_book_(rule_book), zones_(zones), clock_(clock) {}

  // Nothing where no visa-free regime covers the document. INVALID_ARGUMENT (stay.from) for a stay that begins before
  // today.
  StatusOr<std::optional<PlanAnswer>> Check(const PlanQuery& query) const;

  const RuleBook& rule_book() const { return rule_book_; }

 private:
  Store& store_;
  const Pseudonyms& pseudonyms_;
  const RuleBook& rule_book_;
  const ZoneTable& zones_;
  const Clock& clock_;
};

}  // namespace clearance
