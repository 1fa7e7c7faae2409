// The demo: a centre, two gates with two lanes each, and the travellers of tests/golden/demo.csv. demo.cc has its
// order, demo_bookings.cc what happens to bookings, demo_faces.cc what happens before the cameras.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "clearance/v1/fleet.grpc.pb.h"
#include "common/domain/zone_table.h"
#include "tests/acceptance/demo/authority_desk.h"
#include "tests/acceptance/demo/booking_client.h"
#include "tests/acceptance/demo/crossing_run.h"
#include "tests/acceptance/demo/expectations.h"
#include "tests/acceptance/demo/ledger_audit.h"
#include "tests/acceptance/demo/officer_desk.h"
#include "tests/acceptance/demo/scenario.h"
#include "tests/acceptance/demo/show.h"
#include "tests/acceptance/demo/stay_desk.h"
#include "tests/support/hall.h"

namespace clearance {

struct DemoArguments {
  bool check = false;
  std::string photographs;  // the folder they are in; empty: painted portraits
  bool keep = false;
  std::string models;
  std::map<std::string, Expectation> expectations;  // by the scenario's id
};

class Demo {
 public:
  Demo(const DemoArguments& arguments, const std::string& folder) : arguments_(arguments), folder_(folder) {}

  // True when everything came out as expected.
  StatusOr<bool> Run();

  // As Hall's.
  std::string WhatHasEnded() const { return hall_ == nullptr ? "" : hall_->WhatHasEnded(); }
  // Whether a day has ended since the travellers' days were counted: what came out otherwise may be no fault.
  bool HasSeenMidnight() const;

 private:
  Status SetUp();
  void AwaitOneDay() const;
  StatusOr<std::map<std::string, v1::LaneReport>> WaitForLanes(
      const std::function<bool(const v1::LaneReport&)>& enough);
  Status ReadLevel();
  Status RenewGates();
  StatusOr<StayAccount> AskStay(const Scenario& scenario);
  Status RunOrdinary(const std::vector<Scenario>& scenarios);
  Status RunDocuments();
  Status RunHolds();
  Status GiveBackABooking();
  Status RunGivenBack();
  Status RunFaces();
  Status RunSwapped();
  Status RunSideBySide(const std::pair<Scenario, Scenario>& both,
                       const std::function<void(const std::string&)>& meanwhile);
  Status RunTwoGates();
  Status RunDoubleUse();
  Status RunOutage();
  Status AuditAndTamper();
  void RecordExamined(const std::string& id, const std::string& title, const Examined& examined);
  StatusOr<v1::SimulatedTraveller> Traveller(const Scenario& scenario);
  StatusOr<CrossingResult> Cross(const Scenario& scenario, const std::function<void(const std::string&)>& on_phase);
  v1::DeviceService::Stub& DevicesOf(const std::string& lane_id);
  const HallProfile& ProfileOf(const LaneSetting& lane) const;
  void Record(const Scenario& scenario, const CrossingResult& result);
  void Compare(const std::string& id, const std::string& outcome);
  Date TodayFor(const Scenario& scenario) const;
  void Summary(double seconds) const;

  const DemoArguments arguments_;
  const std::string folder_;
  Show show_;
  std::unique_ptr<Hall> hall_;
  std::unique_ptr<OfficerDesk> officers_;
  std::unique_ptr<BookingClient> bookings_;
  std::unique_ptr<StayDesk> stays_;
  std::map<std::string, std::unique_ptr<v1::DeviceService::Stub>> devices_;
  std::optional<Faces> faces_;
  std::optional<PassportOffices> offices_;
  std::optional<ZoneTable> zones_;
  Calendar calendar_{};
  bool matches_faces_ = false;
  std::string first_seal_;
  std::optional<MadeBooking> given_back_;
  std::string outage_decision_;
  std::string usual_screen_;  // while an officer is asked
  CrossingResult last_{};
  int passed_ = 0;
  int compared_ = 0;
  int different_ = 0;
};

}  // namespace clearance
