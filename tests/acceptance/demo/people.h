// The demo's people: nobody real. Each has a document with a machine-readable zone, a portrait and a face, and every
// passport a chip.
#pragma once

#include <cstdint>
#include <string>

#include "clearance/v1/device.pb.h"
#include "common/base/status.h"
#include "common/document/mrz.h"
#include "common/domain/document.h"
#include "tests/support/document_pki.h"

namespace clearance {

// A person is a number: it gives the face (painted, or photographs of one person) and the numbers in the document.
struct Person {
  std::string name;  // how the demo speaks of them
  Document document;
  MrzNames names;
  MrzFormat format = MrzFormat::kTd3;
  int face = 0;  // index into the distinct people
  // What is the matter with the chip of a passport. An altered portrait is the holder's: the document was another's.
  DocumentStory story = DocumentStory::kGood;
};

Person KazakhWithPassport(const std::string& number, int face, Date today);
Person KazakhWithIdCard(const std::string& number, int face, Date today);
Person ChineseWithPermit(const std::string& number, int face, Date today);

// Where faces come from.
class Faces {
 public:
  // Painted by the gate's own simulated camera.
  static Faces Painted();
  // Photographs: folders of `folder` with two pictures of one person each. NOT_FOUND when there are too few.
  static StatusOr<Faces> Photographs(const std::string& folder);

  // The picture in the document, and what a camera sees of the person.
  v1::SimulatedFace Portrait(int face) const;
  v1::SimulatedFace Live(int face) const;
  // The portrait's own bytes, as they stand in a chip.
  StatusOr<std::string> PortraitPicture(int face) const;

 private:
  explicit Faces(std::string folder) : folder_(std::move(folder)) {}
  v1::SimulatedFace Make(int face, int picture) const;
  std::string folder_;  // empty: painted
};

// Who makes passports: the development PKI, one state for each of the two.
class PassportOffices {
 public:
  PassportOffices();
  // Authorities and revocation lists, for the gates' `[documents] trust`.
  Status WriteTrustInto(const std::string& folder) const;
  // Reads the chip of the person's passport for a traveller whose zone is set: files, and the chip's answers.
  Status ReadChip(const Person& person, const Faces& faces, v1::SimulatedTraveller& traveller) const;

 private:
  PkiState kaz_;
  PkiState chn_;
};

// The reader gets no chip's files: what opens a chip is printed in the zone.
void CloseChip(v1::SimulatedTraveller& traveller);

// What the reader gets to see: the document's zone, its portrait, the chip of a passport, and the holder's own face.
StatusOr<v1::SimulatedTraveller> Present(const Person& person, const Faces& faces, const PassportOffices& offices);

}  // namespace clearance
