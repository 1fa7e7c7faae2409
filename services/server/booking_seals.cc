#include "services/server/booking_seals.h"

#include <utility>

#include "common/base/error_reasons.h"
#include "common/seal/seal.h"

namespace clearance {
namespace {

StatusOr<std::string> Sign(const Booking& booking, std::string document_hash, const SealEpoch& epoch) {
  return SignSeal({.booking_id = booking.booking_id,
                   .slot_starts_at = booking.slot.starts_at,
                   .slot_ends_at = booking.slot.starts_at + kSlotLength,
                   .port = booking.slot.port,
                   .movement = booking.slot.movement,
                   .lane_group = booking.slot.lane_group,
                   .document_hash = std::move(document_hash)},
                  epoch.key);
}

Status KeyIsGone() {
  return Error(StatusCode::kFailedPrecondition, error_reason::kBookingState,
               "the booking's seal is of a key that ends before that slot: give the booking back, and book anew");
}

// Under the key of the earlier seal, for its hash of the document is of that epoch, and nothing else of the document is
// kept.
StatusOr<std::string> Reissue(const Booking& booking, const std::string& earlier, const SealEpochs& epochs,
                              Duration late) {
  const SealEpoch* epoch = epochs.OfSeal(earlier);
  if (epoch == nullptr || epoch->until < booking.slot.starts_at + kSlotLength + late) return KeyIsGone();
  SealKeys keys;
  keys.Add({epoch->key.PublicKey(), SecretBytes()});
  const SealVerdict verdict = VerifySeal(earlier, keys, {});
  if (!verdict.claims) return KeyIsGone();
  return Sign(booking, verdict.claims->document_hash, *epoch);
}

}  // namespace

BookingSeals MakeBookingSeals(const SealEpochs& epochs, Duration late, const Clock& clock) {
  return {.slots_until = [&epochs, late](Instant now) { return epochs.SealingAt(now).until - late; },
          .reissued_until =
              [&epochs, late](const std::string& earlier) {
                const SealEpoch* epoch = epochs.OfSeal(earlier);
                return epoch == nullptr ? Instant::min() : epoch->until - late;
              },
          .issue = [&epochs, late, &clock](const Booking& booking, const Document& document) -> StatusOr<std::string> {
            ASSIGN_OR_RETURN(const SealEpoch* epoch,
                             epochs.SealingAt(clock.Now(), booking.slot.starts_at + kSlotLength + late));
            return Sign(booking, SealDocumentHash(epoch->document_key.view(), document), *epoch);
          },
          .reissue = [&epochs, late](const Booking& booking,
                                     const std::string& earlier) { return Reissue(booking, earlier, epochs, late); }};
}

}  // namespace clearance
