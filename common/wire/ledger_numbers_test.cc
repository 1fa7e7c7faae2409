// Numbers that are sealed for ever: each value has its own, none is lost, and docs/ledger.md says what each means.
#include "common/wire/ledger_numbers.h"

#include <gtest/gtest.h>

#include <fstream>
#include <set>

#include "tests/support/shared_data.h"

namespace clearance {
namespace {

std::string_view SideName(Side side) { return side == Side::kExit ? "EXIT" : "ENTRY"; }

// "1 NAME, 2 NAME …": as a line of the document lists them.
template <typename Enum>
std::string Listed(std::string_view (*name)(Enum)) {
  std::string listed;
  std::set<std::int64_t> numbers;
  for (int number = 1; number < kMaxLedgerNumbers; ++number) {
    const auto value = FromLedgerNumber<Enum>(number);
    if (!value) break;
    EXPECT_EQ(LedgerNumber(*value), number);
    EXPECT_TRUE(numbers.insert(number).second);
    listed += (listed.empty() ? "" : ", ") + std::to_string(number) + " " + std::string(name(*value));
  }
  EXPECT_FALSE(FromLedgerNumber<Enum>(static_cast<std::int64_t>(numbers.size()) + 1));
  EXPECT_FALSE(FromLedgerNumber<Enum>(0));
  EXPECT_FALSE(FromLedgerNumber<Enum>(-1));
  return listed;
}

// The text of the document with every line break as one blank.
std::string Document() {
  std::ifstream file(SourcePath("docs/ledger.md"));
  std::string text;
  for (std::string word; file >> word;) text += word + " ";
  return text;
}

TEST(LedgerNumbersTest, TheDocumentListsEachAsItIs) {
  const std::string document = Document();
  for (const std::string& listed :
       {Listed<Territory>(TerritoryName), Listed<Side>(SideName), Listed<ServiceLevel>(ServiceLevelName),
        Listed<DocumentKind>(DocumentKindName), Listed<Purpose>(PurposeName), Listed<CheckKind>(CheckKindName),
        Listed<FindingResult>(FindingResultName), Listed<FindingCause>(FindingCauseName),
        Listed<InspectionCheck>(InspectionCheckName), Listed<InspectionResult>(InspectionResultName),
        Listed<InspectionReason>(InspectionReasonName), Listed<Verdict>(VerdictName),
        Listed<HistoryCompleteness>(HistoryCompletenessName), Listed<ReasonCode>(ReasonCodeName),
        Listed<StayBasis>(StayBasisName), Listed<ReferralKind>(ReferralKindName)})
    EXPECT_NE(document.find(listed), std::string::npos) << "docs/ledger.md does not say: " << listed;
}

TEST(LedgerNumbersTest, EveryValueHasANumber) {
  for (int code = 0; code < kReasonCodeCount; ++code) EXPECT_GT(LedgerNumber(static_cast<ReasonCode>(code)), 0) << code;
  EXPECT_EQ(LedgerNumber(static_cast<ReasonCode>(kReasonCodeCount)), 0);
  EXPECT_GT(LedgerNumber(InspectionReason::kListed), 0);
}

}  // namespace
}  // namespace clearance
