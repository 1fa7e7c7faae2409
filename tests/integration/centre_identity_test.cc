// A renewed passport over the real centre: linked for the exit, put before an officer, parted and linked by hand; and
// the ledger verifies, its derived tables too.
#include "tests/integration/centre_fixture.h"

namespace clearance {
namespace {

class CentreIdentityTest : public CentreTest {
 protected:
  // A Kazakh passport at a lane of gate-1 between the states; the national number is the person's.
  v1::DecideCrossingRequest Passport(int number, bool into_china) {
    v1::DecideCrossingRequest request = Crossing(number);
    v1::Document& document = *request.mutable_document();
    document.set_kind(v1::DOCUMENT_KIND_ORDINARY_PASSPORT);
    document.set_national_number("900517400123");
    v1::LaneProfile& lane = *request.mutable_lane();
    lane.set_authority(v1::TERRITORY_CHN);
    lane.mutable_movement()->set_from(into_china ? v1::TERRITORY_KAZ : v1::TERRITORY_CHN);
    lane.mutable_movement()->set_to(into_china ? v1::TERRITORY_CHN : v1::TERRITORY_KAZ);
    lane.set_decides_exit(!into_china);
    lane.set_decides_entry(into_china);
    return request;
  }
  static v1::DecideCrossingRequest WithEarlierPortrait(v1::DecideCrossingRequest request) {
    v1::Finding& finding = *request.add_findings();
    finding.set_check(v1::CHECK_KIND_EARLIER_PORTRAIT);
    finding.set_result(v1::FINDING_RESULT_PASSED);
    return request;
  }
  static bool Has(const v1::Decision& decision, const std::string& code) {
    for (const v1::Reason& reason : decision.reasons()) {
      if (reason.code() == code) return true;
    }
    return false;
  }
  std::vector<v1::Referral> Questions() {
    v1::ListReferralsResponse response;
    Patient context;
    EXPECT_TRUE(officer().ListReferrals(&context, {}, &response).ok());
    std::vector<v1::Referral> questions;
    for (const v1::Referral& referral : response.referrals()) {
      if (referral.kind() == v1::REFERRAL_KIND_IDENTITY) questions.push_back(referral);
    }
    return questions;
  }
  grpc::Status Resolve(const std::string& referral_id, v1::Resolution resolution) {
    v1::ResolveReferralRequest request;
    request.set_request_id(NewId());
    request.set_referral_id(referral_id);
    request.set_resolution(resolution);
    request.set_ground("both passports seen");
    v1::ResolveReferralResponse response;
    Patient context;
    return officer().ResolveReferral(&context, request, &response);
  }
  template <typename Request>
  Request Naming(const v1::Document& document, const v1::Document& earlier) {
    Request request;
    request.set_request_id(NewId());
    request.mutable_document()->set_issuing_state(document.issuing_state());
    request.mutable_document()->set_number(document.number());
    request.mutable_earlier_document()->set_issuing_state(earlier.issuing_state());
    request.mutable_earlier_document()->set_number(earlier.number());
    request.set_ground("both passports seen");
    return request;
  }
  bool InsideChina(const v1::Document& document) {
    v1::GetStayRequest request;
    *request.mutable_document() = document;
    request.set_territory(v1::TERRITORY_CHN);
    v1::GetStayResponse response;
    Patient context;
    const grpc::Status status = gate().GetStay(&context, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response.inside();
  }
};

TEST_F(CentreIdentityTest, ARenewedPassportLeavesAndOfficersHaveTheLastWord) {
  const v1::DecideCrossingRequest in = Passport(1, true);
  Decide(in);
  Report(PassageOf(in));
  const v1::DecideCrossingRequest out = WithEarlierPortrait(Passport(2, false));
  const v1::Decision decision = Decide(out).decision();
  EXPECT_TRUE(Has(decision, "DOCUMENT_RENEWED"));
  Report(PassageOf(out));
  EXPECT_FALSE(InsideChina(in.document())) << "the stay begun with the other passport has ended";

  ASSERT_EQ(Questions().size(), 1u);
  const std::string id = Questions()[0].referral_id();
  const grpc::Status no_answer = Resolve(id, v1::RESOLUTION_ADMIT);
  EXPECT_EQ(no_answer.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(InfoOf(no_answer).reason(), "REFERRAL_STATE");
  EXPECT_TRUE(Resolve(id, v1::RESOLUTION_UNDO_LINK).ok());
  EXPECT_TRUE(InsideChina(in.document())) << "parted again";

  const auto link = Naming<v1::LinkDocumentsRequest>(out.document(), in.document());
  v1::LinkDocumentsResponse linked;
  for (int call = 0; call < 2; ++call) {
    Patient context;
    const grpc::Status status = officer().LinkDocuments(&context, link, &linked);
    ASSERT_TRUE(status.ok()) << status.error_message();
    EXPECT_EQ(linked.documents(), 2);
    if (call == 0) KillAndRestart();
  }
  EXPECT_FALSE(InsideChina(in.document()));
  {
    Patient context;
    v1::LinkDocumentsResponse again;
    const grpc::Status status =
        officer().LinkDocuments(&context, Naming<v1::LinkDocumentsRequest>(in.document(), out.document()), &again);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
    EXPECT_EQ(InfoOf(status).reason(), "IDENTITY_STATE");
  }
  {
    Patient context;
    v1::LinkDocumentsResponse nobody;
    const grpc::Status status =
        officer().LinkDocuments(&context, Naming<v1::LinkDocumentsRequest>(Card(77), in.document()), &nobody);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::NOT_FOUND);
  }
  {
    Patient context;
    v1::LinkDocumentsResponse denied;
    const auto as_gate = As<v1::ReviewService>("gate-1");
    EXPECT_EQ(as_gate->LinkDocuments(&context, link, &denied).error_code(), grpc::StatusCode::PERMISSION_DENIED);
  }
  v1::UnlinkDocumentsResponse parted;
  Patient context;
  ASSERT_TRUE(officer()
                  .UnlinkDocuments(&context, Naming<v1::UnlinkDocumentsRequest>(in.document(), out.document()), &parted)
                  .ok());
  EXPECT_EQ(parted.documents(), 1);
  EXPECT_GT(parted.position(), linked.position());
  EXPECT_TRUE(InsideChina(in.document()));
}

}  // namespace
}  // namespace clearance
