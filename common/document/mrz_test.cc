#include "common/document/mrz.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "common/document/national_number.h"
#include "tests/support/mrz_specimens.h"
#include "tests/support/shared_data.h"

namespace clearance {
namespace {

std::string Joined(const nlohmann::json& lines) {
  std::string text;
  for (const auto& line : lines) text.append(text.empty() ? "" : "\n").append(line.get<std::string>());
  return text;
}

TEST(MrzTest, ReadsEveryFieldOfThePassportSpecimen) {
  const MrzReading reading = Read(kIcaoTd3);
  EXPECT_EQ(reading.format, MrzFormat::kTd3);
  EXPECT_EQ(reading.document_code, "P");
  EXPECT_EQ(reading.issuing_state, "UTO");
  EXPECT_EQ(reading.document_number, "L898902C3");
  EXPECT_EQ(reading.nationality, "UTO");
  EXPECT_EQ(reading.birth_date, MakeDate(1974, 8, 12));
  EXPECT_EQ(reading.expiry_date, MakeDate(2012, 4, 15));
  EXPECT_EQ(reading.sex, Sex::kFemale);
  EXPECT_EQ(reading.optional_data, "ZE184226B");
  EXPECT_EQ(reading.names, (MrzNames{"ERIKSSON", "ANNA MARIA", false}));
  EXPECT_TRUE(reading.Sound());
}

// The check a "valid": false vector is about, by its note.
std::optional<MrzField> FieldOfNote(const std::string& note) {
  static const std::map<std::string, MrzField> fields = {{"document number check digit", MrzField::kDocumentNumber},
                                                         {"birth check digit", MrzField::kBirthDate},
                                                         {"expiry check digit", MrzField::kExpiryDate},
                                                         {"personal number check digit", MrzField::kOptionalData},
                                                         {"composite check digit", MrzField::kComposite}};
  const auto found = fields.find(note);
  return found == fields.end() ? std::nullopt : std::optional(found->second);
}

TEST(MrzTest, AgreesWithSharedVectors) {
  REQUIRE_SHARED(path, "testdata/mrz/mrz_vectors.json");
  std::ifstream file(path);
  int sound = 0;
  int named = 0;
  int iins = 0;
  for (const auto& row : nlohmann::json::parse(file)) {
    const auto reading = ParseMrz(Joined(row["lines"]), kToday);
    const auto note = row["note"].get<std::string>();
    ASSERT_EQ(reading.ok() && reading->Sound(), row["valid"].get<bool>()) << note << reading.status();
    sound += reading.ok() && reading->Sound();
    if (const auto field = FieldOfNote(note)) {
      ++named;
      EXPECT_TRUE(reading->Has(*field, MrzProblem::kCheckDigitWrong)) << note;
    }
    if (!row.value("fields", nlohmann::json()).is_object()) continue;
    const auto& fields = row["fields"];
    EXPECT_EQ(reading->document_number, fields["number"].get<std::string>());
    if (!fields.contains("iin")) continue;
    EXPECT_EQ(reading->national_number, fields["iin"].get<std::string>());
    ++iins;
  }
  EXPECT_GE(sound, 20);
  EXPECT_EQ(named, 5);
  EXPECT_EQ(iins, 4);
}

TEST(MrzTest, ReadsLongDocumentNumbers) {
  const MrzReading td1 =
      Read("I<UTOD23145890<7349<<<<<<<<<<<\n3407127M9507122UTO<<<<<<<<<<<2\nSTEVENSON<<PETER<JOHN<<<<<<<<<");
  EXPECT_TRUE(td1.Sound());
  EXPECT_EQ(td1.document_number, "D23145890734");
  EXPECT_EQ(td1.optional_data, "");
  const MrzReading td2 = Read("I<UTOSTEVENSON<<PETER<JOHN<<<<<<<<<<\nD23145890<UTO3407127M95071227349<<<8");
  EXPECT_TRUE(td2.Sound());
  EXPECT_EQ(td2.document_number, "D23145890734");
}

TEST(MrzTest, ReadsTheGermanStateCode) {
  const MrzReading reading =
      Read("P<D<<MUSTERMANN<<ERIKA<<<<<<<<<<<<<<<<<<<<<<\nC11T002JM4D<<9608122F1310317<<<<<<<<<<<<<<<6");
  EXPECT_TRUE(reading.Sound());
  EXPECT_EQ(reading.issuing_state, "D");
  EXPECT_EQ(reading.nationality, "D");
  for (const std::string_view text :
       {"IDD<<L01X00T471<<<<<<<<<<<<<<<\n8308126F3308028D<<<<<<<<<<<<<8\nMUSTERMANN<<ERIKA<<<<<<<<<<<<<",
        "IDD<<MUSTERMANN<<ERIKA<<<<<<<<<<<<<<\nL01X00T471D<<8308126F3308028<<<<<<<8"}) {
    EXPECT_TRUE(Read(text).Sound()) << text;
    EXPECT_EQ(Read(text).issuing_state, "D");
    EXPECT_EQ(Read(text).nationality, "D");
  }
}

TEST(MrzTest, ReadsEveryFieldOfTheSpecimensOfCards) {
  const MrzReading td1 =
      Read("I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<");
  const MrzReading td2 = Read("I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6");
  EXPECT_EQ(td1.format, MrzFormat::kTd1);
  EXPECT_EQ(td2.format, MrzFormat::kTd2);
  for (const MrzReading& reading : {td1, td2}) {
    EXPECT_TRUE(reading.Sound());
    EXPECT_EQ(reading.document_code, "I");
    EXPECT_EQ(reading.issuing_state, "UTO");
    EXPECT_EQ(reading.document_number, "D23145890");
    EXPECT_EQ(reading.nationality, "UTO");
    EXPECT_EQ(reading.birth_date, MakeDate(1974, 8, 12));
    EXPECT_EQ(reading.expiry_date, MakeDate(2012, 4, 15));
    EXPECT_EQ(reading.sex, Sex::kFemale);
    EXPECT_EQ(reading.optional_data + reading.optional_data_2, "");
    EXPECT_EQ(reading.names, (MrzNames{"ERIKSSON", "ANNA MARIA", false}));
  }
}

TEST(MrzTest, OnlyAnEmptyPersonalNumberMayGoWithoutItsCheckDigit) {
  std::string text(kIcaoTd3);
  text[45 + 42] = '<';
  EXPECT_TRUE(Read(text).Has(MrzField::kOptionalData, MrzProblem::kCheckDigitWrong));
  text.replace(45 + 28, 14, 14, '<');
  EXPECT_FALSE(Read(text).Has(MrzField::kOptionalData, MrzProblem::kCheckDigitWrong));
  text[45 + 42] = '0';
  EXPECT_FALSE(Read(text).Has(MrzField::kOptionalData, MrzProblem::kCheckDigitWrong));
  text[45 + 42] = '1';
  EXPECT_TRUE(Read(text).Has(MrzField::kOptionalData, MrzProblem::kCheckDigitWrong));
}

TEST(MrzTest, FindsTheKazakhNationalNumberInPassportAndCard) {
  EXPECT_EQ(Read(kKazakhCard).national_number, "850315318021");
  EXPECT_EQ(Read("P<KAZAKHMETOV<<NURLAN<<<<<<<<<<<<<<<<<<<<<<<\nN012345679KAZ8503150M3009141850315318021<<96")
                .national_number,
            "850315318021");
  // What stands there but is no well-formed IIN is left out, and is no finding.
  Document without = ToDocument(Read(kKazakhCard)).value();
  without.national_number.clear();
  const MrzReading plain = Read(WriteMrz(without, {"AKHMETOV", "NURLAN", false}, MrzFormat::kTd1).value());
  EXPECT_TRUE(plain.Sound());
  EXPECT_EQ(plain.national_number, "");
  std::string other_digits(kKazakhCard);
  other_digits.replace(15, 12, "850315318022");
  EXPECT_EQ(Read(other_digits).national_number, "");
  // Another state's optional data are no IIN even when they would pass for one.
  std::string other(kKazakhCard);
  other.replace(2, 3, "UTO");
  EXPECT_EQ(Read(other).national_number, "");
}

TEST(MrzTest, ToleratesCarriageReturnsAndOneLastNewline) {
  std::string text(kIcaoTd3);
  text.insert(text.find('\n'), "\r");
  EXPECT_TRUE(Read(text + "\r\n").Sound());
  EXPECT_FALSE(ParseMrz(text + "\n\n", kToday).ok());
}

// The year of birth that two digits stand for, read on `today`.
int BirthYear(std::string_view yymmdd, Date today) {
  Document document{DocumentKind::kOrdinaryPassport, "KAZ",        "N1",       "KAZ",
                    MakeDate(1974, 8, 12),           std::nullopt, Sex::kMale, ""};
  std::string text = WriteMrz(document, {"A", "B", false}, MrzFormat::kTd3).value();
  text.replace(45 + 13, 6, yymmdd);
  const auto birth = Read(text, today).birth_date;
  return birth ? static_cast<int>(std::chrono::year_month_day(*birth).year()) : 0;
}

TEST(MrzTest, ABirthIsNeverInTheFuture) {
  EXPECT_EQ(BirthYear("261122", kToday), 2026);
  EXPECT_EQ(BirthYear("261123", kToday), 1926);
  EXPECT_EQ(BirthYear("270101", kToday), 1927);
  EXPECT_EQ(BirthYear("000229", kToday), 2000);
  EXPECT_EQ(BirthYear("000229", MakeDate(2100, 6, 1)), 2000);
  EXPECT_EQ(BirthYear("991231", MakeDate(1999, 12, 30)), 1899);
  EXPECT_EQ(BirthYear("990229", kToday), 0);
}

TEST(MrzTest, AnExpiryMayLieInThePastOrInTheFuture) {
  const auto expiry_year = [](std::string_view yymmdd) {
    std::string text(kIcaoTd3);
    text.replace(45 + 21, 6, yymmdd);
    return static_cast<int>(std::chrono::year_month_day(Read(text).expiry_date.value()).year());
  };
  EXPECT_EQ(expiry_year("761231"), 2076);
  EXPECT_EQ(expiry_year("770101"), 1977);
  EXPECT_EQ(expiry_year("251231"), 2025);
}

TEST(MrzTest, NamesImpossibleDates) {
  std::string text(kIcaoTd3);
  text.replace(45 + 13, 6, "741312");
  EXPECT_TRUE(Read(text).Has(MrzField::kBirthDate, MrzProblem::kDateImpossible));
  EXPECT_EQ(Read(text).birth_date, std::nullopt);
  text = kIcaoTd3;
  text.replace(45 + 21, 6, "740101");  // 1974 or 2074? 2074 lies within fifty years
  EXPECT_FALSE(Read(text).Has(MrzField::kExpiryDate, MrzProblem::kDateImpossible));
  text.replace(45 + 13, 6, "990812");
  text.replace(45 + 21, 6, "980101");  // expired before the birth
  EXPECT_TRUE(Read(text).Has(MrzField::kExpiryDate, MrzProblem::kDateImpossible));
}

TEST(MrzTest, KnowsPartlyUnknownBirthDates) {
  for (const std::string_view unknown : {"74<<<<", "7408<<", "<<<<<<"}) {
    std::string text(kIcaoTd3);
    text.replace(45 + 13, 6, unknown);
    EXPECT_TRUE(Read(text).Has(MrzField::kBirthDate, MrzProblem::kMissing)) << unknown;
    EXPECT_EQ(FieldOf(ToDocument(Read(text)).status()), "mrz.birth_date");
  }
  std::string text(kIcaoTd3);
  text.replace(45 + 13, 6, "74<812");
  EXPECT_TRUE(Read(text).Has(MrzField::kBirthDate, MrzProblem::kUnexpectedCharacter));
}

TEST(MrzTest, NamesLettersInPlacesOfDigitsAndDigitsInNames) {
  const MrzReading reading = Read("I<UTOERIK55ON<<ANNA<MAR1A<<<<<<<<<<<\nD231458907UT0740BIZZF12O4IS9<<<<<<<G");
  EXPECT_TRUE(reading.Has(MrzField::kNames, MrzProblem::kUnexpectedCharacter));
  EXPECT_TRUE(reading.Has(MrzField::kNationality, MrzProblem::kUnexpectedCharacter));
  EXPECT_TRUE(reading.Has(MrzField::kBirthDate, MrzProblem::kUnexpectedCharacter));
  EXPECT_TRUE(reading.Has(MrzField::kExpiryDate, MrzProblem::kUnexpectedCharacter));
  EXPECT_TRUE(reading.Has(MrzField::kComposite, MrzProblem::kCheckDigitWrong));
}

TEST(MrzTest, NamesAStateThatIsMissingAndASexNobodyWrites) {
  std::string text(kIcaoTd3);
  text.replace(2, 3, "<<<");
  EXPECT_TRUE(Read(text).Has(MrzField::kIssuingState, MrzProblem::kMissing));
  EXPECT_EQ(Read(text).issuing_state, "");
  text = kIcaoTd3;
  text.replace(45 + 10, 3, "<<<");
  EXPECT_TRUE(Read(text).Has(MrzField::kNationality, MrzProblem::kMissing));
  for (const char sex : {'A', '1'}) {
    text = kIcaoTd3;
    text[45 + 20] = sex;
    EXPECT_TRUE(Read(text).Has(MrzField::kSex, MrzProblem::kUnexpectedCharacter)) << sex;
  }
  for (const char unstated : {'<', 'X'}) {
    text[45 + 20] = unstated;
    EXPECT_TRUE(Read(text).Sound()) << unstated;
    EXPECT_EQ(Read(text).sex, Sex::kUnspecified);
  }
}

TEST(MrzTest, ALongNumberHasNoGap) {
  std::string text = "I<UTOD23145890<7349<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<";
  ASSERT_FALSE(Read(text).Has(MrzField::kDocumentNumber, MrzProblem::kUnexpectedCharacter));
  text[5 + 6] = '<';
  EXPECT_TRUE(Read(text).Has(MrzField::kDocumentNumber, MrzProblem::kUnexpectedCharacter));
}

TEST(MrzTest, AVisaIsNoTravelDocument) {
  std::string text(kIcaoTd3);
  text[0] = 'V';
  EXPECT_TRUE(Read(text).Has(MrzField::kDocumentCode, MrzProblem::kUnexpectedCharacter));
}

TEST(MrzTest, SaysWhenNamesMayBeCut) {
  const MrzReading reading =
      Read("P<UTOABCDEFGHIJKLMNOPQRSTUVWXYZ<<ABCDEFGHIJK\nL898902C36UTO7408122F1204159ZE184226B<<<<<10");
  EXPECT_TRUE(reading.names.truncated);
  EXPECT_EQ(reading.names.given_names, "ABCDEFGHIJK");
  EXPECT_TRUE(reading.Sound());
  // The same in the shorter fields of cards; a surname may fill one alone.
  EXPECT_EQ(
      Read("I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nNILAVADHANANANDA<<CHAYAPA<DEJT").names,
      (MrzNames{"NILAVADHANANANDA", "CHAYAPA DEJT", true}));
  EXPECT_EQ(Read("I<UTOABCDEFGHIJKLMNOPQRSTUVWXYZABCDE\nD231458907UTO7408122F1204159<<<<<<<6").names,
            (MrzNames{"ABCDEFGHIJKLMNOPQRSTUVWXYZABCDE", "", true}));
  EXPECT_EQ(Read("P<UTOERIKSSON<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10").names,
            (MrzNames{"ERIKSSON", "", false}));
}

TEST(MrzTest, MalformedTextNamesLineAndColumnAndNotItsContent) {
  const auto message = [](std::string_view text) {
    const auto status = ParseMrz(text, kToday).status();
    EXPECT_EQ(status.code(), StatusCode::kInvalidArgument);
    EXPECT_EQ(FieldOf(status), "mrz");
    return MessageOf(status);
  };
  const std::string icao(kIcaoTd3);
  EXPECT_NE(message(icao.substr(0, icao.size() - 1)).find("line 2, column 44: the line ends before"),
            std::string::npos);
  EXPECT_NE(message(icao + "0").find("line 2, column 45: the line goes on"), std::string::npos);
  std::string lower = icao;
  lower[45 + 6] = 'c';
  EXPECT_NE(message(lower).find("line 2, column 7: only A-Z"), std::string::npos);
  EXPECT_EQ(message(lower).find("898902"), std::string::npos);
  EXPECT_NE(message("").find("line 2, column 1"), std::string::npos);
  EXPECT_NE(message(icao.substr(0, 44)).find("line 2, column 1: a second line is missing"), std::string::npos);
  EXPECT_NE(message(icao.substr(0, 40)).find("line 1, column 41: no document has lines of this length"),
            std::string::npos);
  EXPECT_NE(message(icao + "\n" + icao).find("line 4, column 1"), std::string::npos);
  EXPECT_NE(message(std::string(1 << 20, '\n')).find("line 4"), std::string::npos);
  EXPECT_NE(message(icao.substr(0, 36) + "\n" + icao.substr(45)).find("line 2, column 37"), std::string::npos);
  EXPECT_FALSE(ParseMrz(std::string(44, '<') + "\n" + std::string(43, '<') + "\xC4\x80", kToday).ok());
}

TEST(MrzTest, MakesTheDocumentThatWasRead) {
  const Document document = ToDocument(Read(kKazakhCard)).value();
  EXPECT_EQ(document.kind, DocumentKind::kIdentityCard);
  EXPECT_EQ(DocumentKey(document), "KAZ|001234567");
  EXPECT_EQ(document.national_number, "850315318021");
  EXPECT_EQ(document.birth_date, MakeDate(1985, 3, 15));
  EXPECT_EQ(document.expiry_date, MakeDate(2030, 9, 14));
  EXPECT_EQ(document.sex, Sex::kMale);
  std::string damaged(kKazakhCard);
  damaged[14] = '9';
  EXPECT_FALSE(Read(damaged).Sound());
  EXPECT_EQ(ToDocument(Read(damaged)).value(), document);
  EXPECT_EQ(FieldOf(ToDocument(MrzReading{}).status()), "mrz.document_number");
}

}  // namespace
}  // namespace clearance
