#include "services/review/review_desk.h"

#include <algorithm>
#include <charconv>
#include <memory>
#include <utility>

#include "common/base/error_reasons.h"
#include "common/crypto/hash.h"
#include "common/domain/fleet.h"
#include "common/wire/fields.h"
#include "common/wire/ledger_bodies.h"
#include "common/wire/ledger_bytes.h"
#include "db/transact_for.h"
#include "services/derivation/derive.h"
#include "services/review/link_desk.h"

namespace clearance {
namespace {

Status NotFound() { return Error(StatusCode::kNotFound, error_reason::kNotFound, "there is no such referral"); }

std::string GateOf(const std::string& lane_id) { return lane_id.substr(0, lane_id.find('/')); }

std::string BodyHash(std::string_view officer, std::string_view referral_id, std::string_view answer,
                     std::string_view ground) {
  std::string bytes(officer);
  bytes.append(1, '\0').append(referral_id).append(1, '\0').append(answer).append(1, '\0').append(ground);
  return Sha256(bytes);
}

// The position as of which the call was answered; of one that changed nothing there is no entry.
std::uint64_t AsOf(const RequestRecord& call) {
  std::uint64_t as_of = call.position;
  std::from_chars(call.response.data(), call.response.data() + call.response.size(), as_of);
  return as_of;
}

// The referral as the acts on it up to a position left it: what the call was answered that came to it then.
StatusOr<Referral> ReferralAsOf(const Snapshot& s, Referral referral, std::uint64_t as_of) {
  std::vector<StoredEntry> acts;
  for (const EntryKind kind : {EntryKind::kReferralClaim, EntryKind::kReferralResolution}) {
    ASSIGN_OR_RETURN(const auto found, s.ledger().LatestOf(referral.traveller, kind, kMaxRowsPerRead));
    acts.insert(acts.end(), found.begin(), found.end());
  }
  std::sort(acts.begin(), acts.end(),
            [](const StoredEntry& a, const StoredEntry& b) { return a.position < b.position; });
  referral.state = ReferralState::kOpen;
  referral.claimed_by = referral.proposed_by = referral.resolved_by = referral.ground = "";
  referral.proposed.reset();
  referral.resolution.reset();
  referral.changed_at = referral.opened_at;
  for (const StoredEntry& stored : acts) {
    if (stored.position > as_of) break;
    ASSIGN_OR_RETURN(const ReviewRecord act, ReadReviewBody(stored.entry.body));
    if (act.referral_id == referral.referral_id)
      referral = ReferralAfter(std::move(referral), act, stored.entry.record_time);
  }
  return referral;
}

// What the officer's act made of the referral, as its entry says it.
ReviewRecord ActOf(const Referral& changed, const std::string& officer, EntryKind kind) {
  return {.act = std::string(EntryKindName(kind)),
          .referral_id = changed.referral_id,
          .decision_request_id = changed.decision_request_id,
          .state = changed.state,
          .officer = officer,
          .answer = changed.resolution ? changed.resolution : changed.proposed,
          .ground = changed.ground};
}

}  // namespace

StatusOr<ReferralPage> ReviewDesk::List(const ReferralQuery& query) {
  const auto limit = static_cast<std::size_t>(query.page_size);
  ReferralFilter filter;
  filter.state = query.state;
  filter.lane_id = query.lane_id;
  ReferralPage page;
  RETURN_IF_ERROR(store_.Read([&](const Snapshot& s) -> Status {
    std::optional<ReferralCursor> after;
    if (!query.after.empty()) {
      ASSIGN_OR_RETURN(const auto last, s.referrals().Find(query.after));
      if (!last) return InvalidPageToken("was not made by this service");
      after = ReferralCursor{last->opened_at, last->referral_id};
    }
    ASSIGN_OR_RETURN(page.referrals, s.referrals().List(filter, after, limit));
    return OkStatus();
  }));
  page.more = page.referrals.size() == limit;
  return page;
}

void ReviewDesk::Claim(const std::string& request_id, const std::string& referral_id, const Officer& officer,
                       OnReferral done) {
  Call call{.request_id = request_id,
            .rpc = "ReviewService.ClaimReferral",
            .body_hash = BodyHash(officer.id, referral_id, "", ""),
            .referral_id = referral_id,
            .kind = EntryKind::kReferralClaim,
            .officer = officer};
  Act act = [this, officer](const Referral& referral) { return clearance::Claim(referral, officer, clock_.Now()); };
  Run(std::move(call), std::move(act), std::move(done));
}

void ReviewDesk::Resolve(const ReferralAnswer& answer, const Officer& officer, OnReferral done) {
  Call call{.request_id = answer.request_id,
            .rpc = "ReviewService.ResolveReferral",
            .body_hash = BodyHash(officer.id, answer.referral_id, ResolutionName(answer.resolution), answer.ground),
            .referral_id = answer.referral_id,
            .kind = EntryKind::kReferralResolution,
            .officer = officer};
  Act act = [this, officer, answer](const Referral& referral) {
    return clearance::Resolve(referral, officer, answer.resolution, answer.ground, clock_.Now());
  };
  Run(std::move(call), std::move(act), std::move(done));
}

StatusOr<Referral> ReviewDesk::ActIn(Transaction& t, const Call& call, const Act& act) {
  ASSIGN_OR_RETURN(const auto replay, FindReplay(t.requests(), call.request_id, call.rpc, call.body_hash));
  ASSIGN_OR_RETURN(const auto found, t.referrals().Find(call.referral_id));
  if (!found) return NotFound();
  if (replay) return ReferralAsOf(t, *found, AsOf(*replay));
  ASSIGN_OR_RETURN(const Referral changed, act(*found));
  std::uint64_t position = 0;
  ASSIGN_OR_RETURN(std::uint64_t as_of, t.ledger().LastPosition());
  // The same officer's second claim changes nothing, and nothing is recorded of it but the call.
  if (changed != *found) {
    ASSIGN_OR_RETURN(position, RecordChange(t, call, changed));
    as_of = position;
  }
  RETURN_IF_ERROR(t.requests().Put({.request_id = call.request_id,
                                    .rpc = call.rpc,
                                    .body_hash = call.body_hash,
                                    .response = std::to_string(as_of),
                                    .position = position,
                                    .forget_on = ForgetOn(clock_.Now())}));
  ASSIGN_OR_RETURN(const auto now, t.referrals().Find(call.referral_id));
  if (!now) return NotFound();
  return *now;
}

StatusOr<std::uint64_t> ReviewDesk::RecordChange(Transaction& t, const Call& call, const Referral& changed) const {
  const Instant now = clock_.Now();
  ASSIGN_OR_RETURN(const std::uint64_t position,
                   RecordEntry(t, {.log = changed.lane.port,
                                   .kind = call.kind,
                                   .event_time = now,
                                   .record_time = now,
                                   .traveller = changed.traveller,
                                   .request_id = call.request_id,
                                   .lane_id = changed.lane.lane_id,
                                   .body = ReviewBody(ActOf(changed, call.officer.id, call.kind))}));
  if (changed.state == ReferralState::kResolved && changed.kind == ReferralKind::kCrossing)
    RETURN_IF_ERROR(SendToLane(t, changed));
  if (changed.state == ReferralState::kResolved && changed.kind == ReferralKind::kIdentity)
    RETURN_IF_ERROR(RecordIdentityAnswer(t, changed, call.request_id, now));
  return position;
}

Status ReviewDesk::SendToLane(Transaction& t, const Referral& referral) const {
  const Instant now = clock_.Now();
  return t.lane_commands()
      .Append({.sequence = 0,
               .gate_id = GateOf(referral.lane.lane_id),
               .lane_id = referral.lane.lane_id,
               .referral_id = referral.referral_id,
               .decision_request_id = referral.decision_request_id,
               .resolution = *referral.resolution,
               .issued_at = now,
               .expires_at = now + kCommandLifetime})
      .status();
}

void ReviewDesk::Run(Call call, Act act, OnReferral done) {
  TransactFor<Referral>(
      store_, [this, call = std::move(call), act = std::move(act)](Transaction& t) { return ActIn(t, call, act); },
      std::move(done));
}

}  // namespace clearance
