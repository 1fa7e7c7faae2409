#include "services/holds/hold_desk.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "common/base/error_reasons.h"
#include "common/base/ids.h"
#include "common/base/log.h"
#include "common/crypto/hash.h"
#include "common/wire/record_viewed.h"
#include "db/personal_fields.h"
#include "db/transact_for.h"
#include "services/derivation/derive.h"
#include "services/derivation/entry_records.h"
#include "services/derivation/record_look.h"

namespace clearance {
namespace {

Status NotFound() { return Error(StatusCode::kNotFound, error_reason::kNotFound, "there is no such hold"); }

std::string BodyHash(const AuthorityPerson& by, std::string_view hold_id, std::string_view rest) {
  std::string bytes(by.id);
  bytes.append(1, '\0').append(hold_id).append(1, '\0').append(rest);
  return Sha256(bytes);
}

// What a lane finds is bounded by what each authority may put. The others' holds are not counted: nobody is to learn of
// them from how much room is left.
Status CheckRoom(const Snapshot& s, const std::string& authority, const HoldKeys& keys, Instant now) {
  ASSIGN_OR_RETURN(const auto standing,
                   s.holds().FindFor({.documents = {keys.document}, .persons = {keys.person}, .name = keys.name}, now));
  const auto own = std::count_if(standing.begin(), standing.end(),
                                 [&](const MatchedHold& match) { return match.hold.authority == authority; });
  if (static_cast<std::size_t>(own) < kMaxHoldsOfAuthority) return OkStatus();
  return Error(StatusCode::kFailedPrecondition, error_reason::kHoldState,
               "as many holds of this authority as may be stand against this document, person or name");
}

// What the call that wrote the entry at `position` was answered.
StatusOr<Hold> FirstAnswer(const Snapshot& s, const Hold& now, std::uint64_t position) {
  ASSIGN_OR_RETURN(const StoredEntry stored, s.ledger().Get(position));
  const auto step = ReadHoldChangeBody(stored.entry.body);
  if (!step.ok()) return UnreadableBody(stored, step.status());
  return AsItWasAfter(now, *step, stored.entry.event_time);
}

// The holds a crossing came under, each once, those the viewer may not see left out.
StatusOr<std::vector<Hold>> HoldsOfCrossing(const Snapshot& s, const std::string& decision_request_id,
                                            const HoldFilter& filter) {
  ASSIGN_OR_RETURN(const auto hits, s.holds().HitsOf(decision_request_id, kMaxRowsPerRead));
  std::vector<Hold> holds;
  for (const HoldHit& hit : hits) {
    const bool known =
        std::any_of(holds.begin(), holds.end(), [&](const Hold& hold) { return hold.hold_id == hit.hold_id; });
    if (known) continue;
    ASSIGN_OR_RETURN(const std::optional<Hold> hold, s.holds().Find(hit.hold_id));
    if (hold && Passes(filter, *hold)) holds.push_back(*hold);
  }
  return holds;
}

StatusOr<std::vector<Hold>> HoldsOfQuery(const Snapshot& s, const HoldQuery& query, const HoldFilter& filter) {
  std::optional<HoldCursor> after;
  if (query.after) after = HoldCursor{query.after->put_at, query.after->hold_id};
  return s.holds().List(filter, after, static_cast<std::size_t>(query.page_size));
}

std::string ViewerName(const HoldViewer& viewer) { return viewer.role + "/" + viewer.id; }

// What was asked for, and which holds were shown.
std::string ScopeOf(const HoldQuery& query, const std::vector<Hold>& shown) {
  std::string scope;
  const auto add = [&](std::string_view name, std::string_view value) {
    if (!value.empty()) scope.append(scope.empty() ? "" : " ").append(name).append("=").append(value);
  };
  if (query.state) add("state", HoldStateName(*query.state));
  if (query.kind) add("kind", HoldKindName(*query.kind));
  add("decision", query.decision_request_id);
  for (const Hold& hold : shown) add("hold", hold.hold_id);
  return scope;
}

}  // namespace

Hold HoldDesk::AskedFor(const HoldOrder& order, const AuthorityPerson& by) const {
  Hold hold;
  hold.authority = by.authority;
  hold.terms = order.terms;
  hold.ground = order.ground;
  if (order.held.document) hold.keys.document = pseudonyms_.Traveller(*order.held.document);
  if (order.held.person) hold.keys.person = pseudonyms_.NationalKey(*order.held.person);
  if (const auto& name = order.held.name)
    hold.keys.name = pseudonyms_.NameKey(name->primary_identifier, name->secondary_identifier, name->birth_date);
  hold.content = pseudonyms_.HoldContent(HoldContentBytes(hold, order.text));
  return hold;
}

void HoldDesk::Put(const HoldOrder& order, const AuthorityPerson& by, OnHold done) {
  Hold asked = AskedFor(order, by);
  Call call{.request_id = order.request_id,
            .rpc = "HoldService.PutHold",
            .body_hash = BodyHash(by, order.hold_id, asked.content),
            .hold_id = order.hold_id,
            .by = by};
  MakeChange make = [this, order, asked = std::move(asked), by](Transaction& t, const std::optional<Hold>& known) {
    return PutChange(t, order, asked, known, by);
  };
  Run(std::move(call), std::move(make), std::move(done));
}

StatusOr<HoldChange> HoldDesk::PutChange(Transaction& t, const HoldOrder& order, const Hold& asked,
                                         const std::optional<Hold>& known, const AuthorityPerson& by) const {
  HoldChange change{.hold_id = known ? known->hold_id : NewUuid(random_), .author = by.id};
  ASSIGN_OR_RETURN(change.act, PutStep(known, asked.content, by));
  RETURN_IF_ERROR(CheckRoom(t, by.authority, asked.keys, clock_.Now()));
  if (change.act != HoldAct::kPut) return change;
  change.put = asked;
  const std::string words = HoldTextBytes(order.text);
  if (words.empty()) return change;
  ASSIGN_OR_RETURN(change.put->sealed_text, seal_.seal(t, SubjectOfWords(asked.keys), words));
  return change;
}

void HoldDesk::Lift(const HoldLifting& lifting, const AuthorityPerson& by, OnHold done) {
  Call call{.request_id = lifting.request_id,
            .rpc = "HoldService.LiftHold",
            .body_hash = BodyHash(by, lifting.hold_id, lifting.ground),
            .hold_id = lifting.hold_id,
            .by = by};
  MakeChange make = [lifting, by](Transaction&, const std::optional<Hold>& known) -> StatusOr<HoldChange> {
    HoldChange change{.hold_id = lifting.hold_id, .author = by.id, .ground = lifting.ground};
    ASSIGN_OR_RETURN(change.act, LiftStep(known.value_or(Hold()), by));
    return change;
  };
  Run(std::move(call), std::move(make), std::move(done));
}

StatusOr<Hold> HoldDesk::ChangeIn(Transaction& t, const Call& call, const MakeChange& make) const {
  ASSIGN_OR_RETURN(const auto replay, FindReplay(t.requests(), call.request_id, call.rpc, call.body_hash));
  std::string hold_id = replay ? replay->response : call.hold_id;
  std::optional<Hold> known;
  if (!hold_id.empty()) {
    ASSIGN_OR_RETURN(known, t.holds().Find(hold_id));
    if (!known) return NotFound();
  }
  if (replay) return FirstAnswer(t, *known, replay->position);
  ASSIGN_OR_RETURN(const HoldChange change, make(t, known));
  const Instant now = clock_.Now();
  const HoldKeys& keys = known ? known->keys : change.put->keys;
  ASSIGN_OR_RETURN(const std::uint64_t position, RecordEntry(t, {.log = std::string(kCentreLog),
                                                                 .kind = EntryKind::kHoldChange,
                                                                 .event_time = now,
                                                                 .record_time = now,
                                                                 .traveller = keys.document,
                                                                 .request_id = call.request_id,
                                                                 .lane_id = "",
                                                                 .body = HoldChangeBody(change)}));
  RETURN_IF_ERROR(t.requests().Put({.request_id = call.request_id,
                                    .rpc = call.rpc,
                                    .body_hash = call.body_hash,
                                    .response = change.hold_id,
                                    .position = position,
                                    .forget_on = ForgetOn(now)}));
  ASSIGN_OR_RETURN(const std::optional<Hold> changed, t.holds().Find(change.hold_id));
  if (!changed) return NotFound();
  return *changed;
}

void HoldDesk::List(const HoldQuery& query, const HoldViewer& viewer, OnPage done) {
  TransactFor<HoldPage>(
      store_, [this, query, viewer](Transaction& t) { return ListIn(t, query, viewer); }, std::move(done));
}

StatusOr<HoldPage> HoldDesk::ListIn(Transaction& t, const HoldQuery& query, const HoldViewer& viewer) const {
  const HoldFilter filter{
      .state = query.state, .kind = query.kind, .authority = viewer.authority, .seen_by = viewer.seen_by};
  const bool of_crossing = !query.decision_request_id.empty();
  ASSIGN_OR_RETURN(const std::vector<Hold> holds, of_crossing ? HoldsOfCrossing(t, query.decision_request_id, filter)
                                                              : HoldsOfQuery(t, query, filter));
  HoldPage page;
  page.more = !of_crossing && holds.size() == static_cast<std::size_t>(query.page_size);
  const RecordViewed viewed{
      .act = "LIST_HOLDS", .viewer = ViewerName(viewer), .reason = query.reason, .scope = ScopeOf(query, holds)};
  for (const Hold& hold : holds) {
    ASSIGN_OR_RETURN(ShownHold shown, Show(t, hold));
    page.holds.push_back(std::move(shown));
  }
  RETURN_IF_ERROR(RecordLook(t, viewed, "", clock_.Now()));
  return page;
}

void HoldDesk::RecordWatch(const HoldWatch& watch, const HoldViewer& viewer, std::function<void(Status)> done) {
  RecordViewed viewed{.act = "WATCH_HOLDS",
                      .viewer = ViewerName(viewer),
                      .reason = watch.reason,
                      .scope = watch.resume_token.empty() ? "from=beginning" : "from=token"};
  store_.Transact(
      [this, viewed = std::move(viewed)](Transaction& t) { return RecordLook(t, viewed, "", clock_.Now()); },
      std::move(done));
}

StatusOr<ShownHold> HoldDesk::Show(const Snapshot& s, Hold hold) const {
  ShownHold shown{.hold = std::move(hold)};
  if (shown.hold.sealed_text.empty()) return shown;
  const StatusOr<std::string> words = seal_.open(s, SubjectOfWords(shown.hold.keys), shown.hold.sealed_text);
  // One hold's damaged words hide neither the hold nor the others of its page.
  if (!words.ok() && !IsOfOneField(words.status())) return words.status();
  const StatusOr<HoldText> text = words.ok() ? ReadHoldTextBytes(*words) : words.status();
  shown.words_unreadable = !text.ok();
  if (text.ok()) shown.text = *text;
  if (!text.ok())
    LogError("hold_words_unreadable", {{"hold_id", shown.hold.hold_id}, {"reason", ReasonOf(text.status())}});
  return shown;
}

void HoldDesk::Run(Call call, MakeChange make, OnHold done) {
  TransactFor<Hold>(
      store_,
      [this, call = std::move(call), make = std::move(make)](Transaction& t) { return ChangeIn(t, call, make); },
      std::move(done));
}

}  // namespace clearance
