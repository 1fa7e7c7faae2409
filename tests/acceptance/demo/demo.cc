#include "tests/acceptance/demo/demo.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <future>
#include <thread>

#include "common/base/clock.h"
#include "common/base/executor.h"
#include "common/wire/fields.h"
#include "common/wire/grpc_status.h"
#include "common/zones/zone_source.h"
#include "gate-agent/vision/landmarks.h"
#include "gate-agent/vision/model_files.h"
#include "tests/support/shared_data.h"

namespace clearance {
namespace {

constexpr Duration kReferralPatience = std::chrono::seconds(30);
constexpr Duration kReportPatience = std::chrono::seconds(100);

std::vector<HallLane> AllLanes() {
  std::vector<HallLane> lanes = KazakhGateLanes();
  for (HallLane& lane : ChineseGateLanes()) lanes.push_back(std::move(lane));
  return lanes;
}

}  // namespace

void Demo::AwaitOneDay() const {
  const Instant now = SystemClock().Now();
  const Beginning beginning = BeginningOfRun(*zones_, now);
  if (beginning.at == now) return;
  const auto left = std::chrono::ceil<std::chrono::seconds>(beginning.at - now).count();
  show_.Note("waiting " + std::to_string(left) + " s for midnight in " +
             (beginning.midnight_of == Territory::kKaz ? "Kazakhstan" : "China") +
             ": the travellers' stays are counted in days, and all of them come on one");
  std::promise<void> midnight;
  ThreadPool waiting(1);
  waiting.PostAfter(beginning.at - now, [&midnight] { midnight.set_value(); });
  midnight.get_future().wait();
}

bool Demo::HasSeenMidnight() const { return zones_ && calendar_ != CalendarAt(*zones_, SystemClock().Now()); }

Status Demo::SetUp() {
  const auto models = FindModels(arguments_.models);
  if (!models && SharedRequired() && arguments_.models != kNoModels)
    return Status(StatusCode::kFailedPrecondition, "there are no face models, and CLEARANCE_REQUIRE_SHARED is set");
  if (!models)
    show_.Warning(
        "NO FACE MODELS: the lanes run at the level *no biometrics*, an officer compares every face.\n"
        "!!! Looked in --models, $CLEARANCE_MODELS, ./models and ../shared/models. Get them: ./dev models");
  ASSIGN_OR_RETURN(zones_, MakeZoneTable());
  AwaitOneDay();
  calendar_ = CalendarAt(*zones_, SystemClock().Now());
  faces_ = Faces::Painted();
  if (!arguments_.photographs.empty()) {
    ASSIGN_OR_RETURN(faces_, Faces::Photographs(arguments_.photographs));
  }
  const std::string bin = std::filesystem::read_symlink("/proc/self/exe").parent_path().string();
  ASSIGN_OR_RETURN(hall_,
                   Hall::Prepare({.folder = folder_,
                                  .bin = bin,
                                  .source = std::filesystem::absolute(SourcePath("")).lexically_normal().string(),
                                  .models = models ? std::filesystem::absolute(*models).string() : "",
                                  .calibration = models && FindLandmarks(*models) ? "lfw_provisional"
                                                                                  : "lfw_provisional_without_landmarks",
                                  .trust = "trust"}));
  offices_.emplace();
  RETURN_IF_ERROR(offices_->WriteTrustInto(hall_->Path("trust")));
  RETURN_IF_ERROR(hall_->Import(HistoryLines(calendar_)));
  RETURN_IF_ERROR(hall_->StartCentre());
  RETURN_IF_ERROR(hall_->StartGate("gate-1", KazakhGateLanes()));
  RETURN_IF_ERROR(hall_->StartGate("gate-2", ChineseGateLanes()));
  for (const char* gate : {"gate-1", "gate-2"}) devices_[gate] = v1::DeviceService::NewStub(hall_->Devices(gate));
  officers_ = std::make_unique<OfficerDesk>(*hall_);
  bookings_ = std::make_unique<BookingClient>(*hall_);
  stays_ = std::make_unique<StayDesk>(*hall_);
  return ReadLevel();
}

// Watches the fleet until every lane has reported something that is `enough`.
StatusOr<std::map<std::string, v1::LaneReport>> Demo::WaitForLanes(
    const std::function<bool(const v1::LaneReport&)>& enough) {
  const auto stub = v1::FleetService::NewStub(hall_->CentreAs("officer-2"));
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kReportPatience);
  const auto reader = stub->WatchLanes(&context, {});
  std::map<std::string, v1::LaneReport> lanes;
  for (v1::WatchLanesResponse message; lanes.size() < AllLanes().size() && reader->Read(&message);)
    if (message.has_report() && enough(message.report())) lanes[message.report().lane().lane_id()] = message.report();
  context.TryCancel();
  if (lanes.size() < AllLanes().size()) return Status(StatusCode::kDeadlineExceeded, "not every lane has reported");
  return lanes;
}

// Learns from the lanes' reports at which level they work.
Status Demo::ReadLevel() {
  // A gate that trusts nobody yet says so: its first act is to ask the centre for the trust folder.
  ASSIGN_OR_RETURN(const auto lanes, WaitForLanes([](const v1::LaneReport& report) {
                     return std::none_of(report.faults().begin(), report.faults().end(),
                                         [](const v1::LaneFault& fault) { return fault.code().starts_with("TRUST_"); });
                   }));
  matches_faces_ = lanes.begin()->second.level() == v1::SERVICE_LEVEL_FULL;
  for (const auto& [id, report] : lanes)
    show_.Note(id + " · " + report.phase() + " · level " + v1::ServiceLevel_Name(report.level()).substr(14));
  show_.Note("both gates have taken whom to trust from the centre, signed");
  return OkStatus();
}

v1::DeviceService::Stub& Demo::DevicesOf(const std::string& lane_id) { return *devices_.at(GateOfLane(lane_id)); }

const HallProfile& Demo::ProfileOf(const LaneSetting& lane) const {
  static const std::vector<HallLane> lanes = AllLanes();
  const auto found = std::find_if(lanes.begin(), lanes.end(), [&](const HallLane& l) { return l.id == lane.lane_id; });
  return found->profiles[static_cast<std::size_t>(lane.profile)];
}

Date Demo::TodayFor(const Scenario& scenario) const {
  return ProfileOf(scenario.lane).authority == "KAZ" ? calendar_.kaz : calendar_.chn;
}

StatusOr<v1::SimulatedTraveller> Demo::Traveller(const Scenario& scenario) {
  ASSIGN_OR_RETURN(v1::SimulatedTraveller traveller, Present(scenario.person, *faces_, *offices_));
  const HallProfile& profile = ProfileOf(scenario.lane);
  if (scenario.seal == SealShown::kBooked) {
    ASSIGN_OR_RETURN(const MadeBooking made, bookings_->Book(profile, scenario.person.document));
    traveller.set_seal(made.seal);
    if (first_seal_.empty()) first_seal_ = made.seal;
  } else if (scenario.seal == SealShown::kForged) {
    ASSIGN_OR_RETURN(*traveller.mutable_seal(), ForgeSeal(profile, scenario.person.document));
  } else if (scenario.seal == SealShown::kAgain) {
    traveller.set_seal(first_seal_);
  } else if (scenario.seal == SealShown::kGivenBack && given_back_) {
    traveller.set_seal(given_back_->seal);
  }
  if (scenario.change) scenario.change(traveller);
  return traveller;
}

StatusOr<CrossingResult> Demo::Cross(const Scenario& scenario,
                                     const std::function<void(const std::string&)>& on_phase) {
  ASSIGN_OR_RETURN(const v1::SimulatedTraveller traveller, Traveller(scenario));
  return RunCrossing(DevicesOf(scenario.lane.lane_id), scenario.lane, traveller, on_phase);
}

void Demo::Record(const Scenario& scenario, const CrossingResult& result) {
  show_.Crossing(scenario, ProfileOf(scenario.lane), result);
  passed_ += result.passed ? 1 : 0;
  last_ = result;
  if (usual_screen_.empty()) usual_screen_ = result.screen_of_referral;
  Compare(scenario.id, OutcomeText(result, scenario.answer, TodayFor(scenario)));
}

void Demo::Compare(const std::string& id, const std::string& outcome) {
  ++compared_;
  const auto expected = arguments_.expectations.find(id);
  const std::string wanted = expected == arguments_.expectations.end() ? "(no row in tests/golden/demo.csv)"
                             : matches_faces_                          ? expected->second.full
                                                                       : expected->second.no_biometrics;
  if (outcome == wanted) return;
  ++different_;
  show_.Mismatch(id + ";" + wanted, id + ";" + outcome);
}

// How long the person may stay in the territory they enter, or may have stayed in the one they leave.
StatusOr<StayAccount> Demo::AskStay(const Scenario& scenario) {
  const HallProfile& profile = ProfileOf(scenario.lane);
  const auto territory = ParseTerritory(profile.decides_entry ? profile.to : profile.from);
  if (!territory) return Status(StatusCode::kInternal, "a lane's profile names no territory");
  return stays_->Ask(scenario.person.document, *territory);
}

// What the officers saw of the chip of a document that is not authentic is what the lane found.
Status Demo::RunDocuments() {
  const std::vector<Scenario> scenarios = DocumentScenarios(calendar_);
  for (const Scenario& scenario : scenarios) {
    RETURN_IF_ERROR(RunOrdinary({scenario}));
    if (scenario.person.story == DocumentStory::kGood) continue;
    const std::optional<Inspection> shown = officers_->InspectionOf(last_.referral_id);
    if (shown) show_.Inspected(*shown);
    Compare("shown-of/" + scenario.id, shown == last_.inspection ? "as found" : "otherwise");
  }
  return OkStatus();
}

Status Demo::RunOrdinary(const std::vector<Scenario>& scenarios) {
  for (const Scenario& scenario : scenarios) {
    const bool stops = scenario.hold && *scenario.hold != HoldKind::kSilent;
    officers_->Expect(scenario.lane.lane_id, {.answer = scenario.answer, .tries_to_admit = stops});
    std::optional<StayAccount> told;
    if (scenario.shows_stay) {
      ASSIGN_OR_RETURN(told, AskStay(scenario));
    }
    ASSIGN_OR_RETURN(const CrossingResult result, Cross(scenario, [](const std::string&) {}));
    Record(scenario, result);
    if (told) {
      show_.Stay(*told);
      const bool same = result.first_decision && result.first_decision->stay == told->answer;
      Compare("stay-of/" + scenario.id, same ? "as decided" : "otherwise");
    }
  }
  return OkStatus();
}

// Two persons of an authority put a hold before its traveller comes. Nobody at the lane admits whom it stops, and of a
// silent one nobody there learns.
Status Demo::RunHolds() {
  AuthorityDesk authority(*hall_);
  for (const Scenario& scenario : HoldScenarios(calendar_)) {
    const bool silent = scenario.hold == HoldKind::kSilent;
    ASSIGN_OR_RETURN(const std::string hold_id, authority.Put(*scenario.hold, scenario.person.document));
    RETURN_IF_ERROR(RunOrdinary({scenario}));
    if (!silent) {
      const bool refused = officers_->RefusedToAdmit(last_.referral_id);
      const bool usual = !usual_screen_.empty() && last_.screen_of_referral == usual_screen_;
      show_.Held(last_, refused);
      Compare("admit-tried/" + scenario.id, refused ? "refused" : "not refused");
      Compare("screen-of/" + scenario.id, usual ? "as for anybody" : "otherwise");
    }
    ASSIGN_OR_RETURN(const std::string hits, authority.HitsOf(hold_id, silent ? 2 : 1));
    ASSIGN_OR_RETURN(const int seen, authority.SeenBySupervisor(last_.decision_request_id));
    const std::string told =
        "HOLD_HIT " + hits + " to its authority, " + (seen == 0 ? "nothing" : "the hold") + " to officers";
    show_.Note("  told: " + told);
    Compare("hits-of/" + scenario.id, told);
  }
  return OkStatus();
}

// The first is kept with the officers until the second has been decided; `meanwhile` is told the first one's referral.
Status Demo::RunSideBySide(const std::pair<Scenario, Scenario>& both,
                           const std::function<void(const std::string&)>& meanwhile) {
  const auto& [first, second] = both;
  officers_->Expect(first.lane.lane_id, {.answer = first.answer, .kept = true});
  officers_->Expect(second.lane.lane_id, {.answer = second.answer});
  StatusOr<CrossingResult> first_result = Status(StatusCode::kUnknown, "not run");
  std::thread elsewhere([&, &first = first] { first_result = Cross(first, [](const std::string&) {}); });
  const bool referred = officers_->WaitForReferral(first.lane.lane_id, kReferralPatience);
  StatusOr<CrossingResult> second_result = Cross(second, [](const std::string&) {});
  if (meanwhile) meanwhile(officers_->ReferralAt(first.lane.lane_id));
  officers_->Release(first.lane.lane_id);
  elsewhere.join();
  if (!referred) return Status(StatusCode::kDeadlineExceeded, "the first of the two was not referred");
  RETURN_IF_ERROR(first_result.status());
  RETURN_IF_ERROR(second_result.status());
  Record(first, *first_result);
  Record(second, *second_result);
  return OkStatus();
}

Status Demo::RunTwoGates() { return RunSideBySide(TwoGatesScenario(calendar_), nullptr); }

// Presented while the centre is dead; it dies again while the officers have the case, and comes back.
Status Demo::RunOutage() {
  const Scenario scenario = OutageScenario(calendar_);
  const std::string& lane = scenario.lane.lane_id;
  officers_->Expect(lane, {.answer = scenario.answer, .kept = true});
  hall_->KillCentre();
  Status restarted = OkStatus();
  bool asked = false;
  const auto on_phase = [&](const std::string& phase) {
    if (phase == "DECIDING" && !asked) {
      asked = true;
      restarted = hall_->StartCentre();
    } else if (phase == "AWAITING_OFFICER" && hall_->centre() != nullptr && restarted.ok()) {
      officers_->WaitForReferral(lane, kReferralPatience);
      hall_->KillCentre();
      restarted = hall_->StartCentre();
      officers_->Release(lane);
    }
  };
  ASSIGN_OR_RETURN(const CrossingResult result, Cross(scenario, on_phase));
  RETURN_IF_ERROR(restarted);
  outage_decision_ = result.decision_request_id;
  Record(scenario, result);
  return OkStatus();
}

// Until a report from now on shows nothing waiting: what the killed centre missed has been sent again. One gate begins
// anew: it asks for a checkpoint at once then, and all that happened is in it.
Status Demo::RenewGates() {
  show_.Note(
      "gate-1 begins anew and keeps a checkpoint of the ledger; waiting for what is in the gates' outboxes (10 s)");
  if (hall_->StopGate("gate-1") != 0) return Status(StatusCode::kInternal, "gate-1 did not drain; see its log");
  const Instant now = SystemClock().Now();
  RETURN_IF_ERROR(hall_->StartGate("gate-1", KazakhGateLanes()));
  const std::string checkpoint = hall_->Path(KeptCheckpoint("gate-1"));
  const auto delivered = [now, checkpoint](const v1::LaneReport& report) {
    const auto at = FromProto(report.reported_at(), "reported_at");
    return at.ok() && *at >= now && report.outbox_waiting() == 0 && std::filesystem::exists(checkpoint);
  };
  return WaitForLanes(delivered).status();
}

void Demo::RecordExamined(const std::string& id, const std::string& title, const Examined& examined) {
  show_.Fact(title, examined.outcome);
  for (const std::string& line : examined.lines) show_.Note("  " + line);
  Compare(id, examined.outcome);
}

Status Demo::AuditAndTamper() {
  RETURN_IF_ERROR(RenewGates());
  for (const char* gate : {"gate-1", "gate-2"}) {
    const int exit_code = hall_->StopGate(gate);
    if (exit_code != 0) return Status(StatusCode::kInternal, std::string(gate) + " did not drain; see its log");
  }
  ASSIGN_OR_RETURN(const std::string audit, AuditLedger(*hall_, passed_, outage_decision_));
  RecordExamined("ledger-audit", "An auditor: all that happened is in the ledger, once, and every seal agrees",
                 {audit, {}});
  officers_.reset();
  if (hall_->StopCentre() != 0) return Status(StatusCode::kInternal, "the centre did not drain; see centre.log");
  ASSIGN_OR_RETURN(const Examined original, VerifyOriginal(*hall_, "gate-1"));
  RecordExamined("ledger-original", "The ledger, held against the checkpoint a gate kept", original);
  ASSIGN_OR_RETURN(const Examined tampered, TamperWithCopy(*hall_));
  RecordExamined("ledger-tampered", "A copy of the ledger with one bit of one entry turned", tampered);
  return OkStatus();
}

void Demo::Summary(double seconds) const {
  show_.Heading("Summary");
  show_.Note(std::to_string(compared_) + " outcomes, " + std::to_string(different_) +
             " different from tests/golden/demo.csv, column *" + (matches_faces_ ? "full" : "no biometrics") + "*, " +
             (arguments_.photographs.empty() ? "painted portraits" : "photographs") + "; " +
             std::to_string(static_cast<int>(seconds + 0.5)) + " s");
  show_.Note("Device times are zero here: the times are the software's own. Accuracy at this port: not measured.");
}

StatusOr<bool> Demo::Run() {
  const auto began = std::chrono::steady_clock::now();
  show_.Heading("Khorgos: a centre and two gates with two lanes each, on this machine");
  show_.Note("keys, certificates and logs are in " + folder_);
  RETURN_IF_ERROR(SetUp());
  if (!matches_faces_ && SharedRequired() && arguments_.models != kNoModels)
    return Status(StatusCode::kFailedPrecondition, "the gates match no faces, and CLEARANCE_REQUIRE_SHARED is set");
  RETURN_IF_ERROR(GiveBackABooking());
  show_.Heading("Travellers");
  RETURN_IF_ERROR(RunOrdinary(OrdinaryScenarios(calendar_, *faces_)));
  show_.Heading("Passports and their chips");
  RETURN_IF_ERROR(RunDocuments());
  show_.Heading("Before the camera");
  RETURN_IF_ERROR(RunFaces());
  show_.Heading("Under a hold");
  RETURN_IF_ERROR(RunHolds());
  show_.Heading("A booking given back");
  RETURN_IF_ERROR(RunGivenBack());
  show_.Heading("At once, and without the centre");
  RETURN_IF_ERROR(RunTwoGates());
  RETURN_IF_ERROR(RunDoubleUse());
  RETURN_IF_ERROR(RunOutage());
  const std::string cases = std::to_string(officers_->cases());
  show_.Note(cases + " cases beside the crossings wait for an officer's time");
  Compare("booking-cases", cases);
  if (arguments_.keep) {
    show_.Heading("Everything is running; Ctrl-C ends it");
    show_.Note("centre " + hall_->CentreAddress() + "  (mTLS with the certificates of " + folder_ + "/pki)");
    for (const char* gate : {"gate-1", "gate-2"})
      show_.Note(std::string(gate) + " simulated devices " + hall_->DevicesAddress(gate));
    for (;;) pause();
  }
  show_.Heading("The ledger");
  RETURN_IF_ERROR(AuditAndTamper());
  Summary(std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count());
  return different_ == 0;
}

}  // namespace clearance
