// Admission over the memory store, under a clock set by hand: a lane's requests and reports, and what they leave.
#pragma once

#include <gtest/gtest.h>

#include <future>

#include "common/base/ids.h"
#include "common/wire/shipped_rule_book.h"
#include "common/zones/zone_source.h"
#include "db/memory_store.h"
#include "db/transact_and_wait.h"
#include "services/clearance/admission.h"
#include "tests/support/last_position.h"
#include "tests/support/samples.h"

namespace clearance {

inline constexpr Instant kNoon =
    FromUnixMs(1'790'067'600'000);  // 2026-09-22 09:00 UTC: the same civil day on both sides
inline constexpr char kNoDecision[] = "99999999-9999-4999-8999-999999999999";

class AdmissionTest : public testing::Test {
 protected:
  AdmissionTest()
      : pseudonyms_(*Pseudonyms::FromKey(SecretBytes(std::string(32, 'k')))),
        zones_(*MakeZoneTable()),
        store_(NewMemoryStore(executor_)),
        admission_({*store_, pseudonyms_, fields_, book_, zones_, clock_, random_, {}}) {}

  std::string NewId() { return NewUuid(random_); }

  // A Kazakh citizen with an identity card going into ICBC, everything in order.
  CrossingRequest Crossing(const std::string& number, const std::string& lane_id = "gate-1/a") {
    CrossingRequest request = SampleCrossing();
    request.request_id = NewId();
    request.lane.lane_id = lane_id;
    request.document.kind = DocumentKind::kIdentityCard;
    request.document.number = number;
    request.document.national_number.clear();  // else all of them would be one person's
    request.findings = {{CheckKind::kDocument, FindingResult::kPassed}, {CheckKind::kFace, FindingResult::kPassed}};
    request.findings[0].inspection = SoundInspection();
    request.booking_id.clear();
    request.observed_at = clock_.Now();
    return request;
  }

  Passage PassageOf(const CrossingRequest& request) {
    return {NewId(), request.request_id, request.lane, request.document, request.booking_id, clock_.Now()};
  }

  StatusOr<DecideAnswer> TryDecide(const CrossingRequest& request) {
    std::promise<StatusOr<DecideAnswer>> done;
    admission_.Decide(request, [&](StatusOr<DecideAnswer> answer) { done.set_value(std::move(answer)); });
    return done.get_future().get();
  }
  DecideAnswer Decide(const CrossingRequest& request) {
    const auto answer = TryDecide(request);
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer.ok() ? *answer : DecideAnswer{};
  }
  StatusOr<std::uint64_t> TryReport(const Passage& passage) {
    std::promise<StatusOr<std::uint64_t>> done;
    admission_.RecordPassage(passage, [&](StatusOr<std::uint64_t> position) { done.set_value(std::move(position)); });
    return done.get_future().get();
  }
  std::uint64_t Report(const Passage& passage) {
    const auto position = TryReport(passage);
    EXPECT_TRUE(position.ok()) << position.status();
    return position.ok() ? *position : 0;
  }
  Abandonment AbandonmentOf(const CrossingRequest& request) {
    return {.request_id = NewId(),
            .decision_request_id = request.request_id,
            .lane = request.lane,
            .cause = AbandonmentCause::kTurnedBack,
            .at = clock_.Now()};
  }
  StatusOr<std::uint64_t> TryAbandon(const Abandonment& abandonment) {
    std::promise<StatusOr<std::uint64_t>> done;
    admission_.RecordAbandonment(abandonment, [&](StatusOr<std::uint64_t> p) { done.set_value(std::move(p)); });
    return done.get_future().get();
  }
  std::uint64_t Abandon(const CrossingRequest& request, const std::string& lane_id = "gate-1/a") {
    Abandonment abandonment = AbandonmentOf(request);
    abandonment.lane.lane_id = lane_id;
    const auto position = TryAbandon(abandonment);
    EXPECT_TRUE(position.ok()) << position.status();
    return position.ok() ? *position : 0;
  }

  // A booking of that card for the running slot.
  std::string Book(const std::string& number) {
    Booking booking = SampleBooking();
    booking.booking_id = NewId();
    booking.reference = "REF" + number;
    booking.slot.starts_at = kNoon;
    booking.traveller = pseudonyms_.Traveller(Crossing(number).document);
    booking.state = BookingState::kConfirmed;
    booking.reserved_by.clear();
    EXPECT_TRUE(TransactAndWait(*store_, [&](Transaction& t) { return t.bookings().Insert(booking); }).ok());
    return booking.booking_id;
  }
  Booking BookingNow(const std::string& id) {
    Booking booking;
    EXPECT_TRUE(store_
                    ->Read([&](const Snapshot& s) -> Status {
                      ASSIGN_OR_RETURN(const auto found, s.bookings().FindById(id));
                      if (found) booking = *found;
                      return OkStatus();
                    })
                    .ok());
    return booking;
  }
  std::vector<Referral> Referrals() {
    std::vector<Referral> referrals;
    EXPECT_TRUE(store_
                    ->Read([&](const Snapshot& s) -> Status {
                      ASSIGN_OR_RETURN(referrals, s.referrals().List({}, std::nullopt, 100));
                      return OkStatus();
                    })
                    .ok());
    return referrals;
  }
  std::uint64_t LastPosition() { return LastPositionOf(*store_); }
  StayReport Stay(const CrossingRequest& request, Territory territory) {
    const auto report = admission_.GetStay({.document = request.document, .territory = territory});
    EXPECT_TRUE(report.ok()) << report.status();
    return report.ok() ? *report : StayReport{};
  }
  static bool Has(const DecideAnswer& answer, ReasonCode code) {
    for (const Reason& reason : answer.decision.reasons)
      if (reason.code == code) return true;
    return false;
  }

  ThreadPool executor_{1};
  ManualClock clock_{kNoon};
  SystemRandom random_;
  const Pseudonyms pseudonyms_;
  const PersonalFields fields_ = *PersonalFields::FromKey(SecretBytes(std::string(32, 'm')));
  RuleBook book_ = KhorgosRuleBook();
  const ZoneTable zones_;
  const std::unique_ptr<Store> store_;
  Admission admission_;
};

}  // namespace clearance
