#include "common/document/mrz.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "common/document/document_kind.h"
#include "common/document/mrz_layout.h"
#include "common/domain/enum_names.h"

namespace clearance {
namespace {

constexpr EnumNames<MrzFormat, 3> kFormatNames = {{
    {MrzFormat::kTd1, "TD1"},
    {MrzFormat::kTd2, "TD2"},
    {MrzFormat::kTd3, "TD3"},
}};
static_assert(NamesEveryValue(kFormatNames, kAllMrzFormats.back()));

constexpr EnumNames<MrzField, 11> kFieldNames = {{
    {MrzField::kDocumentCode, "document_code"},
    {MrzField::kIssuingState, "issuing_state"},
    {MrzField::kDocumentNumber, "document_number"},
    {MrzField::kNationality, "nationality"},
    {MrzField::kBirthDate, "birth_date"},
    {MrzField::kSex, "sex"},
    {MrzField::kExpiryDate, "expiry_date"},
    {MrzField::kOptionalData, "optional_data"},
    {MrzField::kOptionalData2, "optional_data_2"},
    {MrzField::kNames, "names"},
    {MrzField::kComposite, "composite"},
}};
static_assert(NamesEveryValue(kFieldNames, MrzField::kComposite));

constexpr EnumNames<MrzProblem, 5> kProblemNames = {{
    {MrzProblem::kCheckDigitWrong, "CHECK_DIGIT_WRONG"},
    {MrzProblem::kUnexpectedCharacter, "UNEXPECTED_CHARACTER"},
    {MrzProblem::kDateImpossible, "DATE_IMPOSSIBLE"},
    {MrzProblem::kMissing, "MISSING"},
    {MrzProblem::kCorrected, "CORRECTED"},
}};
static_assert(NamesEveryValue(kProblemNames, MrzProblem::kCorrected));

constexpr std::size_t kMaxLines = 3;
constexpr int kExpiryYearsAhead = 50;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return c >= 'A' && c <= 'Z'; }

bool AllOf(std::string_view text, bool (*is)(char)) { return std::all_of(text.begin(), text.end(), is); }

bool AllFiller(std::string_view text) {
  return AllOf(text, [](char c) { return c == kFiller; });
}

std::string_view WithoutTrailingFiller(std::string_view text) {
  while (!text.empty() && text.back() == kFiller) text.remove_suffix(1);
  return text;
}

std::string WithoutFiller(std::string_view text) {
  std::string kept;
  std::copy_if(text.begin(), text.end(), std::back_inserter(kept), [](char c) { return c != kFiller; });
  return kept;
}

Status Malformed(std::size_t line, std::size_t column, std::string_view problem) {
  return InvalidField("mrz", "line " + std::to_string(line + 1) + ", column " + std::to_string(column + 1) + ": " +
                                 std::string(problem));
}

// The lines without their line ends. At most one more than any format has, so that a long text costs nothing.
std::vector<std::string_view> SplitLines(std::string_view text) {
  if (!text.empty() && text.back() == '\n') text.remove_suffix(1);
  std::vector<std::string_view> lines;
  while (lines.size() <= kMaxLines) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    lines.push_back(line);
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return lines;
}

Status CheckLine(std::string_view line, std::size_t index, std::size_t columns) {
  for (std::size_t column = 0; column < std::min(line.size(), columns); ++column) {
    const char c = line[column];
    if (!IsLetter(c) && !IsDigit(c) && c != kFiller) {
      return Malformed(index, column, "only A-Z, 0-9 and < may stand here");
    }
  }
  if (line.size() == columns) return OkStatus();
  return Malformed(index, std::min(line.size(), columns),
                   (line.size() < columns ? "the line ends before its " : "the line goes on after its ") +
                       std::to_string(columns) + " characters");
}

// Why a lone line is no document: first what is wrong with it, then what is not there.
Status IncompleteZone(const std::vector<std::string_view>& lines) {
  const std::string_view line = lines.empty() ? std::string_view() : lines.front();
  const bool known = std::any_of(kAllMrzFormats.begin(), kAllMrzFormats.end(),
                                 [&](MrzFormat format) { return line.size() == LayoutOf(format).columns; });
  if (known || line.empty()) return Malformed(lines.size(), 0, "a second line is missing");
  return Malformed(0, line.size(), "no document has lines of this length, but of 30, 36 or 44 characters");
}

// The layout the lines have, every line of it with the right length and characters only.
StatusOr<const MrzLayout*> RecogniseLayout(const std::vector<std::string_view>& lines) {
  const MrzLayout* layout = nullptr;
  if (lines.size() == LayoutOf(MrzFormat::kTd1).lines) {
    layout = &LayoutOf(MrzFormat::kTd1);
  } else if (lines.size() == LayoutOf(MrzFormat::kTd3).lines) {
    // A line of a wrong length is measured against the nearer of the two.
    const std::size_t between = (LayoutOf(MrzFormat::kTd2).columns + LayoutOf(MrzFormat::kTd3).columns) / 2;
    layout = &LayoutOf(lines[0].size() < between ? MrzFormat::kTd2 : MrzFormat::kTd3);
  } else if (lines.size() < LayoutOf(MrzFormat::kTd3).lines) {
    return IncompleteZone(lines);
  } else {
    return Malformed(kMaxLines, 0, "there are more than three lines");
  }
  for (std::size_t i = 0; i < lines.size(); ++i) RETURN_IF_ERROR(CheckLine(lines[i], i, layout->columns));
  return layout;
}

// One reading in the making.
class Reader {
 public:
  Reader(const MrzLayout& layout, const std::vector<std::string_view>& lines, Date today)
      : layout_(layout), lines_(lines), today_(today) {}

  MrzReading Read() {
    reading_.format = layout_.format;
    ReadDocumentCode();
    reading_.issuing_state = ReadState(layout_.issuing_state, MrzField::kIssuingState);
    ReadNumber();
    reading_.nationality = ReadState(layout_.nationality, MrzField::kNationality);
    ReadBirthDate();
    ReadSex();
    ReadExpiryDate();
    ReadOptionalData();
    ReadNames();
    if (At(layout_.composite_check)[0] != CompositeCheckDigit(layout_, lines_)) {
      Add(MrzField::kComposite, MrzProblem::kCheckDigitWrong);
    }
    return std::move(reading_);
  }

 private:
  std::string_view At(MrzPlace place) const { return clearance::At(lines_, place); }

  void Add(MrzField field, MrzProblem problem) { reading_.findings.push_back({field, problem}); }

  void Check(MrzField field, std::string_view text, char digit) {
    if (CheckDigit(text) != digit) Add(field, MrzProblem::kCheckDigitWrong);
  }

  void ReadDocumentCode() {
    const std::string_view code = At(layout_.code);
    // V is a visa, which has other fields behind the expiry date and no composite digit.
    if (!IsLetter(code[0]) || code[0] == 'V' || IsDigit(code[1])) {
      Add(MrzField::kDocumentCode, MrzProblem::kUnexpectedCharacter);
    }
    reading_.document_code = WithoutFiller(code);
  }

  std::string ReadState(MrzPlace place, MrzField field) {
    const std::string_view state = WithoutTrailingFiller(At(place));
    if (state.empty()) {
      Add(field, MrzProblem::kMissing);
    } else if (!AllOf(state, IsLetter)) {
      Add(field, MrzProblem::kUnexpectedCharacter);
    }
    return std::string(state);
  }

  // A number of more than nine characters goes on in the optional data up to the next filler, its check digit last; a
  // filler then stands in the check digit's own place (parts 5 and 6; TD3 has no such form).
  void ReadNumber() {
    const std::string_view first = At(layout_.number);
    const char digit = At(layout_.number_check)[0];
    optional_ = At(layout_.optional);
    const std::string_view rest = optional_.substr(0, optional_.find(kFiller));
    const bool goes_on = digit == kFiller && layout_.format != MrzFormat::kTd3 && rest.size() >= 2;
    if (!goes_on) {
      reading_.document_number = WithoutFiller(first);
      if (reading_.document_number.empty()) Add(MrzField::kDocumentNumber, MrzProblem::kMissing);
      Check(MrzField::kDocumentNumber, first, digit);
      return;
    }
    optional_.remove_prefix(std::min(rest.size() + 1, optional_.size()));
    const std::string whole = std::string(first) + std::string(rest.substr(0, rest.size() - 1));
    reading_.document_number = WithoutFiller(whole);
    if (reading_.document_number.size() != whole.size()) {
      Add(MrzField::kDocumentNumber, MrzProblem::kUnexpectedCharacter);
    }
    Check(MrzField::kDocumentNumber, whole, rest.back());
  }

  // The day `text` (YYMMDD, digits) names in the hundred years that end with `last_year`.
  static std::optional<Date> DayIn(std::string_view text, int last_year) {
    const auto two = [&](std::size_t at) { return (text[at] - '0') * 10 + (text[at + 1] - '0'); };
    const int year = last_year - ((last_year - two(0)) % 100 + 100) % 100;
    const std::chrono::year_month_day day{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(two(2))),
                                          std::chrono::day(static_cast<unsigned>(two(4)))};
    if (!day.ok()) return std::nullopt;
    return Date(std::chrono::local_days(day));
  }

  int ThisYear() const { return static_cast<int>(std::chrono::year_month_day(today_).year()); }

  void ReadBirthDate() {
    const std::string_view text = At(layout_.birth);
    Check(MrzField::kBirthDate, text, At(layout_.birth_check)[0]);
    // Unknown parts of a birth date are pairs of fillers (part 3, 4.8).
    if (text.find(kFiller) != std::string_view::npos) {
      const bool parts = AllFiller(text) || (AllOf(text.substr(0, 2), IsDigit) && AllFiller(text.substr(2))) ||
                         (AllOf(text.substr(0, 4), IsDigit) && AllFiller(text.substr(4)));
      Add(MrzField::kBirthDate, parts ? MrzProblem::kMissing : MrzProblem::kUnexpectedCharacter);
      return;
    }
    if (!AllOf(text, IsDigit)) {
      Add(MrzField::kBirthDate, MrzProblem::kUnexpectedCharacter);
      return;
    }
    for (const int last_year : {ThisYear(), ThisYear() - 1}) {
      const std::optional<Date> day = DayIn(text, last_year);
      if (day && *day <= today_) {
        reading_.birth_date = day;
        return;
      }
    }
    Add(MrzField::kBirthDate, MrzProblem::kDateImpossible);
  }

  void ReadSex() {
    const char sex = At(layout_.sex)[0];
    if (sex == 'F') {
      reading_.sex = Sex::kFemale;
    } else if (sex == 'M') {
      reading_.sex = Sex::kMale;
    } else if (sex != kFiller && sex != 'X') {
      Add(MrzField::kSex, MrzProblem::kUnexpectedCharacter);
    }
  }

  void ReadExpiryDate() {
    const std::string_view text = At(layout_.expiry);
    Check(MrzField::kExpiryDate, text, At(layout_.expiry_check)[0]);
    if (AllFiller(text)) return;
    if (!AllOf(text, IsDigit)) {
      Add(MrzField::kExpiryDate, MrzProblem::kUnexpectedCharacter);
      return;
    }
    reading_.expiry_date = DayIn(text, ThisYear() + kExpiryYearsAhead);
    if (!reading_.expiry_date || (reading_.birth_date && *reading_.expiry_date < *reading_.birth_date)) {
      Add(MrzField::kExpiryDate, MrzProblem::kDateImpossible);
    }
  }

  void ReadOptionalData() {
    reading_.optional_data = WithoutTrailingFiller(optional_);
    reading_.optional_data_2 = WithoutTrailingFiller(At(layout_.optional_2));
    if (layout_.optional_check.size > 0) {
      const char digit = At(layout_.optional_check)[0];
      // An empty field may carry a filler for its check digit (part 4, 4.2.2).
      if (digit != kFiller || !AllFiller(optional_)) Check(MrzField::kOptionalData, optional_, digit);
    }
    const NationalNumberPlace* place = NationalNumberPlaceOf(reading_.issuing_state, layout_.format);
    if (place == nullptr) return;
    const std::string& field =
        place->field == MrzField::kOptionalData2 ? reading_.optional_data_2 : reading_.optional_data;
    const std::string number = field.substr(0, place->size);
    if (place->well_formed(number)) reading_.national_number = number;
  }

  void ReadNames() {
    const std::string_view field = At(layout_.names);
    reading_.names.truncated = field.back() != kFiller;
    const std::string_view text = WithoutTrailingFiller(field);
    const std::size_t gap = text.find("<<");
    reading_.names.surname = Words(text.substr(0, gap));
    if (gap != std::string_view::npos) reading_.names.given_names = Words(text.substr(gap));
    if (reading_.names.surname.empty()) Add(MrzField::kNames, MrzProblem::kMissing);
    if (!AllOf(text, [](char c) { return IsLetter(c) || c == kFiller; })) {
      Add(MrzField::kNames, MrzProblem::kUnexpectedCharacter);
    }
  }

  // The parts between fillers, one space between two.
  static std::string Words(std::string_view text) {
    std::string words;
    bool gap = false;
    for (const char c : text) {
      if (c == kFiller) {
        gap = true;
        continue;
      }
      if (gap && !words.empty()) words.push_back(' ');
      gap = false;
      words.push_back(c);
    }
    return words;
  }

  const MrzLayout& layout_;
  const std::vector<std::string_view>& lines_;
  const Date today_;
  // The optional data that a long document number has left.
  std::string_view optional_;
  MrzReading reading_;
};

}  // namespace

std::string_view MrzFormatName(MrzFormat format) { return NameOf(kFormatNames, format); }
std::string_view MrzFieldName(MrzField field) { return NameOf(kFieldNames, field); }
std::string_view MrzProblemName(MrzProblem problem) { return NameOf(kProblemNames, problem); }

bool MrzReading::Has(MrzField field, MrzProblem problem) const {
  return std::find(findings.begin(), findings.end(), MrzFinding{field, problem}) != findings.end();
}

StatusOr<MrzReading> ParseMrz(std::string_view text, Date today) {
  const std::vector<std::string_view> lines = SplitLines(text);
  ASSIGN_OR_RETURN(const MrzLayout* layout, RecogniseLayout(lines));
  return Reader(*layout, lines, today).Read();
}

StatusOr<Document> ToDocument(const MrzReading& reading) {
  if (reading.document_number.empty()) return InvalidField("mrz.document_number", "is empty");
  if (reading.issuing_state.empty()) return InvalidField("mrz.issuing_state", "is empty");
  if (!reading.birth_date) return InvalidField("mrz.birth_date", "is not a whole date");
  Document document;
  document.kind = KindOf(reading.issuing_state, reading.document_code, std::nullopt);
  document.issuing_state = reading.issuing_state;
  document.number = reading.document_number;
  document.nationality = reading.nationality;
  document.birth_date = *reading.birth_date;
  document.expiry_date = reading.expiry_date;
  document.sex = reading.sex;
  document.national_number = reading.national_number;
  return document;
}

}  // namespace clearance
