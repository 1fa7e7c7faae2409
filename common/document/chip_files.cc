#include "common/document/chip_files.h"

namespace clearance {

std::string* FileNamed(ChipFiles& files, std::string_view name) {
  if (name == "EF_COM") return &files.ef_com;
  if (name == "EF_SOD") return &files.ef_sod;
  if (name == "EF_CardSecurity") return &files.card_security;
  for (int number = kFirstDataGroup; number <= kLastDataGroup; ++number) {
    if (name == "DG" + std::to_string(number)) return &files.data_groups[number];
  }
  return nullptr;
}

}  // namespace clearance
