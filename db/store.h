// Store: the one door to everything the centre keeps. All writing goes through Transact, so that an entry and
// everything derived from it stand or fall together. Two real stores exist, memory and SQLite; tests/contract runs one
// suite over both.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

#include "common/base/status.h"
#include "db/booking_attempts.h"
#include "db/bookings.h"
#include "db/checkpoints.h"
#include "db/day_closures.h"
#include "db/holds.h"
#include "db/identities.h"
#include "db/lane_commands.h"
#include "db/lanes.h"
#include "db/ledger.h"
#include "db/lookup_key_check.h"
#include "db/open_decisions.h"
#include "db/personal_keys.h"
#include "db/referrals.h"
#include "db/requests.h"
#include "db/rule_books.h"
#include "db/slot_holds.h"
#include "db/stays.h"
#include "db/subscribers.h"

namespace clearance {

// Functions that may wait in a store unless its options say otherwise.
inline constexpr std::size_t kMaxWaitingFunctions = 8'192;

// The views of one store, not owned.
struct Views {
  Ledger& ledger;
  Requests& requests;
  Stays& stays;
  OpenDecisions& open_decisions;
  Bookings& bookings;
  Referrals& referrals;
  LaneCommands& lane_commands;
  Lanes& lanes;
  Checkpoints& checkpoints;
  Holds& holds;
  Identities& identities;
  PersonalKeys& personal_keys;
  SlotHolds& slot_holds;
  DayClosures& day_closures;
  BookingAttempts& booking_attempts;
  RuleBooks& rule_books;
  LookupKeyCheck& lookup_key_check;
};

// One consistent state, to read. Lives only as long as the call it is given to.
class Snapshot {
 public:
  explicit Snapshot(const Views& views) : views_(views) {}
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;

  const Ledger& ledger() const { return views_.ledger; }
  const Requests& requests() const { return views_.requests; }
  const Stays& stays() const { return views_.stays; }
  const OpenDecisions& open_decisions() const { return views_.open_decisions; }
  const Bookings& bookings() const { return views_.bookings; }
  const Referrals& referrals() const { return views_.referrals; }
  const LaneCommands& lane_commands() const { return views_.lane_commands; }
  const Lanes& lanes() const { return views_.lanes; }
  const Holds& holds() const { return views_.holds; }
  const Checkpoints& checkpoints() const { return views_.checkpoints; }
  const Identities& identities() const { return views_.identities; }
  const PersonalKeys& personal_keys() const { return views_.personal_keys; }
  const SlotHolds& slot_holds() const { return views_.slot_holds; }
  const DayClosures& day_closures() const { return views_.day_closures; }
  const BookingAttempts& booking_attempts() const { return views_.booking_attempts; }
  const RuleBooks& rule_books() const { return views_.rule_books; }
  const LookupKeyCheck& lookup_key_check() const { return views_.lookup_key_check; }

 protected:
  Views views_;
};

// A snapshot that can be written, and sees what it wrote. Lives only as long as the call it is given to.
class Transaction : public Snapshot {
 public:
  using Snapshot::booking_attempts;
  using Snapshot::bookings;
  using Snapshot::checkpoints;
  using Snapshot::day_closures;
  using Snapshot::holds;
  using Snapshot::identities;
  using Snapshot::lane_commands;
  using Snapshot::lanes;
  using Snapshot::ledger;
  using Snapshot::lookup_key_check;
  using Snapshot::open_decisions;
  using Snapshot::personal_keys;
  using Snapshot::referrals;
  using Snapshot::requests;
  using Snapshot::rule_books;
  using Snapshot::slot_holds;
  using Snapshot::Snapshot;
  using Snapshot::stays;

  Ledger& ledger() { return views_.ledger; }
  Requests& requests() { return views_.requests; }
  Stays& stays() { return views_.stays; }
  OpenDecisions& open_decisions() { return views_.open_decisions; }
  Bookings& bookings() { return views_.bookings; }
  Referrals& referrals() { return views_.referrals; }
  LaneCommands& lane_commands() { return views_.lane_commands; }
  Lanes& lanes() { return views_.lanes; }
  Holds& holds() { return views_.holds; }
  Checkpoints& checkpoints() { return views_.checkpoints; }
  Identities& identities() { return views_.identities; }
  PersonalKeys& personal_keys() { return views_.personal_keys; }
  SlotHolds& slot_holds() { return views_.slot_holds; }
  DayClosures& day_closures() { return views_.day_closures; }
  BookingAttempts& booking_attempts() { return views_.booking_attempts; }
  RuleBooks& rule_books() { return views_.rule_books; }
  LookupKeyCheck& lookup_key_check() { return views_.lookup_key_check; }
};

// Thread-safe.
class StoreReader {
 public:
  virtual ~StoreReader() = default;
  // Runs `fn` on the calling thread over the last committed state and returns what it returns. `fn` must be short, must
  // not call the store and must not wait: a snapshot held for long makes the file grow. UNAVAILABLE (STORE_UNAVAILABLE)
  // when the store cannot be read.
  virtual Status Read(const std::function<Status(const Snapshot&)>& fn) = 0;
};

// Thread-safe.
class Store : public StoreReader {
 public:
  using Function = std::function<Status(Transaction&)>;
  using Done = std::function<void(Status)>;

  // Runs `fn` in a transaction of its own, soon, on a thread of the store's; `done` runs once on the executor, after
  // the commit:
  //  - OK: everything `fn` wrote is durable;
  //  - the error `fn` returned: nothing of it was written;
  //  - UNAVAILABLE (STORE_UNAVAILABLE): the commit failed, nothing was written;
  //  - RESOURCE_EXHAUSTED (OVERLOADED): too many are waiting, `fn` never ran.
  // `fn` must not call the store, must not wait, and may be run again from the start: it keeps nothing from an earlier
  // run, and whatever it leaves outside (a result for `done`) it sets anew in each. It must return the first error a
  // view gives it.
  virtual void Transact(Function fn, Done done) = 0;

  // See Subscribers::Subscribe.
  virtual std::unique_ptr<Subscription> Subscribe(Subscribers::Callback callback) = 0;
};

}  // namespace clearance
