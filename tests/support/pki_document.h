// Whole documents of the development PKI: a state with its authority, its signers and its revocation list, and chips of
// its travellers, sound or in one of the ways a document can be false. What the demo's travellers carry.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/status.h"
#include "common/document/chip_files.h"
#include "tests/support/pki_chip.h"

namespace clearance {

struct ChipChoice {
  std::optional<PkiKey> active_authentication{};  // default: a new key on secp256r1
  std::optional<PkiKey> chip_authentication{};    // default: a new one on brainpoolP256r1, written out
  DigestAlgorithm active_digest = DigestAlgorithm::kSha256;
  ChipCipher cipher = ChipCipher::kAes128;
  // DG14 offers PACE-CAM; EF.CardSecurity with the chip authentication key, signed by the document's signer.
  bool pace_cam = false;
  FaceRecordForm face = FaceRecordForm::kIso19794;
  SodChoice sod{};
  // The signing time that the SOD states; SodChoice's own counts where it has one.
  std::optional<Instant> signed_at = PkiDay(2026, 3, 1);
};

// Files and a chip that answers.
struct PkiChip {
  ChipFiles files{};
  PkiKey active_authentication;
  PkiKey chip_authentication;
  DigestAlgorithm active_digest = DigestAlgorithm::kSha256;
  ChipCipher cipher = ChipCipher::kAes128;

  ActiveAuthenticationEvidence AnswerActive(std::string_view challenge) const;
  // A new ephemeral key of the reader each time.
  ChipAuthenticationEvidence AnswerChip() const;
  // Under the cipher of chip authentication, which must be AES.
  PaceCamEvidence AnswerMapping() const;
};

// DG1, DG2, DG14, DG15, EF.COM and EF.SOD. `mrz`: lines separated by newlines; `portrait`: a picture file.
PkiChip ChipOf(std::string_view mrz, std::string_view portrait, const PkiHolder& signer, const ChipChoice& choice = {});

// The picture replaced by another, EF.SOD as it was.
PkiChip WithAlteredPortrait(PkiChip chip, std::string_view other_portrait);
// The files copied to another chip, which has private keys of its own.
PkiChip Cloned(PkiChip chip);

// The authority of one state and who signs for it. Elliptic curves: made in milliseconds.
struct PkiState {
  PkiHolder authority;
  PkiHolder signer;
  PkiHolder revoked_signer;
  PkiHolder unknown_authority;  // of the same name, in nobody's store
  PkiHolder unknown_signer;     // its signer
  std::string revocation_list;  // DER
};
// `country` has two letters, as certificates have them.
PkiState MakeState(const std::string& country);

enum class DocumentStory { kGood, kAlteredPortrait, kUnknownAuthority, kRevokedSigner, kClonedChip };
// "GOOD" …
std::string_view DocumentStoryName(DocumentStory story);
// `other_portrait` is what an altered one shows.
PkiChip ChipOfStory(DocumentStory story, const PkiState& state, std::string_view mrz, std::string_view portrait,
                    std::string_view other_portrait, const ChipChoice& choice = {});

// Files for the command line; the folder is made where it is missing. Errors: FAILED_PRECONDITION naming the path.
//
// For --trust: AUTHORITY-n.cer and REVOKED-n.crl, DER.
Status WriteTrust(const std::string& directory, const std::vector<PkiHolder>& authorities,
                  const std::vector<std::string>& revocation_lists);
// For --dir: EF_COM.bin, EF_SOD.bin, EF_CardSecurity.bin, DG1.bin …; what the chip does not have is not written.
Status WriteChip(const std::string& directory, const ChipFiles& files);
// NAME.cer, DER, and NAME.key, PKCS#8 in PEM.
Status WriteHolder(const std::string& directory, const std::string& name, const PkiHolder& holder);

}  // namespace clearance
