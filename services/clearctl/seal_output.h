// What `clearctl seal` answers, as JSON and in words. It must never print a document's number.
#pragma once

#include <string>

#include "common/base/instant.h"
#include "common/base/status.h"
#include "common/seal/seal.h"

namespace clearance {

// {"result","valid","key_id","booking_id","port","from","to","lane_group","slot_starts_at","slot_ends_at","at"}:
// docs/clearctl.md. What was not established is null: of a seal that nobody signed nothing is told.
std::string SealVerdictJson(const SealVerdict& verdict, const std::string& key_id, Instant at);
// The same in a line for people.
std::string SealVerdictSentence(const SealVerdict& verdict);

// {"well_formed","problem","characters","key_id",…,"document_hash","signature"}: what a seal says, whoever signed it.
std::string SealPartsJson(const StatusOr<SealParts>& parts, std::size_t characters);
std::string SealPartsTable(const StatusOr<SealParts>& parts, std::size_t characters);

// Whether the answer is that of a seal to be honoured. `asked_document`: a document was given, and a seal that could
// not be held against it was not found to be its.
bool IsHonoured(SealResult result, bool asked_document);

}  // namespace clearance
