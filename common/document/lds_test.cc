// EF.COM and DG1 of specimens (../shared/testdata/SOURCE.txt says whose), and of files made here.
#include "common/document/lds.h"

#include <gtest/gtest.h>

#include <set>

#include "common/base/ber.h"
#include "common/document/mrz.h"
#include "tests/support/hostile_bytes.h"

namespace clearance {
namespace {

std::string Com(const std::string& tags, const std::string& lds = "0107", const std::string& unicode = "040000") {
  return BerElementOf(0x60, BerElementOf(0x5F01, lds) + BerElementOf(0x5F36, unicode) + BerElementOf(0x5C, tags));
}

std::string Dg1(const std::string& zone) { return BerElementOf(0x61, BerElementOf(0x5F1F, zone)); }

TEST(LdsTest, KnowsTheTagOfEveryDataGroup) {
  // Doc 9303-10 table 3.
  EXPECT_EQ(TagOfDataGroup(1), 0x61U);
  EXPECT_EQ(TagOfDataGroup(2), 0x75U);
  EXPECT_EQ(TagOfDataGroup(3), 0x63U);
  EXPECT_EQ(TagOfDataGroup(4), 0x76U);
  EXPECT_EQ(TagOfDataGroup(14), 0x6EU);
  EXPECT_EQ(TagOfDataGroup(15), 0x6FU);
  EXPECT_EQ(TagOfDataGroup(16), 0x70U);
  EXPECT_EQ(TagOfDataGroup(0), std::nullopt);
  EXPECT_EQ(TagOfDataGroup(17), std::nullopt);
  EXPECT_EQ(DataGroupOfTag(0x77), std::nullopt);
  std::set<std::uint32_t> tags;
  for (int number = 1; number <= 16; ++number) {
    EXPECT_EQ(DataGroupOfTag(TagOfDataGroup(number).value()), number);
    tags.insert(TagOfDataGroup(number).value());
  }
  EXPECT_EQ(tags.size(), 16U);
}

TEST(LdsTest, ReadsEfComOfSpecimens) {
  REQUIRE_SHARED(german, "testdata/emrtd/bsi_tr03105_5/EF_COM.bin");
  REQUIRE_SHARED(dutch, "testdata/emrtd/nl_specimen_2006/ef011E.bin");
  const auto first = ReadEfCom(ReadSharedFile(german));
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->lds_version, "0107");
  EXPECT_EQ(first->unicode_version, "040000");
  EXPECT_EQ(first->data_groups, (std::vector<int>{1, 2, 3, 14}));
  EXPECT_FALSE(first->has_unknown_tags);
  EXPECT_FALSE(first->trailing_bytes);
  EXPECT_EQ(ReadEfCom(ReadSharedFile(dutch))->data_groups, (std::vector<int>{1, 2, 15}));
}

TEST(LdsTest, TellsWhatIsOddInEfCom) {
  const auto unknown = ReadEfCom(Com("\x61\x7A\x75"));
  ASSERT_TRUE(unknown.ok());
  EXPECT_EQ(unknown->data_groups, (std::vector<int>{1, 2}));
  EXPECT_TRUE(unknown->has_unknown_tags);
  const auto trailing = ReadEfCom(Com("\x61\x75") + '\0');
  ASSERT_TRUE(trailing.ok());
  EXPECT_TRUE(trailing->trailing_bytes);
  EXPECT_FALSE(trailing->has_unknown_tags);
}

TEST(LdsTest, RefusesOtherFilesThanEfCom) {
  EXPECT_FALSE(ReadEfCom("").ok());
  EXPECT_FALSE(ReadEfCom(Com("\x61", "107")).ok());
  EXPECT_FALSE(ReadEfCom(Com("\x61", "0a07")).ok());
  EXPECT_FALSE(ReadEfCom(Com("\x61", "0107", "04000")).ok());
  EXPECT_FALSE(ReadEfCom(BerElementOf(0x61, Com("\x61").substr(2))).ok());
  EXPECT_FALSE(ReadEfCom(BerElementOf(0x60, Com("\x61").substr(2) + BerElementOf(0x5C, "\x75"))).ok());
  EXPECT_TRUE(ReadEfCom(Com(std::string(64, '\x61'))).ok());
  EXPECT_FALSE(ReadEfCom(Com(std::string(65, '\x61'))).ok());
  EXPECT_EQ(ReadEfCom("x").status().code(), StatusCode::kInvalidArgument);
}

TEST(LdsTest, ReadsDg1OfSpecimens) {
  REQUIRE_SHARED(td2, "testdata/emrtd/dg1_icao_td2.bin");
  REQUIRE_SHARED(td3, "testdata/emrtd/dg1_icao_td3.bin");
  REQUIRE_SHARED(folder, "testdata/emrtd");
  // Doc 9303-10, worked examples of EF.DG1.
  EXPECT_EQ(ReadDg1(ReadSharedFile(td2)).value(),
            "I<ATASMITH<<JOHN<T<<<<<<<<<<<<<<<<<<\n"
            "123456789<HMD7406221M10123120122<<<0");
  EXPECT_EQ(ReadDg1(ReadSharedFile(td3)).value(),
            "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\n"
            "L898902C36UTO7408122F1204159ZE184226B<<<<<10");
  for (const char* name : {"/bsi_tr03105_5/Datagroup1.bin", "/bsi_tr03105_5/DG1_for_sha256_sod.bin",
                           "/etsi_epassport_prototype/DG1.bin", "/nl_specimen_2006/ef0101.bin"}) {
    const auto zone = ReadDg1(ReadSharedFile(folder + name));
    ASSERT_TRUE(zone.ok()) << name;
    EXPECT_TRUE(ParseMrz(*zone, MakeDate(2026, 1, 1)).ok()) << name;
  }
}

TEST(LdsTest, ReadsAllThreeLengthsOfZones) {
  const std::string lines = std::string(30, 'A') + "\n" + std::string(30, 'B') + "\n" + std::string(30, 'C');
  EXPECT_EQ(ReadDg1(Dg1(std::string(30, 'A') + std::string(30, 'B') + std::string(30, 'C'))).value(), lines);
  for (const std::size_t size : {0, 1, 71, 72, 73, 87, 88, 89, 90, 91, 180})
    EXPECT_EQ(ReadDg1(Dg1(std::string(size, '<'))).ok(), size == 72 || size == 88 || size == 90) << size;
}

// Its length octet says 73: a zone of TD2 has 72 characters, and the last octet here is none of a zone (0x11).
TEST(LdsTest, RefusesTheZoneOfGmrtdWithAnOctetTooMany) {
  REQUIRE_SHARED(path, "testdata/emrtd/dg1_icao_td2_gmrtd.bin");
  EXPECT_EQ(ReadDg1(ReadSharedFile(path)).status().code(), StatusCode::kInvalidArgument);
}

TEST(LdsTest, RefusesOtherFilesThanDg1) {
  const std::string zone(88, '<');
  EXPECT_TRUE(ReadDg1(Dg1(zone)).ok());
  EXPECT_FALSE(ReadDg1(Dg1(zone) + '\0').ok());
  EXPECT_FALSE(ReadDg1(BerElementOf(0x75, BerElementOf(0x5F1F, zone))).ok());
  EXPECT_FALSE(ReadDg1(BerElementOf(0x61, BerElementOf(0x5F1E, zone))).ok());
  EXPECT_FALSE(ReadDg1(BerElementOf(0x61, BerElementOf(0x5F1F, zone) + BerElementOf(0x5F1F, zone))).ok());
  EXPECT_FALSE(ReadDg1(Dg1(std::string(43, '<') + "\n" + std::string(44, '<'))).ok());
}

// An error may name the file and never what stands in it.
TEST(LdsTest, ErrorsHoldNothingOfTheZone) {
  const auto error = ReadDg1(Dg1("P<UTOERIKSSON<<ANNA<MARIA")).status();
  EXPECT_EQ(MessageOf(error).find("ERIKSSON"), std::string::npos);
}

TEST(LdsTest, StandsCutAndChangedFiles) {
  const std::string com = Com("\x61\x75\x6E");
  const std::string dg1 = Dg1(std::string(88, '<'));
  ExpectEveryTruncationRefused(com, ReadEfCom);
  ExpectEveryTruncationRefused(dg1, ReadDg1);
  EXPECT_GT(CountRefusedChanges(com, 5'000, ReadEfCom), 100);
  EXPECT_GT(CountRefusedChanges(dg1, 5'000, ReadDg1), 100);
}

}  // namespace
}  // namespace clearance
