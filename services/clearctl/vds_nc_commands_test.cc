// Tests of the command's words; what a seal is judged to be is tested beside common/document/vds_nc.
#include "services/clearctl/vds_nc_commands.h"

#include <gtest/gtest.h>

namespace clearance {
namespace {

const Instant kAt = ParseInstant("2021-09-15T00:00:00Z").value();

VdsNcVerdict Verdict(VdsNcResult result, std::string problem) {
  return {.result = result,
          .problem = std::move(problem),
          .type = "icao.vacc",
          .issuing_state = "AUS",
          .version = 1,
          .signer = "C=AU, CN=DFAT",
          .revocation = VdsNcRevocation::kChecked};
}

TEST(VdsNcCommandsTest, WritesOneJsonObject) {
  EXPECT_EQ(VdsNcJson(Verdict(VdsNcResult::kValid, ""), kAt),
            R"({"result":"VALID","valid":true,"problem":null,"type":"icao.vacc","version":1,"issuing_state":"AUS",)"
            R"("signer":"C=AU, CN=DFAT","revocation":"CHECKED","at":"2021-09-15T00:00:00.000Z"})");
  EXPECT_EQ(
      VdsNcJson(Verdict(VdsNcResult::kExpired, "over"), kAt),
      R"({"result":"EXPIRED","valid":false,"problem":"over","type":"icao.vacc","version":1,)"
      R"("issuing_state":"AUS","signer":"C=AU, CN=DFAT","revocation":"CHECKED","at":"2021-09-15T00:00:00.000Z"})");
  EXPECT_EQ(VdsNcJson({.result = VdsNcResult::kMalformed, .problem = "data: is missing"}, kAt),
            R"({"result":"MALFORMED","valid":false,"problem":"data: is missing","type":null,"version":null,)"
            R"("issuing_state":null,"signer":null,"revocation":null,"at":"2021-09-15T00:00:00.000Z"})");
}

TEST(VdsNcCommandsTest, KeepsJsonWholeWhateverTheSignerIsCalled) {
  VdsNcVerdict verdict = Verdict(VdsNcResult::kValid, "");
  verdict.signer = "CN=\"\xFF";
  EXPECT_NE(VdsNcJson(verdict, kAt).find("CN=\\\"\xEF\xBF\xBD\""), std::string::npos);
}

TEST(VdsNcCommandsTest, WritesASentence) {
  EXPECT_EQ(VdsNcSentence(Verdict(VdsNcResult::kValid, "")),
            "VALID (icao.vacc version 1 of AUS, signer C=AU, CN=DFAT, by a revocation list in force)");
  EXPECT_EQ(VdsNcSentence(Verdict(VdsNcResult::kExpired, "over")),
            "EXPIRED: over (icao.vacc version 1 of AUS, signer C=AU, CN=DFAT, by a revocation list in force)");
  VdsNcVerdict verdict = Verdict(VdsNcResult::kValid, "");
  verdict.revocation = VdsNcRevocation::kListEnded;
  EXPECT_EQ(VdsNcSentence(verdict),
            "VALID (icao.vacc version 1 of AUS, signer C=AU, CN=DFAT, REVOCATION NOT ESTABLISHED: the list had ended)");
  verdict.revocation = VdsNcRevocation::kNoList;
  EXPECT_TRUE(VdsNcSentence(verdict).ends_with(", REVOCATION NOT ESTABLISHED: there is no list)"));
  verdict.revocation = VdsNcRevocation::kNotLookedAt;
  EXPECT_TRUE(VdsNcSentence(verdict).ends_with(", signer C=AU, CN=DFAT)"));
  EXPECT_EQ(VdsNcSentence({.result = VdsNcResult::kMalformed, .problem = "data: is missing"}),
            "MALFORMED: data: is missing");
}

}  // namespace
}  // namespace clearance
