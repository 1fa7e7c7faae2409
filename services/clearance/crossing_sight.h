// What the centre knows of a crossing when it decides, and the decision that follows: the one way to both, for the
// crossing that stands before a lane and for one that is made anew from the ledger as it then stood.
#pragma once

#include <string>
#include <vector>

#include "common/domain/crossing.h"
#include "common/domain/decision.h"
#include "common/domain/zone_table.h"
#include "common/rules/decide.h"
#include "common/rules/rule_book.h"
#include "common/wire/ledger_records.h"
#include "db/pseudonyms.h"
#include "db/store.h"
#include "services/clearance/booking_use.h"
#include "services/clearance/identity_use.h"

namespace clearance {

// The questions of the same lane about this person, whose place a new one takes.
struct Replaced {
  std::vector<std::string> request_ids{};
  std::vector<DecisionRecord> records{};
};

struct CrossingSight {
  CrossingFacts facts{};
  BookingSight booking{};
  Replaced replaced{};
};

// Everything a decision at `now` rests on. `who` is that of EstablishIdentity, after its link was recorded; of `names`
// the facts key is not asked. What an earlier question of the same lane had reserved is given back, and nothing else
// written.
StatusOr<CrossingSight> SeeCrossing(Transaction& t, const CrossingRequest& request, const IdentityUse& who,
                                    const DocumentNames& names, const BookingTolerance& tolerance, Instant now);

// By what is judged; owns neither.
struct Judgement {
  const RuleBook& rule_book;
  const ZoneTable& zones;
};

// The decision, as `facts` tell: and where stays under a document that may be theirs too would matter, which `facts`
// are then made to tell, one that leaves it to an officer.
StatusOr<Decision> Judge(const Snapshot& s, const IdentityUse& who, const Judgement& by, CrossingFacts& facts);

}  // namespace clearance
