// The review desk: the officers' use cases, each one transaction. An answer to a crossing in a lane leaves as a command
// for its gate in the same transaction, so that it is never lost and never sent twice.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "common/wire/review_wire.h"
#include "db/store.h"
#include "services/review/referrals.h"

namespace clearance {

// How long an answer may still be carried out by a lane.
inline constexpr Duration kCommandLifetime = std::chrono::minutes(2);

struct ReferralPage {
  std::vector<Referral> referrals;
  bool more = false;
};

// Thread-safe. Every `done` runs once, after the commit, on the store's executor. Owns nothing it is given.
class ReviewDesk {
 public:
  using OnReferral = std::function<void(StatusOr<Referral>)>;

  ReviewDesk(Store& store, const Clock& clock) : store_(store), clock_(clock) {}

  // The older first. PAGE_TOKEN_INVALID for a token of another query.
  StatusOr<ReferralPage> List(const ReferralQuery& query);

  // NOT_FOUND, or as Claim of referrals.h; a replay gets the first answer.
  void Claim(const std::string& request_id, const std::string& referral_id, const Officer& officer, OnReferral done);

  // NOT_FOUND, or as Resolve of referrals.h; a replay gets the first answer.
  void Resolve(const ReferralAnswer& answer, const Officer& officer, OnReferral done);

 private:
  using Work = std::function<StatusOr<Referral>(Transaction&)>;
  using Act = std::function<StatusOr<Referral>(const Referral&)>;
  struct Call {
    std::string request_id;
    std::string rpc;
    std::string body_hash;
    std::string referral_id;
    EntryKind kind = EntryKind::kReferralClaim;
    Officer officer;
  };
  StatusOr<Referral> ActIn(Transaction& t, const Call& call, const Act& act);
  StatusOr<std::uint64_t> RecordChange(Transaction& t, const Call& call, const Referral& changed) const;
  Status SendToLane(Transaction& t, const Referral& referral) const;
  void Run(Call call, Act act, OnReferral done);

  Store& store_;
  const Clock& clock_;
};

}  // namespace clearance
