#include "common/document/mrz.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "common/base/random.h"
#include "common/document/national_number.h"
#include "tests/support/shared_data.h"

namespace clearance {
namespace {

constexpr Date kToday = MakeDate(2026, 11, 22);

constexpr std::string_view kIcaoTd3 =
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\n"
    "L898902C36UTO7408122F1204159ZE184226B<<<<<10";
constexpr std::string_view kKazakhCard =
    "IDKAZ0012345678850315318021<<<\n"
    "8503150M3009141KAZ<<<<<<<<<<<9\n"
    "AKHMETOV<<NURLAN<<<<<<<<<<<<<<";

MrzReading Read(std::string_view text, Date today = kToday) {
  auto reading = ParseMrz(text, today);
  EXPECT_TRUE(reading.ok()) << reading.status();
  return reading.value_or(MrzReading{});
}

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

TEST(MrzWriterTest, WritesTheSharedCardAgain) {
  const MrzReading reading = Read(kKazakhCard);
  EXPECT_EQ(WriteMrz(ToDocument(reading).value(), reading.names, MrzFormat::kTd1).value(), kKazakhCard);
}

TEST(MrzWriterTest, NamesWhatItCannotWrite) {
  const Document good = ToDocument(Read(kKazakhCard)).value();
  const MrzNames names{"A", "B", false};
  const auto field = [&](Document document, MrzFormat format = MrzFormat::kTd1) {
    return FieldOf(WriteMrz(document, names, format).status());
  };
  EXPECT_EQ(field(good), "");
  EXPECT_EQ(field(good, MrzFormat::kTd3), "format");
  EXPECT_EQ(field(good, MrzFormat::kTd2), "national_number");
  Document bad = good;
  bad.kind = DocumentKind::kCertificateOfReturn;
  EXPECT_EQ(field(bad), "kind");
  bad.kind = DocumentKind::kServicePassport;  // PS means two things without a date of issue
  EXPECT_EQ(field(bad, MrzFormat::kTd3), "kind");
  bad.kind = DocumentKind::kUnknown;
  EXPECT_EQ(field(bad), "kind");
  bad = good;
  bad.number = "N 1";
  EXPECT_EQ(field(bad), "number");
  bad.number = "0123456789";  // with its own check digit and the IIN just fits
  EXPECT_EQ(field(bad), "");
  bad.number = "01234567890";
  EXPECT_EQ(field(bad), "number");
  bad = good;
  bad.issuing_state = "KZ1";
  EXPECT_EQ(field(bad), "issuing_state");
  bad = good;
  bad.national_number = "850315318022";
  EXPECT_EQ(field(bad), "national_number");
  EXPECT_EQ(FieldOf(WriteMrz(good, {"", "B", false}, MrzFormat::kTd1).status()), "names.surname");
  EXPECT_EQ(FieldOf(WriteMrz(good, {"A", "b", false}, MrzFormat::kTd1).status()), "names.given_names");
}

TEST(MrzWriterTest, CutsLongNamesSoThatTheyLookCut) {
  Document document = ToDocument(Read(kKazakhCard)).value();
  const auto names = [&](std::string surname, std::string given) {
    return Read(WriteMrz(document, {surname, given, false}, MrzFormat::kTd1).value()).names;
  };
  EXPECT_EQ(names("ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGH", "NURLAN"),
            (MrzNames{"ABCDEFGHIJKLMNOPQRSTUVWXYZA", "N", true}));
  // "…<<ANNA" fills the field up to the gap before MARIA: one letter of the surname goes for the M.
  EXPECT_EQ(names("ABCDEFGHIJKLMNOPQRSTUVW", "ANNA MARIA"), (MrzNames{"ABCDEFGHIJKLMNOPQRSTUV", "ANNA M", true}));
  EXPECT_EQ(names("SMITH", ""), (MrzNames{"SMITH", "", false}));
}

// Random documents of every kind that has a code, in its format.
class RandomDocuments {
 public:
  explicit RandomDocuments(std::uint64_t seed) : random_(seed) {}

  struct Made {
    Document document;
    MrzNames names;
    MrzFormat format;
  };

  Made Next() {
    static constexpr std::string_view kAlphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    Made made;
    const bool kazakh = random_.Below(2) == 0;
    const bool card = random_.Below(2) == 0;
    made.format = card ? (random_.Below(4) == 0 ? MrzFormat::kTd2 : MrzFormat::kTd1) : MrzFormat::kTd3;
    Document& document = made.document;
    document.issuing_state = kazakh ? "KAZ" : "CHN";
    document.nationality = document.issuing_state;
    document.kind = !card    ? DocumentKind::kOrdinaryPassport
                    : kazakh ? DocumentKind::kIdentityCard
                             : DocumentKind::kExitEntryPermit;
    const std::size_t longest = made.format == MrzFormat::kTd1 ? 23 : made.format == MrzFormat::kTd2 ? 15 : 9;
    document.number = Text(kAlphanumeric, 1 + random_.Below(longest));
    document.birth_date = kToday - Days(static_cast<int>(random_.Below(36'000)));
    if (random_.Below(8) != 0) document.expiry_date = kToday + Days(static_cast<int>(random_.Below(15'000)));
    document.sex = static_cast<Sex>(random_.Below(3));
    const std::size_t longest_beside_iin = made.format == MrzFormat::kTd1 ? 10 : 9;
    if (kazakh && made.format != MrzFormat::kTd2 && document.number.size() <= longest_beside_iin)
      document.national_number = Iin();
    made.names = {Words(), random_.Below(10) == 0 ? "" : Words(), false};
    return made;
  }

 private:
  std::string Text(std::string_view alphabet, std::size_t size) {
    std::string text;
    while (text.size() < size) text.push_back(alphabet[random_.Below(alphabet.size())]);
    return text;
  }
  std::string Words() {
    std::string words = Text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", 1 + random_.Below(6));
    if (random_.Below(3) == 0) words += " " + Text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", 1 + random_.Below(4));
    return words;
  }
  std::string Iin() {
    for (;;) {
      std::string iin = "850315" + Text("3456", 1) + Text("0123456789", 5);
      if (CheckKazakhIin(iin).Valid()) return iin;
    }
  }
  SeededRandom random_;
};

TEST(MrzPropertyTest, WhatIsWrittenIsReadBackUnchanged) {
  RandomDocuments documents(1);
  for (int i = 0; i < 20'000; ++i) {
    const auto made = documents.Next();
    const auto text = WriteMrz(made.document, made.names, made.format);
    ASSERT_TRUE(text.ok()) << text.status();
    const MrzReading reading = Read(*text);
    ASSERT_TRUE(reading.Sound()) << *text << MrzFieldName(reading.findings[0].field);
    ASSERT_EQ(reading.format, made.format);
    ASSERT_EQ(reading.names, made.names) << *text;
    ASSERT_EQ(ToDocument(reading).value(), made.document) << *text;
  }
}

int ValueOf(char c) { return c == '<' ? 0 : c <= '9' ? c - '0' : c - 'A' + 10; }

// What single changes of a character in the places a check digit stands for (and in those digits) come to.
struct SingleChanges {
  int made = 0;
  int collisions = 0;  // unnoticed, the values differ by a multiple of 10
  int unnoticed = 0;   // unnoticed without that excuse
};

SingleChanges ChangeEveryCheckedCharacter(const std::string& text, const std::vector<std::pair<int, int>>& checked) {
  SingleChanges changes;
  for (const auto& [begin, end] : checked) {
    for (int at = begin; at < end; ++at) {
      for (const char c : std::string_view("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<")) {
        if (c == text[static_cast<std::size_t>(at)]) continue;
        std::string changed = text;
        changed[static_cast<std::size_t>(at)] = c;
        ++changes.made;
        if (!Read(changed).Sound()) continue;
        const bool collides = (ValueOf(c) - ValueOf(text[static_cast<std::size_t>(at)])) % 10 == 0;
        ++(collides ? changes.collisions : changes.unnoticed);
      }
    }
  }
  return changes;
}

TEST(MrzPropertyTest, EverySingleChangeOfACheckedCharacterIsNoticedUnlessItsValueCollides) {
  // Passport: number, birth, expiry, optional data, each with its digit, and the composite digit: 40 places.
  const SingleChanges passport =
      ChangeEveryCheckedCharacter(std::string(kIcaoTd3), {{45, 55}, {58, 65}, {66, 73}, {73, 88}, {88, 89}});
  EXPECT_EQ(passport.made, 40 * 36);
  EXPECT_EQ(passport.unnoticed, 0);
  // 7-3-1 modulo 10 cannot tell apart < 0 A K U, nor 1 B L V and so on to 9 J T. In dates and check digits the kind of
  // character betrays the change; the number L898902C3 leaves 24 unseen and ZE184226B<<<<< 45.
  EXPECT_EQ(passport.collisions, 24 + 45);

  // Card: line 1 from the number on, line 2 without sex and nationality.
  const SingleChanges card =
      ChangeEveryCheckedCharacter(std::string(kKazakhCard), {{5, 30}, {31, 38}, {39, 46}, {49, 61}});
  EXPECT_EQ(card.made, 51 * 36);
  EXPECT_EQ(card.unnoticed, 0);
  // The number 001234567, then 850315318021<<< and the eleven fillers of line 2.
  EXPECT_EQ(card.collisions, 27 + 48 + 44);
}

}  // namespace
}  // namespace clearance
