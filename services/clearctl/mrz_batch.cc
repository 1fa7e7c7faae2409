#include "services/clearctl/mrz_batch.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "common/document/document_kind.h"

namespace clearance {
namespace {

using Json = nlohmann::ordered_json;

// A first line of nearly a format's length is one in which characters were lost or doubled.
constexpr std::size_t kMaxLengthError = 2;

std::size_t LinesOfDocument(std::size_t first_line) {
  const auto about = [&](std::size_t columns) {
    return first_line + kMaxLengthError >= columns && first_line <= columns + kMaxLengthError;
  };
  if (about(30)) return 3;
  return about(36) || about(44) ? 2 : 1;
}

Json DateOrNull(const std::optional<Date>& date) { return date ? Json(FormatDate(*date)) : Json(nullptr); }

Json SexOrNull(Sex sex) {
  if (sex == Sex::kUnspecified) return nullptr;
  return sex == Sex::kFemale ? "F" : "M";
}

std::string_view KindName(const MrzReading& reading) {
  return DocumentKindName(KindOf(reading.issuing_state, reading.document_code, std::nullopt));
}

// The check digits of a format: of TD1 and TD2 the optional data have none.
std::vector<MrzField> CheckedFields(MrzFormat format) {
  std::vector<MrzField> fields = {MrzField::kDocumentNumber, MrzField::kBirthDate, MrzField::kExpiryDate};
  if (format == MrzFormat::kTd3) fields.push_back(MrzField::kOptionalData);
  fields.push_back(MrzField::kComposite);
  return fields;
}

std::string_view CheckResult(const MrzReading& reading, MrzField field) {
  return reading.Has(field, MrzProblem::kCheckDigitWrong) ? "failed" : "ok";
}

std::string DateText(const std::optional<Date>& date) { return date ? FormatDate(*date) : "-"; }

void AppendRow(std::string& out, std::string_view name, std::string_view value) {
  constexpr std::size_t kNameColumns = 17;
  out.append("  ").append(name).append(name.size() < kNameColumns ? kNameColumns - name.size() : 1, ' ');
  out.append(value.empty() ? "-" : value).append("\n");
}

std::string Joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text.append(text.empty() ? "" : ", ").append(word);
  return text;
}

std::string MrzTable(const MrzRepair& repair) {
  const MrzReading& reading = repair.reading;
  const char* state = reading.Sound()            ? "valid"
                      : repair.corrected.empty() ? "NOT VALID"
                                                 : "NOT VALID AS READ, corrected";
  std::string out = std::string(MrzFormatName(reading.format)) + "  " + state + "\n";
  AppendRow(out, "kind", KindName(reading));
  AppendRow(out, "document_number", reading.document_number);
  AppendRow(out, "issuing_state", reading.issuing_state);
  AppendRow(out, "nationality", reading.nationality);
  AppendRow(out, "birth_date", DateText(reading.birth_date));
  AppendRow(out, "expiry_date", DateText(reading.expiry_date));
  AppendRow(out, "sex", reading.sex == Sex::kFemale ? "F" : reading.sex == Sex::kMale ? "M" : "-");
  AppendRow(out, "surname", reading.names.surname);
  AppendRow(out, "given_names", reading.names.given_names);
  if (reading.names.truncated) AppendRow(out, "", "the names may be cut");
  AppendRow(out, "optional_data", reading.optional_data);
  if (!reading.optional_data_2.empty()) AppendRow(out, "optional_data_2", reading.optional_data_2);
  if (!reading.national_number.empty()) AppendRow(out, "national_number", reading.national_number);
  std::vector<std::string> wrong;
  for (const MrzFinding& finding : reading.findings) {
    wrong.push_back(std::string(MrzFieldName(finding.field)) + " " + std::string(MrzProblemName(finding.problem)));
  }
  AppendRow(out, "findings", Joined(wrong));
  return out;
}

}  // namespace

std::string MrzJson(const MrzRepair& repair) {
  const MrzReading& reading = repair.reading;
  Json json = {{"format", MrzFormatName(reading.format)},
               {"valid", reading.Sound()},
               {"kind", KindName(reading)},
               {"document_number", reading.document_number},
               {"issuing_state", reading.issuing_state},
               {"nationality", reading.nationality},
               {"birth_date", DateOrNull(reading.birth_date)},
               {"expiry_date", DateOrNull(reading.expiry_date)},
               {"sex", SexOrNull(reading.sex)},
               {"surname", reading.names.surname},
               {"given_names", reading.names.given_names},
               {"names_truncated", reading.names.truncated},
               {"optional_data", reading.optional_data},
               {"optional_data_2", reading.optional_data_2},
               {"national_number", reading.national_number},
               {"checks", Json::object()},
               {"corrected", Json::array()},
               {"findings", Json::array()}};
  for (const MrzField field : CheckedFields(reading.format)) {
    json["checks"][std::string(MrzFieldName(field))] = CheckResult(reading, field);
  }
  for (const MrzField field : repair.corrected) json["corrected"].push_back(MrzFieldName(field));
  for (const MrzFinding& finding : reading.findings) {
    json["findings"].push_back({{"field", MrzFieldName(finding.field)}, {"problem", MrzProblemName(finding.problem)}});
  }
  return json.dump();
}

void MrzBatch::Take(std::string_view line, std::string& out) {
  ++lines_taken_;
  if (line.empty()) {
    Answer(out);
    return;
  }
  if (document_.empty()) {
    first_line_ = lines_taken_;
    lines_wanted_ = LinesOfDocument(line.size());
  }
  document_.emplace_back(line);
  if (document_.size() == lines_wanted_) Answer(out);
}

void MrzBatch::End(std::string& out) { Answer(out); }

void MrzBatch::Answer(std::string& out) {
  if (document_.empty()) return;
  std::string text;
  for (const std::string& line : document_) text.append(text.empty() ? "" : "\n").append(line);
  document_.clear();
  ++totals_.documents;
  const StatusOr<MrzRepair> repair = RepairMrz(text, today_);
  if (!repair.ok()) ++totals_.unreadable;
  if (output_ == MrzOutput::kTable && totals_.documents > 1) out.append("\n");
  if (repair.ok()) {
    out.append(output_ == MrzOutput::kJson ? MrzJson(*repair) + "\n" : MrzTable(*repair));
    return;
  }
  // The error counts the lines of the document, this the lines of the input.
  const std::string message = MessageOf(repair.status());
  out.append(output_ == MrzOutput::kJson
                 ? Json{{"error", message}, {"first_line", first_line_}}.dump() + "\n"
                 : "UNREADABLE, from line " + std::to_string(first_line_) + " of the input on  " + message + "\n");
}

}  // namespace clearance
