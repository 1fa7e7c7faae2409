// EF.SOD of specimens and broken ones (../shared/testdata/SOURCE.txt says whose), and security objects made here.
// sod_expected.json tells what another parser (pymrtd) says of each; what we say, and why, stands in kJudged.
#include "common/document/security_object.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "common/base/ber.h"
#include "tests/support/hostile_bytes.h"
#include "tests/support/oids.h"
#include "tests/support/security_objects.h"

namespace clearance {
namespace {

using Defects = std::vector<InspectionReason>;

struct Judged {
  std::string_view file;
  bool readable;
  std::optional<InspectionReason> defect;
  CmsSignature signature;  // of readable ones
};

constexpr std::optional<InspectionReason> kNoDefect;

constexpr std::array kJudged = {
    // Sound specimens; both sign with RSASSA-PSS.
    Judged{"bsi_tr03105_5/EF_SOD_sha256_hjp.bin", true, kNoDefect, CmsSignature::kValid},
    Judged{"etsi_epassport_prototype/EF_SOD.bin", true, kNoDefect, CmsSignature::kValid},
    // Content type id-data. Doc 9303-10 §4.6.2.2 knows id-icao-mrtd-security-ldsSecurityObject alone; RFC 5652 §11.1
    // makes the type a part of what is signed so that content of one kind is never taken for another. pymrtd takes 03
    // when asked to be lax and refuses the same bytes (09) when strict: refused.
    Judged{"sod_negative/sod_03.bin", false, kNoDefect, {}},
    Judged{"sod_negative/sod_09.bin", false, kNoDefect, {}},
    // The whole is no SignedData but a type that does not exist (04), or SignedAndEnvelopedData (05): refused as by
    // pymrtd; Doc 9303-10 §4.6.2.2 asks for SignedData.
    Judged{"sod_negative/sod_04.bin", false, kNoDefect, {}},
    Judged{"sod_negative/sod_05.bin", false, kNoDefect, {}},
    // SignedData of version 1, 2, 4. RFC 5652 §5.1 gives 3 where the content is not id-data. The number changes nothing
    // of how the rest is read or signed, and is not under the signature; real documents have 1 (PKCS #7). pymrtd
    // refuses; we read, tell it, and the signature is as good as it is with a 3.
    Judged{"sod_negative/sod_06.bin", true, InspectionReason::kVersionUnusual, CmsSignature::kValid},
    Judged{"sod_negative/sod_07.bin", true, InspectionReason::kVersionUnusual, CmsSignature::kValid},
    Judged{"sod_negative/sod_08.bin", true, InspectionReason::kVersionUnusual, CmsSignature::kValid},
    // Content type digestedData: as 03.
    Judged{"sod_negative/sod_10.bin", false, kNoDefect, {}},
    Judged{"sod_negative/sod_11.bin", false, kNoDefect, {}},
    // LDS Security Object of version 2 and -1: Doc 9303-10 appendix D defines 0 and 1, and nobody knows what another
    // would mean. Refused, as by pymrtd.
    Judged{"sod_negative/sod_12.bin", false, kNoDefect, {}},
    Judged{"sod_negative/sod_13.bin", false, kNoDefect, {}},
    // An octet behind the file's element. Chips pad files, and readers read whole blocks; it is outside of all that is
    // signed. pymrtd refuses when strict; we read and tell it.
    Judged{"sod_negative/sod_14.bin", true, InspectionReason::kTrailingBytes, CmsSignature::kValid},
    // A hash changed after signing (15, 17), the signature changed (16): a reader reads them, and verification must
    // find it. pymrtd's messages come from its verification as well.
    Judged{"sod_negative/sod_15.bin", true, kNoDefect, CmsSignature::kDigestDiffers},
    Judged{"sod_negative/sod_16.bin", true, kNoDefect, CmsSignature::kWrong},
    Judged{"sod_negative/sod_17.bin", true, kNoDefect, CmsSignature::kDigestDiffers},
    // The very bytes of ETSI's EF_SOD: what was changed in pymrtd's tests is DG1 (18) and DG15 (19), which are not
    // here. The object itself is sound.
    Judged{"sod_negative/sod_18.bin", true, kNoDefect, CmsSignature::kValid},
    Judged{"sod_negative/sod_19.bin", true, kNoDefect, CmsSignature::kValid},
};

CmsSignature SignatureOf(const SecurityObject& object) {
  if (object.message.signers.size() != 1) return CmsSignature::kMalformed;
  const CmsSigner& signer = object.message.signers.front();
  const auto certificate = FindSignerCertificate(object.message, signer);
  if (!certificate) return CmsSignature::kMalformed;
  const auto key = certificate->Key();
  if (!key.ok()) return CmsSignature::kUnsupported;
  return VerifyCmsSigner(object.message, signer, *key).signature;
}

TEST(SecurityObjectTest, JudgesEveryFileThatAnotherParserJudged) {
  REQUIRE_SHARED(folder, "testdata/emrtd");
  const auto expected = nlohmann::json::parse(ReadSharedFile(folder + "/sod_expected.json"));
  ASSERT_EQ(expected.size(), kJudged.size());
  std::set<std::string> judged_elsewhere;
  for (const auto& entry : expected) judged_elsewhere.insert(entry["file"].get<std::string>());
  for (const Judged& judged : kJudged) {
    SCOPED_TRACE(judged.file);
    ASSERT_TRUE(judged_elsewhere.contains("emrtd/" + std::string(judged.file)));
    const auto object = ReadEfSod(ReadSharedFile(folder + "/" + std::string(judged.file)));
    ASSERT_EQ(object.ok(), judged.readable) << object.status();
    if (!judged.readable) {
      EXPECT_EQ(object.status().code(), StatusCode::kInvalidArgument);
      continue;
    }
    EXPECT_EQ(object->defects, judged.defect ? Defects{*judged.defect} : Defects{});
    EXPECT_EQ(SignatureOf(*object), judged.signature) << CmsSignatureName(SignatureOf(*object));
  }
}

void ExpectHash(const SecurityObject& object, int group, const std::string& path) {
  const auto hash = object.hashes.find(group);
  ASSERT_NE(hash, object.hashes.end()) << path;
  EXPECT_EQ(hash->second, Digest(object.digest, ReadSharedFile(path))) << path;
}

TEST(SecurityObjectTest, VouchesForTheFilesOfSpecimens) {
  REQUIRE_SHARED(folder, "testdata/emrtd");
  const std::string bsi = folder + "/bsi_tr03105_5", etsi = folder + "/etsi_epassport_prototype";
  const std::string dutch = folder + "/nl_specimen_2006";

  const auto sha1 = ReadEfSod(ReadSharedFile(bsi + "/EF_SOD.bin"));
  ASSERT_TRUE(sha1.ok()) << sha1.status();
  EXPECT_EQ(sha1->version, 0);
  EXPECT_EQ(sha1->digest, DigestAlgorithm::kSha1);
  EXPECT_EQ(sha1->hashes.size(), 4U);
  EXPECT_FALSE(sha1->hashes.contains(15));  // DG15 is there and not vouched for
  ExpectHash(*sha1, 1, bsi + "/Datagroup1.bin");
  ExpectHash(*sha1, 2, bsi + "/Datagroup2.bin");
  ExpectHash(*sha1, 14, bsi + "/Datagroup14.bin");

  const auto sha256 = ReadEfSod(ReadSharedFile(bsi + "/EF_SOD_sha256_hjp.bin"));
  ASSERT_TRUE(sha256.ok()) << sha256.status();
  EXPECT_EQ(sha256->digest, DigestAlgorithm::kSha256);
  ExpectHash(*sha256, 1, bsi + "/DG1_for_sha256_sod.bin");
  ExpectHash(*sha256, 2, bsi + "/Datagroup2.bin");
  ExpectHash(*sha256, 14, bsi + "/DG14_for_sha256_sod.bin");

  const auto prototype = ReadEfSod(ReadSharedFile(etsi + "/EF_SOD.bin"));
  ASSERT_TRUE(prototype.ok()) << prototype.status();
  ExpectHash(*prototype, 1, etsi + "/DG1.bin");
  ExpectHash(*prototype, 2, bsi + "/Datagroup2.bin");
  ExpectHash(*prototype, 14, etsi + "/DG14.bin");
  ExpectHash(*prototype, 15, etsi + "/DG15.bin");

  const auto specimen = ReadEfSod(ReadSharedFile(dutch + "/ef011D.bin"));
  ASSERT_TRUE(specimen.ok()) << specimen.status();
  EXPECT_EQ(specimen->hashes.size(), 3U);
  ExpectHash(*specimen, 1, dutch + "/ef0101.bin");
  ExpectHash(*specimen, 2, dutch + "/ef0102.bin");
  ExpectHash(*specimen, 15, dutch + "/ef010F.bin");
  EXPECT_EQ(SignatureOf(*specimen), CmsSignature::kValid);
  for (const auto* object : {&*sha1, &*specimen}) EXPECT_EQ(object->defects, Defects{});
}

TEST(SecurityObjectTest, StandsCutAndChangedFiles) {
  REQUIRE_SHARED(folder, "testdata/emrtd");
  for (const char* name : {"/bsi_tr03105_5/EF_SOD.bin", "/bsi_tr03105_5/EF_SOD_sha256_hjp.bin",
                           "/etsi_epassport_prototype/EF_SOD.bin", "/nl_specimen_2006/ef011D.bin"}) {
    const std::string file = ReadSharedFile(folder + name);
    ExpectEveryTruncationRefused(file, ReadEfSod);
    EXPECT_GT(CountRefusedChanges(file, 2'000, ReadEfSod), 100);
  }
  for (const Judged& judged : kJudged) {
    const std::string file = ReadSharedFile(folder + "/" + std::string(judged.file));
    for (std::size_t size = 0; size + 1 < file.size(); ++size)
      ASSERT_FALSE(ReadEfSod(std::string(file.substr(0, size))).ok()) << judged.file << " cut at " << size;
    CountRefusedChanges(file, 500, ReadEfSod);
  }
}

// --- made here

void ExpectError(const std::string& file, StatusCode code = StatusCode::kInvalidArgument) {
  const auto object = ReadEfSod(file);
  ASSERT_FALSE(object.ok());
  EXPECT_EQ(object.status().code(), code) << object.status();
}

void ExpectDefects(const std::string& file, const Defects& defects) {
  const auto object = ReadEfSod(file);
  ASSERT_TRUE(object.ok()) << object.status();
  EXPECT_EQ(object->defects, defects);
}

TEST(SecurityObjectTest, ReadsBothVersions) {
  const auto old_one = ReadEfSod(EfSodOf(LdsSecurityObject(DataGroupHash(1) + DataGroupHash(2) + DataGroupHash(16))));
  ASSERT_TRUE(old_one.ok()) << old_one.status();
  EXPECT_EQ(old_one->version, 0);
  EXPECT_EQ(old_one->hashes.size(), 3U);
  EXPECT_EQ(old_one->hashes.at(16), std::string(32, 'h'));
  EXPECT_EQ(old_one->lds_version, "");
  EXPECT_EQ(old_one->defects, Defects{});
  const auto new_one = ReadEfSod(EfSodOf(LdsSecurityObject(DataGroupHash(1) + DataGroupHash(2), 1, LdsVersionInfo())));
  ASSERT_TRUE(new_one.ok()) << new_one.status();
  EXPECT_EQ(new_one->version, 1);
  EXPECT_EQ(new_one->lds_version, "0108");
  EXPECT_EQ(new_one->unicode_version, "040000");
  EXPECT_EQ(new_one->defects, Defects{});
  ExpectDefects(EfSodOf(LdsSecurityObject(DataGroupHash(1), 1)), {});
}

TEST(SecurityObjectTest, RefusesMalformedSecurityObjects) {
  ExpectError(EfSodOf(LdsSecurityObject("")));
  ExpectError(EfSodOf(LdsSecurityObject(DataGroupHash(0))));
  ExpectError(EfSodOf(LdsSecurityObject(DataGroupHash(17))));
  ExpectError(EfSodOf(LdsSecurityObject(DataGroupHash(-1))));
  ExpectError(EfSodOf(LdsSecurityObject(DataGroupHash(1) + DataGroupHash(2) + DataGroupHash(1))));
  ExpectError(EfSodOf(LdsSecurityObject(DataGroupHash(1, 31))));
  ExpectError(EfSodOf(LdsSecurityObject(DataGroupHash(1, 33))));
  ExpectError(EfSodOf(LdsSecurityObject(DataGroupHash(1), 2)));
  ExpectError(EfSodOf(LdsSecurityObject(DataGroupHash(1), -1)));
  ExpectError(EfSodOf(LdsSecurityObject(DataGroupHash(1), 1, LdsVersionInfo() + LdsVersionInfo())));
  ExpectError(EfSodOf(LdsSecurityObject(DataGroupHash(1), 1, DerSequence(""))));
  ExpectError(EfSodOf(LdsSecurityObject(DataGroupHash(1)) + DerInteger(0)));
  ExpectError(EfSodOf(LdsSecurityObject(DataGroupHash(1), 0, "", "1.2.840.113549.2.5")),
              StatusCode::kUnimplemented);  // MD5
  ExpectError(BerElementOf(0x77, SignedDataMessage("")));
  ExpectError(
      BerElementOf(0x77, SignedDataMessage(DerOctets(LdsSecurityObject(DataGroupHash(1))), 3, "1.2.840.113549.1.7.1")));
  ExpectError(BerElementOf(0x75, SignedDataMessage(DerOctets(LdsSecurityObject(DataGroupHash(1))))));
  ExpectError("");
  ExpectError(EfSodOf(LdsSecurityObject(DataGroupHash(1))) + std::string(kMaxSecurityObjectBytes, '\0'));
}

TEST(SecurityObjectTest, TellsDepartures) {
  const std::string message = SignedDataMessage(DerOctets(LdsSecurityObject(DataGroupHash(1))));
  ExpectDefects(BerElementOf(0x77, message), {});
  ExpectDefects(message, {InspectionReason::kVersionUnusual});
  ExpectDefects(BerElementOf(0x77, message) + '\0', {InspectionReason::kTrailingBytes});
  ExpectDefects(BerElementOf(0x77, message + DerInteger(0)), {InspectionReason::kTrailingBytes});
  ExpectDefects(BerElementOf(0x77, SignedDataMessage(DerOctets(LdsSecurityObject(DataGroupHash(1))), 1)) + '\0',
                {InspectionReason::kTrailingBytes, InspectionReason::kVersionUnusual});
  // Version information belongs to version 1; in version 0 it is told and not used.
  const auto early = ReadEfSod(EfSodOf(LdsSecurityObject(DataGroupHash(1), 0, LdsVersionInfo())));
  ASSERT_TRUE(early.ok());
  EXPECT_EQ(early->defects, Defects{InspectionReason::kVersionUnusual});
  EXPECT_EQ(early->lds_version, "");
}

TEST(SecurityObjectTest, TellsEncodingsThatAreNotDer) {
  const std::string lds = LdsSecurityObject(DataGroupHash(1));
  const std::string message = SignedDataMessage(DerOctets(lds));
  const std::string end("\0\0", 2);
  ExpectDefects(std::string("\x77\x80", 2) + message + end, {InspectionReason::kEncodingNotDer});
  // The message's length in one octet more than needed.
  const std::string_view body = ReadBer(message, ber::kSequence)->content;
  ExpectDefects(
      BerElementOf(0x77, "\x30\x82" + std::string(1, '\0') + static_cast<char>(body.size()) + std::string(body)),
      {InspectionReason::kEncodingNotDer});
  // The content in two pieces, and in one piece with an integer too long in it.
  const std::string pieces = BerElementOf(0x24, DerOctets(lds.substr(0, 9)) + DerOctets(lds.substr(9)));
  ExpectDefects(BerElementOf(0x77, SignedDataMessage(pieces)), {InspectionReason::kEncodingNotDer});
  const std::string long_zero = BerElementOf(ber::kInteger, std::string("\0\0", 2));
  ExpectDefects(EfSodOf(DerSequence(long_zero + DerSequence(DerOid(OidOf(DigestAlgorithm::kSha256))) +
                                    DerSequence(DataGroupHash(1)))),
                {InspectionReason::kEncodingNotDer});
  EXPECT_EQ(ReadEfSod(BerElementOf(0x77, SignedDataMessage(pieces)))->hashes.size(), 1U);
}

}  // namespace
}  // namespace clearance
