// Canonical bytes of what the ledger keeps: deterministic CBOR arrays, written once and never re-serialised.
// docs/ledger.md gives every field in order. Travellers stand in them as pseudonyms; no name, number or birth date.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/cbor.h"
#include "common/domain/crossing.h"
#include "common/domain/decision.h"
#include "common/domain/stay.h"
#include "common/domain/territory.h"
#include "common/domain/travel_record.h"
#include "common/wire/ledger_records.h"

namespace clearance {

// Body of a DECISION entry, in its fourth form: the request, what was found, what was decided, and what that means for
// what is derived from it.
std::string DecisionBody(const CrossingRequest& request, const DecideAnswer& answer, std::uint64_t seen_position,
                         const DecisionEffects& effects = {});

// Body of a PASSAGE entry, in its second form. The effects are as PassageRecord says: of a lane that decides the exit
// they have an exit day, of one that decides the entry they say what it begins.
std::string PassageBody(const Passage& passage, const PassageEffects& effects);

// A lane as all bodies have it; a UUID in its 16 bytes, null for an empty one. For bodies written elsewhere
// (identity_bytes.h, booking_bytes.h).
void PutLane(CborWriter& out, const LaneProfile& lane);
void PutId(CborWriter& out, const std::string& id);

// Body of an ABANDONMENT entry.
std::string AbandonmentBody(const Abandonment& abandonment);

// Body of an IMPORT entry: one earlier stay with where it came from. What is the authority's electronic record has the
// first form, without its provenance; every other the second, with it.
std::string ImportBody(const Stay& stay, std::string_view source, std::string_view source_row);

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

// Body of an IMPORT entry of a holder who is told apart by facts, in the third form: `body` is that of the stay or the
// change of basis, in its own.
std::string HeldImportBody(const NamedHolder& holder, std::string_view body);

// Body of a REFERRAL_CLAIM or REFERRAL_RESOLUTION entry.
std::string ReviewBody(const ReviewRecord& record);

// What an idempotent call is about, as bytes to hash: the same request in every field gives the same bytes, whatever
// the sender's encoding. `fingerprint` stands for the document (a keyed hash of all its fields).
std::string RequestBytes(const CrossingRequest& request, std::string_view fingerprint);
std::string RequestBytes(const Passage& passage, std::string_view fingerprint);
// Of the document shown with the seal; empty without one.
std::string RequestBytes(const Abandonment& abandonment, std::string_view seal_fingerprint);

}  // namespace clearance
