// What a hold is looked up by: the same for the same person, another for anybody else, and never another kind's.
#include <gtest/gtest.h>

#include <set>

#include "db/pseudonyms.h"
#include "tests/support/samples.h"

namespace clearance {
namespace {

class HoldKeysTest : public testing::Test {
 protected:
  std::string NameOf(const char* primary, const char* secondary, Date born = MakeDate(1990, 5, 17)) const {
    return pseudonyms_.NameKey(primary, secondary, born);
  }
  const Pseudonyms pseudonyms_ = *Pseudonyms::FromKey(SecretBytes(std::string(32, 'k')));
};

TEST_F(HoldKeysTest, APersonIsTheirNumberNationalityAndBirthDate) {
  const Document document = SampleDocument();
  const std::string key = pseudonyms_.NationalKey(document);
  EXPECT_EQ(key.size(), 32u);
  Document renewed = document;
  renewed.number = "N99";
  renewed.issuing_state = "D";
  renewed.kind = DocumentKind::kIdentityCard;
  renewed.sex = Sex::kMale;
  EXPECT_EQ(pseudonyms_.NationalKey(renewed), key);
  for (auto change : {+[](Document& d) { d.nationality = "CHN"; }, +[](Document& d) { d.national_number += "1"; },
                      +[](Document& d) { d.birth_date += Days(1); }}) {
    Document other = document;
    change(other);
    EXPECT_NE(pseudonyms_.NationalKey(other), key);
  }
  Document without = document;
  without.national_number.clear();
  EXPECT_EQ(pseudonyms_.NationalKey(without), "");
}

TEST_F(HoldKeysTest, ANameIsComparedLetterByLetter) {
  const std::set<std::string> keys = {NameOf("UENAL", "ANNA"),
                                      NameOf("UNAL", "ANNA"),
                                      NameOf("YUNAL", "ANNA"),
                                      NameOf("UENAL", ""),
                                      NameOf("UENAL ANNA", ""),
                                      NameOf("UENALANNA", ""),
                                      NameOf("UENAL", "ANNA", MakeDate(1990, 5, 18))};
  EXPECT_EQ(keys.size(), 7u);
  EXPECT_EQ(NameOf("UENAL", "ANNA"), NameOf("UENAL", "ANNA"));
  EXPECT_EQ(NameOf("", "ANNA"), "") << "nobody's name";
}

TEST_F(HoldKeysTest, ANameIsPartOfWhatARequestShowsOnlyWhereThereIsOne) {
  Document document = SampleDocument();
  // Pinned: a retry over an upgrade must have the hash it had.
  const std::string before = pseudonyms_.Fingerprint(document);
  document.primary_identifier = "SAMPLE";
  const std::string named = pseudonyms_.Fingerprint(document);
  EXPECT_NE(named, before);
  document.secondary_identifier = "ANNA";
  EXPECT_NE(pseudonyms_.Fingerprint(document), named);
  EXPECT_EQ(pseudonyms_.Traveller(document), pseudonyms_.Traveller(SampleDocument())) << "no part of who they are";
  EXPECT_EQ(pseudonyms_.NationalKey(document), pseudonyms_.NationalKey(SampleDocument()));
}

}  // namespace
}  // namespace clearance
