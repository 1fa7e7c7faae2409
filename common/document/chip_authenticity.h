// Is the chip the one the document was made with, and not a copy of its files? Active authentication, chip
// authentication and PACE-CAM (ICAO Doc 9303-11 §6), verified by ourselves from what the reader exchanged with the
// chip. A reader's own "ok" is not looked at. It must never succeed with a key that a sound EF.SOD, or a sound
// EF.CardSecurity, does not vouch for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "common/document/check_outcome.h"

namespace clearance {

// INTERNAL AUTHENTICATE: the reader's challenge (8 bytes, ours and never used before) and the chip's answer.
struct ActiveAuthenticationEvidence {
  std::string challenge{};
  std::string answer{};
  friend bool operator==(const ActiveAuthenticationEvidence&, const ActiveAuthenticationEvidence&) = default;
};

// Chip authentication (EACv1): the reader's ephemeral private key of this one session, and the first answer under the
// session keys that follow from it.
struct ChipAuthenticationEvidence {
  std::string protocol{};  // dotted, "0.4.0.127.0.7.2.2.3.2.2"
  std::optional<std::int64_t> key_id{};
  std::string terminal_private_key{};  // scalar, big-endian
  // Response APDU in secure messaging as received: data objects 87/85, 99 and 8E, then SW1 SW2.
  std::string response{};
  std::uint64_t send_sequence_counter = 0;  // under which the answer's MAC was made; 2 for the first answer
  friend bool operator==(const ChipAuthenticationEvidence&, const ChipAuthenticationEvidence&) = default;
};

// PACE with chip authentication mapping: the chip's ephemeral public key of the mapping, and the chip authentication
// data it sent encrypted, as the reader decrypted it.
struct PaceCamEvidence {
  std::string protocol{};                  // dotted, "0.4.0.127.0.7.2.2.4.6.2"
  std::string chip_mapping_key{};          // uncompressed point
  std::string chip_authentication_data{};  // scalar
  friend bool operator==(const PaceCamEvidence&, const PaceCamEvidence&) = default;
};

using ChipEvidence =
    std::variant<std::monostate, ActiveAuthenticationEvidence, ChipAuthenticationEvidence, PaceCamEvidence>;

// The keys of the chip that may be believed: those of data groups whose hashes a sound EF.SOD has. Empty views: none.
struct BoundChipKeys {
  std::string_view dg15{};           // the file
  std::string_view dg14{};           // the file
  std::string_view card_security{};  // the signed content of a sound EF.CardSecurity
};

// Whether the chip offers anything to check, whatever may be believed of it.
bool OffersChipAuthenticity(std::string_view dg14, std::string_view dg15);

// kSuccessful with the protocol as reason; kFailed kAnswerWrong, or kCurveAltered (the key's curve is written out and
// is none we know); kUndetermined kKeyNotBound (no bound file has a key for this evidence, or for PACE-CAM: no bound
// DG14 offers it), kMalformed (a key or an evidence that cannot be read), kUnsupportedAlgorithm, kAnswerWrong (to chip
// authentication a bare status such as 6988, outside secure messaging: a copied chip can say no more than that, and a
// genuine one whose session broke says the same); kNotPerformed kChallengeMissing without evidence. Thread-safe.
// That the challenge, or the reader's ephemeral key, is new is the caller's to see to.
CheckOutcome CheckChipAuthenticity(const ChipEvidence& evidence, const BoundChipKeys& keys);

}  // namespace clearance
