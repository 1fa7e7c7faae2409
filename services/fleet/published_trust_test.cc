// Tests of PublishedTrust: an edition for each state of the folder, and never one that does not verify.
#include "services/fleet/published_trust.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "common/document/trust_bundle.h"
#include "common/document/trust_folder.h"
#include "tests/support/document_pki.h"
#include "tests/support/temporary_folder.h"

namespace clearance {
namespace {

constexpr Instant kNow = PkiDay(2026, 11, 25);
constexpr std::size_t kMaxBytes = 1 << 20;

struct PublishedTrustTest : testing::Test {
  const TemporaryFolder temporary;
  const std::string folder = temporary.Path("trust");  // made by who needs it
  const SigningKey key = SigningKey::Generate();
  const PkiHolder kazakh = SelfSigned(AuthorityChoice(PkiKey::Ec("secp384r1"), "KZ", "CSCA-KZ"));
  const PkiHolder german = SelfSigned(AuthorityChoice(PkiKey::Ec("secp256r1"), "DE", "CSCA-DE"));

  void Bring(const PkiHolder& authority) {
    ASSERT_TRUE(ImportTrust(folder, {TrustSourceKind::kCertificate, "x", authority.certificate, ""}, kNow).ok());
  }
  std::size_t AuthoritiesIn(const PublishedTrust::Edition& edition) {
    const auto bundle = OpenTrustBundle(edition.bundle, key.PublicKey());
    EXPECT_TRUE(bundle.ok()) << bundle.status();
    EXPECT_EQ(TrustBundleId(edition.bundle.substr(kSignatureBytes)), edition.id);
    return LoadTrustBundle(*bundle)->anchors().size();
  }
};

TEST_F(PublishedTrustTest, IsPackedAnewWhenTheIndexHasChangedAndOnlyThen) {
  Bring(kazakh);
  const auto trust = PublishedTrust::Open(folder, key);
  ASSERT_TRUE(trust.ok()) << trust.status();
  const auto first = (*trust)->Latest();
  EXPECT_EQ(AuthoritiesIn(*first), 1U);
  EXPECT_EQ((*trust)->Latest(), first) << "the very same";
  Bring(german);
  const auto second = (*trust)->Latest();
  EXPECT_EQ(AuthoritiesIn(*second), 2U);
  EXPECT_NE(second->id, first->id);
  EXPECT_EQ(AuthoritiesIn(*first), 1U) << "a download under way goes on";
}

TEST_F(PublishedTrustTest, AFolderThatCannotBeUsedLeavesWhatWasPublished) {
  Bring(kazakh);
  const auto trust = PublishedTrust::Open(folder, key);
  ASSERT_TRUE(trust.ok()) << trust.status();
  const auto first = (*trust)->Latest();
  Bring(german);
  const std::string index = ReadFile(folder + "/index.json", kMaxBytes).value();
  ASSERT_TRUE(WriteFile(folder + "/index.json", "no index").ok());
  EXPECT_EQ((*trust)->Latest(), first);
  std::filesystem::remove_all(folder);
  EXPECT_EQ((*trust)->Latest(), first);
  EXPECT_EQ(ReasonOf(PublishedTrust::Open(folder, key).status()), error_reason::kFileUnreadable);
}

TEST_F(PublishedTrustTest, WhatDoesNotVerifyIsNeverPublished) {
  std::filesystem::create_directories(folder);
  ASSERT_TRUE(WriteFile(folder + "/de.crl", RevocationList(german, {})).ok());
  EXPECT_EQ(ReasonOf(PublishedTrust::Open(folder, key).status()), error_reason::kTrustNotEstablished);
}

}  // namespace
}  // namespace clearance
