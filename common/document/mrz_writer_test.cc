// Writing machine-readable zones: what is written is read back, and no single change of it goes unnoticed.
#include <gtest/gtest.h>

#include <string>

#include "common/base/random.h"
#include "common/document/document_kind.h"
#include "common/document/mrz.h"
#include "common/document/national_number.h"
#include "tests/support/mrz_specimens.h"

namespace clearance {
namespace {

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
  bad = ToDocument(Read(kIcaoTd3)).value();
  EXPECT_EQ(field(bad, MrzFormat::kTd3), "");
  bad.number = "0123456789";  // a passport's goes on nowhere
  EXPECT_EQ(field(bad, MrzFormat::kTd3), "number");
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

// The value a character has in a check digit (ICAO Doc 9303-3, 4.9).
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
