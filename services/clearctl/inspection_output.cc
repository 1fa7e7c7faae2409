#include "services/clearctl/inspection_output.h"

#include <array>

#include "common/base/text.h"
#include "services/clearctl/json_text.h"
#include "services/clearctl/mrz_batch.h"

namespace clearance {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kRecordFormat = "clearance-document-check-";  // and its number

Json TextOrNull(std::string_view text) { return text.empty() ? Json(nullptr) : Json(text); }

Json ReasonOrNull(InspectionReason reason) {
  return reason == InspectionReason::kNone ? Json(nullptr) : Json(InspectionReasonName(reason));
}

// The results in the words of TR-03135.
std::string_view RecordWord(InspectionResult result) {
  switch (result) {
    case InspectionResult::kSuccessful:
      return "successful";
    case InspectionResult::kFailed:
      return "failed";
    case InspectionResult::kUndetermined:
      return "undetermined";
    case InspectionResult::kNotSupported:
      return "notSupported";
    case InspectionResult::kAborted:
      return "aborted";
    case InspectionResult::kNotPerformed:
      break;
  }
  return "notPerformed";
}

std::string_view RecordWord(InspectionVerdict verdict) {
  switch (verdict) {
    case InspectionVerdict::kSuccessful:
      return "successful";
    case InspectionVerdict::kFailed:
      return "failed";
    case InspectionVerdict::kUndetermined:
      break;
  }
  return "undetermined";
}

// Where a check stands in a record.
struct RecordPlace {
  InspectionCheck check;
  const char* group;
  const char* name;
};

constexpr std::array kRecordPlaces = {
    RecordPlace{InspectionCheck::kAccessProtocol, "electronicChecks", "chipAccess"},
    RecordPlace{InspectionCheck::kSodSignature, "electronicChecks", "sodSignature"},
    RecordPlace{InspectionCheck::kSignerTrust, "electronicChecks", "documentSignerTrust"},
    RecordPlace{InspectionCheck::kValidityPeriod, "electronicChecks", "certificateValidity"},
    RecordPlace{InspectionCheck::kRevocation, "electronicChecks", "certificateRevocation"},
    RecordPlace{InspectionCheck::kFileList, "electronicChecks", "efComAgainstSod"},
    RecordPlace{InspectionCheck::kDataGroupHashes, "electronicChecks", "dataGroupIntegrity"},
    RecordPlace{InspectionCheck::kDefects, "electronicChecks", "defects"},
    RecordPlace{InspectionCheck::kChipAuthenticity, "electronicChecks", "chipAuthentication"},
    RecordPlace{InspectionCheck::kMrzAgainstChip, "combinedChecks", "mrzAgainstDg1"},
    RecordPlace{InspectionCheck::kIssuingState, "combinedChecks", "issuingState"},
    RecordPlace{InspectionCheck::kOpticalChecks, "opticalChecks", "overall"},
    RecordPlace{InspectionCheck::kLostOrStolen, "backgroundChecks", "lostOrStolen"},
};
static_assert(kRecordPlaces.size() == kAllInspectionChecks.size());

std::string_view MarkOf(InspectionResult result) {
  switch (result) {
    case InspectionResult::kSuccessful:
      return "✓";
    case InspectionResult::kFailed:
      return "✗";
    case InspectionResult::kUndetermined:
    case InspectionResult::kAborted:
      return "?";
    case InspectionResult::kNotSupported:
    case InspectionResult::kNotPerformed:
      break;
  }
  return "·";
}

void Pad(std::string& line, std::size_t from, std::size_t columns) {
  const std::size_t used = line.size() - from;
  line.append(used < columns ? columns - used : 1, ' ');
}

void AppendFinding(std::string& out, const InspectionFinding& finding) {
  constexpr std::size_t kCheckColumns = 20;
  constexpr std::size_t kResultColumns = 15;
  out.append("  ").append(MarkOf(finding.result)).append(" ");
  std::size_t from = out.size();
  out.append(InspectionCheckName(finding.check));
  Pad(out, from, kCheckColumns);
  from = out.size();
  out.append(InspectionResultName(finding.result));
  if (finding.reason != InspectionReason::kNone) {
    Pad(out, from, kResultColumns);
    out.append(InspectionReasonName(finding.reason));
  }
  out.append("\n");
}

void AppendRow(std::string& out, std::string_view name, std::string_view value) {
  constexpr std::size_t kNameColumns = 11;
  if (value.empty()) return;
  const std::size_t from = out.size();
  out.append(name);
  Pad(out, from, kNameColumns);
  out.append(ShownText(value)).append("\n");  // names of files and of certificates are others' text
}

std::string OverallText(const InspectionOverall& overall) {
  std::string text(InspectionVerdictName(overall.verdict));
  if (overall.check) return text.append(", by ").append(DecidedBy(overall));
  if (overall.verdict == InspectionVerdict::kUndetermined) text.append(": the rule book has no row for this kind");
  return text;
}

// What the checks from this one on are about; empty where the matter stays the same.
std::string_view HeadingBefore(InspectionCheck check) {
  switch (check) {
    case InspectionCheck::kSodSignature:
      return "data";
    case InspectionCheck::kAccessProtocol:
      return "chip";
    case InspectionCheck::kOpticalChecks:
      return "booklet";
    default:
      return "";
  }
}

void AppendHolder(std::string& out, const InspectedDocument& document) {
  const MrzReading& reading = document.holder->reading;
  const MrzNames& names = reading.names;
  AppendRow(out, "holder", names.surname + (names.given_names.empty() ? "" : ", " + names.given_names));
  AppendRow(out, "number", reading.document_number + " of " + reading.issuing_state);
  AppendRow(out, "", document.holder_authentic ? "as on the chip, which is authentic" : "NOT ESTABLISHED as authentic");
}

}  // namespace

std::string InspectionJson(const InspectedDocument& document) {
  const DocumentInspection& inspected = document.inspected;
  Json json = {{"results", Json::array()}};
  for (const InspectionFinding& finding : inspected.inspection.findings) {
    json["results"].push_back({{"check", InspectionCheckName(finding.check)},
                               {"result", InspectionResultName(finding.result)},
                               {"reason", ReasonOrNull(finding.reason)},
                               {"took_us", finding.took.count()}});
  }
  json["overall"] = InspectionVerdictName(document.overall.verdict);
  json["decided_by"] = TextOrNull(DecidedBy(document.overall));
  json["at"] = FormatInstant(inspected.inspection.at);
  json["kind"] = DocumentKindName(document.kind);
  json["signer"] = TextOrNull(inspected.signer);
  json["authority"] = TextOrNull(inspected.authority);
  json["authority_source"] = TextOrNull(inspected.authority_source);
  json["portrait_authentic"] = inspected.portrait_authentic;
  json["holder"] = nullptr;
  if (document.holder) {
    json["holder"] = Json::parse(MrzJson(*document.holder));
    json["holder"]["authentic"] = document.holder_authentic;
  }
  return JsonText(json);
}

std::string InspectionTable(const InspectedDocument& document) {
  const DocumentInspection& inspected = document.inspected;
  std::string out;
  AppendRow(out, "overall", OverallText(document.overall));
  AppendRow(out, "document", DocumentKindName(document.kind));
  AppendRow(out, "as of", FormatInstant(inspected.inspection.at));
  for (const InspectionFinding& finding : inspected.inspection.findings) {
    const std::string_view heading = HeadingBefore(finding.check);
    if (!heading.empty()) out.append("\n").append(heading).append("\n");
    AppendFinding(out, finding);
  }
  out.append("\n");
  AppendRow(out, "signer", inspected.signer);
  AppendRow(out, "authority", inspected.authority);
  AppendRow(out, "known from", inspected.authority_source);
  if (document.holder) AppendHolder(out, document);
  return out;
}

FileKind InspectionRecordKind() {
  return KindThatBegins("a record of a document check", "{\n  \"format\": \"" + std::string(kRecordFormat));
}

std::string InspectionRecord(const InspectedDocument& document) {
  const Inspection& inspection = document.inspected.inspection;
  Json record = {{"format", std::string(kRecordFormat) + "1, after BSI TR-03135"},
                 {"checkedAt", FormatInstant(inspection.at)},
                 {"documentKind", DocumentKindName(document.kind)},
                 {"overallResult", RecordWord(document.overall.verdict)}};
  for (const RecordPlace& place : kRecordPlaces) {
    const InspectionFinding* finding = FindInspection(inspection, place.check);
    if (finding == nullptr) continue;
    record[place.group][place.name] = {{"result", RecordWord(finding->result)},
                                       {"reason", ReasonOrNull(finding->reason)},
                                       {"durationMicroseconds", finding->took.count()}};
  }
  record["documentSigner"] = TextOrNull(document.inspected.signer);
  record["countrySigningAuthority"] = TextOrNull(document.inspected.authority);
  record["trustSource"] = TextOrNull(document.inspected.authority_source);
  return JsonText(record, 2) + "\n";
}

}  // namespace clearance
