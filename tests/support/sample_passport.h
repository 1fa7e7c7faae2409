// One passport of one invented traveller, as a document and as its machine-readable zone.
#pragma once

#include <string>

#include "common/document/mrz.h"
#include "common/domain/document.h"

namespace clearance {

inline Document SamplePassport() {
  Document document;
  document.kind = DocumentKind::kOrdinaryPassport;
  document.issuing_state = "KAZ";
  document.number = "N12345678";
  document.nationality = "KAZ";
  document.birth_date = MakeDate(1990, 1, 2);
  document.expiry_date = MakeDate(2030, 5, 6);
  document.sex = Sex::kFemale;
  return document;
}

// Of SamplePassport(), TD3.
inline std::string SampleMrz() {
  return WriteMrz(SamplePassport(), {.surname = "TEST", .given_names = "A"}, MrzFormat::kTd3).value();
}

}  // namespace clearance
