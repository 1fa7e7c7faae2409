#include "services/review/record_desk.h"

#include <optional>
#include <utility>

#include "common/crypto/hash.h"
#include "db/transact_for.h"
#include "services/derivation/derive.h"
#include "services/derivation/document_owner.h"
#include "services/derivation/two_person_call.h"

namespace clearance {
namespace {

constexpr std::string_view kConcerns = "concerns_position";
constexpr std::string_view kHolds = "holds";

// Whether what the entry concerned says of that territory still has effect and may be taken away so.
Status CheckHolds(const Snapshot& s, const RecordChange& change, std::uint64_t last) {
  const bool corrects = change.kind == RecordActKind::kCorrection;
  const Status status = s.stays().CheckVoid(change.traveller, change.stay.territory, {change.concerns, last + 1},
                                            corrects ? Voiding::kCorrects : Voiding::kAnnuls);
  const std::string field = FieldOf(status);
  if (field.empty()) return status;
  return InvalidField(kConcerns, MessageOf(status).substr(field.size() + 2));
}

}  // namespace

// All that is asked for, as a hash: whether two officers ask for the same.
std::string RecordDesk::ContentOf(const RecordCorrection& correction) const {
  const RecordChange change{.kind = correction.act,
                            .traveller = parts_.pseudonyms.Traveller(correction.document),
                            .concerns = correction.concerns,
                            .stay = correction.stay,
                            .act = {.reason = correction.ground}};
  std::string bytes = change.traveller;
  if (correction.named_by == NamedBy::kFacts) bytes += parts_.pseudonyms.FactsKey(correction.document);
  bytes.append(RecordActKindName(correction.act)).append(1, '\0');
  return Sha256(bytes + EntryOfChange(change, parts_.zones, "", Instant()).body);
}

void RecordDesk::Correct(const RecordCorrection& correction, const Officer& officer, OnCorrected done) {
  TransactFor<std::uint64_t>(
      parts_.store, [this, correction, officer](Transaction& t) { return CorrectIn(t, correction, officer); },
      std::move(done));
}

StatusOr<RecordChange> RecordDesk::ChangeOf(const Snapshot& s, const RecordCorrection& correction) const {
  RecordChange change{.kind = correction.act, .concerns = correction.concerns, .stay = correction.stay};
  ASSIGN_OR_RETURN(const std::uint64_t last, s.ledger().LastPosition());
  if (change.concerns > last) return InvalidField(kConcerns, "names a position that the ledger does not have");
  ASSIGN_OR_RETURN(const StoredEntry stored, s.ledger().Get(change.concerns));
  ASSIGN_OR_RETURN(change.traveller, TravellerConcerned(s, parts_.pseudonyms, correction.document, correction.named_by,
                                                        stored, kConcerns));
  RETURN_IF_ERROR(CheckReturned(s, change, "act"));
  change.act = {.source = std::string(kCorrectRecordRpc),
                .source_row = correction.request_id,
                .author = {},
                .reason = correction.ground,
                .confirmed_by = {}};
  return change;
}

StatusOr<Standing> RecordDesk::StandingOf(const Snapshot& s, const RecordCorrection& correction,
                                          const RecordChange& change) const {
  ASSIGN_OR_RETURN(const std::uint64_t last, s.ledger().LastPosition());
  const Status holds = CheckHolds(s, change, last);
  // Whoever confirms is told that it was overtaken, not that they have named the wrong entry.
  const bool confirms = !correction.proposal_request_id.empty();
  if (!holds.ok() && !(confirms && FieldOf(holds) == kConcerns)) return holds;
  return Standing{.state = std::string(holds.ok() ? kHolds : std::string_view()),
                  .takes_two = NeedsTwoPersons(parts_.rule_book, correction.act)};
}

StatusOr<std::uint64_t> RecordDesk::CorrectIn(Transaction& t, const RecordCorrection& correction,
                                              const Officer& officer) const {
  const TwoPersonCall call{.rpc = std::string(kCorrectRecordRpc),
                           .request_id = correction.request_id,
                           .proposal_request_id = correction.proposal_request_id,
                           .content = ContentOf(correction),
                           .by = officer.id};
  ASSIGN_OR_RETURN(const auto replay, FindReplay(t.requests(), call.request_id, call.rpc, BodyHashOf(call)));
  if (replay) return replay->position;
  ASSIGN_OR_RETURN(RecordChange change, ChangeOf(t, correction));
  ASSIGN_OR_RETURN(const Standing standing, StandingOf(t, correction, change));
  const Instant now = parts_.clock.Now();
  ASSIGN_OR_RETURN(const std::optional<Persons> persons, PersonsFor(t, call, standing, now));
  if (!persons) return std::uint64_t{0};
  change.act.author = persons->author;
  change.act.confirmed_by = persons->confirmed_by;
  ASSIGN_OR_RETURN(const std::uint64_t position,
                   RecordEntry(t, EntryOfChange(change, parts_.zones, call.request_id, now)));
  RETURN_IF_ERROR(t.requests().Put({.request_id = call.request_id,
                                    .rpc = call.rpc,
                                    .body_hash = BodyHashOf(call),
                                    .response = "",
                                    .position = position,
                                    .forget_on = {}}));
  return position;
}

}  // namespace clearance
