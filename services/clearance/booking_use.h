// What the centre knows of a crossing's booking, and how its state follows the crossing.
#pragma once

#include <optional>
#include <string>

#include "common/domain/booking.h"
#include "common/domain/crossing.h"
#include "common/domain/referral.h"
#include "common/rules/decide.h"
#include "db/store.h"
#include "services/clearance/admission.h"
#include "services/clearance/passage_effects.h"

namespace clearance {

// How the seal that was shown stands to a crossing.
struct BookingSight {
  // kNone where none was shown, and where the lane found something against it: then its finding says what.
  BookingUse use = BookingUse::kNone;
  std::optional<AttemptResult> result{};          // what its showing is kept as; absent: none was shown
  std::optional<BookingUseRecord> used_before{};  // kSecondUse: by what its booking was used, or is held
};

// What a lane finds against a seal stands: an expired one is a walk-in and no abuse, whatever became of its booking. Of
// the others the centre says what their booking is worth.
StatusOr<BookingSight> EstablishBooking(const Snapshot& snapshot, const CrossingRequest& request,
                                        const std::string& traveller, const BookingTolerance& tolerance, Instant now);

// Keeps the showing of a seal as an attempt; nothing where none was shown.
Status KeepUse(Transaction& t, const CrossingRequest& request, const std::string& traveller, const BookingSight& sight,
               Instant now);

// Reserves it for the decision until `until`.
Status ReserveBooking(Transaction& t, const std::string& booking_id, const std::string& decision_request_id,
                      Instant until);

// Gives it back if that decision holds it.
Status ReleaseBooking(Transaction& t, const std::string& booking_id, const std::string& decision_request_id);

// What became of the booking a passage names.
//   kUntouched:  it names none, or not to use it: a walk-in.
//   kRedeemed:   it is used up by this passage.
//   kUsedBefore: another passage had redeemed it: a case of its own.
enum class BookingRedemption { kUntouched, kRedeemed, kUsedBefore };

struct RedeemedBooking {
  BookingRedemption redemption = BookingRedemption::kUntouched;
  std::optional<AttemptResult> result{};          // as of a BookingSight
  std::optional<BookingUseRecord> used_before{};  // kUsedBefore: by what
  // What is wrong with it, where that is a case which no decision has opened.
  std::optional<FindingCause> abuse{};
};

// After a decision a passage uses the booking that the decision reserved, and none that it told to be of no use. One
// that followed no decision was let through by a lane that took the seal: a fact, whoever has the booking in hand now.
StatusOr<RedeemedBooking> RedeemBooking(Transaction& t, const Passage& passage, const std::string& traveller,
                                        const FollowedDecision& followed);

// Keeps the showing of a seal that no decision has kept: without the centre, or where its booking turns out to have
// been used meanwhile.
Status KeepUse(Transaction& t, const Passage& passage, const std::string& traveller, const FollowedDecision& followed,
               const RedeemedBooking& redeemed);

// The same for a crossing that ended without a passage, and which no decision of the centre was about. `document`: the
// pseudonym of the document shown with the seal.
Status KeepUse(Transaction& t, const Abandonment& abandonment, const std::string& document);

}  // namespace clearance
