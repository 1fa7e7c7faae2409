// Whom we trust, from the centre to the gates: a real clearance-server with a trust folder, clients over mTLS, and a
// gate that begins with nothing and inspects a passport of the development PKI.
#include <gmock/gmock.h>

#include "common/base/clock.h"
#include "common/base/error_reasons.h"
#include "common/document/trust_bundle.h"
#include "common/document/trust_folder.h"
#include "tests/integration/given_out_fixture.h"

namespace clearance {
namespace {

constexpr char kTrustTable[] = "[documents]\ntrust = \"trust\"\n";

class TrustTest : public GivenOutTest {
 protected:
  TrustTest() : GivenOutTest(kTrustTable) {}

  // From now on the centre gives out what is in its trust folder.
  void ConfigureTrust() {
    const std::string path = folder_.Path("server.toml");
    const StatusOr<std::string> config = ReadFile(path, kMaxFileBytes);
    ASSERT_TRUE(config.ok()) << config.status();
    ASSERT_TRUE(WriteFile(path, *config + kTrustTable).ok());
  }
  void Bring(TrustSourceKind kind, const std::string& bytes) {
    const auto imported = ImportTrust(folder_.Path("trust"), {kind, "file", bytes, ""}, SystemClock().Now());
    ASSERT_TRUE(imported.ok()) << imported.status();
  }
  void BringState() {
    Bring(TrustSourceKind::kCertificate, state_.authority.certificate);
    Bring(TrustSourceKind::kCrl, state_.revocation_list);
  }
  Got Get(const std::string& client, const std::string& known) {
    return GivenOutTest::Get<v1::GetTrustRequest, v1::GetTrustResponse>(&v1::FleetService::Stub::GetTrust, client,
                                                                        known);
  }

  // What a crossing tells of the signer: "SUCCESSFUL NONE".
  std::string SignerTrust() {
    const auto traveller = PassportTraveller(state_, DocumentStory::kGood);
    return Told(InspectionAtGate(gate_->devices_address(), traveller), InspectionCheck::kSignerTrust);
  }
  std::string SignerTrustOtherThan(const std::string& word) {
    return ToldOtherThan(word, [this] { return SignerTrust(); });
  }

  const PkiState state_ = MakeState("KZ");
};

TEST_F(TrustTest, AGateThatTrustsNobodyFetchesAndKeepsWhomTheCentreTrusts) {
  ConfigureTrust();
  BringState();
  StartCentre();  // takes its port
  hall_->KillCentre();
  StartGate();
  EXPECT_EQ(SignerTrust(), "NOT_PERFORMED NO_TRUST_STORE");
  EXPECT_FALSE(std::filesystem::exists(gate_folder_.Path("trust")));
  StartCentre();
  EXPECT_EQ(SignerTrustOtherThan("NOT_PERFORMED NO_TRUST_STORE"), "SUCCESSFUL NONE");
  hall_->KillCentre();
  StartGate();
  EXPECT_EQ(SignerTrust(), "SUCCESSFUL NONE") << "without the centre, from its own folder";
}

TEST_F(TrustTest, AnAuthorityBroughtToTheCentreReachesAGateThatDidNotKnowIt) {
  ConfigureTrust();
  Bring(TrustSourceKind::kCertificate, MakeState("DE").authority.certificate);
  StartCentre();
  StartGate();
  EXPECT_EQ(SignerTrustOtherThan("NOT_PERFORMED NO_TRUST_STORE"), "UNDETERMINED AUTHORITY_UNKNOWN");
  BringState();
  StartGate();  // asks at its start, without waiting for the hour
  EXPECT_EQ(SignerTrustOtherThan("UNDETERMINED AUTHORITY_UNKNOWN"), "SUCCESSFUL NONE");
}

TEST_F(TrustTest, TheBundleIsSignedInPiecesAndNotSentTwice) {
  ConfigureTrust();
  BringState();
  for (int i = 0; i < 8; ++i) {
    CertificateChoice choice = AuthorityChoice(PkiKey::Ec("secp256r1"), "UT", "CSCA " + std::to_string(i));
    choice.more_extensions = {PkiExtension("1.2.3.4", std::string(50'000, 'x'), false)};
    Bring(TrustSourceKind::kCertificate, SelfSigned(choice).certificate);
  }
  StartCentre();
  const Got got = Get("gate-1", "");
  ASSERT_TRUE(got.status.ok()) << got.status.error_message();
  EXPECT_GE(got.pieces, 2);
  EXPECT_FALSE(got.current);
  const auto bundle = OpenTrustBundle(got.bytes, CentreKey());
  ASSERT_TRUE(bundle.ok()) << bundle.status();
  EXPECT_EQ(LoadTrustBundle(*bundle)->anchors().size(), 9u);

  const std::string id = TrustBundleId(std::string_view(got.bytes).substr(kSignatureBytes));
  const Got again = Get("gate-2", id);
  EXPECT_TRUE(again.status.ok());
  EXPECT_TRUE(again.current);
  EXPECT_EQ(again.bytes, "");
  EXPECT_EQ(again.pieces, 1);

  Bring(TrustSourceKind::kCertificate, MakeState("DE").authority.certificate);
  const Got newer = Get("gate-2", id);
  EXPECT_FALSE(newer.current);
  EXPECT_EQ(LoadTrustBundle(*OpenTrustBundle(newer.bytes, CentreKey()))->anchors().size(), 10u);
}

TEST_F(TrustTest, GatesAloneGetItAndOnlyForAWellFormedQuestion) {
  StartCentre();
  const Got none = Get("gate-1", "");
  EXPECT_EQ(ReasonOf(FromGrpcStatus(none.status)), error_reason::kNotFound) << "no folder is configured";
  ExpectForGatesAlone([this](const auto& client, const auto& known) { return Get(client, known); });
}

TEST_F(TrustTest, ATrustFolderThatCannotBeUsedEndsTheStartOfTheCentre) {
  ConfigureTrust();
  EXPECT_EQ(CheckConfig(), 1) << "not there";
  EXPECT_FALSE(hall_->StartCentre().ok());
  EXPECT_THAT(CheckLog(), testing::HasSubstr("trust"));
  BringState();
  EXPECT_EQ(CheckConfig(), 0);
}

}  // namespace
}  // namespace clearance
