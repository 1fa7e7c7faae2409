// Logical data structure of an electronic travel document (ICAO Doc 9303-10): EF.COM, DG1 and the tags that tell files
// apart. Chips are hostile until proven otherwise: every reader here is bounded and copies only what it answers with.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/status.h"

namespace clearance {

// Doc 9303-10 table 3: the tag a data group's file begins with, 0x61 for DG1 … 0x70 for DG16; and back.
std::optional<std::uint32_t> TagOfDataGroup(int number);
std::optional<int> DataGroupOfTag(std::uint32_t tag);

// EF.COM, tag 0x60.
struct EfCom {
  std::string lds_version{};       // "0107"
  std::string unicode_version{};   // "040000"
  std::vector<int> data_groups{};  // as listed, unknown tags left out
  bool has_unknown_tags = false;
  bool trailing_bytes = false;  // something stands behind the file's element
};
StatusOr<EfCom> ReadEfCom(std::string_view file);

// DG1, tag 0x61 with 0x5F1F: the machine-readable zone in lines separated by newlines, ready for ParseMrz. Error:
// INVALID_ARGUMENT, also for a length that is none of TD1, TD2, TD3.
StatusOr<std::string> ReadDg1(std::string_view file);

}  // namespace clearance
