#include "common/wire/hold_bytes.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include "common/base/cbor.h"
#include "common/base/check.h"
#include "common/base/uuid_bytes.h"
#include "common/wire/ledger_reading.h"

namespace clearance {
namespace {

constexpr std::int64_t kBodyVersion = 1;
constexpr std::int64_t kHitWithPortVersion = 2;
constexpr std::uint64_t kPutItems = 19;
constexpr std::uint64_t kStepItems = 5;
constexpr std::uint64_t kHitItems = 5;
constexpr std::size_t kKeyBytes = 32;

void PutId(CborWriter& out, const std::string& id) {
  const auto bytes = UuidToBytes(id);
  CHECK(bytes.has_value());
  out.Bytes(*bytes);
}

void PutKey(CborWriter& out, const std::string& key) {
  if (key.empty()) {
    out.Null();
  } else {
    out.Bytes(key);
  }
}

// Eight items.
void PutTerms(CborWriter& out, const HoldTerms& terms) {
  out.Text(HoldKindName(terms.kind)).Array(terms.scope.territories.size());
  for (const Territory territory : terms.scope.territories) out.Text(TerritoryName(territory));
  out.Bool(terms.scope.sides.exit).Bool(terms.scope.sides.entry).Array(terms.scope.ports.size());
  for (const std::string& port : terms.scope.ports) out.Text(port);
  out.Int(ToUnixMs(terms.from));
  if (terms.to) {
    out.Int(ToUnixMs(*terms.to));
  } else {
    out.Null();
  }
  out.Text(HoldVisibilityName(terms.visibility));
}

// Four items.
void PutGroundAndKeys(CborWriter& out, const Hold& hold) {
  out.Text(hold.ground);
  for (const std::string* key : {&hold.keys.document, &hold.keys.person, &hold.keys.name}) PutKey(out, *key);
}

StatusOr<std::string> ReadText(CborReader& in) { return in.Text(); }
StatusOr<Territory> ReadTerritory(CborReader& in) { return ReadName(in, ParseTerritory); }

// Each once and in order: a set has one encoding.
template <typename Value>
StatusOr<std::vector<Value>> ReadSet(CborReader& in, StatusOr<Value> (*read)(CborReader&)) {
  ASSIGN_OR_RETURN(std::vector<Value> values, ReadList(in, read));
  const auto unordered =
      std::adjacent_find(values.begin(), values.end(), [](const Value& a, const Value& b) { return !(a < b); });
  if (unordered != values.end()) return Malformed("a list is not in order");
  return values;
}

StatusOr<std::string> ReadKey(CborReader& in) {
  ASSIGN_OR_RETURN(std::string key, in.Bytes());
  if (key.size() != kKeyBytes) return Malformed("a keyed hash is not 32 bytes");
  return key;
}

StatusOr<std::string> ReadOptionalKey(CborReader& in) {
  if (in.NullNext()) return std::string();
  return ReadKey(in);
}

Status ReadTerms(CborReader& in, HoldTerms& terms) {
  ASSIGN_OR_RETURN(terms.kind, ReadName(in, ParseHoldKind));
  ASSIGN_OR_RETURN(terms.scope.territories, ReadSet<Territory>(in, ReadTerritory));
  if (terms.scope.territories.empty()) return Malformed("a scope without a territory");
  ASSIGN_OR_RETURN(terms.scope.sides.exit, in.Bool());
  ASSIGN_OR_RETURN(terms.scope.sides.entry, in.Bool());
  ASSIGN_OR_RETURN(terms.scope.ports, ReadSet<std::string>(in, ReadText));
  ASSIGN_OR_RETURN(terms.from, ReadInstant(in));
  if (!in.NullNext()) {
    ASSIGN_OR_RETURN(terms.to, ReadInstant(in));
  }
  ASSIGN_OR_RETURN(terms.visibility, ReadName(in, ParseHoldVisibility));
  return OkStatus();
}

StatusOr<Hold> ReadPut(CborReader& in) {
  Hold hold;
  ASSIGN_OR_RETURN(hold.authority, in.Text());
  RETURN_IF_ERROR(ReadTerms(in, hold.terms));
  ASSIGN_OR_RETURN(hold.ground, in.Text());
  ASSIGN_OR_RETURN(hold.keys.document, ReadOptionalKey(in));
  ASSIGN_OR_RETURN(hold.keys.person, ReadOptionalKey(in));
  ASSIGN_OR_RETURN(hold.keys.name, ReadOptionalKey(in));
  if (hold.keys == HoldKeys()) return Malformed("a hold names nobody");
  ASSIGN_OR_RETURN(hold.sealed_text, in.Bytes());
  ASSIGN_OR_RETURN(hold.content, ReadKey(in));
  return hold;
}

}  // namespace

std::string HoldChangeBody(const HoldChange& change) {
  CborWriter out;
  const bool puts = change.act == HoldAct::kPut;
  out.Array(puts ? kPutItems : kStepItems).Int(kBodyVersion).Text(HoldActName(change.act));
  PutId(out, change.hold_id);
  out.Text(change.author);
  if (!puts) return out.Text(change.ground).Take();
  const Hold put = change.put.value_or(Hold{});
  out.Text(put.authority);
  PutTerms(out, put.terms);
  PutGroundAndKeys(out, put);
  out.Bytes(put.sealed_text).Bytes(put.content);
  return out.Take();
}

StatusOr<HoldChange> ReadHoldChangeBody(std::string_view body) {
  CborReader in(body);
  HoldChange change;
  ASSIGN_OR_RETURN(const std::uint64_t items, in.Array());
  RETURN_IF_ERROR(ExpectVersion(in, kBodyVersion));
  ASSIGN_OR_RETURN(change.act, ReadName(in, ParseHoldAct));
  const bool puts = change.act == HoldAct::kPut;
  if (items != (puts ? kPutItems : kStepItems)) return Malformed("an array has another number of items");
  ASSIGN_OR_RETURN(change.hold_id, ReadId(in));
  ASSIGN_OR_RETURN(change.author, in.Text());
  if (puts) {
    ASSIGN_OR_RETURN(change.put, ReadPut(in));
  } else {
    ASSIGN_OR_RETURN(change.ground, in.Text());
  }
  RETURN_IF_ERROR(in.Finish());
  return change;
}

std::string HoldHitBody(const HoldHit& hit) {
  CborWriter out;
  const bool with_port = !hit.port.empty();
  out.Array(with_port ? kHitItems + 1 : kHitItems).Int(with_port ? kHitWithPortVersion : kBodyVersion);
  PutId(out, hit.hold_id);
  out.Text(HoldMatchName(hit.match)).Text(HoldMomentName(hit.moment));
  PutId(out, hit.decision_request_id);
  if (with_port) out.Text(hit.port);
  return out.Take();
}

StatusOr<HoldHit> ReadHoldHitBody(std::string_view body) {
  CborReader in(body);
  HoldHit hit;
  ASSIGN_OR_RETURN(const std::uint64_t items, in.Array());
  ASSIGN_OR_RETURN(const std::int64_t version, in.Int());
  const bool with_port = version == kHitWithPortVersion;
  if (!with_port && version != kBodyVersion) return Malformed("is of another version");
  if (items != (with_port ? kHitItems + 1 : kHitItems)) return Malformed("an array has another number of items");
  ASSIGN_OR_RETURN(hit.hold_id, ReadId(in));
  ASSIGN_OR_RETURN(hit.match, ReadName(in, ParseHoldMatch));
  ASSIGN_OR_RETURN(hit.moment, ReadName(in, ParseHoldMoment));
  ASSIGN_OR_RETURN(hit.decision_request_id, ReadId(in));
  if (with_port) {
    ASSIGN_OR_RETURN(hit.port, in.Text());
    if (hit.port.empty()) return Malformed("a hit without its port");
  }
  RETURN_IF_ERROR(in.Finish());
  return hit;
}

const std::string& SubjectOfWords(const HoldKeys& keys) {
  if (!keys.document.empty()) return keys.document;
  return keys.person.empty() ? keys.name : keys.person;
}

std::string HoldTextBytes(const HoldText& text) {
  if (text == HoldText()) return "";
  CborWriter out;
  return out.Array(2).Text(text.instructions).Text(text.name_as_given).Take();
}

StatusOr<HoldText> ReadHoldTextBytes(std::string_view bytes) {
  HoldText text;
  if (bytes.empty()) return text;
  CborReader in(bytes);
  RETURN_IF_ERROR(ExpectArray(in, 2));
  ASSIGN_OR_RETURN(text.instructions, in.Text());
  ASSIGN_OR_RETURN(text.name_as_given, in.Text());
  if (text == HoldText()) return Malformed("no words at all");
  RETURN_IF_ERROR(in.Finish());
  return text;
}

std::string HoldContentBytes(const Hold& hold, const HoldText& text) {
  CborWriter out;
  out.Array(13);
  PutTerms(out, hold.terms);
  PutGroundAndKeys(out, hold);
  return out.Bytes(HoldTextBytes(text)).Take();
}

}  // namespace clearance
