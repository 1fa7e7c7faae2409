// Bodies of IDENTITY_LINK and IDENTITY_UNLINK entries: deterministic CBOR arrays, as those of ledger_bytes.h.
// docs/identity.md gives every field in order. Documents stand in them as pseudonyms. The readers are strict: what is
// read has that one encoding.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/status.h"
#include "common/domain/crossing.h"
#include "common/domain/identity.h"
#include "common/domain/reason.h"

namespace clearance {

// The question that a link puts before an officer.
struct IdentityCase {
  std::string referral_id{};          // UUID
  std::string decision_request_id{};  // UUID
  LaneProfile lane{};
  DocumentKind document_kind = DocumentKind::kUnknown;
  std::string nationality{};
  ReasonCode reason = ReasonCode::kDocumentRenewed;  // as the decision tells it
  friend bool operator==(const IdentityCase&, const IdentityCase&) = default;
};

// `document` belongs to the person of `earlier`, or is proposed to.
struct LinkRecord {
  std::string document{};
  std::string earlier{};
  LinkState state = LinkState::kConfirmed;
  std::vector<LinkGround> grounds{};  // at least one, rising, each once
  std::string author{};               // officer id; empty for the machine's own
  std::string reason{};               // the officer's words; empty for the machine's own
  std::optional<IdentityCase> question{};
  friend bool operator==(const LinkRecord&, const LinkRecord&) = default;
};

// The two were found not to be one person's: what joins them is taken back.
struct UnlinkRecord {
  std::string document{};
  std::string earlier{};
  std::string author{};
  std::string reason{};
  friend bool operator==(const UnlinkRecord&, const UnlinkRecord&) = default;
};

std::string IdentityLinkBody(const LinkRecord& record);
std::string IdentityUnlinkBody(const UnlinkRecord& record);

// INVALID_ARGUMENT (field `body`) for anything these do not write.
StatusOr<LinkRecord> ReadIdentityLinkBody(std::string_view body);
StatusOr<UnlinkRecord> ReadIdentityUnlinkBody(std::string_view body);

}  // namespace clearance
