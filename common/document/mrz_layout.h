// Where each field of an MRZ stands (ICAO Doc 9303 parts 4, 5 and 6), for the reader and the writer alike, and the
// check digit. Only for this folder; it knows places, never meanings.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/document/mrz.h"

namespace clearance {

inline constexpr char kFiller = '<';

// `size` characters of line `line` from `begin`, all counted from 0. An empty place does not exist in the format.
struct MrzPlace {
  std::size_t line = 0;
  std::size_t begin = 0;
  std::size_t size = 0;
};

struct MrzLayout {
  MrzFormat format;
  std::size_t lines;
  std::size_t columns;
  MrzPlace code;
  MrzPlace issuing_state;
  MrzPlace names;
  MrzPlace number;
  MrzPlace number_check;
  MrzPlace nationality;
  MrzPlace birth;
  MrzPlace birth_check;
  MrzPlace sex;
  MrzPlace expiry;
  MrzPlace expiry_check;
  MrzPlace optional;
  MrzPlace optional_check;  // TD3 only
  MrzPlace optional_2;      // TD1 only
  MrzPlace composite_check;
  // What the composite digit is taken over, in order.
  std::array<MrzPlace, 4> composite;
};

const MrzLayout& LayoutOf(MrzFormat format);

std::string_view At(const std::vector<std::string_view>& lines, MrzPlace place);

// The digit '0' to '9' for `text` of A–Z, 0–9 and <, weights 7, 3, 1 from its first character on (part 3, 4.9).
char CheckDigit(std::string_view text);

// The composite check digit the lines should carry.
char CompositeCheckDigit(const MrzLayout& layout, const std::vector<std::string_view>& lines);

// Where a state's documents carry the national number: the first `size` characters of an optional field.
struct NationalNumberPlace {
  std::string_view issuing_state;
  MrzFormat format;
  MrzField field;
  std::size_t size;
  bool (*well_formed)(std::string_view number);
};

// nullptr when the table has none.
const NationalNumberPlace* NationalNumberPlaceOf(std::string_view issuing_state, MrzFormat format);

}  // namespace clearance
