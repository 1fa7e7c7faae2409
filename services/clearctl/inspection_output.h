// What an inspection of a document came to, in words, as JSON and as a record for other systems.
#pragma once

#include <optional>
#include <string>

#include "common/base/replaced_file.h"
#include "common/document/document_inspection.h"
#include "common/document/mrz_repair.h"
#include "common/rules/inspection_rules.h"

namespace clearance {

struct InspectedDocument {
  DocumentInspection inspected{};
  InspectionOverall overall{};
  DocumentKind kind = DocumentKind::kUnknown;
  std::optional<MrzRepair> holder{};  // of DG1, else of the printed zone; empty when neither could be read
  bool holder_authentic = false;      // the zone is DG1's, and EF.SOD vouches for it
};

// {"results":[{"check","result","reason","took_us"}…],"overall","decided_by","signer","authority","authority_source",
// "kind","portrait_authentic","holder":{…,"authentic"}}; docs/clearctl.md.
std::string InspectionJson(const InspectedDocument& document);

// For people: a line a check with its mark, the gravest first said.
std::string InspectionTable(const InspectedDocument& document);

// A record shaped after BSI TR-03135: checks in its four classes (electronic, combined, optical, background), results
// in its words, each with its time. No holder stands in it.
std::string InspectionRecord(const InspectedDocument& document);
// As far as the beginning of a file tells.
FileKind InspectionRecordKind();

}  // namespace clearance
