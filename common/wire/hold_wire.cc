#include "common/wire/hold_wire.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "common/base/ids.h"
#include "common/wire/fields.h"
#include "common/wire/proto_enum.h"

namespace clearance {
namespace {

constexpr int kDefaultHoldPage = 100;
constexpr std::size_t kMaxPort = 32;
constexpr int kMaxInstructions = 1'000;
constexpr int kMaxNameAsGiven = 200;

std::string At(std::string_view list, int index) {
  return std::string(list).append("[").append(std::to_string(index)).append("]");
}

// Sorted; an error naming the second of two that are the same.
template <typename Value>
Status AddOnce(Value value, const std::string& field, std::vector<Value>& values) {
  const auto place = std::lower_bound(values.begin(), values.end(), value);
  if (place != values.end() && *place == value) return InvalidField(field, "is there already");
  values.insert(place, std::move(value));
  return OkStatus();
}

StatusOr<HoldScope> ScopeFrom(const v1::HoldScope& message, HoldKind kind) {
  HoldScope scope;
  if (message.territories().empty()) return InvalidField("territories", "is required");
  for (int i = 0; i < message.territories_size(); ++i) {
    const std::string field = At("territories", i);
    ASSIGN_OR_RETURN(const Territory territory, FromProtoEnum<Territory>(message.territories(i), field));
    RETURN_IF_ERROR(AddOnce(territory, field, scope.territories));
  }
  scope.sides = {.exit = message.exit(), .entry = message.entry()};
  const Sides possible = SidesOf(kind);
  if (scope.sides.exit && !possible.exit) return InvalidField("exit", "this kind binds no exit");
  if (scope.sides.entry && !possible.entry) return InvalidField("entry", "this kind binds no entry");
  if (!scope.sides.exit && !scope.sides.entry) return InvalidField("exit", "a hold binds at least one side");
  if (message.ports_size() > static_cast<int>(kMaxHoldPorts))
    return InvalidField("ports", "holds more than " + std::to_string(kMaxHoldPorts));
  for (int i = 0; i < message.ports_size(); ++i) {
    RETURN_IF_ERROR(RequireUpper(message.ports(i), kMaxPort, "-", At("ports", i)));
    RETURN_IF_ERROR(AddOnce(message.ports(i), At("ports", i), scope.ports));
  }
  return scope;
}

Status ReadValidity(const v1::HoldOrder& message, HoldTerms& terms) {
  if (message.has_valid_from()) {
    ASSIGN_OR_RETURN(terms.from, FromProto(message.valid_from(), "valid_from"));
  }
  if (!message.has_valid_to()) return OkStatus();
  ASSIGN_OR_RETURN(terms.to, FromProto(message.valid_to(), "valid_to"));
  return *terms.to > terms.from ? OkStatus() : InvalidField("valid_to", "must be after valid_from");
}

StatusOr<HoldTerms> TermsFrom(const v1::HoldOrder& message) {
  HoldTerms terms;
  ASSIGN_OR_RETURN(terms.kind, FromProtoEnum<HoldKind>(message.kind(), "kind"));
  REQUIRE_FIELD(message, scope);
  CONVERT_FIELD(terms.scope, ScopeFrom(message.scope(), terms.kind), "scope");
  RETURN_IF_ERROR(ReadValidity(message, terms));
  ASSIGN_OR_RETURN(terms.visibility, FromProtoEnum<HoldVisibility>(message.visibility(), "visibility"));
  if (terms.kind == HoldKind::kSilent && terms.visibility == HoldVisibility::kLaneOfficer)
    return InvalidField("visibility", "a silent hold is for no lane officer");
  return terms;
}

StatusOr<Document> DocumentFrom(const v1::HeldDocument& message) {
  Document document;
  RETURN_IF_ERROR(RequireUpper(message.issuing_state(), kMaxStateCode, "", "issuing_state"));
  document.issuing_state = message.issuing_state();
  RETURN_IF_ERROR(RequireUpper(message.number(), kMaxDocumentNumber, "", "number"));
  document.number = message.number();
  return document;
}

StatusOr<Document> PersonFrom(const v1::HeldPerson& message) {
  Document document;
  RETURN_IF_ERROR(RequireUpper(message.nationality(), kMaxStateCode, "", "nationality"));
  document.nationality = message.nationality();
  RETURN_IF_ERROR(RequireUpper(message.national_number(), kMaxDocumentNumber, "", "national_number"));
  document.national_number = message.national_number();
  REQUIRE_FIELD(message, birth_date);
  ASSIGN_OR_RETURN(document.birth_date, FromProto(message.birth_date(), "birth_date"));
  return document;
}

StatusOr<Document> NameFrom(const v1::HeldName& message) {
  Document document;
  if (message.primary_identifier().empty()) return InvalidField("primary_identifier", "is required");
  RETURN_IF_ERROR(OptionalIdentifier(message.primary_identifier(), "primary_identifier"));
  document.primary_identifier = message.primary_identifier();
  RETURN_IF_ERROR(OptionalIdentifier(message.secondary_identifier(), "secondary_identifier"));
  document.secondary_identifier = message.secondary_identifier();
  REQUIRE_FIELD(message, birth_date);
  ASSIGN_OR_RETURN(document.birth_date, FromProto(message.birth_date(), "birth_date"));
  return document;
}

StatusOr<HeldPerson> HeldFrom(const v1::HoldOrder& message, HoldKind kind) {
  HeldPerson held;
  if (message.has_document()) {
    CONVERT_FIELD(held.document, DocumentFrom(message.document()), "document");
  }
  if (message.has_person()) {
    CONVERT_FIELD(held.person, PersonFrom(message.person()), "person");
  }
  if (message.has_name()) {
    CONVERT_FIELD(held.name, NameFrom(message.name()), "name");
  }
  const bool lost = kind == HoldKind::kLostOrStolenDocument;
  // Whoever has lost a document is not to be looked for by it.
  if (lost && held.person) return InvalidField("person", "a lost or stolen document names nobody");
  if (lost && held.name) return InvalidField("name", "a lost or stolen document names nobody");
  if (held == HeldPerson()) return InvalidField("document", "a hold names a document, a person or a name");
  return held;
}

Status ReadOrder(const v1::HoldOrder& message, HoldOrder& order) {
  ASSIGN_OR_RETURN(order.terms, TermsFrom(message));
  RETURN_IF_ERROR(RequireGround(message.ground(), "ground"));
  order.ground = message.ground();
  ASSIGN_OR_RETURN(order.held, HeldFrom(message, order.terms.kind));
  RETURN_IF_ERROR(OptionalText(message.instructions(), kMaxInstructions, "instructions"));
  order.text.instructions = message.instructions();
  RETURN_IF_ERROR(OptionalText(message.name_as_given(), kMaxNameAsGiven, "name_as_given"));
  order.text.name_as_given = message.name_as_given();
  return OkStatus();
}

template <typename Message>
void PutTerms(const HoldTerms& terms, Message* out) {
  out->set_kind(ToProtoEnum(terms.kind));
  ToProto(terms.scope, out->mutable_scope());
  if (terms.from != Instant()) ToProto(terms.from, out->mutable_valid_from());
  if (terms.to) ToProto(*terms.to, out->mutable_valid_to());
  out->set_visibility(ToProtoEnum(terms.visibility));
}

}  // namespace

StatusOr<HoldOrder> FromProto(const v1::PutHoldRequest& message) {
  HoldOrder order;
  RETURN_IF_ERROR(RequireUuid(message.request_id(), "request_id"));
  order.request_id = message.request_id();
  RETURN_IF_ERROR(OptionalUuid(message.hold_id(), "hold_id"));
  order.hold_id = message.hold_id();
  REQUIRE_FIELD(message, order);
  const Status read = ReadOrder(message.order(), order);
  if (!read.ok()) return WithFieldPrefix(read, "order");
  return order;
}

StatusOr<HoldLifting> FromProto(const v1::LiftHoldRequest& message) {
  RETURN_IF_ERROR(RequireUuid(message.request_id(), "request_id"));
  RETURN_IF_ERROR(RequireUuid(message.hold_id(), "hold_id"));
  RETURN_IF_ERROR(RequireGround(message.ground(), "ground"));
  return HoldLifting{message.request_id(), message.hold_id(), message.ground()};
}

StatusOr<HoldPlace> ParseHoldPageToken(std::string_view token) {
  const std::size_t point = token.find('.');
  std::int64_t put_at = 0;
  const auto [end, error] = std::from_chars(token.data(), token.data() + std::min(point, token.size()), put_at);
  if (point == std::string_view::npos || error != std::errc() || end != token.data() + point ||
      !IsUuid(token.substr(point + 1)))
    return InvalidPageToken("was not made by this service");
  return HoldPlace{FromUnixMs(put_at), std::string(token.substr(point + 1))};
}

StatusOr<HoldQuery> FromProto(const v1::ListHoldsRequest& message) {
  HoldQuery query;
  RETURN_IF_ERROR(RequireGround(message.reason(), "reason"));
  query.reason = message.reason();
  if (message.state() != v1::HOLD_STATE_UNSPECIFIED) {
    ASSIGN_OR_RETURN(query.state, FromProtoEnum<HoldState>(message.state(), "state"));
  }
  if (message.kind() != v1::HOLD_KIND_UNSPECIFIED) {
    ASSIGN_OR_RETURN(query.kind, FromProtoEnum<HoldKind>(message.kind(), "kind"));
  }
  RETURN_IF_ERROR(OptionalUuid(message.decision_request_id(), "decision_request_id"));
  query.decision_request_id = message.decision_request_id();
  ASSIGN_OR_RETURN(query.page_size, PageSize(message.page_size(), kDefaultHoldPage, "page_size"));
  if (!message.page_token().empty()) {
    ASSIGN_OR_RETURN(query.after, ParseHoldPageToken(message.page_token()));
  }
  return query;
}

std::string MakeHoldPageToken(const HoldPlace& place) {
  return std::to_string(ToUnixMs(place.put_at)) + "." + place.hold_id;
}

StatusOr<HoldWatch> FromProto(const v1::WatchHoldsRequest& message) {
  HoldWatch watch;
  watch.resume_token = message.resume_token();
  if (!message.port().empty()) RETURN_IF_ERROR(RequireUpper(message.port(), kMaxPort, "-", "port"));
  watch.port = message.port();
  if (!message.reason().empty()) RETURN_IF_ERROR(RequireGround(message.reason(), "reason"));
  watch.reason = message.reason();
  return watch;
}

void ToProto(const HoldScope& scope, v1::HoldScope* out) {
  for (const Territory territory : scope.territories) out->add_territories(ToProtoEnum(territory));
  out->set_exit(scope.sides.exit);
  out->set_entry(scope.sides.entry);
  for (const std::string& port : scope.ports) out->add_ports(port);
}

void ToProto(const Hold& hold, v1::Hold* out) {
  out->set_hold_id(hold.hold_id);
  out->set_authority(hold.authority);
  PutTerms(hold.terms, out);
  out->set_ground(hold.ground);
  out->set_names_document(!hold.keys.document.empty());
  out->set_names_person(!hold.keys.person.empty());
  out->set_names_by_name(!hold.keys.name.empty());
  out->set_state(ToProtoEnum(hold.state));
  out->set_put_by(hold.put_by);
  out->set_confirmed_by(hold.confirmed_by);
  out->set_lift_proposed_by(hold.lift_proposed_by);
  out->set_lifted_by(hold.lifted_by);
  out->set_lift_ground(hold.lift_ground);
  ToProto(hold.put_at, out->mutable_put_at());
  ToProto(hold.changed_at, out->mutable_changed_at());
}

void ToProto(const Hold& hold, const HoldText& text, v1::Hold* out) {
  ToProto(hold, out);
  out->set_instructions(text.instructions);
  out->set_name_as_given(text.name_as_given);
}

void ToProto(const Hold& hold, v1::KeyedHold* out) {
  out->set_hold_id(hold.hold_id);
  out->set_binds(Binds(hold.state));
  if (!Binds(hold.state)) return;
  PutTerms(hold.terms, out);
  out->set_document_key(hold.keys.document);
  out->set_person_key(hold.keys.person);
  out->set_name_key(hold.keys.name);
}

void ToProto(const HoldHit& hit, v1::HoldHit* out) {
  out->set_hold_id(hit.hold_id);
  out->set_match(ToProtoEnum(hit.match));
  out->set_moment(ToProtoEnum(hit.moment));
  ToProto(hit.at, out->mutable_at());
  out->set_port(hit.port);
  out->set_lane_id(hit.lane_id);
  out->set_decision_request_id(hit.decision_request_id);
  out->set_position(hit.position);
}

}  // namespace clearance
