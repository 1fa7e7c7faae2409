// Canonical bytes of what the ledger keeps: deterministic CBOR arrays, written once and never re-serialised.
// docs/ledger.md gives every field in order. Travellers stand in them as pseudonyms; no name, number or birth date.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/base/status.h"
#include "common/domain/booking.h"
#include "common/domain/crossing.h"
#include "common/domain/data_purpose.h"
#include "common/domain/decision.h"
#include "common/domain/referral.h"
#include "common/domain/stay.h"
#include "common/domain/territory.h"
#include "common/domain/travel_record.h"

namespace clearance {

// Body of a DECISION entry: the request, what was found, what was decided. Its third form where a document was
// inspected, else the second.
std::string DecisionBody(const CrossingRequest& request, const DecideAnswer& answer, std::uint64_t seen_position);

// Body of a PASSAGE entry.
std::string PassageBody(const Passage& passage, std::string_view referral_id);

// Body of an ABANDONMENT entry.
std::string AbandonmentBody(const Abandonment& abandonment);

// Body of an IMPORT entry: one earlier stay with where it came from. What is the authority's electronic record has the
// first form, without its provenance; every other the second, with it.
std::string ImportBody(const Stay& stay, std::string_view source, std::string_view source_row);

// Who stands for an act on the record, why, and the source and row that name it for ever.
struct RecordAct {
  std::string_view source;
  std::string_view source_row;
  std::string_view author;
  std::string_view reason;
};

// Body of a CORRECTION entry: `stay` stands in the place of what the entry `concerns` (a position) says of its
// territory.
std::string CorrectionBody(const Stay& stay, std::uint64_t concerns, const RecordAct& act);

// Body of a RETURNED entry (kReturned) or of a CORRECTION entry (kError): what the entry `concerns` (a position) says
// of `territory` has no effect any more.
std::string AnnulmentBody(AnnulmentCause cause, Territory territory, std::uint64_t concerns, const RecordAct& act);

// Body of an IMPORT entry: from the day change.entry on the ground of presence is change.basis.
std::string BasisChangeBody(const Stay& change, const RecordAct& act);

// Body of an IMPORT entry that says from which day on the record of a territory is complete, at all its ports.
std::string CompletenessBody(Territory territory, Date from);

// Body of a RESOLUTION entry: an officer's claim, proposal or answer.
std::string ResolutionBody(const Referral& referral, std::string_view officer, std::string_view act);

// Body of a BOOKING entry.
std::string BookingBody(const Booking& booking, std::string_view act);

// The keys of one person's fields that were erased.
struct KeyErasure {
  std::string subject{};                // pseudonym of a document, 32 bytes
  std::vector<DataPurpose> purposes{};  // each once, in the order of kAllDataPurposes, at least one
  std::string author{};                 // 1 to 64 bytes without control characters
  std::string reason{};                 // 1 to 200 characters without control characters
  friend bool operator==(const KeyErasure&, const KeyErasure&) = default;
};
// INVALID_ARGUMENT naming the first field out of that form.
Status ValidateKeyErasure(const KeyErasure& erasure);

// Body of a KEY_ERASED entry.
std::string KeyErasedBody(const KeyErasure& erasure);

// What an idempotent call is about, as bytes to hash: the same request in every field gives the same bytes, whatever
// the sender's encoding. `fingerprint` stands for the document (a keyed hash of all its fields).
std::string RequestBytes(const CrossingRequest& request, std::string_view fingerprint);
std::string RequestBytes(const Passage& passage, std::string_view fingerprint);
std::string RequestBytes(const Abandonment& abandonment);
std::string RequestBytes(const BookingRequest& request, std::string_view fingerprint);

}  // namespace clearance
