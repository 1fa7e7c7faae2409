// What a chip answers to a reader's challenge (ICAO Doc 9303-11 §6): active authentication, chip authentication,
// PACE-CAM. The chip's side alone; whoever verifies does so with code of their own.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/document/chip_authenticity.h"  // the evidence a reader brings; nothing of it is called
#include "tests/support/pki_files.h"

namespace clearance {

struct ActiveAuthenticationChoice {
  DigestAlgorithm digest = DigestAlgorithm::kSha256;
  bool long_trailer = false;  // RSA, SHA-1: the trailer 33CC in place of BC
  bool negated = false;       // RSA: n - s, which ISO/IEC 9796-2 allows for
};
// RSA: ISO/IEC 9796-2 digital signature scheme 1 with partial recovery. EC: r and s one after the other.
ActiveAuthenticationEvidence AnswerActiveAuthentication(const PkiKey& chip, std::string_view challenge,
                                                        const ActiveAuthenticationChoice& choice = {});

// Session keys of Doc 9303-11 §9.7.1 from a shared secret.
struct ChipSessionKeys {
  ChipCipher cipher = ChipCipher::kAes128;
  std::string encryption{};
  std::string mac{};
};
ChipSessionKeys SessionKeysOf(ChipCipher cipher, std::string_view shared_secret);
// A response APDU in secure messaging (§9.8): 87 around `content` where there is any, 99, 8E, then 9000.
std::string ProtectedResponse(const ChipSessionKeys& keys, std::uint64_t send_sequence_counter,
                              std::string_view content = {});

struct ChipAuthenticationChoice {
  ChipCipher cipher = ChipCipher::kAes128;
  std::optional<int> key_id{};
  std::string content{};  // of the first answer under the session keys
};
// `terminal` is the reader's ephemeral key on the chip's curve.
ChipAuthenticationEvidence AnswerChipAuthentication(const PkiKey& chip, const PkiKey& terminal,
                                                    const ChipAuthenticationChoice& choice = {});

// PACE with chip authentication mapping under AES-128, 192 or 256.
PaceCamEvidence AnswerPaceCam(const PkiKey& chip, ChipCipher cipher = ChipCipher::kAes128);
std::string PaceCamProtocolOf(ChipCipher cipher);
// PACEInfo, whole, for EF.CardSecurity and DG14.
std::string PaceCamSecurity(ChipCipher cipher, std::string_view curve);

}  // namespace clearance
