// What a document says of its holder, as the bytes that a DECISION seals (ShownDocument.sealed_fields): deterministic
// CBOR, one encoding for each document. docs/ledger.md gives every item. Personal data in the clear: never stored, sent
// or logged as it is.
#pragma once

#include <string>
#include <string_view>

#include "common/base/status.h"
#include "common/domain/document.h"

namespace clearance {

// What the sealed form is bound to beside its subject and purpose (PersonalFieldName::context).
inline constexpr std::string_view kDocumentFieldsContext = "document";

std::string DocumentFieldBytes(const Document& document);

// INVALID_ARGUMENT for anything but what DocumentFieldBytes makes of a document that came in over the wire.
StatusOr<Document> ReadDocumentFields(std::string_view bytes);

}  // namespace clearance
