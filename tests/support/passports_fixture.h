// Documents of one person: admission with passports that say one national number.
#pragma once

#include <string>
#include <vector>

#include "services/review/link_desk.h"
#include "tests/support/admission_fixture.h"

namespace clearance {

inline constexpr char kNumber[] = "900517400123";
inline constexpr auto kDay = std::chrono::hours(24);

class PassportsTest : public AdmissionTest {
 protected:
  CrossingRequest With(const std::string& number, Movement movement, Sides sides) {
    CrossingRequest request = Crossing(number);
    request.document.kind = DocumentKind::kOrdinaryPassport;
    request.document.national_number = kNumber;
    request.lane.movement = movement;
    request.lane.sides = sides;
    return request;
  }
  CrossingRequest IntoChina(const std::string& number) {
    return With(number, {Territory::kKaz, Territory::kChn}, {.entry = true});
  }
  CrossingRequest OutOfChina(const std::string& number) {
    return With(number, {Territory::kChn, Territory::kKaz}, {.exit = true});
  }
  DecideAnswer Cross(const CrossingRequest& request) {
    DecideAnswer answer = Decide(request);
    Report(PassageOf(request));
    clock_.Advance(kDay);
    return answer;
  }
  std::vector<Referral> Questions() {
    std::vector<Referral> questions = Referrals();
    std::erase_if(questions, [](const Referral& referral) { return referral.kind != ReferralKind::kIdentity; });
    return questions;
  }
  static std::vector<ReasonCode> Codes(const DecideAnswer& answer) {
    std::vector<ReasonCode> codes;
    for (const Reason& reason : answer.decision.reasons) codes.push_back(reason.code);
    std::erase(codes, ReasonCode::kWalkIn);
    std::erase(codes, ReasonCode::kByThisPortsRecords);
    return codes;
  }
  // What an officer answers to the only question.
  void Answer(Resolution resolution) {
    Referral resolved = Questions().at(0);
    resolved.state = ReferralState::kResolved;
    resolved.resolution = resolution;
    resolved.resolved_by = "officer-1";
    resolved.ground = "both seen";
    const Status status = TransactAndWait(
        *store_, [&](Transaction& t) { return RecordIdentityAnswer(t, resolved, NewId(), clock_.Now()); });
    EXPECT_TRUE(status.ok()) << status;
  }
  void Look(const std::function<Status(const Snapshot&)>& look) {
    const Status status = store_->Read(look);
    EXPECT_TRUE(status.ok()) << status;
  }
};

}  // namespace clearance
