// Holds between proto and domain. FromProto validates everything, once.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "clearance/v1/holds.pb.h"
#include "common/base/instant.h"
#include "common/base/status.h"
#include "common/domain/document.h"
#include "common/domain/hold.h"
#include "common/wire/hold_bytes.h"

namespace clearance {

// Whom an order names. Of the documents only what the hold is looked up by is set: `document` issuing state and number,
// `person` nationality, national number and birth date, `name` identifiers and birth date.
struct HeldPerson {
  std::optional<Document> document{};
  std::optional<Document> person{};
  std::optional<Document> name{};
  friend bool operator==(const HeldPerson&, const HeldPerson&) = default;
};

// A hold to put, or to confirm.
struct HoldOrder {
  std::string request_id{};
  std::string hold_id{};  // to confirm; empty for a new one
  HoldTerms terms{};      // without valid_from the beginning of time: from its confirmation on
  std::string ground{};
  HeldPerson held{};
  HoldText text{};
  friend bool operator==(const HoldOrder&, const HoldOrder&) = default;
};

struct HoldLifting {
  std::string request_id{};
  std::string hold_id{};
  std::string ground{};
};

// The place of a hold in a list, which a page token names: it stays where it is when the hold changes.
struct HoldPlace {
  Instant put_at{};
  std::string hold_id{};
  friend bool operator==(const HoldPlace&, const HoldPlace&) = default;
};

struct HoldQuery {
  std::string reason{};
  std::optional<HoldState> state{};
  std::optional<HoldKind> kind{};
  std::string decision_request_id{};  // empty for any
  int page_size = 0;
  std::optional<HoldPlace> after{};  // of the last one seen, from the page token
};

// Where a watch begins.
struct HoldWatch {
  std::string resume_token{};  // as watch_tokens.h makes them; empty: everything there is first
  std::string port{};          // any when empty
  std::string reason{};        // why the person of an authority looks
};

StatusOr<HoldOrder> FromProto(const v1::PutHoldRequest& message);
StatusOr<HoldLifting> FromProto(const v1::LiftHoldRequest& message);
StatusOr<HoldQuery> FromProto(const v1::ListHoldsRequest& message);
StatusOr<HoldWatch> FromProto(const v1::WatchHoldsRequest& message);

std::string MakeHoldPageToken(const HoldPlace& place);

void ToProto(const HoldScope& scope, v1::HoldScope* out);
void ToProto(const Hold& hold, v1::Hold* out);
void ToProto(const Hold& hold, const HoldText& text, v1::Hold* out);
// As a gate gets it: whether it binds, and while it does its terms and keys.
void ToProto(const Hold& hold, v1::KeyedHold* out);
void ToProto(const HoldHit& hit, v1::HoldHit* out);

}  // namespace clearance
