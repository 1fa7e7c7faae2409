#include "services/derivation/two_person_call.h"

#include "common/base/check.h"
#include "common/base/error_reasons.h"
#include "common/crypto/hash.h"
#include "common/domain/two_persons.h"

namespace clearance {
namespace {

// As the answer to the call that proposed it: two hashes, and who.
struct Proposal {
  std::string content{};
  std::string state{};  // SHA-256
  std::string by{};
};

std::string BytesOf(const Proposal& proposal) { return proposal.content + proposal.state + proposal.by; }

StatusOr<Proposal> FindProposal(const Snapshot& s, const TwoPersonCall& call) {
  ASSIGN_OR_RETURN(const auto kept, s.requests().Find(call.proposal_request_id));
  // One that did something has the position of its entry.
  if (!kept || kept->rpc != call.rpc || kept->position != 0 || kept->response.size() <= 2 * kSha256Bytes)
    return Error(StatusCode::kNotFound, error_reason::kNotFound, "there is no such proposal");
  return Proposal{.content = kept->response.substr(0, kSha256Bytes),
                  .state = kept->response.substr(kSha256Bytes, kSha256Bytes),
                  .by = kept->response.substr(2 * kSha256Bytes)};
}

StatusOr<Persons> Confirm(const Snapshot& s, const TwoPersonCall& call, const Standing& standing) {
  ASSIGN_OR_RETURN(const Proposal proposal, FindProposal(s, call));
  RETURN_IF_ERROR(CheckConfirms({.content = proposal.content, .by = proposal.by}, call.content, call.by));
  if (proposal.state != Sha256(standing.state)) {
    return Error(StatusCode::kFailedPrecondition, error_reason::kProposalOvertaken,
                 "what this was proposed about has changed since; propose it anew");
  }
  return Persons{.author = proposal.by, .confirmed_by = call.by};
}

}  // namespace

std::string BodyHashOf(const TwoPersonCall& call) {
  return Sha256(call.content + call.by + '\0' + call.proposal_request_id);
}

StatusOr<std::optional<Persons>> PersonsFor(Transaction& t, const TwoPersonCall& call, const Standing& standing,
                                            Instant now) {
  CHECK(call.content.size() == kSha256Bytes);
  if (!call.proposal_request_id.empty()) {
    ASSIGN_OR_RETURN(const Persons both, Confirm(t, call, standing));
    return std::optional(both);
  }
  if (!standing.takes_two) return std::optional(Persons{.author = call.by});
  RETURN_IF_ERROR(
      t.requests().Put({.request_id = call.request_id,
                        .rpc = call.rpc,
                        .body_hash = BodyHashOf(call),
                        .response = BytesOf({.content = call.content, .state = Sha256(standing.state), .by = call.by}),
                        .forget_on = ForgetOn(now)}));
  return std::optional<Persons>();
}

}  // namespace clearance
