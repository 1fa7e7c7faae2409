#include "common/document/mrz_layout.h"

#include "common/document/national_number.h"

namespace clearance {
namespace {

constexpr MrzLayout kTd1Layout = {
    .format = MrzFormat::kTd1,
    .lines = 3,
    .columns = 30,
    .code = {0, 0, 2},
    .issuing_state = {0, 2, 3},
    .names = {2, 0, 30},
    .number = {0, 5, 9},
    .number_check = {0, 14, 1},
    .nationality = {1, 15, 3},
    .birth = {1, 0, 6},
    .birth_check = {1, 6, 1},
    .sex = {1, 7, 1},
    .expiry = {1, 8, 6},
    .expiry_check = {1, 14, 1},
    .optional = {0, 15, 15},
    .optional_check = {},
    .optional_2 = {1, 18, 11},
    .composite_check = {1, 29, 1},
    .composite = {{{0, 5, 25}, {1, 0, 7}, {1, 8, 7}, {1, 18, 11}}},
};

constexpr MrzLayout kTd2Layout = {
    .format = MrzFormat::kTd2,
    .lines = 2,
    .columns = 36,
    .code = {0, 0, 2},
    .issuing_state = {0, 2, 3},
    .names = {0, 5, 31},
    .number = {1, 0, 9},
    .number_check = {1, 9, 1},
    .nationality = {1, 10, 3},
    .birth = {1, 13, 6},
    .birth_check = {1, 19, 1},
    .sex = {1, 20, 1},
    .expiry = {1, 21, 6},
    .expiry_check = {1, 27, 1},
    .optional = {1, 28, 7},
    .optional_check = {},
    .optional_2 = {},
    .composite_check = {1, 35, 1},
    .composite = {{{1, 0, 10}, {1, 13, 7}, {1, 21, 14}, {}}},
};

constexpr MrzLayout kTd3Layout = {
    .format = MrzFormat::kTd3,
    .lines = 2,
    .columns = 44,
    .code = {0, 0, 2},
    .issuing_state = {0, 2, 3},
    .names = {0, 5, 39},
    .number = {1, 0, 9},
    .number_check = {1, 9, 1},
    .nationality = {1, 10, 3},
    .birth = {1, 13, 6},
    .birth_check = {1, 19, 1},
    .sex = {1, 20, 1},
    .expiry = {1, 21, 6},
    .expiry_check = {1, 27, 1},
    .optional = {1, 28, 14},
    .optional_check = {1, 42, 1},
    .optional_2 = {},
    .composite_check = {1, 43, 1},
    .composite = {{{1, 0, 10}, {1, 13, 7}, {1, 21, 22}, {}}},
};

bool IsIin(std::string_view number) { return CheckKazakhIin(number).Valid(); }

constexpr std::size_t kIinSize = 12;

// Kazakh passports: domain page §5 (IIN as personal number). The identity card: "at the end of the first line of the
// machine-readable part" by one encyclopaedia [I].
constexpr std::array kNationalNumberPlaces = {
    NationalNumberPlace{"KAZ", MrzFormat::kTd3, MrzField::kOptionalData, kIinSize, IsIin},
    NationalNumberPlace{"KAZ", MrzFormat::kTd1, MrzField::kOptionalData, kIinSize, IsIin},
};

int ValueOf(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'Z') return c - 'A' + 10;
  return 0;
}

}  // namespace

const MrzLayout& LayoutOf(MrzFormat format) {
  switch (format) {
    case MrzFormat::kTd1:
      return kTd1Layout;
    case MrzFormat::kTd2:
      return kTd2Layout;
    case MrzFormat::kTd3:
      break;
  }
  return kTd3Layout;
}

std::string_view At(const std::vector<std::string_view>& lines, MrzPlace place) {
  if (place.size == 0) return {};
  return lines[place.line].substr(place.begin, place.size);
}

char CheckDigit(std::string_view text) {
  static constexpr std::array kWeights = {7, 3, 1};
  int sum = 0;
  for (std::size_t i = 0; i < text.size(); ++i) sum += ValueOf(text[i]) * kWeights[i % kWeights.size()];
  return static_cast<char>('0' + sum % 10);
}

char CompositeCheckDigit(const MrzLayout& layout, const std::vector<std::string_view>& lines) {
  std::string all;
  for (const MrzPlace& place : layout.composite) all.append(At(lines, place));
  return CheckDigit(all);
}

const NationalNumberPlace* NationalNumberPlaceOf(std::string_view issuing_state, MrzFormat format) {
  for (const NationalNumberPlace& place : kNationalNumberPlaces) {
    if (place.issuing_state == issuing_state && place.format == format) return &place;
  }
  return nullptr;
}

}  // namespace clearance
