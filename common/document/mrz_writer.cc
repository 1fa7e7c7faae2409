// WriteMrz: the one maker of machine-readable zones here, for simulated readers and tests. It never writes what
// ParseMrz and ToDocument would read back as another document.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <utility>

#include "common/document/document_kind.h"
#include "common/document/mrz.h"
#include "common/document/mrz_layout.h"

namespace clearance {
namespace {

bool IsLetter(char c) { return c >= 'A' && c <= 'Z'; }
bool IsMrzCharacter(char c) { return IsLetter(c) || (c >= '0' && c <= '9'); }

bool AllOf(std::string_view text, bool (*is)(char)) { return std::all_of(text.begin(), text.end(), is); }

// A page of fillers on which fields are put.
class Page {
 public:
  explicit Page(const MrzLayout& layout)
      : layout_(layout), lines_(layout.lines, std::string(layout.columns, kFiller)) {}

  // `text` must fit.
  void Put(MrzPlace place, std::string_view text) { lines_[place.line].replace(place.begin, text.size(), text); }
  void Put(MrzPlace place, char c) { Put(place, std::string_view(&c, 1)); }
  void PutWithCheck(MrzPlace place, MrzPlace check, std::string_view text) {
    Put(place, text);
    Put(check, CheckDigit(Get(place)));
  }
  std::string_view Get(MrzPlace place) const {
    return std::string_view(lines_[place.line]).substr(place.begin, place.size);
  }

  std::string Finish() {
    const std::vector<std::string_view> lines(lines_.begin(), lines_.end());
    Put(layout_.composite_check, CompositeCheckDigit(layout_, lines));
    std::string text = lines_[0];
    for (std::size_t i = 1; i < lines_.size(); ++i) text.append("\n").append(lines_[i]);
    return text;
  }

 private:
  const MrzLayout& layout_;
  std::vector<std::string> lines_;
};

bool CodeFitsFormat(std::string_view code, MrzFormat format) { return (code[0] == 'P') == (format == MrzFormat::kTd3); }

// The printed code of `document`; for a kind nobody knows the plain P or I, as long as the table knows that no better.
StatusOr<std::string_view> CodeOf(const Document& document, MrzFormat format) {
  std::string_view code = format == MrzFormat::kTd3 ? "P" : "I";
  if (document.kind != DocumentKind::kUnknown) {
    const auto found = CodeFor(document.issuing_state, document.kind);
    if (!found) return InvalidField("kind", "has no code in this state's documents");
    code = *found;
  }
  if (KindOf(document.issuing_state, code, std::nullopt) != document.kind) {
    return InvalidField("kind", "cannot be told from its code alone");
  }
  if (!CodeFitsFormat(code, format)) return InvalidField("format", "is not the one of this kind of document");
  return code;
}

Status CheckState(std::string_view state, std::string_view field) {
  if (state.empty() || state.size() > 3 || !AllOf(state, IsLetter)) {
    return InvalidField(field, "must be one to three letters A-Z");
  }
  return OkStatus();
}

std::string Yymmdd(Date date) {
  const std::chrono::year_month_day day(date);
  std::array<char, 16> text;
  const int size = std::snprintf(text.data(), text.size(), "%02d%02u%02u", static_cast<int>(day.year()) % 100,
                                 static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
  return std::string(text.data(), static_cast<std::size_t>(size));
}

// The number, and what of it and of the national number goes into the optional data.
Status PutNumbers(Page& page, const MrzLayout& layout, const Document& document) {
  const std::string_view number = document.number;
  if (number.empty() || !AllOf(number, IsMrzCharacter)) return InvalidField("number", "must be of A-Z and 0-9");
  std::string optional;
  if (number.size() <= layout.number.size) {
    page.PutWithCheck(layout.number, layout.number_check, number);
  } else if (layout.format == MrzFormat::kTd3) {
    return InvalidField("number", "is too long for this format");
  } else {
    page.Put(layout.number, number.substr(0, layout.number.size));
    optional.append(number.substr(layout.number.size)).push_back(CheckDigit(number));
  }
  if (!document.national_number.empty()) {
    const NationalNumberPlace* place = NationalNumberPlaceOf(document.issuing_state, layout.format);
    if (place == nullptr || place->field != MrzField::kOptionalData) {
      return InvalidField("national_number", "has no place in this state's documents of this format");
    }
    if (!place->well_formed(document.national_number)) {
      return InvalidField("national_number", "is not well formed");
    }
    if (!optional.empty()) optional.push_back(kFiller);
    optional.append(document.national_number);
  }
  if (optional.size() > layout.optional.size) return InvalidField("number", "is too long for this format");
  page.Put(layout.optional, optional);
  // Of an empty field a filler may stand for the check digit (part 4, 4.2.2): Put leaves it.
  if (layout.optional_check.size > 0 && !optional.empty()) {
    page.Put(layout.optional_check, CheckDigit(page.Get(layout.optional)));
  }
  return OkStatus();
}

bool IsName(std::string_view name) {
  if (!AllOf(name, [](char c) { return IsLetter(c) || c == ' '; })) return false;
  return name.empty() || (name.front() != ' ' && name.back() != ' ' && name.find("  ") == std::string_view::npos);
}

// SURNAME<<GIVEN<NAMES in at most `size` characters, a letter in the last place when something had to go (part 3, 4.6:
// both parts stay in sight).
std::string NamesField(std::string surname, std::string given, std::size_t size) {
  std::replace(surname.begin(), surname.end(), ' ', kFiller);
  std::replace(given.begin(), given.end(), ' ', kFiller);
  if (given.empty()) return surname.substr(0, size);
  constexpr std::string_view kGap = "<<";
  surname = surname.substr(0, size - kGap.size() - 1);
  const auto joined = [&] { return (surname + std::string(kGap) + given).substr(0, size); };
  // A cut behind a part of the name would look like its end: give the next letter room by one of the surname's.
  while (joined().size() == size && (joined().back() == kFiller || surname.back() == kFiller) && surname.size() > 1) {
    surname.pop_back();
  }
  return joined();
}

Status PutNames(Page& page, const MrzLayout& layout, const MrzNames& names) {
  if (names.surname.empty() || !IsName(names.surname)) {
    return InvalidField("names.surname", "must be of A-Z and single spaces");
  }
  if (!IsName(names.given_names)) return InvalidField("names.given_names", "must be of A-Z and single spaces");
  page.Put(layout.names, NamesField(names.surname, names.given_names, layout.names.size));
  return OkStatus();
}

}  // namespace

StatusOr<std::string> WriteMrz(const Document& document, const MrzNames& names, MrzFormat format) {
  RETURN_IF_ERROR(CheckState(document.issuing_state, "issuing_state"));
  RETURN_IF_ERROR(CheckState(document.nationality, "nationality"));
  ASSIGN_OR_RETURN(const std::string_view code, CodeOf(document, format));
  const MrzLayout& layout = LayoutOf(format);
  Page page(layout);
  page.Put(layout.code, code);
  page.Put(layout.issuing_state, document.issuing_state);
  page.Put(layout.nationality, document.nationality);
  RETURN_IF_ERROR(PutNumbers(page, layout, document));
  page.PutWithCheck(layout.birth, layout.birth_check, Yymmdd(document.birth_date));
  if (document.sex != Sex::kUnspecified) page.Put(layout.sex, document.sex == Sex::kFemale ? 'F' : 'M');
  page.PutWithCheck(layout.expiry, layout.expiry_check, document.expiry_date ? Yymmdd(*document.expiry_date) : "");
  RETURN_IF_ERROR(PutNames(page, layout, names));
  return page.Finish();
}

}  // namespace clearance
