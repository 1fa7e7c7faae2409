// Whom we trust, from the centre to the gates: a real clearance-server with a trust folder, clients over mTLS, and a
// gate that begins with nothing and inspects a passport of the development PKI.
#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>

#include "common/base/bytes.h"
#include "common/base/clock.h"
#include "common/base/error_reasons.h"
#include "common/document/trust_bundle.h"
#include "common/document/trust_folder.h"
#include "common/wire/grpc_status.h"
#include "gate-agent/agent/gate.h"
#include "tests/integration/agent_fixture.h"
#include "tests/integration/centre_fixture.h"
#include "tests/integration/passport_at_gate.h"
#include "tests/support/shared_data.h"

namespace clearance {
namespace {

constexpr std::chrono::seconds kPatience{60};  // reached only when something is broken
constexpr std::size_t kMaxTextBytes = 1 << 20;
constexpr std::size_t kChunkBytes = 262'144;  // of fleet.proto
constexpr char kTrustTable[] = "[documents]\ntrust = \"trust\"\n";

class TrustTest : public testing::Test {
 protected:
  void SetUp() override {
    auto hall = Hall::Prepare({.folder = folder_.Path("."),
                               .bin = BinPath("."),
                               .source = std::filesystem::absolute(SourcePath(".")).string(),
                               .models = ""});
    ASSERT_TRUE(hall.ok()) << hall.status();
    hall_ = *std::move(hall);
  }

  // From now on the centre gives out what is in its trust folder.
  void ConfigureTrust() {
    const std::string path = folder_.Path("server.toml");
    const StatusOr<std::string> config = ReadFile(path, kMaxTextBytes);
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
  void StartCentre() {
    const Status started = hall_->StartCentre();
    ASSERT_TRUE(started.ok()) << started << "\n" << *ReadFile(folder_.Path("centre.log"), kMaxTextBytes);
  }

  struct Got {
    grpc::Status status;
    bool current = false;
    std::string bundle;
    int pieces = 0;
  };
  Got Get(const std::string& client, const std::string& known) {
    const auto stub = v1::FleetService::NewStub(hall_->CentreAs(client));
    Patient context;
    v1::GetTrustRequest request;
    request.set_known_sha256(known);
    const auto stream = stub->GetTrust(&context, request);
    Got got;
    for (v1::GetTrustResponse piece; stream->Read(&piece);) {
      EXPECT_LE(piece.chunk().size(), kChunkBytes);
      got.current = got.current || piece.current();
      got.bundle += piece.chunk();
      ++got.pieces;
    }
    got.status = stream->Finish();
    return got;
  }
  // What the gates know the centre by.
  VerifyingKey CentreKey() { return *VerifyingKey::FromFile(folder_.Path("pki/seal_pub.pem")); }

  void StartGate() {
    gate_.reset();
    std::string text =
        "level = \"no_biometrics\"\n" + GateConfigText(hall_->CentreAddress(), kShortWaits + std::string(kTrustTable));
    const std::string other = PkiFolder();
    for (std::size_t at = 0; (at = text.find(other, at)) != std::string::npos;)
      text.replace(at, other.size(), folder_.Path("pki"));
    const auto config = ParseAgentConfig(text, gate_folder_.Path("gate-1.toml"));
    ASSERT_TRUE(config.ok()) << config.status();
    auto gate = Gate::Start(*config);
    ASSERT_TRUE(gate.ok()) << gate.status();
    gate_ = *std::move(gate);
  }
  // What a crossing tells of the signer: "SUCCESSFUL NONE".
  std::string SignerTrust() {
    const auto traveller = PassportTraveller(state_, DocumentStory::kGood);
    return Told(InspectionAtGate(gate_->devices_address(), traveller), InspectionCheck::kSignerTrust);
  }
  // Travellers go through until one is told otherwise than `word`, or the patience is over.
  std::string SignerTrustOtherThan(const std::string& word) {
    const auto give_up = std::chrono::steady_clock::now() + kPatience;
    std::string told = SignerTrust();
    while (told == word && std::chrono::steady_clock::now() < give_up) told = SignerTrust();
    return told;
  }

  const TestFolder folder_{"trust_test"};
  const TestFolder gate_folder_{"trust_test_gate"};
  const PkiState state_ = MakeState("KZ");
  std::unique_ptr<Hall> hall_;
  std::unique_ptr<Gate> gate_;
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
  const auto bundle = OpenTrustBundle(got.bundle, CentreKey());
  ASSERT_TRUE(bundle.ok()) << bundle.status();
  EXPECT_EQ(LoadTrustBundle(*bundle)->anchors().size(), 9u);

  const std::string id = TrustBundleId(std::string_view(got.bundle).substr(kSignatureBytes));
  const Got again = Get("gate-2", id);
  EXPECT_TRUE(again.status.ok());
  EXPECT_TRUE(again.current);
  EXPECT_EQ(again.bundle, "");
  EXPECT_EQ(again.pieces, 1);

  Bring(TrustSourceKind::kCertificate, MakeState("DE").authority.certificate);
  const Got newer = Get("gate-2", id);
  EXPECT_FALSE(newer.current);
  EXPECT_EQ(LoadTrustBundle(*OpenTrustBundle(newer.bundle, CentreKey()))->anchors().size(), 10u);
}

TEST_F(TrustTest, GatesAloneGetItAndOnlyForAWellFormedQuestion) {
  StartCentre();
  const Got none = Get("gate-1", "");
  EXPECT_EQ(ReasonOf(FromGrpcStatus(none.status)), error_reason::kNotFound) << "no folder is configured";
  for (const std::string client : {"officer-1", "supervisor-1", "auditor-1", "booking-1"})
    EXPECT_EQ(Get(client, "").status.error_code(), grpc::StatusCode::PERMISSION_DENIED) << client;
  for (const std::string& known :
       {std::string("abc"), std::string(64, 'A'), std::string(65, 'a'), std::string(64, ' ')})
    EXPECT_EQ(FieldOf(FromGrpcStatus(Get("gate-1", known).status)), "known_sha256") << known;
}

TEST_F(TrustTest, ATrustFolderThatCannotBeUsedEndsTheStartOfTheCentre) {
  ConfigureTrust();
  const auto check = [&] {
    int exit_code = 0;
    const auto run =
        RunProcess({BinPath("clearance-server"), "--config", folder_.Path("server.toml"), "--check-config"},
                   folder_.Path("check.log"), exit_code);
    EXPECT_TRUE(run.ok()) << run.status();
    return exit_code;
  };
  EXPECT_EQ(check(), 1) << "not there";
  EXPECT_FALSE(hall_->StartCentre().ok());
  EXPECT_THAT(*ReadFile(folder_.Path("check.log"), kMaxTextBytes), testing::HasSubstr("trust"));
  BringState();
  EXPECT_EQ(check(), 0);
}

}  // namespace
}  // namespace clearance
