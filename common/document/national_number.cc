#include "common/document/national_number.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>

#include "common/document/mrz_layout.h"
#include "common/domain/enum_names.h"

namespace clearance {
namespace {

using Problem = NationalNumberProblem;

constexpr EnumNames<Problem, 7> kProblemNames = {{
    {Problem::kNone, "NONE"},
    {Problem::kWrongLength, "WRONG_LENGTH"},
    {Problem::kWrongCharacter, "WRONG_CHARACTER"},
    {Problem::kUnknownRegion, "UNKNOWN_REGION"},
    {Problem::kImpossibleDate, "IMPOSSIBLE_DATE"},
    {Problem::kNeverIssued, "NEVER_ISSUED"},
    {Problem::kWrongCheckDigit, "WRONG_CHECK_DIGIT"},
}};
static_assert(NamesEveryValue(kProblemNames, Problem::kWrongCheckDigit));

constexpr std::size_t kIinDigits = 12;
constexpr std::size_t kResidentIdCharacters = 18;
constexpr std::size_t kOldPermanentResidenceCharacters = 15;
constexpr char kForeigner = '9';
constexpr int kIinModulus = 11;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool AllDigits(std::string_view text) { return std::all_of(text.begin(), text.end(), IsDigit); }

int Number(std::string_view digits) {
  int value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return value;
}

std::optional<Date> DayIfItExists(int year, int month, int day) {
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  return Date(std::chrono::local_days(date));
}

template <std::size_t N>
int WeightedSum(std::string_view digits, const std::array<int, N>& weights) {
  int sum = 0;
  for (std::size_t i = 0; i < N; ++i) sum += (digits[i] - '0') * weights[i];
  return sum;
}

// The control digit that belongs to the first eleven digits; 10 when there is none.
int IinControl(std::string_view digits) {
  static constexpr std::array kFirst = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
  static constexpr std::array kSecond = {3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2};
  const int control = WeightedSum(digits, kFirst) % kIinModulus;
  return control < 10 ? control : WeightedSum(digits, kSecond) % kIinModulus;
}

// The first year of the century an IIN's seventh digit stands for; 0 when it names none.
int IinCentury(char digit) {
  if (digit == '1' || digit == '2') return 1800;
  if (digit == '3' || digit == '4') return 1900;
  if (digit == '5' || digit == '6') return 2000;
  return 0;
}

// GB/T 2260: the provinces and regions of the People's Republic, with 71, 81 and 82.
bool IsProvince(int code) {
  static constexpr std::array kProvinces = {11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42,
                                            43, 44, 45, 46, 50, 51, 52, 53, 54, 61, 62, 63, 64, 65, 71, 81, 82};
  return std::find(kProvinces.begin(), kProvinces.end(), code) != kProvinces.end();
}

NationalNumberCheck Wrong(Problem problem) { return {problem, std::nullopt, Sex::kUnspecified}; }

// The eighteen characters of GB 11643, with the two digits of the province from `province` on.
NationalNumberCheck CheckEighteen(std::string_view number, std::size_t province) {
  static constexpr std::array kWeights = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  static constexpr std::string_view kControls = "10X98765432";
  if (number.size() != kResidentIdCharacters) return Wrong(Problem::kWrongLength);
  const char last = number.back() == 'x' ? 'X' : number.back();
  if (!AllDigits(number.substr(0, kResidentIdCharacters - 1)) || (!IsDigit(last) && last != 'X')) {
    return Wrong(Problem::kWrongCharacter);
  }
  if (!IsProvince(Number(number.substr(province, 2)))) return Wrong(Problem::kUnknownRegion);
  const auto birth =
      DayIfItExists(Number(number.substr(6, 4)), Number(number.substr(10, 2)), Number(number.substr(12, 2)));
  if (!birth) return Wrong(Problem::kImpossibleDate);
  const auto control = static_cast<std::size_t>(WeightedSum(number, kWeights)) % kControls.size();
  if (kControls[control] != last) return Wrong(Problem::kWrongCheckDigit);
  const bool male = (number[16] - '0') % 2 == 1;
  return {Problem::kNone, birth, male ? Sex::kMale : Sex::kFemale};
}

// [I], see the header.
NationalNumberCheck CheckOldPermanentResidence(std::string_view number) {
  constexpr std::size_t kLetters = 3;
  const std::string_view letters = number.substr(0, kLetters);
  if (!std::all_of(letters.begin(), letters.end(), [](char c) { return c >= 'A' && c <= 'Z'; }) ||
      !AllDigits(number.substr(kLetters))) {
    return Wrong(Problem::kWrongCharacter);
  }
  if (!IsProvince(Number(number.substr(kLetters, 2)))) return Wrong(Problem::kUnknownRegion);
  // 2000 is a leap year, so that a 29 February passes in every year divisible by four.
  const auto birth =
      DayIfItExists(2000 + Number(number.substr(7, 2)), Number(number.substr(9, 2)), Number(number.substr(11, 2)));
  if (!birth) return Wrong(Problem::kImpossibleDate);
  if (CheckDigit(number.substr(0, number.size() - 1)) != number.back()) return Wrong(Problem::kWrongCheckDigit);
  return {};
}

}  // namespace

std::string_view NationalNumberProblemName(NationalNumberProblem problem) { return NameOf(kProblemNames, problem); }

NationalNumberCheck CheckKazakhIin(std::string_view number) {
  if (number.size() != kIinDigits) return Wrong(Problem::kWrongLength);
  if (!AllDigits(number)) return Wrong(Problem::kWrongCharacter);
  const char century_and_sex = number[6];
  const int century = IinCentury(century_and_sex);
  if (century == 0 && century_and_sex != '0') return Wrong(Problem::kImpossibleDate);
  // Where the century is not said, 2000 stands in so that a 29 February passes in every year divisible by four.
  const auto birth = DayIfItExists((century == 0 ? 2000 : century) + Number(number.substr(0, 2)),
                                   Number(number.substr(2, 2)), Number(number.substr(4, 2)));
  if (!birth) return Wrong(Problem::kImpossibleDate);
  const int control = IinControl(number);
  if (control == 10) return Wrong(Problem::kNeverIssued);
  if (control != number.back() - '0') return Wrong(Problem::kWrongCheckDigit);
  if (century == 0) return {};
  const bool male = (century_and_sex - '0') % 2 == 1;
  return {Problem::kNone, birth, male ? Sex::kMale : Sex::kFemale};
}

NationalNumberCheck CheckChineseResidentId(std::string_view number) { return CheckEighteen(number, 0); }

NationalNumberCheck CheckChinesePermanentResidence(std::string_view number) {
  if (number.size() == kOldPermanentResidenceCharacters) return CheckOldPermanentResidence(number);
  if (number.size() == kResidentIdCharacters && number.front() != kForeigner) return Wrong(Problem::kWrongCharacter);
  return CheckEighteen(number, 1);
}

std::string_view NationalNumberKindName(NationalNumberKind kind) {
  switch (kind) {
    case NationalNumberKind::kIin:
      return "IIN";
    case NationalNumberKind::kResidentId:
      return "RESIDENT_ID";
    case NationalNumberKind::kPermanentResidence:
      break;
  }
  return "PERMANENT_RESIDENCE";
}

CheckedNationalNumber CheckChineseNumber(std::string_view number) {
  if (number.size() == kOldPermanentResidenceCharacters || number.starts_with(kForeigner))
    return {NationalNumberKind::kPermanentResidence, CheckChinesePermanentResidence(number)};
  return {NationalNumberKind::kResidentId, CheckChineseResidentId(number)};
}

}  // namespace clearance
