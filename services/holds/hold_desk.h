// The hold desk: what authorities and officers do with holds, each one transaction. Every change and every look is an
// entry of the ledger; the holds themselves are derived from those.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "common/base/random.h"
#include "common/wire/hold_wire.h"
#include "db/pseudonyms.h"
#include "db/store.h"
#include "services/holds/hold_steps.h"

namespace clearance {

// Seals and opens the words about people that a hold carries. `subject`: a keyed hash of whom the hold names.
struct HoldTextSeal {
  std::function<StatusOr<std::string>(Transaction& t, const std::string& subject, const std::string& plain)> seal;
  // No words where their key has been erased.
  std::function<StatusOr<std::string>(const Snapshot& s, const std::string& subject, const std::string& sealed)> open;
};

// Who looks at holds, and which they may see.
struct HoldViewer {
  std::string role{};       // "officer"
  std::string id{};         // as their certificate names them
  std::string authority{};  // of a person of one: its own holds alone; else empty
  HoldVisibility seen_by = HoldVisibility::kLaneOfficer;
};

struct ShownHold {
  Hold hold{};
  HoldText text{};
  bool words_unreadable = false;  // there are words, and their key or they are damaged
};

struct HoldPage {
  std::vector<ShownHold> holds{};
  bool more = false;
};

// Thread-safe. Every `done` runs once, after the commit, on the store's executor. Owns nothing it is given.
class HoldDesk {
 public:
  using OnHold = std::function<void(StatusOr<Hold>)>;
  using OnPage = std::function<void(StatusOr<HoldPage>)>;

  HoldDesk(Store& store, const Pseudonyms& pseudonyms, HoldTextSeal seal, const Clock& clock, Random& random)
      : store_(store), pseudonyms_(pseudonyms), seal_(std::move(seal)), clock_(clock), random_(random) {}

  // Puts or confirms. NOT_FOUND for a hold_id there is none of; HOLD_STATE also when kMaxHoldsOfAuthority of
  // theirs stand against the same document, person or name; else as PutStep of hold_steps.h. A replay gets the first
  // answer, whatever has become of the hold since.
  void Put(const HoldOrder& order, const AuthorityPerson& by, OnHold done);

  // Proposes to lift, or lifts. NOT_FOUND, or as LiftStep of hold_steps.h; a replay gets the first answer.
  void Lift(const HoldLifting& lifting, const AuthorityPerson& by, OnHold done);

  // The older first, and only what the viewer may see; the look is an entry, even of an empty page. A list goes on from
  // where it was whatever has become of the hold it ended at.
  void List(const HoldQuery& query, const HoldViewer& viewer, OnPage done);

  // Records that a person of an authority begins to follow its holds, or goes on; to be durable before any is shown.
  void RecordWatch(const HoldWatch& watch, const HoldViewer& viewer, std::function<void(Status)> done);

 private:
  struct Call {
    std::string request_id;
    std::string rpc;
    std::string body_hash;
    std::string hold_id;  // empty: a new one
    AuthorityPerson by;
  };
  using MakeChange = std::function<StatusOr<HoldChange>(Transaction& t, const std::optional<Hold>& known)>;
  StatusOr<Hold> ChangeIn(Transaction& t, const Call& call, const MakeChange& make) const;
  StatusOr<HoldChange> PutChange(Transaction& t, const HoldOrder& order, const Hold& asked,
                                 const std::optional<Hold>& known, const AuthorityPerson& by) const;
  StatusOr<HoldPage> ListIn(Transaction& t, const HoldQuery& query, const HoldViewer& viewer) const;
  StatusOr<ShownHold> Show(const Snapshot& s, Hold hold) const;
  Hold AskedFor(const HoldOrder& order, const AuthorityPerson& by) const;
  void Run(Call call, MakeChange make, OnHold done);

  Store& store_;
  const Pseudonyms& pseudonyms_;
  const HoldTextSeal seal_;
  const Clock& clock_;
  Random& random_;
};

}  // namespace clearance
