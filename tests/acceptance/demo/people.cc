#include "tests/acceptance/demo/people.h"

#include <array>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "gate-agent/devices/painter.h"
#include "tests/support/chip_of_traveller.h"

namespace clearance {
namespace {

constexpr std::size_t kMaxPictureBytes = 8 << 20;
constexpr int kPortrait = 0;
constexpr int kLive = 1;

// Identities of testdata/faces with two pictures that the gate's networks, at the provisional threshold, take for one
// person; the demo is about the gate, not about accuracy, which face-eval measures on all of them.
constexpr std::array<const char*, 12> kPhotographed = {"p0004", "p0010", "p0017", "p0023", "p0044", "p0048",
                                                       "p0049", "p0052", "p0060", "p0069", "p0083", "p0084"};

Person Someone(std::string name, DocumentKind kind, std::string state, const std::string& number, int face,
               Date today) {
  Person person;
  person.name = std::move(name);
  person.document.kind = kind;
  person.document.issuing_state = state;
  person.document.nationality = std::move(state);
  person.document.number = number;
  person.document.birth_date = MakeDate(1980 + face, 3, static_cast<unsigned>(1 + face));
  person.document.expiry_date = today + Days(2000);
  person.document.sex = face % 2 == 0 ? Sex::kFemale : Sex::kMale;
  person.names = {"TRAVELLER", "DEMO", false};
  person.face = face;
  return person;
}

}  // namespace

Person KazakhWithPassport(const std::string& number, int face, Date today) {
  return Someone("Kazakh citizen, passport", DocumentKind::kOrdinaryPassport, "KAZ", number, face, today);
}

Person KazakhWithIdCard(const std::string& number, int face, Date today) {
  Person person = Someone("Kazakh citizen, ID card", DocumentKind::kIdentityCard, "KAZ", number, face, today);
  person.format = MrzFormat::kTd1;
  return person;
}

Person ChineseWithPermit(const std::string& number, int face, Date today) {
  Person person = Someone("Chinese citizen, permit", DocumentKind::kExitEntryPermit, "CHN", number, face, today);
  person.format = MrzFormat::kTd1;
  return person;
}

Faces Faces::Painted() { return Faces(""); }

StatusOr<Faces> Faces::Photographs(const std::string& folder) {
  for (const char* id : kPhotographed)
    for (const char* picture : {"/1.jpg", "/2.jpg"})
      RETURN_IF_ERROR(ReadFile(folder + "/" + id + picture, kMaxPictureBytes).status());
  return Faces(folder);
}

v1::SimulatedFace Faces::Portrait(int face) const { return Make(face, kPortrait); }
v1::SimulatedFace Faces::Live(int face) const { return Make(face, kLive); }

v1::SimulatedFace Faces::Make(int face, int picture) const {
  v1::SimulatedFace simulated;
  const auto index = static_cast<std::size_t>(face);
  if (folder_.empty()) {
    simulated.set_painted_seed(kDistinctPeople[index % kDistinctPeople.size()]);
    simulated.set_variant(static_cast<std::uint32_t>(picture));
    return simulated;
  }
  const std::string path =
      folder_ + "/" + kPhotographed[index % kPhotographed.size()] + "/" + std::to_string(picture + 1) + ".jpg";
  auto bytes = ReadFile(path, kMaxPictureBytes);
  if (bytes.ok()) simulated.set_picture(*std::move(bytes));
  return simulated;
}

StatusOr<std::string> Faces::PortraitPicture(int face) const {
  const v1::SimulatedFace portrait = Portrait(face);
  if (portrait.has_picture()) return portrait.picture();
  CaptureConditions passport_photograph;
  passport_photograph.noise_seed = portrait.variant();
  return PaintPortrait(portrait.painted_seed(), passport_photograph);
}

PassportOffices::PassportOffices() : kaz_(MakeState("KZ")), chn_(MakeState("CN")) {}

Status PassportOffices::WriteTrustInto(const std::string& folder) const {
  return WriteTrust(folder, {kaz_.authority, chn_.authority}, {kaz_.revocation_list, chn_.revocation_list});
}

Status PassportOffices::ReadChip(const Person& person, const Faces& faces, v1::SimulatedTraveller& traveller) const {
  const bool altered = person.story == DocumentStory::kAlteredPortrait;
  ASSIGN_OR_RETURN(const std::string own, faces.PortraitPicture(person.face));
  ASSIGN_OR_RETURN(const std::string other, faces.PortraitPicture(person.face + 1));
  const PkiState& state = person.document.issuing_state == "KAZ" ? kaz_ : chn_;
  const PkiChip chip = ChipOfStory(person.story, state, traveller.mrz(), altered ? other : own, own);
  GiveChipFiles(chip.files, traveller);
  const ChipAuthenticationEvidence answer = chip.AnswerChip();
  v1::ChipAuthentication* exchange = traveller.mutable_chip_authentication();
  exchange->set_protocol(answer.protocol);
  if (answer.key_id) exchange->set_key_id(*answer.key_id);
  exchange->set_terminal_private_key(answer.terminal_private_key);
  exchange->set_response(answer.response);
  exchange->set_send_sequence_counter(answer.send_sequence_counter);
  return OkStatus();
}

void CloseChip(v1::SimulatedTraveller& traveller) {
  traveller.clear_chip_files();
  traveller.clear_chip_access();
  traveller.clear_chip_exchange();
}

StatusOr<v1::SimulatedTraveller> Present(const Person& person, const Faces& faces, const PassportOffices& offices) {
  v1::SimulatedTraveller traveller;
  ASSIGN_OR_RETURN(*traveller.mutable_mrz(), WriteMrz(person.document, person.names, person.format));
  *traveller.mutable_portrait() = faces.Portrait(person.face);
  *traveller.mutable_live() = faces.Live(person.face);
  traveller.set_optical_checks(v1::OPTICAL_CHECKS_PASSED);
  if (person.document.kind == DocumentKind::kOrdinaryPassport)
    RETURN_IF_ERROR(offices.ReadChip(person, faces, traveller));
  return traveller;
}

}  // namespace clearance
