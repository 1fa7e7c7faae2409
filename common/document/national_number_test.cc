#include "common/document/national_number.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/support/shared_data.h"

namespace clearance {
namespace {

using Problem = NationalNumberProblem;

nlohmann::json ReadJson(const std::string& path) {
  std::ifstream file(path);
  return nlohmann::json::parse(file);
}

TEST(KazakhIinTest, AgreesWithSharedNumbers) {
  REQUIRE_SHARED(path, "testdata/ids/kz_iin.json");
  int valid = 0;
  for (const auto& row : ReadJson(path)) {
    const auto check = CheckKazakhIin(row["iin"].get<std::string>());
    ASSERT_EQ(check.Valid(), row["valid"].get<bool>()) << row.dump() << NationalNumberProblemName(check.problem);
    valid += check.Valid();
    if (row.value("why", "").starts_with("second pass gives 10")) {
      EXPECT_EQ(check.problem, Problem::kNeverIssued);
    }
    if (row.value("why", "") == "check digit") {
      EXPECT_EQ(check.problem, Problem::kWrongCheckDigit);
    }
    if (row.contains("birth")) {
      EXPECT_EQ(FormatDate(check.birth_date.value()), row["birth"].get<std::string>());
      EXPECT_EQ(check.sex, row["sex"] == "F" ? Sex::kFemale : Sex::kMale);
    }
  }
  EXPECT_GT(valid, 50);
}

TEST(KazakhIinTest, NamesWhatIsWrong) {
  EXPECT_EQ(CheckKazakhIin("02090860593").problem, Problem::kWrongLength);
  EXPECT_EQ(CheckKazakhIin("02090860593A").problem, Problem::kWrongCharacter);
  EXPECT_EQ(CheckKazakhIin("021308605931").problem, Problem::kImpossibleDate);
  EXPECT_EQ(CheckKazakhIin("020908705931").problem, Problem::kImpossibleDate);  // no such century
  EXPECT_EQ(CheckKazakhIin("020908605932").problem, Problem::kWrongCheckDigit);
}

TEST(KazakhIinTest, NoticesEveryWrongDigitExceptWhereTheFormulaCannot) {
  const std::string number = "920722475065";
  ASSERT_TRUE(CheckKazakhIin(number).Valid());
  int missed = 0;
  for (std::size_t i = 0; i < number.size(); ++i) {
    for (char c = '0'; c <= '9'; ++c) {
      std::string changed = number;
      changed[i] = c;
      missed += c != number[i] && CheckKazakhIin(changed).Valid();
    }
  }
  // Modulo 11 with weights 1 to 11 sees every change but the nine of the eleventh digit (weight 11). One more, an 8 for
  // the 5 in the ninth place, sends the sum to 10 and the second weights to the same control digit by chance.
  EXPECT_EQ(missed, 10);
}

TEST(ChineseResidentIdTest, AgreesWithSharedNumbers) {
  REQUIRE_SHARED(path, "testdata/ids/cn_resident_id.json");
  const std::map<std::string, Problem> problems = {{"checksum", Problem::kWrongCheckDigit},
                                                   {"format", Problem::kWrongCharacter},
                                                   {"date", Problem::kImpossibleDate},
                                                   {"unknown county", Problem::kUnknownRegion}};
  int valid = 0;
  int named = 0;
  for (const auto& row : ReadJson(path)) {
    const auto check = CheckChineseResidentId(row["id"].get<std::string>());
    ASSERT_EQ(check.Valid(), row["valid"].get<bool>()) << row.dump() << NationalNumberProblemName(check.problem);
    valid += check.Valid();
    const std::string why = row.value("why", "");
    const auto found = problems.find(why.substr(0, why.find(" (")));
    if (found == problems.end()) continue;
    ++named;
    EXPECT_EQ(check.problem, found->second) << row.dump();
  }
  EXPECT_EQ(valid, 6);
  EXPECT_EQ(named, 8);
}

TEST(ChineseResidentIdTest, SaysBirthDateAndSex) {
  const auto check = CheckChineseResidentId("11010519491231002X");
  EXPECT_EQ(check.birth_date, MakeDate(1949, 12, 31));
  EXPECT_EQ(check.sex, Sex::kFemale);
  EXPECT_EQ(CheckChineseResidentId("440524188001010014").sex, Sex::kMale);
}

TEST(ChineseResidentIdTest, NoticesEveryWrongDigit) {
  const std::string number = "440524188001010014";
  for (std::size_t i = 0; i < number.size(); ++i) {
    for (char c = '0'; c <= '9'; ++c) {
      if (c == number[i]) continue;
      std::string changed = number;
      changed[i] = c;
      EXPECT_FALSE(CheckChineseResidentId(changed).Valid()) << changed;
    }
  }
}

TEST(ChinesePermanentResidenceTest, ReadsTheFormSince2023) {
  // Both from table 1 of the National Immigration Administration's text.
  const auto from_jiangsu = CheckChinesePermanentResidence("932682198501010017");
  EXPECT_TRUE(from_jiangsu.Valid());
  EXPECT_EQ(from_jiangsu.birth_date, MakeDate(1985, 1, 1));
  EXPECT_EQ(from_jiangsu.sex, Sex::kMale);
  const auto from_beijing = CheckChinesePermanentResidence("911124198108030024");
  EXPECT_EQ(from_beijing.birth_date, MakeDate(1981, 8, 3));
  EXPECT_EQ(from_beijing.sex, Sex::kFemale);
}

TEST(ChinesePermanentResidenceTest, ReadsTheFormBefore) {
  const auto check = CheckChinesePermanentResidence("CAN110081080310");  // the specimen's
  EXPECT_TRUE(check.Valid());
  EXPECT_EQ(check.birth_date, std::nullopt);
  EXPECT_EQ(check.sex, Sex::kUnspecified);
  EXPECT_TRUE(CheckChinesePermanentResidence("KAZ110090123105").Valid());  // credentialkit's tests
}

TEST(ChinesePermanentResidenceTest, NamesWhatIsWrong) {
  const auto problem = [](std::string_view number) { return CheckChinesePermanentResidence(number).problem; };
  EXPECT_EQ(problem(""), Problem::kWrongLength);
  EXPECT_EQ(problem("9111241981080300"), Problem::kWrongLength);
  EXPECT_EQ(problem("11010519491231002X"), Problem::kWrongCharacter);  // a resident's
  EXPECT_EQ(problem("91112419810803002A"), Problem::kWrongCharacter);
  EXPECT_EQ(problem("999398199012310021"), Problem::kUnknownRegion);
  EXPECT_EQ(problem("911398199002310021"), Problem::kImpossibleDate);
  EXPECT_EQ(problem("911398199012310022"), Problem::kWrongCheckDigit);
  EXPECT_EQ(problem("CA1110081080310"), Problem::kWrongCharacter);
  EXPECT_EQ(problem("can110081080310"), Problem::kWrongCharacter);
  EXPECT_EQ(problem("CAN11008108031A"), Problem::kWrongCharacter);
  EXPECT_EQ(problem("KAZ990090123105"), Problem::kUnknownRegion);
  EXPECT_EQ(problem("KAZ110090023105"), Problem::kImpossibleDate);
  EXPECT_EQ(problem("KAZ110090123107"), Problem::kWrongCheckDigit);
}

TEST(ChinesePermanentResidenceTest, IsNoResidentId) {
  EXPECT_EQ(CheckChineseResidentId("911124198108030024").problem, Problem::kUnknownRegion);
  EXPECT_EQ(CheckChineseResidentId("932682198501010017").problem, Problem::kUnknownRegion);
}

TEST(ChinesePermanentResidenceTest, NoticesEveryWrongDigit) {
  for (const std::string number : {"932682198501010017", "CAN110081080310"}) {
    for (std::size_t i = 0; i < number.size(); ++i) {
      for (char c = '0'; c <= '9'; ++c) {
        std::string changed = number;
        changed[i] = c;
        EXPECT_EQ(CheckChinesePermanentResidence(changed).Valid(), c == number[i]) << changed;
      }
    }
  }
}

// The specimens of above, told apart by their form alone.
TEST(NationalNumberTest, EachKindHasItsName) {
  EXPECT_EQ(NationalNumberKindName(NationalNumberKind::kIin), "IIN");
  EXPECT_EQ(NationalNumberKindName(NationalNumberKind::kResidentId), "RESIDENT_ID");
  EXPECT_EQ(NationalNumberKindName(NationalNumberKind::kPermanentResidence), "PERMANENT_RESIDENCE");
}

TEST(ChineseNumberTest, IsTakenForWhatItsFormSays) {
  EXPECT_EQ(CheckChineseNumber("11010519491231002X").kind, NationalNumberKind::kResidentId);
  EXPECT_TRUE(CheckChineseNumber("11010519491231002X").check.Valid());
  EXPECT_EQ(CheckChineseNumber("911124198108030024").kind, NationalNumberKind::kPermanentResidence);
  EXPECT_EQ(CheckChineseNumber("CAN110081080310").kind, NationalNumberKind::kPermanentResidence);
  EXPECT_TRUE(CheckChineseNumber("CAN110081080310").check.Valid());
  EXPECT_EQ(CheckChineseNumber("").kind, NationalNumberKind::kResidentId);
  EXPECT_FALSE(CheckChineseNumber("").check.Valid());
}

}  // namespace
}  // namespace clearance
