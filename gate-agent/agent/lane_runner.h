// The lane runner: one lane's owner. It pops an event, reads the clock once, calls Step and carries out the commands in
// their order; what the doors, the checks, the centre and the timer answer comes back as events.
//
// It must never judge: nothing here knows why a door opens. It must never command a door before the journal knows who
// is inside, nor free the lane before its report is on disk.
#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "common/base/executor.h"
#include "common/base/random.h"
#include "common/base/status.h"
#include "common/base/telemetry.h"
#include "common/domain/fleet.h"
#include "gate-agent/agent/examiner.h"
#include "gate-agent/agent/fleet_reporter.h"
#include "gate-agent/devices/devices.h"
#include "gate-agent/lane/step.h"
#include "gate-agent/link/central.h"
#include "gate-agent/link/gate_store.h"
#include "gate-agent/link/outbox.h"
#include "gate-agent/link/owned_strand.h"

namespace clearance {

// Events that may wait for a lane at once. A crossing makes about thirty, one after the other.
inline constexpr int kMaxQueuedEvents = 256;
// How soon a report that could not be written to disk is tried again; the lane takes nobody meanwhile, and goes
// on with whoever is in it.
inline constexpr Duration kReportRetry{1000};
// How often a lane that nobody comes to looks whether it could keep a report: as often as the centre hears of it.
inline constexpr Duration kOutboxLook = kFleetHeartbeat;

// A lane after one step, for its screen, the simulated devices and tests. Holds no document.
struct LaneStatus {
  std::string event{};  // what the step was about, "DOCUMENT_READ"
  LanePhase phase = LanePhase::kOutOfService;
  Instant at{};
  std::string crossing_id{};  // empty when none is in hand
  std::vector<Finding> findings{};
  std::optional<Decision> decision{};
  std::string decision_request_id{};  // empty before it was asked for
  std::string referral_id{};
  ScreenMessage screen = ScreenMessage::kOutOfService;
};

// A lane as it stands, for whoever watches the gate's health; what is counted is since the process started.
struct LaneGlance {
  LanePhase phase = LanePhase::kOutOfService;
  std::uint64_t faults = 0;  // not cleared
  std::uint64_t queued = 0;  // events that wait
  std::uint64_t dropped = 0;
  std::uint64_t officer_calls = 0;
  std::uint64_t passages = 0;
  std::uint64_t abandonments = 0;
};

// Thread-safe. Everything given to it must live until End() has returned, the examiner as long as the executor.
class LaneRunner {
 public:
  struct Setup {
    std::vector<LaneProfile> profiles;  // at least one; all of one lane
    ServiceLevel level = ServiceLevel::kFull;
    bool matches_faces = false;  // whether a machine can; no order makes a lane work as if one could
    LaneLimits limits;
  };
  struct Parts {
    Executor& executor;
    const Clock& clock;
    Random& random;
    Central& central;
    Outbox& outbox;
    GateStore& store;
    FleetReporter& fleet;
    Doors& doors;
    PersonCounter& persons;
    Screen& screen;
    Examiner& examiner;
  };

  LaneRunner(Setup setup, const Parts& parts);
  ~LaneRunner();
  LaneRunner(const LaneRunner&) = delete;
  LaneRunner& operator=(const LaneRunner&) = delete;

  // The lane's first event: what the journal and the sensors say. To be called once, before any other.
  void Start();

  // What the devices post. Dropped, loudly, when kMaxQueuedEvents wait.
  void OnDevice(const DeviceEvent& event);
  // An officer's answer or another level, by the centre's stream; acknowledged through FleetReporter once the lane has
  // taken it up.
  void OnCommand(const GateCommand& command);
  // Any other event.
  void Post(LaneEvent event);

  // `watcher` is told of every step from now on, on the lane's strand; it must not block. Replaces the one before.
  void Watch(std::function<void(const LaneStatus&)> watcher);

  // Sets a reversible lane to the profile of that index. INVALID_ARGUMENT naming "profile", FAILED_PRECONDITION
  // (LANE_BUSY) when the lane is not idle.
  void SelectDirection(int profile, std::function<void(StatusOr<LaneProfile>)> done);

  // The hall officer's key: lets through whoever stands in a lane that is attended because there was no decision.
  // FAILED_PRECONDITION (LANE_BUSY) at any other time: whom a referral holds, its officers let go.
  void LetThrough(std::function<void(Status)> done);

  // The same key after a look into the lane: it is empty. FAILED_PRECONDITION (LANE_BUSY) in an evacuation.
  void ClearLane(ClearedAs outcome, std::function<void(Status)> done);

  // What an officer at the lane may see of whom a referral holds: the live picture that was compared best, and until
  // when it is kept. NOT_FOUND for another referral, once it is answered, and where there is no picture.
  struct ReferralPicture {
    SecretBytes picture;
    Instant kept_until{};
  };
  void ShowPicture(const std::string& referral_id, std::function<void(StatusOr<ReferralPicture>)> done);

  // From now on no document is taken; `empty` runs once nobody is in the lane.
  void Drain(std::function<void()> empty);

  // `answered` runs on the lane's strand, behind what waits there: once it does, the lane comes to its events.
  void AskAlive(std::function<void()> answered);

  // Waits for the step at work; whatever comes later is dropped. Not to be called from the lane's strand.
  void End();

  // Never waits.
  LaneGlance Glance() const;

  const std::string& lane_id() const { return setup_.profiles.front().lane_id; }

 private:
  // All on the strand.
  void Take(LaneEvent event);
  void TakeLevel(ServiceLevel ordered);
  void ReadClock();
  void TakeStep(const LaneEvent& event);
  void Finish();
  void SetTimer();
  void Tell();
  LaneEvent ReadStartingState();
  // Where a worker or the centre answers a command.
  std::function<void(LaneEvent)> Answer();
  // Does the work on a worker, beside others of its kind.
  void Examine(std::function<LaneEvent(Examiner&)> work);

  // One command each.
  void Do(const ReadDocument& command);
  void Do(const OpenEntryDoor& command);
  void Do(const CloseEntryDoor& command);
  void Do(const OpenExitDoor& command);
  void Do(const CloseExitDoor& command);
  void Do(const MatchFace& command);
  void Do(const CheckBooking& command);
  void Do(const ScreenTraveller& command);
  void Do(const RequestDecision& command);
  void Do(const CallOfficer& command);
  void Do(const ShowMessage& command);
  void Do(const ReportPassage& command);
  void Do(const ReportAbandonment& command);
  void Do(const RaiseFault& command);
  void Do(const ClearFault& command);
  void Do(const WipeCapture& command);

  // Whether the report of whoever comes next could be kept; asked before a document is taken. The fault says so until
  // it can.
  bool CanKeep();
  // Now, and again and again.
  void LookAtOutbox();
  // On disk at once, or as soon as the disk takes it; until then the lane takes no document.
  void Keep(Report report);
  void WriteReports();
  bool Write(const Report& report);
  void WriteJournal();
  LaneJournal Journal() const;
  CrossingIds NewIds() const;

  const Setup setup_;
  const Parts parts_;
  OwnedStrand strand_;
  std::atomic<int> queued_ = 0;

  // For Glance: set on the strand, but for what is dropped.
  std::atomic<LanePhase> phase_now_ = LanePhase::kOutOfService;
  std::atomic<std::uint64_t> faults_now_ = 0;
  Counter dropped_;
  Counter officer_calls_;
  Counter passages_;
  Counter abandonments_;

  LaneState state_;
  ScreenMessage screen_ = ScreenMessage::kOutOfService;
  Instant now_{};                 // of the last step
  std::string event_;             // name of the event of the last step
  std::deque<Report> unwritten_;  // reports the disk has not taken yet, the older first
  std::string journal_;           // as it stands on disk
  std::optional<Instant> unwritable_since_;
  std::optional<Instant> timer_at_;
  int timer_ = 0;  // the timer set last; earlier ones do nothing
  bool draining_ = false;
  std::function<void()> drained_;
  std::function<void(const LaneStatus&)> watcher_;
};

}  // namespace clearance
