// Tests of inspection_output: the keys that programs read, the table that people do, a record without the holder.
#include "services/clearctl/inspection_output.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/support/mrz_specimens.h"

namespace clearance {
namespace {

using Json = nlohmann::json;
using testing::HasSubstr;
using testing::Not;

InspectedDocument Someone() {
  InspectedDocument document;
  document.inspected.inspection.at = ParseInstant("2026-11-25T08:00:00Z").value();
  for (const InspectionCheck check : kAllInspectionChecks) {
    document.inspected.inspection.findings.push_back(
        {check, InspectionResult::kSuccessful, InspectionReason::kNone, std::chrono::microseconds(7)});
  }
  document.inspected.inspection.findings[5].result = InspectionResult::kFailed;
  document.inspected.inspection.findings[5].reason = InspectionReason::kHashDiffers;
  document.inspected.inspection.findings[12].result = InspectionResult::kNotPerformed;
  document.inspected.inspection.findings[12].reason = InspectionReason::kNoList;
  document.inspected.signer = "C=UT, CN=DS";
  document.overall = {InspectionVerdict::kFailed, InspectionCheck::kDataGroupHashes, InspectionReason::kHashDiffers};
  document.kind = DocumentKind::kOrdinaryPassport;
  document.holder = RepairMrz(kIcaoTd3, kToday).value();
  return document;
}

TEST(InspectionOutputTest, Json) {
  const Json json = Json::parse(InspectionJson(Someone()));
  ASSERT_EQ(json["results"].size(), 13U);
  EXPECT_EQ(json["results"][0],
            (Json{{"check", "SOD_SIGNATURE"}, {"result", "SUCCESSFUL"}, {"reason", nullptr}, {"took_us", 7}}));
  EXPECT_EQ(json["results"][5]["reason"], "HASH_DIFFERS");
  EXPECT_EQ(json["overall"], "FAILED");
  EXPECT_EQ(json["decided_by"], "DATA_GROUP_HASHES:HASH_DIFFERS");
  EXPECT_EQ(json["holder"]["document_number"], "L898902C3");
  EXPECT_EQ(json["holder"]["authentic"], false);
  EXPECT_EQ(json["authority"], nullptr);
  EXPECT_EQ(json["signer"], "C=UT, CN=DS");
}

TEST(InspectionOutputTest, WithoutAHolderThereIsNone) {
  InspectedDocument document = Someone();
  document.holder.reset();
  EXPECT_EQ(Json::parse(InspectionJson(document))["holder"], nullptr);
  EXPECT_THAT(InspectionTable(document), Not(HasSubstr("holder")));
}

TEST(InspectionOutputTest, Table) {
  const std::string table = InspectionTable(Someone());
  EXPECT_THAT(table, HasSubstr("overall    FAILED, by DATA_GROUP_HASHES:HASH_DIFFERS\n"));
  EXPECT_THAT(table, HasSubstr("  ✗ DATA_GROUP_HASHES   FAILED         HASH_DIFFERS\n"));
  EXPECT_THAT(table, HasSubstr("  · LOST_OR_STOLEN      NOT_PERFORMED  NO_LIST\n"));
  EXPECT_THAT(table, HasSubstr("NOT ESTABLISHED as authentic"));
}

TEST(InspectionOutputTest, ARecordHoldsEveryCheckAndNoHolder) {
  const std::string text = InspectionRecord(Someone());
  EXPECT_THAT(text, Not(HasSubstr("ERIKSSON")));
  EXPECT_THAT(text, Not(HasSubstr("L898902C3")));
  const Json record = Json::parse(text);
  std::size_t checks = 0;
  for (const char* group : {"electronicChecks", "combinedChecks", "opticalChecks", "backgroundChecks"})
    checks += record[group].size();
  EXPECT_EQ(checks, kAllInspectionChecks.size());
  EXPECT_EQ(record["overallResult"], "failed");
  EXPECT_EQ(record["electronicChecks"]["dataGroupIntegrity"]["result"], "failed");
  EXPECT_EQ(record["backgroundChecks"]["lostOrStolen"]["result"], "notPerformed");
}

}  // namespace
}  // namespace clearance
