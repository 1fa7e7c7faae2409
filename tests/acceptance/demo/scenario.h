// A scenario of the demo: who comes to which lane with what, and what the hall's officers answer if they are asked.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "common/domain/crossing.h"
#include "common/domain/hold.h"
#include "common/domain/referral.h"
#include "tests/acceptance/demo/demo_day.h"
#include "tests/acceptance/demo/people.h"
#include "tests/support/hall.h"

namespace clearance {

// A reversible lane's setting: which of its profiles.
struct LaneSetting {
  std::string lane_id;
  int profile = 0;
};

inline std::string GateOfLane(const std::string& lane_id) { return lane_id.substr(0, lane_id.find('/')); }

// What is in the traveller's hand beside the document.
enum class SealShown {
  kNone,
  kBooked,     // booked through the API just before
  kForged,     // signed by somebody else
  kAgain,      // the seal of an earlier scenario's booking
  kGivenBack,  // of a booking that was cancelled before
};

struct Scenario {
  std::string id;     // key into tests/golden/demo.csv
  std::string title;  // one line for people
  LaneSetting lane;
  Person person;
  SealShown seal = SealShown::kNone;
  Resolution answer = Resolution::kAdmit;                 // of the officer, when referred
  std::function<void(v1::SimulatedTraveller&)> change{};  // what is out of the ordinary; may be empty
  bool shows_stay = false;                                // an officer looks the stay up before
  std::optional<HoldKind> hold{};                         // an authority puts it before they come
};

// The lanes of the demo's two gates.
std::vector<HallLane> KazakhGateLanes();
std::vector<HallLane> ChineseGateLanes();

// The travellers who cross one after the other, in order; `calendar` is today.
std::vector<Scenario> OrdinaryScenarios(const Calendar& calendar, const Faces& faces);

// Passports whose chip is in order, or false in one way each.
std::vector<Scenario> DocumentScenarios(const Calendar& calendar);

// Travellers whose picture is of no use at first, and who hold up a print of one.
Scenario CoachedScenario(const Calendar& calendar, const Faces& faces);
Scenario PrintScenario(const Calendar& calendar);

// Two travellers side by side with each other's passports: the second is asked while the first is with an officer.
std::pair<Scenario, Scenario> SwappedScenario(const Calendar& calendar, const Faces& faces);

// Travellers under a hold that stops them, and under a silent one.
std::vector<Scenario> HoldScenarios(const Calendar& calendar);

// One person at two gates: the second is asked while the first is with an officer.
std::pair<Scenario, Scenario> TwoGatesScenario(const Calendar& calendar);

// The holder of a booking that was cancelled comes all the same; two lanes of two gates that take one seal while the
// centre is away.
Scenario GivenBackScenario(const Calendar& calendar);
std::pair<Scenario, Scenario> DoubleUseScenario(const Calendar& calendar);

// The centre dies and comes back in the middle of this one.
Scenario OutageScenario(const Calendar& calendar);

// The earlier stays these scenarios rest on, as lines for clearctl ledger import.
std::string HistoryLines(const Calendar& calendar);

}  // namespace clearance
