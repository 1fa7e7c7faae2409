// Officers mend the record of travel over a real centre: by rpc and by clearctl, one alone or two, and what the ledger
// says of it afterwards.
#include <gmock/gmock.h>

#include "common/wire/fields.h"
#include "tests/integration/centre_fixture.h"

namespace clearance {
namespace {

using grpc::StatusCode::FAILED_PRECONDITION;
using testing::HasSubstr;
using testing::Not;

constexpr char kGround[] = "the stamp says so";

class CentreCorrectionTest : public CentreTest {
 protected:
  void SetUp() override {
    CentreTest::SetUp();
    second_ = As<v1::ReviewService>("officer-2");
    crossing_ = Crossing(1);
    v1::LaneProfile& lane = *crossing_.mutable_lane();
    crossing_.mutable_document()->set_kind(v1::DOCUMENT_KIND_ORDINARY_PASSPORT);
    lane.set_authority(v1::TERRITORY_CHN);
    lane.mutable_movement()->set_to(v1::TERRITORY_CHN);
    lane.set_decides_exit(false);
    decided_ = Decide(crossing_).position();
    passed_ = Report(PassageOf(crossing_));
  }

  v1::CorrectRecordRequest Request(v1::RecordAct act, std::uint64_t position) {
    v1::CorrectRecordRequest request;
    request.set_request_id(NewId());
    request.mutable_document()->set_issuing_state(crossing_.document().issuing_state());
    request.mutable_document()->set_number(crossing_.document().number());
    request.set_territory(v1::TERRITORY_CHN);
    request.set_concerns_position(position);
    request.set_act(act);
    request.set_ground(kGround);
    if (act != v1::RECORD_ACT_CORRECTION) return request;
    v1::CorrectedRecord& record = *request.mutable_record();
    ToProto(Entered() - Days(10), record.mutable_entry());
    record.set_basis(v1::STAY_BASIS_VISA_FREE);
    record.set_entered_from(v1::TERRITORY_KAZ);
    record.set_nationality("KAZ");
    record.set_provenance(v1::PROVENANCE_STAMP);
    return request;
  }
  v1::CorrectRecordRequest Confirming(v1::CorrectRecordRequest request) {
    request.set_proposal_request_id(request.request_id());
    request.set_request_id(NewId());
    return request;
  }
  grpc::Status Correct(v1::ReviewService::Stub& by, const v1::CorrectRecordRequest& request,
                       std::uint64_t* position = nullptr) {
    v1::CorrectRecordResponse response;
    Patient context;
    const grpc::Status status = by.CorrectRecord(&context, request, &response);
    if (position != nullptr) *position = response.position();
    return status;
  }
  // As it stands; asked as an officer that would be a look of its own.
  v1::GetStayResponse Stay() {
    v1::GetStayRequest request;
    *request.mutable_document() = crossing_.document();
    request.set_territory(v1::TERRITORY_CHN);
    v1::GetStayResponse response;
    Patient context;
    const grpc::Status status = gate().GetStay(&context, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }
  Date Entered() { return DateFrom(Stay().stays(0).entry()); }
  std::string Clearctl(std::vector<std::string> arguments, int expected) {
    int exit_code = -1;
    const auto said = hall().Clearctl(std::move(arguments), exit_code);
    EXPECT_TRUE(said.ok()) << said.status();
    EXPECT_EQ(exit_code, expected) << said.value_or("") << FileText("clearctl.log");
    return said.value_or("");
  }
  // `clearctl ledger correct` as that officer, about the passage.
  std::string CorrectByHand(const std::string& officer, int expected, const std::vector<std::string>& more) {
    std::vector<std::string> arguments = {"ledger",
                                          "correct",
                                          "--centre",
                                          hall().CentreAddress(),
                                          "--ca",
                                          hall().Path("pki/ca.pem"),
                                          "--certificate",
                                          hall().Path("pki/" + officer + ".pem"),
                                          "--private-key",
                                          hall().Path("pki/" + officer + "_key.pem"),
                                          "--issuing-state",
                                          crossing_.document().issuing_state(),
                                          "--number",
                                          crossing_.document().number(),
                                          "--territory",
                                          "CHN",
                                          "--position",
                                          std::to_string(passed_),
                                          "--ground",
                                          kGround};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return Clearctl(std::move(arguments), expected);
  }
  void ExpectSoundLedger() {
    Clearctl({"ledger", "verify", "--database", hall().Database()}, 0);
    Clearctl({"ledger", "replay", "--database", hall().Database(), "--entry", std::to_string(decided_)}, 0);
    EXPECT_THAT(FileText("centre.log"), Not(HasSubstr(crossing_.document().number())));
    EXPECT_THAT(FileText("centre.log"), Not(HasSubstr(kGround)));
  }

  v1::DecideCrossingRequest crossing_;
  std::uint64_t decided_ = 0;
  std::uint64_t passed_ = 0;
  std::unique_ptr<v1::ReviewService::Stub> second_;
};

TEST_F(CentreCorrectionTest, TwoOfficersCorrectAnEntry) {
  const std::size_t entries = Entries().size();
  const v1::CorrectRecordRequest proposed = Request(v1::RECORD_ACT_CORRECTION, passed_);
  std::uint64_t position = 99;
  ASSERT_TRUE(Correct(officer(), proposed, &position).ok());
  EXPECT_EQ(position, 0u);
  EXPECT_EQ(Entries().size(), entries) << "nothing has happened";
  EXPECT_EQ(Stay().answer().days_used(), 1);
  EXPECT_TRUE(Correct(officer(), proposed).ok()) << "a replay";
  EXPECT_EQ(InfoOf(Correct(officer(), Confirming(proposed))).reason(), "SECOND_OFFICER_REQUIRED");
  v1::CorrectRecordRequest otherwise = Confirming(proposed);
  otherwise.set_ground("another ground");
  EXPECT_EQ(InfoOf(Correct(*second_, otherwise)).reason(), "SECOND_OFFICER_REQUIRED");

  const v1::CorrectRecordRequest confirming = Confirming(proposed);
  KillAndRestart();
  second_ = As<v1::ReviewService>("officer-2");
  grpc::Status status = Correct(*second_, confirming, &position);
  ASSERT_TRUE(status.ok()) << status.error_message();
  std::uint64_t again = 0;
  ASSERT_TRUE(Correct(*second_, confirming, &again).ok());
  EXPECT_EQ(again, position) << "a replay";
  v1::CorrectRecordRequest reused = confirming;
  reused.set_ground("another ground");
  EXPECT_EQ(InfoOf(Correct(*second_, reused)).reason(), "REQUEST_ID_REUSED");

  EXPECT_EQ(Stay().answer().days_used(), 11);
  const std::vector<v1::LedgerEntry> all = Entries();
  ASSERT_EQ(all.size(), entries + 1);
  EXPECT_EQ(all.back().position(), position);
  EXPECT_EQ(all.back().kind(), "CORRECTION");
  for (const std::string text : {"officer-1", "officer-2", kGround})
    EXPECT_THAT(all.back().sealed_bytes(), HasSubstr(text));
  ExpectSoundLedger();
}

TEST_F(CentreCorrectionTest, AConfirmationThatComesTooLateIsRefused) {
  const v1::CorrectRecordRequest correction = Request(v1::RECORD_ACT_CORRECTION, passed_);
  const v1::CorrectRecordRequest annulment = Request(v1::RECORD_ACT_ANNULMENT, passed_);
  ASSERT_TRUE(Correct(officer(), correction).ok());
  ASSERT_TRUE(Correct(officer(), annulment).ok());
  ASSERT_TRUE(Correct(*second_, Confirming(annulment)).ok());
  EXPECT_FALSE(Stay().inside());
  const std::size_t entries = Entries().size();
  const grpc::Status late = Correct(*second_, Confirming(correction));
  EXPECT_EQ(late.error_code(), FAILED_PRECONDITION);
  EXPECT_EQ(InfoOf(late).reason(), "PROPOSAL_OVERTAKEN");
  EXPECT_EQ(Entries().size(), entries);
  EXPECT_FALSE(Stay().inside());
  ExpectSoundLedger();
}

TEST_F(CentreCorrectionTest, WhatIsNotThereIsRefused) {
  const grpc::Status unknown = Correct(officer(), Request(v1::RECORD_ACT_ANNULMENT, 9999));
  EXPECT_EQ(InfoOf(unknown).metadata().at("field"), "concerns_position");
  const grpc::Status no_record = Correct(officer(), Request(v1::RECORD_ACT_ANNULMENT, decided_));
  EXPECT_EQ(InfoOf(no_record).metadata().at("field"), "concerns_position")
      << "a decision says of nobody where they were";
  const grpc::Status no_exit = Correct(officer(), Request(v1::RECORD_ACT_RETURNED, passed_));
  EXPECT_EQ(InfoOf(no_exit).metadata().at("field"), "act") << "an entry";
  const grpc::Status unasked = Correct(officer(), Confirming(Request(v1::RECORD_ACT_ANNULMENT, passed_)));
  EXPECT_EQ(InfoOf(unasked).reason(), "NOT_FOUND");
  auto gate = As<v1::ReviewService>("gate-1");
  EXPECT_EQ(InfoOf(Correct(*gate, Request(v1::RECORD_ACT_ANNULMENT, passed_))).reason(), "PERMISSION_DENIED");
}

TEST_F(CentreCorrectionTest, OneOfficerRecordsThatTheOtherSideSentThemBack) {
  v1::DecideCrossingRequest out = crossing_;
  out.set_request_id(NewId());
  out.mutable_lane()->mutable_movement()->set_from(v1::TERRITORY_CHN);
  out.mutable_lane()->mutable_movement()->set_to(v1::TERRITORY_KAZ);
  out.mutable_lane()->set_decides_exit(true);
  out.mutable_lane()->set_decides_entry(false);
  Decide(out);
  const std::uint64_t left = Report(PassageOf(out));
  ASSERT_FALSE(Stay().inside());
  std::uint64_t position = 0;
  ASSERT_TRUE(Correct(officer(), Request(v1::RECORD_ACT_RETURNED, left), &position).ok());
  EXPECT_GT(position, left);
  EXPECT_TRUE(Stay().inside()) << "the stay goes on";
  EXPECT_EQ(Entries().back().kind(), "RETURNED");
  ExpectSoundLedger();
}

TEST_F(CentreCorrectionTest, ClearctlProposesAndConfirms) {
  const std::vector<std::string> correction = {
      "--act",          "CORRECTION", "--entry",       FormatDate(Entered() - Days(4)),
      "--entered-from", "KAZ",        "--nationality", "KAZ"};
  const std::string proposed = CorrectByHand("officer-1", 0, correction);
  ASSERT_EQ(proposed.find("proposed: "), 0u) << proposed;
  const std::string id = proposed.substr(10, 36);
  std::vector<std::string> confirming = correction;
  confirming.insert(confirming.end(), {"--confirms", id});
  CorrectByHand("officer-1", 1, confirming);
  EXPECT_THAT(FileText("clearctl.log"), HasSubstr("another person must confirm"));
  EXPECT_EQ(CorrectByHand("officer-2", 0, confirming).find("done: entry "), 0u);
  EXPECT_EQ(Stay().answer().days_used(), 5);
  CorrectByHand("officer-2", 1, {"--act", "CORRECTION", "--entry", "2026-02-30"});
  EXPECT_THAT(FileText("clearctl.log"), HasSubstr("--entry: "));
  ExpectSoundLedger();
}

}  // namespace
}  // namespace clearance
