// The fields of a document as they are sealed: what is read has that one encoding.
#include "common/base/check.h"
#include "common/wire/document_fields.h"
#include "tests/fuzz/targets.h"
#include "tests/support/samples.h"

namespace clearance {
namespace {

void Run(std::string_view input) {
  if (const auto document = ReadDocumentFields(input); document.ok()) CHECK(DocumentFieldBytes(*document) == input);
}

std::vector<std::string> Seeds() {
  Document bare = SampleDocument();
  bare.expiry_date.reset();
  bare.national_number.clear();
  bare.sex = Sex::kUnspecified;
  return {DocumentFieldBytes(SampleDocument()), DocumentFieldBytes(bare)};
}

}  // namespace

FuzzTarget DocumentFieldsTarget() { return {"document_fields", Run, Seeds}; }

}  // namespace clearance
