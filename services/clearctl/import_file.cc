#include "services/clearctl/import_file.h"

#include <algorithm>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <optional>

#include "common/base/error_reasons.h"
#include "common/wire/fields.h"

namespace clearance {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMaxNameBytes = 64;

// Every key must be one of `known`.
Status CheckKeys(const Json& object, std::initializer_list<std::string_view> known) {
  for (const auto& [key, value] : object.items()) {
    if (std::find(known.begin(), known.end(), key) == known.end()) return InvalidField(key, "is not a known key");
    if (!value.is_string()) return InvalidField(key, "must be a string");
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
  if (!object.contains("basis")) return StayBasis::kVisaFree;
  ASSIGN_OR_RETURN(const std::string name, Text(object, "basis"));
  const auto basis = ParseStayBasis(name);
  if (!basis) return InvalidField("basis", "is not a basis of stay");
  return *basis;
}

StatusOr<ImportedStay> StayFrom(const Json& line) {
  RETURN_IF_ERROR(CheckKeys(line, {"source", "row", "issuing_state", "number", "nationality", "territory", "entry",
                                   "exit", "entered_from", "left_to", "basis"}));
  ImportedStay imported;
  ASSIGN_OR_RETURN(imported.source, Text(line, "source"));
  ASSIGN_OR_RETURN(imported.row, Text(line, "row"));
  ASSIGN_OR_RETURN(imported.document.issuing_state, Text(line, "issuing_state"));
  RETURN_IF_ERROR(RequireUpper(imported.document.issuing_state, 3, "", "issuing_state"));
  ASSIGN_OR_RETURN(imported.document.number, Text(line, "number"));
  RETURN_IF_ERROR(RequireUpper(imported.document.number, 24, "", "number"));
  ASSIGN_OR_RETURN(imported.stay.nationality, Text(line, "nationality"));
  RETURN_IF_ERROR(RequireUpper(imported.stay.nationality, 3, "", "nationality"));
  ASSIGN_OR_RETURN(imported.stay.territory, TerritoryAt(line, "territory"));
  ASSIGN_OR_RETURN(imported.stay.entry, OptionalDate(line, "entry"));
  ASSIGN_OR_RETURN(imported.stay.exit, OptionalDate(line, "exit"));
  ASSIGN_OR_RETURN(imported.stay.entered_from, TerritoryAt(line, "entered_from"));
  if (line.contains("left_to")) {
    ASSIGN_OR_RETURN(imported.stay.left_to, TerritoryAt(line, "left_to"));
  }
  ASSIGN_OR_RETURN(imported.stay.basis, BasisOf(line));
  if (imported.stay.entered_from == imported.stay.territory)
    return InvalidField("entered_from", "must differ from `territory`");
  if (imported.stay.left_to == imported.stay.territory) return InvalidField("left_to", "must differ from `territory`");
  if (!imported.stay.entry && !imported.stay.exit) return InvalidField("entry", "an entry or an exit is required");
  if (imported.stay.entry && imported.stay.exit && *imported.stay.exit < *imported.stay.entry)
    return InvalidField("exit", "is before the entry");
  return imported;
}

StatusOr<ImportedCompleteness> CompletenessFrom(const Json& line) {
  RETURN_IF_ERROR(CheckKeys(line, {"territory", "complete_from"}));
  ImportedCompleteness complete;
  ASSIGN_OR_RETURN(complete.territory, TerritoryAt(line, "territory"));
  ASSIGN_OR_RETURN(const auto from, OptionalDate(line, "complete_from"));
  complete.from = *from;
  return complete;
}

Status AddLine(const std::string& text, ImportFile& file) {
  const Json line = Json::parse(text, nullptr, false);
  if (line.is_discarded() || !line.is_object())
    return Error(StatusCode::kInvalidArgument, error_reason::kInvalidField, "is not a JSON object");
  if (line.contains("complete_from")) {
    ASSIGN_OR_RETURN(ImportedCompleteness complete, CompletenessFrom(line));
    file.completeness.push_back(complete);
    return OkStatus();
  }
  ASSIGN_OR_RETURN(ImportedStay stay, StayFrom(line));
  file.stays.push_back(std::move(stay));
  return OkStatus();
}

}  // namespace

StatusOr<ImportFile> ParseImportFile(std::string_view text, std::string_view name) {
  ImportFile file;
  int number = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    std::string line(text.substr(begin, end - begin));
    begin = end + 1;
    ++number;
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (line.empty()) continue;
    const Status added = AddLine(line, file);
    if (!added.ok())
      return Error(StatusCode::kInvalidArgument, error_reason::kInvalidField,
                   std::string(name) + ":" + std::to_string(number) + ": " + MessageOf(added));
  }
  return file;
}

}  // namespace clearance
