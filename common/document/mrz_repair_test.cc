#include "common/document/mrz_repair.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "common/base/random.h"
#include "tests/support/mrz_specimens.h"

namespace clearance {
namespace {

constexpr std::string_view kPairs = "0O1I2Z5S8B6G";

constexpr std::string_view kIcaoTd2 =
    "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\n"
    "D231458907UTO7408122F1204159<<<<<<<6";

char Twin(char c) {
  const std::size_t at = kPairs.find(c);
  return at == std::string_view::npos ? c : kPairs[at ^ 1U];
}

MrzRepair Repair(std::string_view text) {
  auto repair = RepairMrz(text, kToday);
  EXPECT_TRUE(repair.ok()) << repair.status();
  return repair.value_or(MrzRepair{});
}

// `text` with the character at `at` taken for its twin.
std::string Misread(std::string_view text, std::size_t at) {
  std::string misread(text);
  EXPECT_NE(Twin(misread[at]), misread[at]);
  misread[at] = Twin(misread[at]);
  return misread;
}

void ExpectRepaired(std::string_view misread, std::string_view original, const std::vector<MrzField>& corrected) {
  const MrzRepair repair = Repair(misread);
  EXPECT_EQ(repair.text, original);
  EXPECT_EQ(repair.corrected, corrected);
  EXPECT_FALSE(repair.reading.Sound());
  std::vector<MrzFinding> findings;
  for (const MrzField field : corrected) findings.push_back({field, MrzProblem::kCorrected});
  EXPECT_EQ(repair.reading.findings, findings);
}

void ExpectLeftAsItWas(std::string_view text) {
  const MrzRepair repair = Repair(text);
  EXPECT_EQ(repair.text, text);
  EXPECT_TRUE(repair.corrected.empty());
  EXPECT_EQ(repair.reading.findings, ParseMrz(text, kToday)->findings);
}

TEST(MrzRepairTest, LeavesASoundReadingAlone) {
  ExpectLeftAsItWas(kIcaoTd3);
  EXPECT_TRUE(Repair(kIcaoTd3).reading.Sound());
  EXPECT_EQ(Repair(std::string(kIcaoTd3) + "\n").text, kIcaoTd3);
  std::string with_returns(kIcaoTd3);
  with_returns.insert(44, "\r");
  EXPECT_EQ(Repair(with_returns + "\r\n").text, kIcaoTd3);
}

TEST(MrzRepairTest, RepairsTheSharedConfusionSets) {
  // cheminfo/mrz, both in testdata/mrz/mrz_vectors.json.
  ExpectRepaired(
      "I<UTOERIK55ON<<ANNA<MAR1A<<<<<<<<<<<\nD231458907UT0740BIZZF12O4IS9<<<<<<<G", kIcaoTd2,
      {MrzField::kNationality, MrzField::kBirthDate, MrzField::kExpiryDate, MrzField::kNames, MrzField::kComposite});
  ExpectRepaired("IDCHEA1234567<6<<<<<<<<<<<<<<<\n7SIOZSGMZOO90IBCHE<<<<<<<<<<<B\n5M1TH<<J0HN<AL8ERT<<<<<<<<<<<<",
                 "IDCHEA1234567<6<<<<<<<<<<<<<<<\n7510256M2009018CHE<<<<<<<<<<<8\nSMITH<<JOHN<ALBERT<<<<<<<<<<<<",
                 {MrzField::kBirthDate, MrzField::kExpiryDate, MrzField::kNames, MrzField::kComposite});
}

TEST(MrzRepairTest, CorrectsByTheTypeOfTheField) {
  ExpectRepaired(Misread(kIcaoTd3, 4), kIcaoTd3, {MrzField::kIssuingState});
  ExpectRepaired(Misread(kIcaoTd3, 10), kIcaoTd3, {MrzField::kNames});
  ExpectRepaired(Misread(kIcaoTd3, 45 + 9), kIcaoTd3, {MrzField::kDocumentNumber});  // its check digit, a 6
  ExpectRepaired(Misread(kIcaoTd3, 45 + 16), kIcaoTd3, {MrzField::kBirthDate});
  ExpectRepaired(Misread(kIcaoTd3, 45 + 21), kIcaoTd3, {MrzField::kExpiryDate});
  ExpectRepaired(Misread(kIcaoTd3, 45 + 42), kIcaoTd3, {MrzField::kOptionalData});
  ExpectRepaired(Misread(kIcaoTd3, 45 + 43), kIcaoTd3, {MrzField::kComposite});
  ExpectRepaired(Misread(kIcaoTd2, 0), kIcaoTd2, {MrzField::kDocumentCode});
}

// Of its number's 16 variants and of its optional data's two, each agrees alone.
constexpr std::string_view kOneVariant =
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\n"
    "EK75432146UTO7408122F1204159AB79K39<<<<<<<96";

TEST(MrzRepairTest, CorrectsANumberWhereOneVariantAloneAgrees) {
  for (const std::size_t at : {3u, 6u, 7u}) {  // the first 5, the 2 and the 1 of EK7543214
    ExpectRepaired(Misread(kOneVariant, 45 + at), kOneVariant, {MrzField::kDocumentNumber});
  }
  ExpectRepaired(Misread(Misread(kOneVariant, 45 + 3), 45 + 7), kOneVariant, {MrzField::kDocumentNumber});
  ExpectRepaired(Misread(kOneVariant, 45 + 29), kOneVariant, {MrzField::kOptionalData});
  ExpectRepaired(Misread(Misread(kOneVariant, 45 + 3), 45 + 29), kOneVariant,
                 {MrzField::kDocumentNumber, MrzField::kOptionalData});
}

TEST(MrzRepairTest, KnowsWhereALongNumberGoesOn) {
  const std::string_view td1 =
      "I<UTOD23147390<7346<<<<<<<<<<<\n3407127M9507122UTO<<<<<<<<<<<0\nSTEVENSON<<PETER<JOHN<<<<<<<<<";
  ASSERT_EQ(Repair(td1).reading.document_number, "D23147390734");
  ExpectRepaired(Misread(td1, 5 + 1), td1, {MrzField::kDocumentNumber});
  ExpectRepaired(Misread(td1, 18), td1, {MrzField::kDocumentNumber});  // its check digit, at the number's end
}

TEST(MrzRepairTest, RefusesWhereTwoVariantsAgree) {
  // LB9890ZC3 and LB9B902C3 have the check digit of L898902C3.
  ExpectLeftAsItWas(Misread(kIcaoTd3, 45 + 1));
  EXPECT_TRUE(Repair(Misread(kIcaoTd3, 45 + 1)).reading.Has(MrzField::kDocumentNumber, MrzProblem::kCheckDigitWrong));
  // 6 and G weigh the same modulo 10, so that there are always two.
  const std::string text = "P<KAZSEITKALI<<AIGERIM<<<<<<<<<<<<<<<<<<<<<<\nN076543217KAZ9207226F3311019920722475065<<36";
  ASSERT_TRUE(Repair(text).reading.Sound());
  ExpectLeftAsItWas(Misread(text, 45 + 1));
}

TEST(MrzRepairTest, NeverChangesOptionalDataWithoutACheckDigitOfTheirOwn) {
  const std::string card =
      "IDKAZ0012345678850315318021<<<\n8503150M3009141KAZ<<<<<<<<<<<9\nAKHMETOV<<NURLAN<<<<<<<<<<<<<<";
  ExpectLeftAsItWas(Misread(card, 15));
}

TEST(MrzRepairTest, RefusesWhatOnlyHalfAgrees) {
  // A misread birth date, and an expiry date of which no exchange makes the check digit right.
  std::string text = Misread(kIcaoTd3, 45 + 16);
  text[45 + 27] = '3';
  ExpectLeftAsItWas(text);
  // A wrong check digit of letters' kind that is no twin of any digit.
  std::string other(kIcaoTd3);
  other[45 + 9] = 'A';
  ExpectLeftAsItWas(other);
  // The number's own check digit wrong by itself: every variant of the number that fits it breaks the composite.
  std::string wrong(kIcaoTd3);
  wrong[45 + 9] = '4';
  ExpectLeftAsItWas(wrong);
}

TEST(MrzRepairTest, RefusesDatesThatCannotBe) {
  // "741312" after the exchange, with a check digit and a composite digit that agree with it.
  const std::string text = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO74I3128F1204159ZE184226B<<<<<10";
  const std::string put_right = Misread(text, 45 + 15);
  ASSERT_FALSE(ParseMrz(put_right, kToday)->Has(MrzField::kBirthDate, MrzProblem::kCheckDigitWrong));
  ASSERT_FALSE(ParseMrz(put_right, kToday)->Has(MrzField::kComposite, MrzProblem::kCheckDigitWrong));
  ASSERT_TRUE(ParseMrz(put_right, kToday)->Has(MrzField::kBirthDate, MrzProblem::kDateImpossible));
  ExpectLeftAsItWas(text);
}

TEST(MrzRepairTest, HasTheErrorsOfTheParser) {
  EXPECT_EQ(FieldOf(RepairMrz("HELLO", kToday).status()), "mrz");
  EXPECT_EQ(RepairMrz(std::string(kIcaoTd3).substr(0, 80), kToday).status(),
            ParseMrz(std::string(kIcaoTd3).substr(0, 80), kToday).status());
}

std::string Text(SeededRandom& random, std::string_view alphabet, std::size_t size) {
  std::string text;
  while (text.size() < size) text.push_back(alphabet[random.Below(alphabet.size())]);
  return text;
}

struct Written {
  std::string text;
  MrzFormat format;
};

Written RandomMrz(SeededRandom& random) {
  static constexpr std::string_view kAlphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  static constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  const std::array formats = {MrzFormat::kTd1, MrzFormat::kTd2, MrzFormat::kTd3};
  const MrzFormat format = formats[random.Below(3)];
  Document document;
  document.issuing_state = random.Below(2) == 0 ? "KAZ" : "CHN";
  document.nationality = document.issuing_state;
  document.kind = format == MrzFormat::kTd3         ? DocumentKind::kOrdinaryPassport
                  : document.issuing_state == "KAZ" ? DocumentKind::kIdentityCard
                                                    : DocumentKind::kExitEntryPermit;
  // As many look as those of the two states do: one letter or two, and digits.
  document.number = random.Below(2) == 0 ? Text(random, kLetters, 1 + random.Below(2)) + Text(random, "0123456789", 7)
                                         : Text(random, kAlphanumeric, 1 + random.Below(9));
  if (format != MrzFormat::kTd3 && random.Below(3) == 0) document.number += Text(random, kAlphanumeric, 5);
  document.birth_date = kToday - Days(static_cast<int>(random.Below(36'000)));
  document.expiry_date = kToday + Days(static_cast<int>(random.Below(15'000)));
  document.sex = static_cast<Sex>(random.Below(3));
  const MrzNames names{Text(random, kLetters, 1 + random.Below(8)), Text(random, kLetters, 1 + random.Below(8)), false};
  return {WriteMrz(document, names, format).value(), format};
}

TEST(MrzRepairPropertyTest, AMisreadCharacterIsPutRightOrRefusedAndNeverMakesAnotherDocument) {
  SeededRandom random(20261125);
  int repaired = 0;
  int refused = 0;
  int unseen = 0;
  for (int i = 0; i < 2'000; ++i) {
    const Written written = RandomMrz(random);
    ASSERT_TRUE(Repair(written.text).reading.Sound()) << written.text;
    for (std::size_t at = 0; at < written.text.size(); ++at) {
      if (Twin(written.text[at]) == written.text[at]) continue;
      const std::string misread = Misread(written.text, at);
      const MrzRepair repair = Repair(misread);
      if (!repair.corrected.empty()) {
        ++repaired;
        ASSERT_EQ(repair.text, written.text) << misread;
        ASSERT_EQ(repair.corrected.size(), 1u) << misread;
        ASSERT_EQ(repair.reading.findings, (std::vector<MrzFinding>{{repair.corrected[0], MrzProblem::kCorrected}}));
      } else if (!repair.reading.Sound()) {
        ++refused;
        ASSERT_EQ(repair.text, misread);
      } else {
        // The one pair that no check digit tells apart, where letters and digits may both stand.
        ++unseen;
        ASSERT_TRUE(written.text[at] == '6' || written.text[at] == 'G') << misread;
        const MrzReading before = ParseMrz(written.text, kToday).value();
        ASSERT_NE(repair.reading.document_number, before.document_number) << misread;
      }
    }
  }
  EXPECT_GT(repaired, 20'000);
  EXPECT_GT(refused, 1'000);
  EXPECT_LT(unseen, repaired / 20);
}

TEST(MrzRepairPropertyTest, SeveralMisreadCharactersOfTypedFieldsArePutRight) {
  SeededRandom random(7);
  for (int i = 0; i < 5'000; ++i) {
    const Written written = RandomMrz(random);
    std::string misread = written.text;
    // Nothing of the number and the optional data, where letters and digits may both stand.
    const std::size_t columns = written.format == MrzFormat::kTd1 ? 30 : written.format == MrzFormat::kTd2 ? 36 : 44;
    const std::size_t dates = columns + 1 + (written.format == MrzFormat::kTd1 ? 0 : 13);
    for (int flips = 0; flips < 6; ++flips) {
      const std::size_t at = dates + random.Below(15);
      if (at != dates + 7) misread[at] = Twin(misread[at]);
    }
    const MrzRepair repair = Repair(misread);
    ASSERT_EQ(repair.text, written.text) << misread;
    ASSERT_EQ(repair.corrected.empty(), misread == written.text);
    ASSERT_EQ(repair.reading.Sound(), misread == written.text);
  }
}

}  // namespace
}  // namespace clearance
