// A gate in this process, without a centre, and travellers whose passports have chips: what the lane tells of them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/bytes.h"
#include "common/wire/grpc_status.h"
#include "gate-agent/agent/gate.h"
#include "tests/integration/agent_fixture.h"
#include "tests/integration/passport_at_gate.h"
#include "tests/support/temporary_folder.h"

namespace clearance {
namespace {

constexpr char kLevel[] = "level = \"no_biometrics\"\n";
constexpr char kTrust[] = "[documents]\ntrust = \"trust\"\n";

class AgentChipTest : public testing::Test {
 protected:
  StatusOr<AgentConfig> Config(const std::string& more) const {
    return ParseAgentConfig(kLevel + GateConfigText("127.0.0.1:1", kShortWaits + more), folder_.Path("gate-1.toml"));
  }
  void StartGate(const std::string& more) {
    const auto config = Config(more);
    ASSERT_TRUE(config.ok()) << config.status();
    auto gate = Gate::Start(*config);
    ASSERT_TRUE(gate.ok()) << gate.status();
    gate_ = *std::move(gate);
  }

  v1::SimulatedTraveller Traveller(DocumentStory story) const { return PassportTraveller(state_, story); }
  Inspection Present(const v1::SimulatedTraveller& traveller) {
    return InspectionAtGate(gate_->devices_address(), traveller);
  }

  const TemporaryFolder folder_;
  const PkiState state_ = MakeState("KZ");
  std::unique_ptr<Gate> gate_;
};

using enum InspectionCheck;

TEST_F(AgentChipTest, TellsTheThirteenResultsOfWhatTheChipGave) {
  ASSERT_TRUE(WriteTrust(folder_.Path("trust"), {state_.authority}, {state_.revocation_list}).ok());
  StartGate(kTrust);
  const Inspection good = Present(Traveller(DocumentStory::kGood));
  EXPECT_EQ(good.findings.size(), kAllInspectionChecks.size());
  for (const InspectionCheck check : {kSodSignature, kSignerTrust, kValidityPeriod, kRevocation, kFileList,
                                      kDataGroupHashes, kMrzAgainstChip, kIssuingState})
    EXPECT_EQ(Told(good, check), "SUCCESSFUL NONE") << InspectionCheckName(check);
  EXPECT_EQ(Told(good, kAccessProtocol), "SUCCESSFUL ACCESS_PACE");
  EXPECT_EQ(Told(good, kChipAuthenticity), "SUCCESSFUL ACTIVE_AUTHENTICATION");
  EXPECT_EQ(Told(good, kOpticalChecks), "NOT_PERFORMED NOT_DECLARED");
  EXPECT_EQ(Told(good, kLostOrStolen), "NOT_PERFORMED NO_LIST");
  EXPECT_EQ(Told(Present(Traveller(DocumentStory::kAlteredPortrait)), kDataGroupHashes), "FAILED HASH_DIFFERS");
  EXPECT_EQ(Told(Present(Traveller(DocumentStory::kRevokedSigner)), kRevocation), "FAILED SIGNER_REVOKED");
  EXPECT_EQ(Told(Present(Traveller(DocumentStory::kClonedChip)), kChipAuthenticity), "FAILED ANSWER_WRONG");
}

TEST_F(AgentChipTest, WithoutATrustFolderNoSignerIsTrusted) {
  StartGate("");
  const Inspection inspection = Present(Traveller(DocumentStory::kGood));
  EXPECT_EQ(Told(inspection, kSodSignature), "SUCCESSFUL NONE");
  EXPECT_EQ(Told(inspection, kSignerTrust), "NOT_PERFORMED NO_TRUST_STORE");
}

TEST_F(AgentChipTest, AChipThatLeftTheFieldOrWasNotReadProvesNothing) {
  StartGate("");
  v1::SimulatedTraveller traveller = Traveller(DocumentStory::kGood);
  traveller.clear_chip_files();
  traveller.clear_chip_exchange();
  EXPECT_EQ(Told(Present(traveller), kSodSignature), "NOT_PERFORMED FILE_NOT_READ");
  traveller.set_chip_lost(true);
  EXPECT_EQ(Told(Present(traveller), kSodSignature), "ABORTED FILE_NOT_READ");
}

TEST_F(AgentChipTest, ATrustFolderThatCannotBeReadEndsTheStart) {
  const auto config = Config(kTrust);
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_TRUE(Gate::Check(*config).ok()) << "one that is not there yet comes from the centre";
  std::filesystem::create_directories(folder_.Path("trust"));
  ASSERT_TRUE(WriteFile(folder_.Path("trust/x.cer"), "junk").ok());
  EXPECT_THAT(MessageOf(Gate::Check(*config)), testing::HasSubstr("x.cer"));
  EXPECT_THAT(MessageOf(Gate::Start(*config).status()), testing::HasSubstr("x.cer"));
}

}  // namespace
}  // namespace clearance
