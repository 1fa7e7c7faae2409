// A gate in this process, without a centre, and travellers whose passports have chips: what the lane tells of them.
#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include "clearance/v1/device.grpc.pb.h"
#include "common/base/bytes.h"
#include "common/document/mrz.h"
#include "common/wire/grpc_status.h"
#include "common/wire/inspection_wire.h"
#include "gate-agent/agent/gate.h"
#include "tests/integration/agent_fixture.h"
#include "tests/support/chip_of_traveller.h"
#include "tests/support/document_pki.h"

namespace clearance {
namespace {

constexpr std::chrono::seconds kPatience{60};  // reached only when something is broken
constexpr char kLevel[] = "level = \"no_biometrics\"\n";
// Short waits, so that a lane without a centre ends its crossing soon.
constexpr char kShortWaits[] =
    "[limits]\ndecision_ms = 100\nclosed_in_alone_ms = 200\nclosed_in_ms = 400\ndoor_ms = 50\n";
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

  v1::SimulatedTraveller Traveller(DocumentStory story) const {
    Document document;
    document.kind = DocumentKind::kOrdinaryPassport;
    document.issuing_state = document.nationality = "KAZ";
    document.number = "N12345678";
    document.birth_date = MakeDate(1990, 1, 2);
    document.expiry_date = MakeDate(2030, 5, 6);
    v1::SimulatedTraveller traveller;
    traveller.set_mrz(*WriteMrz(document, {.surname = "TEST", .given_names = "A"}, MrzFormat::kTd3));
    const PkiChip chip = ChipOfStory(story, state_, traveller.mrz(), "\xFF\xD8\xFF one face", "\xFF\xD8\xFF another");
    GiveChipFiles(chip.files, traveller);
    const auto exchange = chip.AnswerActive("8 octets");
    traveller.mutable_active_authentication()->set_challenge(exchange.challenge);
    traveller.mutable_active_authentication()->set_answer(exchange.answer);
    return traveller;
  }

  // The inspection that the lane's last step tells.
  Inspection Present(const v1::SimulatedTraveller& traveller) {
    const auto stub = v1::DeviceService::NewStub(grpc::CreateCustomChannel(
        gate_->devices_address(), grpc::InsecureChannelCredentials(), grpc::ChannelArguments()));
    v1::PresentTravellerRequest request;
    request.set_lane_id("gate-1/a");
    *request.mutable_traveller() = traveller;
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + kPatience);
    const auto stream = stub->PresentTraveller(&context, request);
    v1::PresentTravellerResponse last;
    for (v1::PresentTravellerResponse step; stream->Read(&step);) last = step;
    EXPECT_TRUE(stream->Finish().ok());
    for (const v1::Finding& finding : last.findings()) {
      if (finding.check() != v1::CHECK_KIND_DOCUMENT) continue;
      const auto inspection = FromProto(finding.inspection());
      EXPECT_TRUE(inspection.ok()) << inspection.status();
      return inspection.ok() ? *inspection : Inspection();
    }
    ADD_FAILURE() << "no document finding";
    return {};
  }
  static std::string Told(const Inspection& inspection, InspectionCheck check) {
    const InspectionFinding* finding = FindInspection(inspection, check);
    if (finding == nullptr) return "";
    return std::string(InspectionResultName(finding->result)).append(" ").append(InspectionReasonName(finding->reason));
  }

  const TestFolder folder_{"agent_chip_test"};
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
