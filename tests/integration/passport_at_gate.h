// A passport of the development PKI put on the reader of a gate in this process, and what the lane tells of it.
#pragma once

#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "clearance/v1/device.grpc.pb.h"
#include "common/document/mrz.h"
#include "common/wire/inspection_wire.h"
#include "tests/support/chip_of_traveller.h"
#include "tests/support/document_pki.h"

namespace clearance {

// Short waits, so that a lane without a centre ends its crossing soon; for a gate's configuration.
inline constexpr char kShortWaits[] =
    "[limits]\ndecision_ms = 100\nclosed_in_alone_ms = 200\nclosed_in_ms = 400\ndoor_ms = 50\n";

// A Kazakh citizen whose chip has been asked by active authentication.
inline v1::SimulatedTraveller PassportTraveller(const PkiState& state, DocumentStory story) {
  Document document;
  document.kind = DocumentKind::kOrdinaryPassport;
  document.issuing_state = document.nationality = "KAZ";
  document.number = "N12345678";
  document.birth_date = MakeDate(1990, 1, 2);
  document.expiry_date = MakeDate(2030, 5, 6);
  v1::SimulatedTraveller traveller;
  traveller.set_mrz(*WriteMrz(document, {.surname = "TEST", .given_names = "A"}, MrzFormat::kTd3));
  const PkiChip chip = ChipOfStory(story, state, traveller.mrz(), "\xFF\xD8\xFF one face", "\xFF\xD8\xFF another");
  GiveChipFiles(chip.files, traveller);
  const ActiveAuthenticationEvidence exchange = chip.AnswerActive("8 octets");
  traveller.mutable_active_authentication()->set_challenge(exchange.challenge);
  traveller.mutable_active_authentication()->set_answer(exchange.answer);
  return traveller;
}

// The inspection that the lane's last step tells; empty, and the test fails, when it tells none.
inline Inspection InspectionAtGate(const std::string& devices_address, const v1::SimulatedTraveller& traveller) {
  constexpr std::chrono::seconds kPatience{60};  // reached only when something is broken
  const auto stub = v1::DeviceService::NewStub(
      grpc::CreateCustomChannel(devices_address, grpc::InsecureChannelCredentials(), grpc::ChannelArguments()));
  v1::PresentTravellerRequest request;
  request.set_lane_id("gate-1/a");
  *request.mutable_traveller() = traveller;
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kPatience);
  const auto stream = stub->PresentTraveller(&context, request);
  v1::PresentTravellerResponse last;
  for (v1::PresentTravellerResponse step; stream->Read(&step);) last = step;
  const grpc::Status ended = stream->Finish();
  EXPECT_TRUE(ended.ok()) << ended.error_message();
  for (const v1::Finding& finding : last.findings()) {
    if (finding.check() != v1::CHECK_KIND_DOCUMENT) continue;
    const auto inspection = FromProto(finding.inspection());
    EXPECT_TRUE(inspection.ok()) << inspection.status();
    return inspection.ok() ? *inspection : Inspection();
  }
  ADD_FAILURE() << "no document finding";
  return {};
}

// "SUCCESSFUL NONE"; empty when the check was not told.
inline std::string Told(const Inspection& inspection, InspectionCheck check) {
  const InspectionFinding* finding = FindInspection(inspection, check);
  if (finding == nullptr) return "";
  return std::string(InspectionResultName(finding->result)).append(" ").append(InspectionReasonName(finding->reason));
}

}  // namespace clearance
