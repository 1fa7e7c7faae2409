#include "tests/acceptance/demo/people.h"

#include <array>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "gate-agent/devices/painter.h"

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

StatusOr<v1::SimulatedTraveller> Present(const Person& person, const Faces& faces) {
  v1::SimulatedTraveller traveller;
  ASSIGN_OR_RETURN(*traveller.mutable_mrz(), WriteMrz(person.document, person.names, person.format));
  *traveller.mutable_portrait() = faces.Portrait(person.face);
  *traveller.mutable_live() = faces.Live(person.face);
  return traveller;
}

}  // namespace clearance
