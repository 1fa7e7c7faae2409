// DG14 and DG15 of specimens (../shared/testdata/SOURCE.txt says whose), and SecurityInfos made here.
#include "common/document/chip_keys.h"

#include <gtest/gtest.h>

#include "common/base/ber.h"
#include "tests/support/hostile_bytes.h"
#include "tests/support/oids.h"

namespace clearance {
namespace {

constexpr std::string_view kEcdhKey = "0.4.0.127.0.7.2.2.1.2";
constexpr std::string_view kEcdhAes256 = "0.4.0.127.0.7.2.2.3.2.4";

std::string Oid(std::string_view dotted) { return BerElementOf(ber::kOid, OidContent(dotted)); }
std::string Integer(char value) { return BerElementOf(ber::kInteger, std::string(1, value)); }
std::string KeyInfo() {
  return BerElementOf(ber::kSequence, BerElementOf(ber::kSequence, Oid("1.2.840.10045.2.1")) +
                                          BerElementOf(ber::kBitString, std::string("\0\x04xy", 4)));
}
std::string Info(std::string_view protocol, const std::string& rest) {
  return BerElementOf(ber::kSequence, Oid(protocol) + rest);
}
std::string SetOf(const std::string& infos) { return BerElementOf(ber::kSet, infos); }

void ExpectMalformed(const std::string& infos) {
  const auto read = ReadSecurityInfos(SetOf(infos));
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.status().code(), StatusCode::kInvalidArgument);
}

TEST(ChipKeysTest, ReadsDg14OfGermanSpecimens) {
  REQUIRE_SHARED(folder, "testdata/emrtd");
  for (const char* name : {"/bsi_tr03105_5/Datagroup14.bin", "/bsi_tr03105_5/DG14_for_sha256_sod.bin",
                           "/etsi_epassport_prototype/DG14.bin"}) {
    const std::string file = ReadSharedFile(folder + name);
    const auto infos = ReadDg14(file);
    ASSERT_TRUE(infos.ok()) << infos.status();
    ASSERT_EQ(infos->chip_authentication.size(), 1U);
    EXPECT_EQ(infos->chip_authentication[0].protocol, "0.4.0.127.0.7.2.2.3.2.1");  // ECDH, 3DES
    EXPECT_EQ(infos->chip_authentication[0].version, 1);
    EXPECT_EQ(infos->chip_authentication[0].key_id, std::nullopt);
    ASSERT_EQ(infos->chip_authentication_keys.size(), 1U);
    EXPECT_EQ(infos->chip_authentication_keys[0].protocol, kEcdhKey);
    EXPECT_EQ(infos->chip_authentication_keys[0].key_info, std::string_view(file).substr(23, 279));
    EXPECT_EQ(infos->chip_authentication_keys[0].key_id, std::nullopt);
    EXPECT_TRUE(infos->pace.empty());
    EXPECT_EQ(infos->active_authentication_algorithm, std::nullopt);
    EXPECT_EQ(infos->others, 1U);  // terminal authentication
    ExpectEveryTruncationRefused(file, ReadDg14);
    EXPECT_GT(CountRefusedChanges(file, 5'000, ReadDg14), 100);
  }
}

TEST(ChipKeysTest, ReadsIcaosExampleWithDiffieHellman) {
  REQUIRE_SHARED(path, "testdata/emrtd/icao9303_sample_dg14.bin");
  const std::string file = ReadSharedFile(path);
  const auto infos = ReadDg14(file);
  ASSERT_TRUE(infos.ok()) << infos.status();
  ASSERT_EQ(infos->chip_authentication_keys.size(), 1U);
  EXPECT_EQ(infos->chip_authentication_keys[0].protocol, "0.4.0.127.0.7.2.2.1.1");
  EXPECT_EQ(infos->chip_authentication_keys[0].key_info, std::string_view(file).substr(23, 425));
  EXPECT_EQ(infos->chip_authentication[0].protocol, "0.4.0.127.0.7.2.2.3.1.1");
  EXPECT_EQ(infos->others, 1U);
  ExpectEveryTruncationRefused(file, ReadDg14);
}

TEST(ChipKeysTest, ReadsEveryKindOfSecurityInfo) {
  const std::string set = SetOf(
      Info(kEcdhAes256, Integer(1) + Integer(7)) + Info(kEcdhKey, KeyInfo() + Integer(7)) +
      Info("0.4.0.127.0.7.2.2.4.2.4", Integer(2) + Integer(13)) +        // PACE, ECDH, generic mapping, AES-256
      Info("0.4.0.127.0.7.2.2.4.6.4", Integer(2) + Integer(13)) +        // PACE, ECDH, chip authentication mapping
      Info("0.4.0.127.0.7.2.2.4.2", BerElementOf(ber::kSequence, "")) +  // PACE domain parameters
      Info("2.23.136.1.1.5", Integer(1) + Oid("0.4.0.127.0.7.1.1.4.1.3")) + Info("0.4.0.127.0.7.2.2.2", Integer(1)) +
      Info("0.4.0.127.0.7.2.2.3.21", Integer(1)));  // begins with the digits of another protocol
  const auto infos = ReadSecurityInfos(set);
  ASSERT_TRUE(infos.ok()) << infos.status();
  EXPECT_EQ(infos->chip_authentication[0].protocol, kEcdhAes256);
  EXPECT_EQ(infos->chip_authentication[0].key_id, 7);
  EXPECT_EQ(infos->chip_authentication_keys[0].key_info, KeyInfo());
  EXPECT_EQ(infos->chip_authentication_keys[0].key_id, 7);
  EXPECT_EQ(infos->pace, (std::vector<std::string>{"0.4.0.127.0.7.2.2.4.2.4", "0.4.0.127.0.7.2.2.4.6.4"}));
  EXPECT_EQ(infos->active_authentication_algorithm, "0.4.0.127.0.7.1.1.4.1.3");
  EXPECT_EQ(infos->others, 3U);
  ExpectEveryTruncationRefused(set, ReadSecurityInfos);
}

TEST(ChipKeysTest, RefusesMalformedSecurityInfos) {
  ExpectMalformed(Info(kEcdhAes256, ""));
  ExpectMalformed(Info(kEcdhAes256, Integer(1) + Integer(7) + Integer(7)));
  ExpectMalformed(Info(kEcdhAes256, BerElementOf(ber::kOctetString, "x")));
  ExpectMalformed(Info(kEcdhKey, Integer(1)));
  ExpectMalformed(Info(kEcdhKey, BerElementOf(ber::kSequence, "")));
  ExpectMalformed(Info(kEcdhKey, KeyInfo() + KeyInfo()));
  const std::string active = Info("2.23.136.1.1.5", Integer(1) + Oid("0.4.0.127.0.7.1.1.4.1.3"));
  EXPECT_TRUE(ReadSecurityInfos(SetOf(active)).ok());
  ExpectMalformed(active + active);
  ExpectMalformed(Info("2.23.136.1.1.5", Integer(1)));
  ExpectMalformed(BerElementOf(ber::kSequence, ""));
  ExpectMalformed(Integer(1));
}

TEST(ChipKeysTest, ReadsNoMoreInfosThanItsBound) {
  std::string infos;
  for (std::size_t i = 0; i < kMaxSecurityInfos; ++i) infos += Info("0.4.0.127.0.7.2.2.2", Integer(1));
  EXPECT_EQ(ReadSecurityInfos(SetOf(infos))->others, kMaxSecurityInfos);
  ExpectMalformed(infos + Info("0.4.0.127.0.7.2.2.2", Integer(1)));
}

TEST(ChipKeysTest, RefusesOtherFilesThanDg14AndDg15) {
  EXPECT_TRUE(ReadDg14(BerElementOf(0x6E, SetOf(""))).ok());
  EXPECT_FALSE(ReadDg14(BerElementOf(0x6F, SetOf(""))).ok());
  EXPECT_FALSE(ReadDg14(BerElementOf(0x6E, SetOf("") + SetOf(""))).ok());
  EXPECT_FALSE(ReadDg14(BerElementOf(0x6E, SetOf("")) + '\0').ok());
  EXPECT_EQ(ReadDg15(BerElementOf(0x6F, KeyInfo())).value(), KeyInfo());
  EXPECT_FALSE(ReadDg15(BerElementOf(0x6E, KeyInfo())).ok());
  EXPECT_FALSE(ReadDg15(BerElementOf(0x6F, KeyInfo() + KeyInfo())).ok());
  EXPECT_FALSE(ReadDg15(BerElementOf(0x6F, KeyInfo()) + '\0').ok());
  EXPECT_FALSE(ReadDg15(BerElementOf(0x6F, BerElementOf(ber::kSequence, ""))).ok());
}

TEST(ChipKeysTest, ReadsDg15OfSpecimens) {
  REQUIRE_SHARED(folder, "testdata/emrtd");
  for (const char* name :
       {"/bsi_tr03105_5/Datagroup15.bin", "/etsi_epassport_prototype/DG15.bin", "/nl_specimen_2006/ef010F.bin"}) {
    const std::string file = ReadSharedFile(folder + name);
    const auto key = ReadDg15(file);
    ASSERT_TRUE(key.ok()) << name << key.status();
    EXPECT_EQ(*key, std::string_view(file).substr(file.size() - key->size())) << name;
    ExpectEveryTruncationRefused(file, ReadDg15);
    EXPECT_GT(CountRefusedChanges(file, 5'000, ReadDg15), 100);
  }
}

}  // namespace
}  // namespace clearance
