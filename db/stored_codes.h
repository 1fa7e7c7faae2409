// Numbers that stand for domain values in bulk tables. They never change; the order of an enumeration may.
#pragma once

#include <cstdint>

#include "common/base/status.h"
#include "common/domain/booking.h"
#include "common/domain/data_purpose.h"
#include "common/domain/territory.h"
#include "common/domain/travel_record.h"

namespace clearance {

// CHN 1, KAZ 2, ICBC 3.
std::int64_t TerritoryCode(Territory territory);
// CONFIRMED 1, RESERVED 2, REDEEMED 3, CANCELLED 4, MOVED 5, NO_SHOW 6.
std::int64_t BookingStateCode(BookingState state);
// GENERAL 1, FAMILY 2, ASSISTED 3.
std::int64_t QuotaCode(Quota quota);
// HOLD 1, CREATE 2, MOVE 3, CANCEL 4, LOOK_UP 5, USE 6.
std::int64_t AttemptActCode(AttemptAct act);
// OK 1, SLOT_FULL 2, SLOT_CLOSED 3, LIMIT 4, HOLD_GONE 5, NOT_FOUND 6, WRONG_BIRTH_DATE 7, RATE_LIMITED 8, STATE 9,
// TOO_EARLY 10, TOO_LATE 11, WRONG_PORT 12, CANCELLED 13, SECOND_USE 14, OTHER_DOCUMENT 15, SEAL_BAD_SIGNATURE 16,
// SEAL_UNKNOWN_KEY 17, SEAL_MALFORMED 18, SEAL_REVOKED 19.
std::int64_t AttemptResultCode(AttemptResult result);
// BORDER 1, HOLD 2.
std::int64_t DataPurposeCode(DataPurpose purpose);

// DATA_LOSS (STORE_CORRUPT) for a number that stands for nothing.
StatusOr<Territory> TerritoryOfCode(std::int64_t code);
StatusOr<BookingState> BookingStateOfCode(std::int64_t code);
StatusOr<Quota> QuotaOfCode(std::int64_t code);
StatusOr<AttemptAct> AttemptActOfCode(std::int64_t code);
StatusOr<AttemptResult> AttemptResultOfCode(std::int64_t code);
StatusOr<DataPurpose> DataPurposeOfCode(std::int64_t code);

// What a travel record says beside its days, in one number, from the lowest bit: exit_unknown (1 bit), basis (3),
// entered_from (2), left_to (2, 0 for none), nationality (15: up to three letters A–Z as digits 1–26 of base 27),
// provenance (2: 0 electronic record, 1 stamp, 2 declaration), change of basis (1). INVALID_ARGUMENT for a nationality
// of another form.
StatusOr<std::int64_t> RecordTerms(const TravelRecord& record);
// Sets those members. DATA_LOSS (STORE_CORRUPT) for a number RecordTerms cannot have made.
Status SetRecordTerms(std::int64_t terms, TravelRecord& record);

}  // namespace clearance
