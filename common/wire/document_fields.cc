#include "common/wire/document_fields.h"

#include <optional>
#include <utility>

#include "common/base/cbor.h"
#include "common/wire/fields.h"

namespace clearance {
namespace {

constexpr std::uint64_t kItems = 9;
constexpr std::int64_t kVersion = 1;
constexpr Date kFirstDay = MakeDate(1900, 1, 1);
constexpr Date kLastDay = MakeDate(2199, 12, 31);

std::string_view SexLetter(Sex sex) {
  switch (sex) {
    case Sex::kUnspecified:
      return "";
    case Sex::kFemale:
      return "F";
    case Sex::kMale:
      return "M";
  }
  return "";
}

StatusOr<Sex> ReadSex(CborReader& in) {
  ASSIGN_OR_RETURN(const std::string letter, in.Text());
  for (const Sex sex : {Sex::kUnspecified, Sex::kFemale, Sex::kMale}) {
    if (SexLetter(sex) == letter) return sex;
  }
  return InvalidField("sex", "is none of its list");
}

StatusOr<Date> ReadDay(CborReader& in, std::string_view field) {
  ASSIGN_OR_RETURN(const std::int64_t day, in.Int());
  if (!std::in_range<int>(day)) return InvalidField(field, "is out of range");
  const Date date{Days(static_cast<int>(day))};
  if (date < kFirstDay || date > kLastDay) return InvalidField(field, "has a year outside 1900 to 2199");
  return date;
}

StatusOr<std::string> ReadUpper(CborReader& in, std::size_t max, std::string_view field) {
  ASSIGN_OR_RETURN(std::string text, in.Text());
  RETURN_IF_ERROR(RequireUpper(text, max, "", field));
  return text;
}

}  // namespace

std::string DocumentFieldBytes(const Document& document) {
  CborWriter out;
  out.Array(kItems).Int(kVersion).Text(DocumentKindName(document.kind)).Text(document.issuing_state);
  out.Text(document.number).Text(document.nationality).Int(document.birth_date.time_since_epoch().count());
  if (document.expiry_date) {
    out.Int(document.expiry_date->time_since_epoch().count());
  } else {
    out.Null();
  }
  out.Text(SexLetter(document.sex)).Text(document.national_number);
  return out.Take();
}

StatusOr<Document> ReadDocumentFields(std::string_view bytes) {
  CborReader in(bytes);
  ASSIGN_OR_RETURN(const std::uint64_t items, in.Array());
  if (items != kItems) return InvalidField("document", "is not an array of nine");
  ASSIGN_OR_RETURN(const std::int64_t version, in.Int());
  if (version != kVersion) return InvalidField("document", "is of another version");
  Document document;
  ASSIGN_OR_RETURN(const std::string kind, in.Text());
  const std::optional<DocumentKind> parsed = ParseDocumentKind(kind);
  if (!parsed) return InvalidField("kind", "is none of its list");
  document.kind = *parsed;
  ASSIGN_OR_RETURN(document.issuing_state, ReadUpper(in, kMaxStateCode, "issuing_state"));
  ASSIGN_OR_RETURN(document.number, ReadUpper(in, kMaxDocumentNumber, "number"));
  ASSIGN_OR_RETURN(document.nationality, ReadUpper(in, kMaxStateCode, "nationality"));
  ASSIGN_OR_RETURN(document.birth_date, ReadDay(in, "birth_date"));
  if (!in.NullNext()) {
    ASSIGN_OR_RETURN(document.expiry_date, ReadDay(in, "expiry_date"));
  }
  ASSIGN_OR_RETURN(document.sex, ReadSex(in));
  ASSIGN_OR_RETURN(document.national_number, in.Text());
  if (!document.national_number.empty())
    RETURN_IF_ERROR(RequireUpper(document.national_number, kMaxDocumentNumber, "", "national_number"));
  RETURN_IF_ERROR(in.Finish());
  return document;
}

}  // namespace clearance
