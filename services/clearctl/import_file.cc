#include "services/clearctl/import_file.h"

#include <algorithm>
#include <array>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>

#include "common/base/error_reasons.h"
#include "common/base/folded_name.h"
#include "common/wire/fields.h"

namespace clearance {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMaxNameBytes = 64;

constexpr std::string_view kConcernsPosition = "concerns_position";

constexpr std::array kNameKeys = {"source",     "row", "issuing_state", "number", "territory", "holder_nationality",
                                  "birth_date", "sex"};
constexpr std::array kStayKeys = {"nationality", "entry", "exit", "entered_from", "left_to", "basis", "provenance"};
constexpr std::array kActKeys = {"author", "reason", "confirmed_by"};
constexpr std::array kCorrectionKeys = {"corrects", "concerns_source", "concerns_position"};
constexpr std::array kAnnulmentKeys = {"annuls", "concerns_source", "concerns_position", "cause"};
constexpr std::array kBasisChangeKeys = {"nationality", "basis_change", "basis", "entered_from", "provenance"};
constexpr std::array kCompletenessKeys = {"territory", "complete_from"};

// Every key must be in one of `known`.
template <typename... Keys>
Status CheckKeys(const Json& object, const Keys&... known) {
  for (const auto& [key, value] : object.items()) {
    const auto has_key = [&name = key](const auto& keys) {
      return std::find(keys.begin(), keys.end(), name) != keys.end();
    };
    if (!(has_key(known) || ...)) return InvalidField(key, "is not a known key");
    if (key != kConcernsPosition && !value.is_string()) return InvalidField(key, "must be a string");
  }
  return OkStatus();
}

StatusOr<std::string> Text(const Json& object, std::string_view key) {
  const auto found = object.find(key);
  if (found == object.end()) return InvalidField(key, "is required");
  const std::string text = found->get<std::string>();
  if (text.empty() || text.size() > kMaxNameBytes) return InvalidField(key, "must have 1 to 64 characters");
  const bool control =
      std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
  if (control) return InvalidField(key, "holds a control character");
  return text;
}

StatusOr<std::optional<Date>> OptionalDate(const Json& object, std::string_view key) {
  if (!object.contains(key)) return std::optional<Date>();
  ASSIGN_OR_RETURN(const std::string text, Text(object, key));
  const auto date = ParseDate(text);
  if (!date.ok()) return InvalidField(key, "must be a date like 2026-11-22");
  return std::optional<Date>(*date);
}

StatusOr<Territory> TerritoryAt(const Json& object, std::string_view key) {
  ASSIGN_OR_RETURN(const std::string name, Text(object, key));
  const auto territory = ParseTerritory(name);
  if (!territory) return InvalidField(key, "must be CHN, KAZ or ICBC");
  return *territory;
}

StatusOr<StayBasis> BasisOf(const Json& object) {
  ASSIGN_OR_RETURN(const std::string name, Text(object, "basis"));
  const auto basis = ParseStayBasis(name);
  if (!basis) return InvalidField("basis", "is not a basis of stay");
  return *basis;
}

StatusOr<Provenance> ProvenanceOf(const Json& object) {
  if (!object.contains("provenance")) return Provenance::kElectronicRecord;
  ASSIGN_OR_RETURN(const std::string name, Text(object, "provenance"));
  const auto provenance = ParseProvenance(name);
  if (!provenance) return InvalidField("provenance", "must be ELECTRONIC_RECORD, STAMP or DECLARATION");
  return *provenance;
}

// What tells apart two people who have shown one number: all of it or nothing.
Status ReadFacts(const Json& line, ImportedRow& row) {
  if (!line.contains("holder_nationality") && !line.contains("birth_date") && !line.contains("sex")) return OkStatus();
  row.named_by = NamedBy::kFacts;
  ASSIGN_OR_RETURN(row.document.nationality, Text(line, "holder_nationality"));
  RETURN_IF_ERROR(RequireUpper(row.document.nationality, 3, "", "holder_nationality"));
  ASSIGN_OR_RETURN(const auto birth_date, OptionalDate(line, "birth_date"));
  if (!birth_date) return InvalidField("birth_date", "is required with holder_nationality");
  row.document.birth_date = *birth_date;
  ASSIGN_OR_RETURN(const std::string sex, Text(line, "sex"));
  if (sex != "F" && sex != "M" && sex != "-") return InvalidField("sex", "must be F, M, or - where it is not stated");
  row.document.sex = sex == "F" ? Sex::kFemale : sex == "M" ? Sex::kMale : Sex::kUnspecified;
  return OkStatus();
}

// Which row it is, of whom and where.
Status ReadNames(const Json& line, ImportedRow& row) {
  ASSIGN_OR_RETURN(row.source, Text(line, "source"));
  ASSIGN_OR_RETURN(row.row, Text(line, "row"));
  ASSIGN_OR_RETURN(row.document.issuing_state, Text(line, "issuing_state"));
  RETURN_IF_ERROR(RequireUpper(row.document.issuing_state, 3, "", "issuing_state"));
  ASSIGN_OR_RETURN(row.document.number, Text(line, "number"));
  RETURN_IF_ERROR(RequireUpper(row.document.number, 24, "", "number"));
  ASSIGN_OR_RETURN(row.stay.territory, TerritoryAt(line, "territory"));
  return ReadFacts(line, row);
}

Status ReadNationality(const Json& line, Stay& stay) {
  ASSIGN_OR_RETURN(stay.nationality, Text(line, "nationality"));
  return RequireUpper(stay.nationality, 3, "", "nationality");
}

Status ReadStay(const Json& line, Stay& stay) {
  RETURN_IF_ERROR(ReadNationality(line, stay));
  ASSIGN_OR_RETURN(stay.entry, OptionalDate(line, "entry"));
  ASSIGN_OR_RETURN(stay.exit, OptionalDate(line, "exit"));
  ASSIGN_OR_RETURN(stay.entered_from, TerritoryAt(line, "entered_from"));
  if (line.contains("left_to")) {
    ASSIGN_OR_RETURN(stay.left_to, TerritoryAt(line, "left_to"));
  }
  if (line.contains("basis")) {
    ASSIGN_OR_RETURN(stay.basis, BasisOf(line));
  }
  ASSIGN_OR_RETURN(stay.provenance, ProvenanceOf(line));
  if (stay.entered_from == stay.territory) return InvalidField("entered_from", "must differ from `territory`");
  if (stay.left_to == stay.territory) return InvalidField("left_to", "must differ from `territory`");
  if (!stay.entry && !stay.exit) return InvalidField("entry", "an entry or an exit is required");
  if (stay.entry && stay.exit && *stay.exit < *stay.entry) return InvalidField("exit", "is before the entry");
  return OkStatus();
}

// Who stands for the row, why, and who confirms it.
Status ReadAuthor(const Json& line, ImportedRow& row) {
  ASSIGN_OR_RETURN(row.author, Text(line, "author"));
  if (!line.contains("reason")) return InvalidField("reason", "is required");
  row.reason = line["reason"].get<std::string>();
  RETURN_IF_ERROR(RequireGround(row.reason, "reason"));
  if (!line.contains("confirmed_by")) return OkStatus();
  ASSIGN_OR_RETURN(row.confirmed_by, Text(line, "confirmed_by"));
  return FoldedName(row.confirmed_by) == FoldedName(row.author)
             ? InvalidField("confirmed_by", "must be another than the author")
             : OkStatus();
}

// The row under `key` of the same source or of concerns_source, or a position.
Status ReadConcerned(const Json& line, const char* key, ImportedRow& row) {
  if (line.contains(kConcernsPosition)) {
    if (line.contains(key)) return InvalidField(kConcernsPosition, "stands in the place of a row: not both");
    if (line.contains("concerns_source")) return InvalidField("concerns_source", "belongs to a row");
    const Json& position = line[kConcernsPosition];
    if (!position.is_number_unsigned() || position.get<std::uint64_t>() == 0 ||
        position.get<std::uint64_t>() > std::numeric_limits<std::int64_t>::max()) {
      return InvalidField(kConcernsPosition, "must be a position of the ledger, from 1");
    }
    row.concerned.position = position.get<std::uint64_t>();
    return OkStatus();
  }
  ASSIGN_OR_RETURN(row.concerned.row, Text(line, key));
  row.concerned.source = row.source;
  if (line.contains("concerns_source")) {
    ASSIGN_OR_RETURN(row.concerned.source, Text(line, "concerns_source"));
  }
  return OkStatus();
}

Status ReadAnnulment(const Json& line, ImportedRow& row) {
  RETURN_IF_ERROR(CheckKeys(line, kNameKeys, kAnnulmentKeys, kActKeys));
  row.act = ImportAct::kAnnulment;
  RETURN_IF_ERROR(ReadNames(line, row));
  RETURN_IF_ERROR(ReadConcerned(line, "annuls", row));
  ASSIGN_OR_RETURN(const std::string name, Text(line, "cause"));
  const auto cause = ParseAnnulmentCause(name);
  if (!cause) return InvalidField("cause", "must be RETURNED or ERROR");
  row.cause = *cause;
  return ReadAuthor(line, row);
}

// Where somebody came from of whom only a change of basis is known: from the side that is theirs.
Territory UsualSide(const Stay& stay) {
  if (stay.territory != Territory::kIcbc) return stay.territory == Territory::kChn ? Territory::kKaz : Territory::kChn;
  return CivilDayFor(stay.territory, stay.nationality);
}

Status ReadBasisChange(const Json& line, ImportedRow& row) {
  RETURN_IF_ERROR(CheckKeys(line, kNameKeys, kBasisChangeKeys, kActKeys));
  row.act = ImportAct::kBasisChange;
  RETURN_IF_ERROR(ReadNames(line, row));
  Stay& stay = row.stay;
  RETURN_IF_ERROR(ReadNationality(line, stay));
  ASSIGN_OR_RETURN(stay.entry, OptionalDate(line, "basis_change"));
  ASSIGN_OR_RETURN(stay.basis, BasisOf(line));
  ASSIGN_OR_RETURN(stay.provenance, ProvenanceOf(line));
  stay.entered_from = UsualSide(stay);
  if (line.contains("entered_from")) {
    ASSIGN_OR_RETURN(stay.entered_from, TerritoryAt(line, "entered_from"));
  }
  if (stay.entered_from == stay.territory) return InvalidField("entered_from", "must differ from `territory`");
  return ReadAuthor(line, row);
}

Status ReadCorrection(const Json& line, ImportedRow& row) {
  RETURN_IF_ERROR(CheckKeys(line, kNameKeys, kStayKeys, kCorrectionKeys, kActKeys));
  row.act = ImportAct::kCorrection;
  RETURN_IF_ERROR(ReadNames(line, row));
  RETURN_IF_ERROR(ReadConcerned(line, "corrects", row));
  RETURN_IF_ERROR(ReadStay(line, row.stay));
  return ReadAuthor(line, row);
}

StatusOr<ImportedRow> RowFrom(const Json& line) {
  ImportedRow row;
  if (line.contains("annuls") || line.contains("cause")) {
    RETURN_IF_ERROR(ReadAnnulment(line, row));
  } else if (line.contains("basis_change")) {
    RETURN_IF_ERROR(ReadBasisChange(line, row));
  } else if (line.contains("corrects") || line.contains(kConcernsPosition)) {
    RETURN_IF_ERROR(ReadCorrection(line, row));
  } else {
    RETURN_IF_ERROR(CheckKeys(line, kNameKeys, kStayKeys));
    RETURN_IF_ERROR(ReadNames(line, row));
    RETURN_IF_ERROR(ReadStay(line, row.stay));
  }
  return row;
}

StatusOr<ImportedCompleteness> CompletenessFrom(const Json& line) {
  RETURN_IF_ERROR(CheckKeys(line, kCompletenessKeys));
  ImportedCompleteness complete;
  ASSIGN_OR_RETURN(complete.territory, TerritoryAt(line, "territory"));
  ASSIGN_OR_RETURN(const auto from, OptionalDate(line, "complete_from"));
  complete.from = *from;
  return complete;
}

Status AddLine(const std::string& text, int number, ImportFile& file) {
  const Json line = Json::parse(text, nullptr, false);
  if (line.is_discarded() || !line.is_object())
    return Error(StatusCode::kInvalidArgument, error_reason::kInvalidField, "is not a JSON object");
  if (line.contains("complete_from")) {
    ASSIGN_OR_RETURN(ImportedCompleteness complete, CompletenessFrom(line));
    file.completeness.push_back(complete);
    return OkStatus();
  }
  ASSIGN_OR_RETURN(ImportedRow row, RowFrom(line));
  row.line = number;
  file.rows.push_back(std::move(row));
  return OkStatus();
}

}  // namespace

Status AtLine(const Status& status, std::string_view name, int line) {
  return Error(status.code(), ReasonOf(status),
               std::string(name) + ":" + std::to_string(line) + ": " + MessageOf(status));
}

StatusOr<ImportFile> ParseImportFile(std::string_view text, std::string_view name) {
  ImportFile file;
  file.name = name;
  int number = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    std::string line(text.substr(begin, end - begin));
    begin = end + 1;
    ++number;
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (line.empty()) continue;
    const Status added = AddLine(line, number, file);
    if (!added.ok()) return AtLine(added, name, number);
  }
  return file;
}

}  // namespace clearance
