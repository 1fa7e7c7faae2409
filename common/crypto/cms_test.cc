// Signed messages as documents carry them.
#include "common/crypto/cms.h"

#include <gtest/gtest.h>

#include "common/base/ber.h"
#include "common/base/bytes.h"
#include "tests/support/shared_data.h"

namespace clearance {
namespace {

std::string Load(const std::string& path) {
  const auto bytes = ReadFile(path, kMaxCmsBytes);
  EXPECT_TRUE(bytes.ok()) << bytes.status();
  return bytes.ok() ? *bytes : "";
}

// EF.SOD: tag 0x77 around the message.
StatusOr<CmsMessage> LoadSod(const std::string& path) {
  const std::string file = Load(path);
  ASSIGN_OR_RETURN(const BerElement element, ReadBer(file, 0x77));
  return ReadCmsMessage(std::string(element.content));
}

CmsSignature VerdictOf(const CmsMessage& message) {
  if (message.signers.size() != 1) return CmsSignature::kMalformed;
  const auto certificate = FindSignerCertificate(message, message.signers[0]);
  if (!certificate) return CmsSignature::kMalformed;
  const auto key = certificate->Key();
  if (!key.ok()) return CmsSignature::kUnsupported;
  return VerifyCmsSigner(message, message.signers[0], *key).signature;
}

TEST(CmsTest, SecurityObjectsVerifyWithTheCertificateInside) {
  REQUIRE_SHARED(folder, "testdata/emrtd");
  for (const char* name : {"bsi_tr03105_5/EF_SOD.bin", "bsi_tr03105_5/EF_SOD_sha256_hjp.bin",
                           "etsi_epassport_prototype/EF_SOD.bin", "nl_specimen_2006/ef011D.bin"}) {
    SCOPED_TRACE(name);
    const auto message = LoadSod(folder + "/" + name);
    ASSERT_TRUE(message.ok()) << message.status();
    EXPECT_EQ(message->content_type, "2.23.136.1.1.1");
    EXPECT_EQ(CmsSignatureName(VerdictOf(*message)), "VALID");
  }
}

}  // namespace
}  // namespace clearance
