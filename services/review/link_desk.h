// The link desk: officers say of two documents that they are one person's, or that they are not. Each word is an entry
// of the ledger; nothing recorded under either document is rewritten, and no two persons are joined but by documents of
// both that the officer names.
#pragma once

#include <functional>
#include <string>

#include "common/base/clock.h"
#include "common/wire/review_wire.h"
#include "db/pseudonyms.h"
#include "db/store.h"
#include "services/review/referrals.h"

namespace clearance {

struct LinkAnswer {
  std::uint64_t position = 0;  // of the entry
  int documents = 0;           // of the person of the document named first, as of that entry
};

// Thread-safe. Every `done` runs once, after the commit, on the store's executor. Owns nothing it is given.
class LinkDesk {
 public:
  using OnChanged = std::function<void(StatusOr<LinkAnswer>)>;

  LinkDesk(Store& store, const Pseudonyms& pseudonyms, const Clock& clock)
      : store_(store), pseudonyms_(pseudonyms), clock_(clock) {}

  // NOT_FOUND for a document no entry speaks of; FAILED_PRECONDITION (IDENTITY_STATE) as Identities::Link, and for
  // Unlink where no link holds between the two; as TravellerNamed of document_owner.h. A replay gets the first answer.
  void Link(const LinkChange& change, const Officer& officer, OnChanged done);
  void Unlink(const LinkChange& change, const Officer& officer, OnChanged done);

 private:
  struct Call;
  StatusOr<LinkAnswer> ChangeIn(Transaction& t, const Call& call) const;
  void Run(std::string_view rpc, EntryKind kind, const LinkChange& change, const Officer& officer, OnChanged done);

  Store& store_;
  const Pseudonyms& pseudonyms_;
  const Clock& clock_;
};

// Carries out the answer to a referral of kind kIdentity, in the transaction that resolved it: what it says of the two
// documents becomes an entry, unless it holds already. FAILED_PRECONDITION (IDENTITY_STATE) as Identities::Link and
// ::Unlink.
Status RecordIdentityAnswer(Transaction& t, const Referral& resolved, const std::string& request_id, Instant now);

}  // namespace clearance
