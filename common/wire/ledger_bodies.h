// Reading back what ledger_bytes wrote into a ledger's entries. Strict: what is read has that one encoding, and writing
// it again gives the same bytes. Whoever needs no more than to show or verify an entry does not need this.
#pragma once

#include <optional>
#include <string_view>

#include "common/base/status.h"
#include "common/wire/ledger_records.h"

namespace clearance {

// All of these: INVALID_ARGUMENT (field `body`) for anything the functions of ledger_bytes.h do not write.

// Also the forms before there were effects, before there were inspections, and before there were purposes, which has
// neither one nor a side of the stay.
StatusOr<DecisionRecord> ReadDecisionBody(std::string_view body);

// The first form, from before there were effects, is refused: what a passage meant does not stand in it.
StatusOr<PassageRecord> ReadPassageBody(std::string_view body);

// Without its request id and moment, which the entry has.
StatusOr<Abandonment> ReadAbandonmentBody(std::string_view body);

StatusOr<ImportEntry> ReadImportBody(std::string_view body);

// Nothing when `body` is another import.
StatusOr<std::optional<CompletenessRecord>> ReadCompletenessBody(std::string_view body);

// Of a CORRECTION and of a RETURNED entry.
StatusOr<CorrectionRecord> ReadCorrectionBody(std::string_view body);

// Of a REFERRAL_CLAIM and of a REFERRAL_RESOLUTION entry.
StatusOr<ReviewRecord> ReadReviewBody(std::string_view body);

}  // namespace clearance
