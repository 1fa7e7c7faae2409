// The chip of a development PKI put into a simulated traveller's document.
#pragma once

#include <string>

#include "clearance/v1/device.pb.h"
#include "common/document/chip_files.h"

namespace clearance {

// Every file the chip has, read by PACE.
inline void GiveChipFiles(const ChipFiles& files, v1::SimulatedTraveller& traveller) {
  const auto add = [&traveller](const std::string& name, const std::string& content) {
    if (content.empty()) return;
    v1::ChipFile* file = traveller.add_chip_files();
    file->set_name(name);
    file->set_content(content);
  };
  add("EF_COM", files.ef_com);
  add("EF_SOD", files.ef_sod);
  for (const auto& [number, content] : files.data_groups) add("DG" + std::to_string(number), content);
  traveller.set_chip_access(v1::CHIP_ACCESS_PACE);
}

}  // namespace clearance
