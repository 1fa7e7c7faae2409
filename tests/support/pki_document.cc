#include "tests/support/pki_document.h"

#include <filesystem>
#include <fstream>

#include "common/base/check.h"
#include "common/base/error_reasons.h"

namespace clearance {
namespace {

Status WriteInto(const std::string& directory, const std::string& name, std::string_view content) {
  const std::string path = directory + "/" + name;
  std::error_code ignored;
  std::filesystem::create_directories(directory, ignored);
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << content;
  file.close();
  if (!file) return Error(StatusCode::kFailedPrecondition, error_reason::kFileUnreadable, path);
  return OkStatus();
}

PkiHolder SignerUnder(const PkiHolder& authority, std::string common_name) {
  const CertificateChoice choice =
      SignerChoice(PkiKey::Ec("brainpoolP256r1"), authority.country, std::move(common_name));
  return IssuedBy(authority, choice);
}

}  // namespace

ActiveAuthenticationEvidence PkiChip::AnswerActive(std::string_view challenge) const {
  return AnswerActiveAuthentication(active_authentication, challenge, {.digest = active_digest});
}

ChipAuthenticationEvidence PkiChip::AnswerChip() const {
  return AnswerChipAuthentication(chip_authentication, PkiKey::Ec(chip_authentication.curve()), {.cipher = cipher});
}

PaceCamEvidence PkiChip::AnswerMapping() const { return AnswerPaceCam(chip_authentication, cipher); }

PkiChip ChipOf(std::string_view mrz, std::string_view portrait, const PkiHolder& signer, const ChipChoice& choice) {
  PkiChip chip{
      {},
      choice.active_authentication ? *choice.active_authentication : PkiKey::Ec("secp256r1"),
      choice.chip_authentication ? *choice.chip_authentication : PkiKey::Ec("brainpoolP256r1").As(CurveForm::kExplicit),
      choice.active_digest,
      choice.cipher};
  ChipSecurityChoice security;
  security.chip_authentication = chip.chip_authentication;
  security.cipher = chip.cipher;
  if (!chip.active_authentication.is_rsa())
    security.active_authentication_algorithm = PlainEcdsaOid(chip.active_digest);
  if (choice.pace_cam) security.more = {PaceCamSecurity(chip.cipher, chip.chip_authentication.curve())};
  auto& groups = chip.files.data_groups;
  groups[1] = Dg1(mrz);
  groups[2] = Dg2(portrait, choice.face);
  groups[14] = Dg14(security);
  groups[15] = Dg15(chip.active_authentication);
  chip.files.ef_com = EfComFile({1, 2, 14, 15});
  SodChoice sod = choice.sod;
  if (!sod.cms.signing_time) sod.cms.signing_time = choice.signed_at;
  chip.files.ef_sod = EfSod(signer, groups, sod);
  if (choice.pace_cam) {
    ChipSecurityChoice card;
    card.chip_authentication = chip.chip_authentication.As(CurveForm::kStandardized);
    card.cipher = chip.cipher;
    card.more = {PaceCamSecurity(chip.cipher, chip.chip_authentication.curve())};
    chip.files.card_security = CardSecurity(signer, card, {.signing_time = sod.cms.signing_time});
  }
  return chip;
}

PkiChip WithAlteredPortrait(PkiChip chip, std::string_view other_portrait) {
  chip.files.data_groups[2] = Dg2(other_portrait);
  return chip;
}

PkiChip Cloned(PkiChip chip) {
  const PkiKey& active = chip.active_authentication;
  chip.active_authentication = active.is_rsa() ? PkiKey::Rsa(active.bits()) : PkiKey::Ec(active.curve());
  chip.chip_authentication = PkiKey::Ec(chip.chip_authentication.curve());
  return chip;
}

PkiState MakeState(const std::string& country) {
  const PkiHolder authority = SelfSigned(AuthorityChoice(PkiKey::Ec("brainpoolP384r1"), country));
  const PkiHolder unknown = SelfSigned(AuthorityChoice(PkiKey::Ec("brainpoolP384r1"), country));
  const PkiHolder revoked = SignerUnder(authority, "DS revoked");
  return {authority, SignerUnder(authority, "DS"), revoked,
          unknown,   SignerUnder(unknown, "DS"),   RevocationList(authority, {.serials = {revoked.serial}})};
}

std::string_view DocumentStoryName(DocumentStory story) {
  switch (story) {
    case DocumentStory::kGood:
      return "GOOD";
    case DocumentStory::kAlteredPortrait:
      return "ALTERED_PORTRAIT";
    case DocumentStory::kUnknownAuthority:
      return "UNKNOWN_AUTHORITY";
    case DocumentStory::kRevokedSigner:
      return "REVOKED_SIGNER";
    case DocumentStory::kClonedChip:
      return "CLONED_CHIP";
  }
  CHECK(false);
}

PkiChip ChipOfStory(DocumentStory story, const PkiState& state, std::string_view mrz, std::string_view portrait,
                    std::string_view other_portrait, const ChipChoice& choice) {
  switch (story) {
    case DocumentStory::kGood:
      return ChipOf(mrz, portrait, state.signer, choice);
    case DocumentStory::kAlteredPortrait:
      return WithAlteredPortrait(ChipOf(mrz, portrait, state.signer, choice), other_portrait);
    case DocumentStory::kUnknownAuthority:
      return ChipOf(mrz, portrait, state.unknown_signer, choice);
    case DocumentStory::kRevokedSigner:
      return ChipOf(mrz, portrait, state.revoked_signer, choice);
    case DocumentStory::kClonedChip:
      return Cloned(ChipOf(mrz, portrait, state.signer, choice));
  }
  CHECK(false);
}

Status WriteTrust(const std::string& directory, const std::vector<PkiHolder>& authorities,
                  const std::vector<std::string>& revocation_lists) {
  for (std::size_t i = 0; i < authorities.size(); ++i)
    RETURN_IF_ERROR(WriteInto(directory, "AUTHORITY-" + std::to_string(i + 1) + ".cer", authorities[i].certificate));
  for (std::size_t i = 0; i < revocation_lists.size(); ++i)
    RETURN_IF_ERROR(WriteInto(directory, "REVOKED-" + std::to_string(i + 1) + ".crl", revocation_lists[i]));
  return OkStatus();
}

Status WriteChip(const std::string& directory, const ChipFiles& files) {
  if (!files.ef_com.empty()) RETURN_IF_ERROR(WriteInto(directory, "EF_COM.bin", files.ef_com));
  if (!files.ef_sod.empty()) RETURN_IF_ERROR(WriteInto(directory, "EF_SOD.bin", files.ef_sod));
  if (!files.card_security.empty()) RETURN_IF_ERROR(WriteInto(directory, "EF_CardSecurity.bin", files.card_security));
  for (const auto& [number, content] : files.data_groups)
    RETURN_IF_ERROR(WriteInto(directory, "DG" + std::to_string(number) + ".bin", content));
  return OkStatus();
}

Status WriteHolder(const std::string& directory, const std::string& name, const PkiHolder& holder) {
  RETURN_IF_ERROR(WriteInto(directory, name + ".cer", holder.certificate));
  return WriteInto(directory, name + ".key", holder.key.Pem());
}

}  // namespace clearance
