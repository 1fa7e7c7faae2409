// National numbers: is a number well formed, and what does it say about its holder? Arithmetic only; whether the number
// was ever given to anybody, no formula can tell. It must never be a ground for a decision that the birth date or sex
// inside a number differs from a document (domain page §5: since 2013 a Kazakh IIN need not agree).
#pragma once

#include <optional>
#include <string_view>

#include "common/domain/date.h"
#include "common/domain/document.h"

namespace clearance {

// The first thing found wrong, in this order.
enum class NationalNumberProblem {
  kNone,
  kWrongLength,
  kWrongCharacter,
  kUnknownRegion,   // Chinese numbers only: the two digits of the province name none
  kImpossibleDate,  // no such day, or no such century
  kNeverIssued,     // IIN only: no check digit exists for the first eleven digits
  kWrongCheckDigit,
};

// "NONE", "WRONG_LENGTH" …
std::string_view NationalNumberProblemName(NationalNumberProblem problem);

struct NationalNumberCheck {
  NationalNumberProblem problem = NationalNumberProblem::kNone;
  // What the number itself says; nullopt and kUnspecified when it has a problem or does not say.
  std::optional<Date> birth_date;
  Sex sex = Sex::kUnspecified;
  bool Valid() const { return problem == NationalNumberProblem::kNone; }
};

// Kazakh individual identification number (ИИН): 12 digits YYMMDD C NNNN K. C is century and sex (1, 2: 18xx; 3, 4:
// 19xx; 5, 6: 20xx; odd male, even female; 0: not said). K by weights 1…11, and where that gives 10 by 3…11, 1, 2
// (Government decree 406 of 2007-05-22).
NationalNumberCheck CheckKazakhIin(std::string_view number);

// Chinese resident identity number (GB 11643): six digits of region, YYYYMMDD, three of sequence (odd male), one check
// character 0–9 or X; a small x is read as X. One that begins with 9 is a permanent-residence number, and here of no
// known region.
NationalNumberCheck CheckChineseResidentId(std::string_view number);

// Number of a Chinese Foreign Permanent Resident ID card (外国人永久居留身份证), of either form:
// - since 2023-12-01, 18 characters: 9, two digits of the province applied in, three of the nationality (ISO 3166
//   numeric), YYYYMMDD, three of sequence (odd male), and the check character of a resident ID; a small x is read as X
//   (National Immigration Administration, points for adapting to the new card, table 1). The three digits of the
//   nationality are not held against a list.
// - before, 15 characters: three letters of the nationality and twelve digits (the same text). What the digits mean is
//   inferred [I] from the specimen CAN110081080310 and others' validators: four of the place applied in, the first two
//   its province; YYMMDD; one of sequence; a check digit as in an MRZ. Neither the century nor the sex can be told (the
//   specimen's holder is a woman, her sequence odd): birth_date and sex stay empty.
NationalNumberCheck CheckChinesePermanentResidence(std::string_view number);

enum class NationalNumberKind { kIin, kResidentId, kPermanentResidence };
// "IIN", "RESIDENT_ID", "PERMANENT_RESIDENCE".
std::string_view NationalNumberKindName(NationalNumberKind kind);

// A number, and which kind it was taken for.
struct CheckedNationalNumber {
  NationalNumberKind kind = NationalNumberKind::kIin;
  NationalNumberCheck check{};
};

// A Chinese number by its form: of a permanent residence when it has 15 characters or begins with 9, else a resident
// ID.
CheckedNationalNumber CheckChineseNumber(std::string_view number);

}  // namespace clearance
