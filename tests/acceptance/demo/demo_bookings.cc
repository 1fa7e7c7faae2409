// What the demo shows of bookings: one that was given back, and one that is used twice while nobody can tell.
#include <algorithm>
#include <future>
#include <mutex>
#include <thread>

#include "common/base/bytes.h"
#include "common/base/uuid_bytes.h"
#include "common/wire/fields.h"
#include "tests/acceptance/demo/demo.h"

namespace clearance {
namespace {

constexpr std::size_t kMaxSetBytes = std::size_t{8} << 20;
constexpr Duration kCasePatience = std::chrono::seconds(60);

// Whether the gate's own set of revoked bookings names that one.
bool KnowsAsRevoked(const Hall& hall, const std::string& gate, const std::string& booking_id) {
  const StatusOr<std::string> set = ReadFile(hall.Path(gate + ".seals"), kMaxSetBytes);
  return set.ok() && set->find(UuidToBytes(booking_id).value_or("none")) != std::string::npos;
}

std::string LanesOf(const v1::Referral& referral) {
  std::vector<std::string> lanes;
  for (const v1::BookingUseRecord& use : referral.booking_uses()) lanes.push_back(use.lane_id());
  std::sort(lanes.begin(), lanes.end());
  std::string text;
  for (const std::string& lane : lanes) text += (text.empty() ? "" : " and ") + lane;
  return text;
}

}  // namespace

// Before all else: a gate learns of it within a minute.
Status Demo::GiveBackABooking() {
  const Scenario scenario = GivenBackScenario(calendar_);
  ASSIGN_OR_RETURN(given_back_, bookings_->Book(ProfileOf(scenario.lane), scenario.person.document));
  return bookings_->Cancel(*given_back_, scenario.person.document.birth_date);
}

// The gate knows by itself what the seal is worth: the traveller is told before the door, and goes on as a walk-in.
Status Demo::RunGivenBack() {
  const Scenario scenario = GivenBackScenario(calendar_);
  const std::string gate = GateOfLane(scenario.lane.lane_id);
  show_.Note("cancelled before the first traveller came; gates ask for revoked bookings every minute");
  RETURN_IF_ERROR(WaitForLanes([&](const v1::LaneReport&) {
                    return KnowsAsRevoked(*hall_, gate, given_back_->booking_id);
                  }).status());
  RETURN_IF_ERROR(RunOrdinary({scenario}));
  const std::string seal = last_.seal_cause == FindingCause::kCancelled ? "REVOKED" : "otherwise";
  show_.Note("  the seal, by the gate's own list: " + seal);
  Compare("seal-of/" + scenario.id, seal);
  return OkStatus();
}

// Both lanes take the seal, for each by itself it is good; an officer at each lets its holder through. Once the centre
// is back it has two passages for one place.
Status Demo::RunDoubleUse() {
  const auto [first, second] = DoubleUseScenario(calendar_);
  ASSIGN_OR_RETURN(const MadeBooking made, bookings_->Book(ProfileOf(first.lane), first.person.document));
  ASSIGN_OR_RETURN(v1::SimulatedTraveller holder, Present(first.person, *faces_, *offices_));
  holder.set_seal(made.seal);
  if (hall_->StopCentre() != 0) return Status(StatusCode::kInternal, "the centre did not drain; see centre.log");
  const auto cross = [&](const Scenario& scenario, const std::function<void()>& deciding) {
    v1::DeviceService::Stub& devices = DevicesOf(scenario.lane.lane_id);
    return RunCrossing(devices, scenario.lane, holder, [&](const std::string& phase) {
      if (phase == "DECIDING") deciding();
      if (phase == "ATTENDED") (void)LetThrough(devices, scenario.lane.lane_id);
    });
  };
  std::promise<void> in_the_lane;
  std::once_flag told;
  StatusOr<CrossingResult> first_result = Status(StatusCode::kUnknown, "not run");
  std::thread elsewhere([&, &first = first] {
    const auto tell = [&] { std::call_once(told, [&] { in_the_lane.set_value(); }); };
    first_result = cross(first, tell);
    tell();
  });
  in_the_lane.get_future().wait();
  const StatusOr<CrossingResult> second_result = cross(second, [] {});
  elsewhere.join();
  RETURN_IF_ERROR(hall_->StartCentre());
  RETURN_IF_ERROR(first_result.status());
  RETURN_IF_ERROR(second_result.status());
  Record(first, *first_result);
  Record(second, *second_result);
  const auto found = officers_->WaitForDoubleUse(made.booking_id, kCasePatience);
  if (!found) return Status(StatusCode::kDeadlineExceeded, "no case of the booking used twice");
  show_.Note("the centre is back, and has a case: booking " + made.booking_id + " was used twice");
  for (const v1::BookingUseRecord& use : found->booking_uses()) {
    ASSIGN_OR_RETURN(const Instant at, FromProto(use.at(), "at"));
    show_.Note("- in " + use.lane_id() + " at " + FormatInstant(at) + ", entry " + std::to_string(use.position()));
  }
  Compare("double-use", LanesOf(*found));
  return OkStatus();
}

}  // namespace clearance
