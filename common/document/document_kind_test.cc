#include "common/document/document_kind.h"

#include <gtest/gtest.h>

namespace clearance {
namespace {

TEST(DocumentKindTest, ReadsTheStateWithTheCode) {
  EXPECT_EQ(KindOf("CHN", "PO", std::nullopt), DocumentKind::kOrdinaryPassport);
  EXPECT_EQ(KindOf("CHN", "P", std::nullopt), DocumentKind::kOrdinaryPassport);
  EXPECT_EQ(KindOf("CHN", "PT", std::nullopt), DocumentKind::kTravelDocument);
  EXPECT_EQ(KindOf("CHN", "CE", std::nullopt), DocumentKind::kExitEntryPermit);
  EXPECT_EQ(KindOf("KAZ", "P", std::nullopt), DocumentKind::kOrdinaryPassport);
  EXPECT_EQ(KindOf("KAZ", "ID", std::nullopt), DocumentKind::kIdentityCard);
  EXPECT_EQ(KindOf("KAZ", "I", std::nullopt), DocumentKind::kIdentityCard);
}

TEST(DocumentKindTest, NeverGuesses) {
  EXPECT_EQ(KindOf("KAZ", "PO", std::nullopt), DocumentKind::kUnknown);
  EXPECT_EQ(KindOf("CHN", "C", std::nullopt), DocumentKind::kUnknown);  // the permit for Hong Kong and Macao residents
  EXPECT_EQ(KindOf("CHN", "ID", std::nullopt), DocumentKind::kUnknown);
  EXPECT_EQ(KindOf("D", "P", std::nullopt), DocumentKind::kUnknown);
  EXPECT_EQ(KindOf("", "", std::nullopt), DocumentKind::kUnknown);
}

TEST(DocumentKindTest, ReadsTheDateOfIssueWhereACodeChangedItsMeaning) {
  EXPECT_EQ(KindOf("KAZ", "PS", MakeDate(2025, 12, 31)), DocumentKind::kServicePassport);
  EXPECT_EQ(KindOf("KAZ", "PS", MakeDate(2026, 1, 1)), DocumentKind::kUnknown);
  EXPECT_EQ(KindOf("KAZ", "PS", std::nullopt), DocumentKind::kUnknown);
  EXPECT_EQ(KindOf("KAZ", "PP", MakeDate(2025, 12, 31)), DocumentKind::kUnknown);
  EXPECT_EQ(KindOf("KAZ", "PP", MakeDate(2026, 1, 1)), DocumentKind::kOrdinaryPassport);
  EXPECT_EQ(KindOf("KAZ", "PP", std::nullopt), DocumentKind::kOrdinaryPassport);
}

TEST(DocumentKindTest, NoTwoRowsContradictEachOther) {
  const auto rows = DocumentKindTable();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_LE(rows[i].issued_from, rows[i].issued_to);
    for (std::size_t j = 0; j < i; ++j) {
      if (rows[i].issuing_state != rows[j].issuing_state || rows[i].code != rows[j].code) continue;
      EXPECT_TRUE(rows[i].issued_from > rows[j].issued_to || rows[j].issued_from > rows[i].issued_to)
          << rows[i].issuing_state << rows[i].code;
    }
  }
}

TEST(DocumentKindTest, GivesTheCodeOfAKindBack) {
  EXPECT_EQ(CodeFor("CHN", DocumentKind::kOrdinaryPassport), "PO");
  EXPECT_EQ(CodeFor("KAZ", DocumentKind::kOrdinaryPassport), "P");
  EXPECT_EQ(CodeFor("KAZ", DocumentKind::kIdentityCard), "ID");
  EXPECT_EQ(CodeFor("KAZ", DocumentKind::kExitEntryPermit), std::nullopt);
}

}  // namespace
}  // namespace clearance
