#include "common/document/mrz_repair.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <utility>

#include "common/document/mrz_layout.h"

namespace clearance {
namespace {

// So many characters of the fields that disagree may be one of a pair; with more, chance would agree too often.
constexpr std::size_t kMaxVariedCharacters = 10;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return c >= 'A' && c <= 'Z'; }

// The other one of a pair that readers confuse; `c` itself when it is in none.
char Twin(char c) {
  static constexpr std::array<std::pair<char, char>, 6> kPairs = {
      {{'0', 'O'}, {'1', 'I'}, {'2', 'Z'}, {'5', 'S'}, {'8', 'B'}, {'6', 'G'}}};
  for (const auto& [digit, letter] : kPairs) {
    if (c == digit) return letter;
    if (c == letter) return digit;
  }
  return c;
}

// A field of letters and digits with a check digit of its own, by offsets into the text.
struct CheckedField {
  MrzField field;
  std::vector<std::size_t> characters;
  std::size_t check;
};

// A text of the right shape, in which characters are exchanged.
class Repairer {
 public:
  Repairer(const MrzLayout& layout, std::string_view text) : layout_(layout) {
    std::copy_if(text.begin(), text.end(), std::back_inserter(text_), [](char c) { return c != '\r'; });
    text_.resize(layout.lines * (layout.columns + 1) - 1);  // without a last newline
    for (std::size_t line = 0; line < layout.lines; ++line) {
      lines_.push_back(std::string_view(text_).substr(line * (layout.columns + 1), layout.columns));
    }
  }
  // The lines point into the text.
  Repairer(const Repairer&) = delete;
  Repairer& operator=(const Repairer&) = delete;

  // False when no exchange, or more than one, makes the check digits agree.
  bool Repair() {
    CorrectByType();
    return CorrectByCheckDigits();
  }

  const std::string& text() const { return text_; }
  std::vector<MrzField> corrected() const { return {corrected_.begin(), corrected_.end()}; }

 private:
  enum class Holds { kLetters, kDigits };

  std::size_t Offset(MrzPlace place) const { return place.line * (layout_.columns + 1) + place.begin; }

  void Correct(std::size_t offset, std::size_t size, MrzField field, Holds holds) {
    for (std::size_t at = offset; at < offset + size; ++at) {
      char& c = text_[at];
      const bool of_other_type = holds == Holds::kLetters ? IsDigit(c) : IsLetter(c);
      if (!of_other_type || Twin(c) == c) continue;
      c = Twin(c);
      corrected_.insert(field);
    }
  }

  void Correct(MrzPlace place, MrzField field, Holds holds) { Correct(Offset(place), place.size, field, holds); }

  void CorrectByType() {
    Correct(layout_.code, MrzField::kDocumentCode, Holds::kLetters);
    Correct(layout_.issuing_state, MrzField::kIssuingState, Holds::kLetters);
    Correct(layout_.nationality, MrzField::kNationality, Holds::kLetters);
    Correct(layout_.names, MrzField::kNames, Holds::kLetters);
    Correct(layout_.number_check, MrzField::kDocumentNumber, Holds::kDigits);
    Correct(layout_.birth, MrzField::kBirthDate, Holds::kDigits);
    Correct(layout_.birth_check, MrzField::kBirthDate, Holds::kDigits);
    Correct(layout_.expiry, MrzField::kExpiryDate, Holds::kDigits);
    Correct(layout_.expiry_check, MrzField::kExpiryDate, Holds::kDigits);
    Correct(layout_.optional_check, MrzField::kOptionalData, Holds::kDigits);
    Correct(layout_.composite_check, MrzField::kComposite, Holds::kDigits);
    const CheckedField number = Number();
    Correct(number.check, 1, number.field, Holds::kDigits);
  }

  static void Append(std::vector<std::size_t>& offsets, std::size_t begin, std::size_t size) {
    for (std::size_t at = begin; at < begin + size; ++at) offsets.push_back(at);
  }

  // With what of it stands in the optional data (mrz.cc, ReadNumber).
  CheckedField Number() const {
    CheckedField number{MrzField::kDocumentNumber, {}, Offset(layout_.number_check)};
    Append(number.characters, Offset(layout_.number), layout_.number.size);
    if (text_[number.check] != kFiller || layout_.format == MrzFormat::kTd3) return number;
    const std::string_view optional = At(lines_, layout_.optional);
    const std::size_t rest = std::min(optional.find(kFiller), optional.size());
    if (rest < 2) return number;
    Append(number.characters, Offset(layout_.optional), rest - 1);
    number.check = Offset(layout_.optional) + rest - 1;
    return number;
  }

  std::optional<CheckedField> OptionalData() const {
    if (layout_.optional_check.size == 0) return std::nullopt;
    CheckedField optional{MrzField::kOptionalData, {}, Offset(layout_.optional_check)};
    Append(optional.characters, Offset(layout_.optional), layout_.optional.size);
    const bool empty = At(lines_, layout_.optional).find_first_not_of(kFiller) == std::string_view::npos;
    if (empty) return std::nullopt;
    return optional;
  }

  bool Agrees(const CheckedField& checked) const {
    std::string field;
    for (const std::size_t at : checked.characters) field.push_back(text_[at]);
    return CheckDigit(field) == text_[checked.check];
  }

  bool AllAgree(const std::vector<CheckedField>& fields) const {
    return std::all_of(fields.begin(), fields.end(), [&](const CheckedField& field) { return Agrees(field); }) &&
           At(lines_, layout_.composite_check)[0] == CompositeCheckDigit(layout_, lines_);
  }

  // Exchanges those of the characters at `varied` whose bit is set; twice gives the first text back.
  void Exchange(const std::vector<std::size_t>& varied, std::uint32_t chosen) {
    for (std::size_t i = 0; i < varied.size(); ++i) {
      if ((chosen >> i & 1U) != 0) text_[varied[i]] = Twin(text_[varied[i]]);
    }
  }

  bool CorrectByCheckDigits() {
    std::vector<CheckedField> disagree;
    if (const CheckedField number = Number(); !Agrees(number)) disagree.push_back(number);
    if (const auto optional = OptionalData(); optional && !Agrees(*optional)) disagree.push_back(*optional);
    if (disagree.empty()) return true;
    std::vector<std::size_t> varied;
    for (const CheckedField& field : disagree) {
      std::copy_if(field.characters.begin(), field.characters.end(), std::back_inserter(varied),
                   [&](std::size_t at) { return Twin(text_[at]) != text_[at]; });
    }
    if (varied.size() > kMaxVariedCharacters) return false;
    std::optional<std::uint32_t> fitting;
    for (std::uint32_t chosen = 1; chosen < std::uint32_t{1} << varied.size(); ++chosen) {
      Exchange(varied, chosen);
      const bool fits = AllAgree(disagree);
      Exchange(varied, chosen);
      if (!fits) continue;
      if (fitting) return false;
      fitting = chosen;
    }
    if (!fitting) return false;
    Exchange(varied, *fitting);
    for (const CheckedField& field : disagree) corrected_.insert(field.field);
    return true;
  }

  const MrzLayout& layout_;
  std::string text_;
  std::vector<std::string_view> lines_;
  std::set<MrzField> corrected_;
};

}  // namespace

StatusOr<MrzRepair> RepairMrz(std::string_view text, Date today) {
  ASSIGN_OR_RETURN(MrzReading as_read, ParseMrz(text, today));
  const MrzLayout& layout = LayoutOf(as_read.format);
  MrzRepair unrepaired{std::move(as_read), Repairer(layout, text).text(), {}};
  if (unrepaired.reading.Sound()) return unrepaired;
  Repairer repairer(layout, text);
  if (!repairer.Repair()) return unrepaired;
  ASSIGN_OR_RETURN(MrzReading reading, ParseMrz(repairer.text(), today));
  if (!reading.Sound()) return unrepaired;
  for (const MrzField field : repairer.corrected()) reading.findings.push_back({field, MrzProblem::kCorrected});
  return MrzRepair{std::move(reading), repairer.text(), repairer.corrected()};
}

}  // namespace clearance
