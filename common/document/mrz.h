// Machine-readable zones of travel documents (ICAO Doc 9303 parts 3 to 6): TD1 (3 × 30), TD2 (2 × 36), TD3 (2 × 44),
// read and written. A reading never repairs what it read and never judges whether a document is genuine.
//
// Everything here is personal data; a name stays in MrzNames, and nothing in this folder logs, nor puts what was read
// into an error.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/status.h"
#include "common/domain/date.h"
#include "common/domain/document.h"

namespace clearance {

enum class MrzFormat { kTd1, kTd2, kTd3 };

inline constexpr std::array kAllMrzFormats = {MrzFormat::kTd1, MrzFormat::kTd2, MrzFormat::kTd3};

// "TD1" …
std::string_view MrzFormatName(MrzFormat format);

enum class MrzField {
  kDocumentCode,
  kIssuingState,
  kDocumentNumber,
  kNationality,
  kBirthDate,
  kSex,
  kExpiryDate,
  kOptionalData,
  kOptionalData2,  // TD1, second line
  kNames,
  kComposite,  // the check digit over all checked fields
};

// "document_number" …
std::string_view MrzFieldName(MrzField field);

enum class MrzProblem {
  kCheckDigitWrong,
  kUnexpectedCharacter,  // a digit in a name, a letter in a date …
  kDateImpossible,       // no such day, or an expiry before the birth
  kMissing,              // empty, or a birth date of which a part is unknown
  kCorrected,            // only of RepairMrz: sound now, but not as it was read
};

// "CHECK_DIGIT_WRONG" …
std::string_view MrzProblemName(MrzProblem problem);

struct MrzFinding {
  MrzField field;
  MrzProblem problem;
  friend bool operator==(const MrzFinding&, const MrzFinding&) = default;
};

// As printed in the MRZ: A–Z and single spaces. Never compared, never transliterated, never logged.
struct MrzNames {
  std::string surname;
  std::string given_names;  // empty for a holder of one name
  // The field was full to its last place, so that something may be missing at the end.
  bool truncated = false;
  friend bool operator==(const MrzNames&, const MrzNames&) = default;
};

struct MrzReading {
  MrzFormat format = MrzFormat::kTd3;
  std::string document_code;    // "P", "PO", "ID": one or two characters, filler removed
  std::string issuing_state;    // "D" for a printed "D<<"
  std::string document_number;  // whole, also where it continues in the optional data; without fillers
  std::string nationality;
  std::optional<Date> birth_date;
  std::optional<Date> expiry_date;  // nullopt also when the document states none
  Sex sex = Sex::kUnspecified;
  std::string optional_data;    // what is left after a long document number; fillers only between parts
  std::string optional_data_2;  // TD1
  // By a table of places per issuing state; empty where the table has none or no well-formed number stands there (the
  // places are partly inferred, so that a missing number is not a finding).
  std::string national_number;
  MrzNames names;
  // What is wrong, in the order of MrzField; a document with any is for an officer.
  std::vector<MrzFinding> findings;

  bool Sound() const { return findings.empty(); }
  bool Has(MrzField field, MrzProblem problem) const;
};

// Reads two or three lines separated by newlines; a carriage return before each and one newline at the end are
// tolerated. `today` resolves two-digit years: a birth lies in the hundred years before and up to `today`, an expiry
// between 49 years before and 50 after its year.
// A wrong check digit, an impossible date or a digit in a name is a finding. Error: INVALID_ARGUMENT, field "mrz",
// naming line and column, when the text has another shape or another character than A–Z, 0–9 and <.
StatusOr<MrzReading> ParseMrz(std::string_view text, Date today);

// The document that was read, its kind from DocumentKindTable(). Findings do not matter here: a document with a wrong
// check digit is still the one on the reader. Error: INVALID_ARGUMENT, field "mrz.…", without number, issuing state or
// a whole birth date.
StatusOr<Document> ToDocument(const MrzReading& reading);

// The MRZ of a document with right check digits, lines separated by a newline, none at the end: what ParseMrz and
// ToDocument turn back into the same document, as long as its dates lie in ParseMrz's windows. Names too long are cut
// as Doc 9303 part 3 asks, with a letter in the last place wherever the surname can spare one. Error: INVALID_ARGUMENT
// naming the field that cannot be written: a kind without a code of its own in DocumentKindTable() or with one of
// another format, a number too long, a national number where the state has no place for it, a name with other
// characters than A-Z and single spaces.
StatusOr<std::string> WriteMrz(const Document& document, const MrzNames& names, MrzFormat format);

}  // namespace clearance
