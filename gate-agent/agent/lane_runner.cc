#include "gate-agent/agent/lane_runner.h"

#include <algorithm>
#include <utility>

#include "common/base/check.h"
#include "common/base/error_reasons.h"
#include "common/base/ids.h"
#include "common/base/log.h"
#include "common/base/trace_context.h"
#include "common/domain/service_level.h"
#include "gate-agent/agent/journal_record.h"
#include "gate-agent/agent/lane_event_of.h"

namespace clearance {
namespace {

bool IsDoorCommand(const LaneCommand& command) {
  return std::holds_alternative<OpenEntryDoor>(command) || std::holds_alternative<CloseEntryDoor>(command) ||
         std::holds_alternative<OpenExitDoor>(command) || std::holds_alternative<CloseExitDoor>(command);
}

std::string ReasonCodes(const std::vector<Reason>& reasons) {
  std::string codes;
  for (const Reason& reason : reasons) {
    if (!codes.empty()) codes += ' ';
    codes += ReasonCodeName(reason.code);
  }
  return codes;
}

}  // namespace

LaneRunner::LaneRunner(Setup setup, const Parts& parts)
    : setup_(std::move(setup)), parts_(parts), strand_(parts.executor) {
  CHECK(!setup_.profiles.empty());
}

LaneRunner::~LaneRunner() { End(); }

void LaneRunner::End() { strand_.End(); }

void LaneRunner::AskAlive(std::function<void()> answered) { strand_.Post(std::move(answered)); }

void LaneRunner::Start() {
  strand_.Post([this] {
    Take(ReadStartingState());
    LookAtOutbox();
  });
}

void LaneRunner::OnDevice(const DeviceEvent& event) {
  std::visit(
      [this](const auto& told) {
        if constexpr (std::is_same_v<std::decay_t<decltype(told)>, DocumentPlaced>) {
          Post(DocumentPresented{NewIds()});
        } else {
          Post(LaneEventOf(told));
        }
      },
      event);
}

void LaneRunner::OnCommand(const GateCommand& command) {
  if (command.expires_at <= parts_.clock.Now()) {
    LogWarning("command_expired", {{"lane", lane_id()}, {"sequence", command.sequence}});
    parts_.fleet.CommandDone(command.sequence);
    return;
  }
  strand_.Post([this, command] {
    if (command.level) {
      TakeLevel(*command.level);
    } else {
      Take(OfficerResolved{command.referral_id, command.decision_request_id, command.resolution});
    }
    parts_.fleet.CommandDone(command.sequence);
  });
}

void LaneRunner::TakeLevel(ServiceLevel ordered) {
  const ServiceLevel level = setup_.matches_faces ? ordered : WithoutFaces(ordered);
  LogInfo("level_ordered",
          {{"lane", lane_id()}, {"ordered", ServiceLevelName(ordered)}, {"level", ServiceLevelName(level)}});
  Take(LevelSelected{level});
}

void LaneRunner::Post(LaneEvent event) {
  if (queued_.fetch_add(1) >= kMaxQueuedEvents) {
    queued_.fetch_sub(1);
    dropped_.Add();
    LogError("lane_queue_full", {{"lane", lane_id()}, {"event", LaneEventName(event)}});
    return;
  }
  strand_.Post([this, event = std::move(event)]() mutable {
    queued_.fetch_sub(1);
    Take(std::move(event));
  });
}

LaneGlance LaneRunner::Glance() const {
  return {.phase = phase_now_.load(std::memory_order_relaxed),
          .faults = faults_now_.load(std::memory_order_relaxed),
          .queued = static_cast<std::uint64_t>(std::max(queued_.load(std::memory_order_relaxed), 0)),
          .dropped = dropped_.Value(),
          .officer_calls = officer_calls_.Value(),
          .passages = passages_.Value(),
          .abandonments = abandonments_.Value()};
}

void LaneRunner::Watch(std::function<void(const LaneStatus&)> watcher) {
  strand_.Post([this, watcher = std::move(watcher)]() mutable { watcher_ = std::move(watcher); });
}

void LaneRunner::SelectDirection(int profile, std::function<void(StatusOr<LaneProfile>)> done) {
  if (profile < 0 || static_cast<std::size_t>(profile) >= setup_.profiles.size()) {
    done(InvalidField("profile", "must be 0 to " + std::to_string(setup_.profiles.size() - 1)));
    return;
  }
  strand_.Post([this, profile, done = std::move(done)] {
    if (state_.phase != LanePhase::kIdle || !unwritten_.empty()) {
      done(Error(StatusCode::kFailedPrecondition, error_reason::kLaneBusy, "the lane is not idle"));
      return;
    }
    Take(DirectionSelected{setup_.profiles[static_cast<std::size_t>(profile)]});
    done(state_.profile);
  });
}

void LaneRunner::LetThrough(std::function<void(Status)> done) {
  strand_.Post([this, done = std::move(done)] {
    const bool undecided = state_.phase == LanePhase::kAttended && state_.attended_cause == CallCause::kNoDecision;
    if (!undecided || !state_.crossing) {
      done(Error(StatusCode::kFailedPrecondition, error_reason::kLaneBusy, "nobody stands there without a decision"));
      return;
    }
    OfficerResolved event;
    event.decision_request_id = DecisionRequestId(*state_.crossing);
    event.resolution = Resolution::kAdmit;
    Take(std::move(event));
    done(OkStatus());
  });
}

void LaneRunner::ClearLane(ClearedAs outcome, std::function<void(Status)> done) {
  strand_.Post([this, outcome, done = std::move(done)] {
    if (state_.phase == LanePhase::kEvacuated) {
      done(Error(StatusCode::kFailedPrecondition, error_reason::kLaneBusy, "two officers end an evacuation"));
      return;
    }
    LogInfo("lane_cleared", {{"lane", lane_id()}, {"phase", LanePhaseName(state_.phase)}});
    Take(LaneCleared{outcome});
    done(OkStatus());
  });
}

void LaneRunner::ShowPicture(const std::string& referral_id, std::function<void(StatusOr<ReferralPicture>)> done) {
  strand_.Post([this, referral_id, done = std::move(done)] {
    const auto& crossing = state_.crossing;
    const bool asked = crossing && !referral_id.empty() && crossing->referral_id == referral_id;
    if (!asked || crossing->resolution || !crossing->capture_held) {
      done(Error(StatusCode::kNotFound, error_reason::kNotFound, "no picture is kept for this referral"));
      return;
    }
    StatusOr<SecretBytes> picture = parts_.examiner.OpenPicture(crossing->ids.crossing_id);
    if (!picture.ok()) return done(picture.status());
    LogInfo("referral_picture_shown", {{"lane", lane_id()}, {"referral", referral_id}});
    done(ReferralPicture{*std::move(picture), crossing->captured_at + setup_.limits.picture_kept});
  });
}

void LaneRunner::Drain(std::function<void()> empty) {
  strand_.Post([this, empty = std::move(empty)]() mutable {
    draining_ = true;
    drained_ = std::move(empty);
    Finish();
  });
}

LaneEvent LaneRunner::ReadStartingState() {
  Restarted event;
  event.profile = setup_.profiles.front();
  event.level = setup_.level;
  event.entry_door = PositionOf(parts_.doors.SeenOpen(Door::kEntry));
  event.exit_door = PositionOf(parts_.doors.SeenOpen(Door::kExit));
  event.persons = parts_.persons.Persons();
  StatusOr<std::string> journal = parts_.store.ReadJournal(lane_id());
  if (journal.ok() && journal->empty()) return event;
  StatusOr<JournalRecord> record = journal.ok() ? DecodeJournal(*journal) : StatusOr<JournalRecord>(journal.status());
  if (!record.ok()) {
    // The sensors still tell whether somebody is inside.
    LogError("lane_journal_unreadable", {{"lane", lane_id()}, {"reason", ReasonOf(record.status())}});
    return event;
  }
  journal_ = *std::move(journal);
  event.inside = std::move(record->crossing);
  event.closed_in_since = record->closed_in_since;
  LogWarning("lane_restarted_with_person_inside", {{"lane", lane_id()}, {"crossing", event.inside->ids.crossing_id}});
  return event;
}

void LaneRunner::LookAtOutbox() {
  const bool could = !unwritable_since_;
  if (CanKeep() != could) Tell();
  strand_.PostAfter(kOutboxLook, [this] { LookAtOutbox(); });
}

bool LaneRunner::CanKeep() {
  if (!unwritten_.empty()) return false;  // which is told, and tried again
  const bool can = parts_.store.TryToWrite().ok();
  if (can) unwritable_since_.reset();
  if (!can && !unwritable_since_) unwritable_since_ = parts_.clock.Now();
  return can;
}

void LaneRunner::Take(LaneEvent event) {
  if (std::holds_alternative<DocumentPresented>(event) && (draining_ || !CanKeep())) {
    event_ = LaneEventName(event);
    Tell();
    return;
  }
  TakeStep(event);
}

// While the lane waits for anything its time never runs backwards: a clock that is set back ends no wait later, because
// a timer that has run moves the lane's time to where it was set for. At rest it takes the clock as it is. That it was
// set is told by common/base/clock_watch.h, whether anybody comes or not.
void LaneRunner::ReadClock() {
  const Instant now = parts_.clock.Now();
  const bool at_rest = !state_.crossing && !NextDeadline(state_, setup_.limits);
  now_ = at_rest ? now : std::max(now_, now);
}

void LaneRunner::TakeStep(const LaneEvent& event) {
  ReadClock();
  event_ = LaneEventName(event);
  StepResult result = Step(state_, event, now_, setup_.limits);
  if (state_.crossing && !result.state.crossing) parts_.examiner.Forget(state_.crossing->ids.crossing_id);
  state_ = std::move(result.state);
  for (const LaneCommand& command : result.commands) {
    if (IsDoorCommand(command)) WriteJournal();
    std::visit([this](const auto& one) { Do(one); }, command);
  }
  Finish();
}

void LaneRunner::Finish() {
  WriteJournal();
  SetTimer();
  Tell();
  if (!drained_ || PersonInside(state_) || !unwritten_.empty()) return;
  std::exchange(drained_, nullptr)();
}

void LaneRunner::SetTimer() {
  const std::optional<Instant> next = NextDeadline(state_, setup_.limits);
  if (next == timer_at_) return;
  timer_at_ = next;
  ++timer_;
  if (!next) return;
  strand_.PostAfter(std::max(*next - now_, Duration(0)), [this, timer = timer_, at = *next] {
    if (timer != timer_) return;
    timer_at_.reset();
    now_ = std::max(now_, at);
    Take(TimePassed{});
  });
}

void LaneRunner::Tell() {
  LaneReport report{.lane = state_.profile, .phase = std::string(LanePhaseName(state_.phase)), .level = state_.level};
  for (const auto& [fault, since] : state_.faults) {
    report.faults.push_back({.code = std::string(LaneFaultName(fault)), .since = since});
  }
  if (unwritable_since_) report.faults.push_back({.code = "OUTBOX_UNWRITABLE", .since = *unwritable_since_});
  phase_now_.store(state_.phase, std::memory_order_relaxed);
  faults_now_.store(report.faults.size(), std::memory_order_relaxed);
  if (state_.started) parts_.fleet.Changed(std::move(report));
  if (!watcher_) return;
  LaneStatus status{.event = event_, .phase = state_.phase, .at = now_, .screen = screen_};
  if (state_.crossing) {
    status.crossing_id = state_.crossing->ids.crossing_id;
    status.findings = state_.crossing->findings;
    status.decision = state_.crossing->decision;
    status.decision_request_id = DecisionRequestId(*state_.crossing);
    status.referral_id = state_.crossing->referral_id;
  }
  watcher_(status);
}

std::function<void(LaneEvent)> LaneRunner::Answer() {
  // By value: an answer may come when this object has ended.
  return [this, strand = strand_](LaneEvent event) mutable {
    strand.Post([this, event = std::move(event)]() mutable { Take(std::move(event)); });
  };
}

void LaneRunner::Examine(std::function<LaneEvent(Examiner&)> work) {
  parts_.executor.Post(
      [&examiner = parts_.examiner, work = std::move(work), answer = Answer()] { answer(work(examiner)); });
}

CrossingIds LaneRunner::NewIds() const {
  CrossingIds ids;
  ids.crossing_id = NewUuid(parts_.random);
  for (std::string& id : ids.decision_request_ids) id = NewUuid(parts_.random);
  ids.report_request_id = NewUuid(parts_.random);
  return ids;
}

LaneJournal LaneRunner::Journal() const { return {.lane_id = lane_id(), .crossing = EncodeJournal(state_)}; }

void LaneRunner::WriteJournal() {
  // The journal shows somebody inside until their report is on disk; it is written with the report.
  if (!unwritten_.empty()) return;
  LaneJournal journal = Journal();
  if (journal.crossing == journal_) return;
  const Status written = parts_.store.WriteJournal(journal);
  if (written.ok()) {
    journal_ = std::move(journal.crossing);
    return;
  }
  // A person is not kept behind a door because a disk is full: the door obeys, and the fault is told.
  LogError("lane_journal_unwritable", {{"lane", lane_id()}, {"reason", ReasonOf(written)}});
}

void LaneRunner::Keep(Report report) {
  unwritten_.push_back(std::move(report));
  if (unwritten_.size() == 1) WriteReports();
}

void LaneRunner::WriteReports() {
  while (!unwritten_.empty()) {
    if (!Write(unwritten_.front())) {
      strand_.PostAfter(kReportRetry, [this] {
        WriteReports();
        Finish();
      });
      return;
    }
    unwritten_.pop_front();
  }
  unwritable_since_.reset();
}

bool LaneRunner::Write(const Report& report) {
  LaneJournal journal = Journal();
  const Status kept = parts_.outbox.Put(report, journal);
  if (kept.ok() || kept.code() == StatusCode::kAlreadyExists) {
    if (!kept.ok()) LogError("report_id_reused", {{"lane", lane_id()}, {"request_id", RequestIdOf(report)}});
    journal_ = std::move(journal.crossing);
    return true;
  }
  if (!unwritable_since_) {
    unwritable_since_ = now_;
    LogError("report_unwritable", {{"lane", lane_id()}, {"reason", ReasonOf(kept)}});
  }
  return false;
}

void LaneRunner::Do(const ReadDocument& command) {
  const bool prepares = MatchesFaces(state_.crossing->level);
  parts_.executor.Post([&executor = parts_.executor, &examiner = parts_.examiner, id = command.crossing_id,
                        lane = state_.crossing->profile, prepares, answer = Answer()] {
    answer(examiner.ReadDocument(id, lane));
    // While its holder comes in, and after what others wait for already.
    if (prepares) executor.Post([&examiner, id] { examiner.PrepareFace(id); });
  });
}

void LaneRunner::Do(const OpenEntryDoor&) { parts_.doors.Open(Door::kEntry); }

void LaneRunner::Do(const CloseEntryDoor&) { parts_.doors.Close(Door::kEntry); }

void LaneRunner::Do(const OpenExitDoor&) { parts_.doors.Open(Door::kExit); }

void LaneRunner::Do(const CloseExitDoor&) { parts_.doors.Close(Door::kExit); }

void LaneRunner::Do(const MatchFace& command) {
  Examine(
      [id = command.crossing_id, round = command.round](Examiner& examiner) { return examiner.MatchFace(id, round); });
}

void LaneRunner::Do(const CheckBooking& command) {
  Examine([id = command.crossing_id, round = command.round, lane = state_.crossing->profile,
           document = *state_.crossing->document](Examiner& examiner) {
    return examiner.CheckBooking(id, round, lane, document);
  });
}

void LaneRunner::Do(const ScreenTraveller& command) {
  Examine([id = command.crossing_id, round = command.round, check = command.check](Examiner& examiner) {
    return examiner.Screen(id, round, check);
  });
}

void LaneRunner::Do(const RequestDecision& command) {
  const std::string id = command.request.request_id;
  LogInfo("decision_asked", {{"lane", lane_id()},
                             {"crossing", state_.crossing->ids.crossing_id},
                             {"decision", id},
                             {"trace", TraceIdOf(id)}});
  parts_.central.DecideCrossing(command.request, setup_.limits.decision,
                                [answer = Answer(), id](const StatusOr<DecideAnswer>& decided) {
                                  if (decided.ok()) {
                                    answer(DecisionArrived{id, decided->decision, decided->referral_id});
                                  } else {
                                    answer(DecisionFailed{id, decided.status().code(), ReasonOf(decided.status())});
                                  }
                                });
}

void LaneRunner::Do(const CallOfficer& command) {
  officer_calls_.Add();
  LogInfo("officer_called", {{"lane", lane_id()},
                             {"crossing", command.crossing_id},
                             {"decision", command.decision_request_id},
                             {"trace", TraceIdOf(command.decision_request_id)},
                             {"cause", CallCauseName(command.cause)},
                             {"reasons", ReasonCodes(command.reasons)}});
}

void LaneRunner::Do(const ShowMessage& command) {
  screen_ = command.message;
  parts_.screen.Show(ScreenMessageName(command.message));
}

void LaneRunner::Do(const clearance::ReportPassage& command) {
  passages_.Add();
  Keep(command.passage);
}

void LaneRunner::Do(const clearance::ReportAbandonment& command) {
  abandonments_.Add();
  Keep(command.abandonment);
}

void LaneRunner::Do(const RaiseFault& command) {
  LogError("fault_raised", {{"lane", lane_id()}, {"fault", LaneFaultName(command.fault)}});
}

void LaneRunner::Do(const ClearFault& command) {
  LogInfo("fault_cleared", {{"lane", lane_id()}, {"fault", LaneFaultName(command.fault)}});
}

void LaneRunner::Do(const WipeCapture& command) { parts_.examiner.WipePicture(command.crossing_id); }

}  // namespace clearance
