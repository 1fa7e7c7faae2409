// kill -9 of a gate's agent under load, again and again, the centre now well, now dead with it, now away all the while:
// whoever the lanes said had passed is one passage of the ledger, whoever they said was turned back one abandonment,
// and nobody is two. The agent is started again on the same outbox each time. The moments are drawn from a seed:
// CLEARANCE_KILL_SEED=N takes others. Proves atomicity, not durability (the system keeps what a dead process has
// written): tests/durability does that.
#include <signal.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "clearance/v1/device.grpc.pb.h"
#include "common/document/mrz.h"
#include "common/wire/ledger_bodies.h"
#include "db/sealed_entry.h"
#include "tests/integration/centre_fixture.h"
#include "tests/support/event_count.h"
#include "tests/support/long_run.h"

namespace clearance {
namespace {

constexpr int kShortKills = 20;
constexpr int kLongKills = 500;
constexpr int kLongCheckEvery = 20;
constexpr std::size_t kLanes = 4;
constexpr int kTakenAwayEvery = 5;  // by the second line, of those an officer answers
constexpr std::uint64_t kMaxEventsBeforeDeath = 120;
constexpr char kGate[] = "gate-1";
// A lane without a centre calls its officer soon.
constexpr char kLimits[] = "\n[limits]\ndecision_ms = 300\n";

// How the centre fares while a gate dies.
enum class Centre { kWell, kDiesToo, kIsAway };

// A crossing as those before the lane saw it.
struct Crossed {
  int death = 0;                       // the kill that came next
  std::set<std::string> decision_ids;  // request ids its decisions were asked with, as far as told
  v1::CrossingOutcome outcome = v1::CROSSING_OUTCOME_UNSPECIFIED;  // unspecified: the agent died before it told one
};

class AgentKillTest : public CentreTest {
 protected:
  void SetUp() override {
    CentreTest::SetUp();
    hall().GiveGates(kLimits);
    for (std::size_t i = 0; i < kLanes; ++i) lanes_.push_back(NewLane());
  }

  void StartGate() {
    std::filesystem::remove(hall().Path("gate-1.log"));  // each agent's words alone
    std::vector<HallLane> lanes;
    for (const std::string& id : lanes_) lanes.push_back({id, {{"icbc-kaz", "KAZ", "KAZ", "ICBC", true, true}}});
    const Status started = hall().StartGate(kGate, lanes);
    ASSERT_TRUE(started.ok()) << started << "\n" << FileText("gate-1.log");
  }

  // Load, death at the event of that number.
  void LoadAndKill(int kill, std::uint64_t event, Centre centre) {
    if (centre == Centre::kIsAway) hall().KillCentre();
    std::vector<std::vector<Crossed>> of_lane(kLanes);
    std::vector<std::thread> threads;
    events_.Restart();
    for (std::size_t i = 0; i < kLanes; ++i) threads.emplace_back([&, i] { Cross(lanes_[i], kill, of_lane[i]); });
    const bool enough = events_.WaitFor(event, kCallPatience);
    if (centre == Centre::kDiesToo) hall().centre()->Signal(SIGKILL);
    hall().KillGate(kGate);
    for (std::thread& thread : threads) thread.join();
    EXPECT_TRUE(enough) << "the load stands still\n" << FileText("gate-1.log");
    for (std::size_t i = 0; i < kLanes; ++i) {
      crossed_.insert(crossed_.end(), of_lane[i].begin(), of_lane[i].end());
      // Somebody may be inside, and simulated people end with the agent: the lane stays attended, another follows it.
      lanes_[i] = NewLane();
    }
    if (centre == Centre::kDiesToo) hall().KillCentre();
    if (centre == Centre::kWell) return;
    Disconnect();
    const Status restarted = hall().StartCentre();
    ASSERT_TRUE(restarted.ok()) << restarted << "\n" << FileText("centre.log");
  }

  // Waits until everything that was told, passages and those turned back, stands in the ledger. The gate sends what it
  // kept.
  void WaitForWhatWasTold() {
    std::vector<const Crossed*> missing;
    for (const Crossed& crossed : crossed_) {
      if (crossed.outcome == v1::CROSSING_OUTCOME_UNSPECIFIED) continue;
      ASSERT_FALSE(crossed.decision_ids.empty());
      missing.push_back(&crossed);
    }
    const auto give_up = std::chrono::steady_clock::now() + kCallPatience;
    for (;;) {
      ReadLedger();
      std::erase_if(missing, [this](const Crossed* crossed) { return IsInLedger(*crossed); });
      if (missing.empty() || HasFailure()) return;
      if (std::chrono::steady_clock::now() < give_up) continue;
      const Crossed& first = *missing.front();
      ADD_FAILURE() << missing.size() << " reports that were told are lost, the first, "
                    << v1::CrossingOutcome_Name(first.outcome) << ", before kill " << first.death << ", decision "
                    << *first.decision_ids.begin();
      return;
    }
  }

  // A lane that asked again, after midnight or a lease, follows the later of its decisions.
  bool IsInLedger(const Crossed& crossed) const {
    const auto& entries = crossed.outcome == v1::CROSSING_OUTCOME_PASSED ? passages_ : abandonments_;
    return std::any_of(crossed.decision_ids.begin(), crossed.decision_ids.end(),
                       [&entries](const std::string& id) { return entries.contains(id); });
  }

  // Waits until each of the lanes, which nobody has entered yet, has told that the gate keeps nothing for the centre.
  void WaitForEmptyOutbox() {
    const auto fleet = As<v1::FleetService>("officer-1");
    Patient context;
    const auto stream = fleet->WatchLanes(&context, {});
    std::map<std::string, int> waiting;
    v1::WatchLanesResponse message;
    while (stream->Read(&message)) {
      const std::string& lane = message.report().lane().lane_id();
      if (std::find(lanes_.begin(), lanes_.end(), lane) == lanes_.end()) continue;
      waiting[lane] = message.report().outbox_waiting();
      if (waiting.size() < lanes_.size()) continue;
      if (std::any_of(waiting.begin(), waiting.end(), [](const auto& of_lane) { return of_lane.second > 0; })) continue;
      context->TryCancel();
      stream->Finish();
      return;
    }
    ADD_FAILURE() << "reports still wait at the gate: " << stream->Finish().error_message();
  }

  // Nothing waits at the gate any more, and nothing is in the ledger that nobody did.
  void CheckTheWhole() {
    EXPECT_EQ(hall().StopGate(kGate), 0);
    EXPECT_NE(FileText("gate-1.log").find("\"outbox_waiting\":0"), std::string::npos) << FileText("gate-1.log");
    ReadLedger();
    std::set<std::string> known;
    std::size_t in_doubt = 0;
    for (const Crossed& crossed : crossed_) {
      known.insert(crossed.decision_ids.begin(), crossed.decision_ids.end());
      in_doubt += crossed.outcome == v1::CROSSING_OUTCOME_UNSPECIFIED ? 1 : 0;
      std::size_t entries = 0;
      for (const std::string& id : crossed.decision_ids) entries += passages_.count(id) + abandonments_.count(id);
      EXPECT_LE(entries, 1u) << "passed or turned back twice, before kill " << crossed.death;
      if (crossed.outcome == v1::CROSSING_OUTCOME_PASSED) ++told_;
    }
    std::size_t unknown = 0;
    for (const std::string& id : passages_) unknown += known.contains(id) ? 0 : 1;
    EXPECT_LE(unknown, in_doubt) << "passages of nobody";
    EXPECT_LE(told_, passages_.size());
    EXPECT_LE(passages_.size(), told_ + in_doubt);
    std::cout << crossed_.size() << " crossings: " << told_ << " told as passed, " << passages_.size()
              << " passages and " << abandonments_.size() << " turned back in the ledger, " << in_doubt
              << " cut off by a kill\n";
  }

  void Verify() {
    int exit_code = -1;
    const auto said = hall().Clearctl({"ledger", "verify", "--database", hall().Database()}, exit_code);
    ASSERT_TRUE(said.ok()) << said.status();
    EXPECT_EQ(exit_code, 0) << *said;
  }

  std::size_t told() const { return told_; }
  std::size_t turned_back() const { return abandonments_.size(); }

 private:
  std::string NewLane() { return std::string(kGate) + "/l" + std::to_string(++lanes_made_); }

  // A Kazakh identity card, another one each time. Thread-safe.
  std::string NextMrz() {
    const std::lock_guard lock(mutex_);
    Document card;
    card.kind = DocumentKind::kIdentityCard;
    card.issuing_state = card.nationality = "KAZ";
    card.number = std::to_string(700'000'000 + ++travellers_);
    card.birth_date = MakeDate(1990, 5, 17);
    card.expiry_date = MakeDate(2049, 1, 1);
    const auto mrz = WriteMrz(card, {.surname = "TEST", .given_names = "A"}, MrzFormat::kTd1);
    EXPECT_TRUE(mrz.ok()) << mrz.status();
    return mrz.ok() ? *mrz : "";
  }
  std::string SafeId() {
    const std::lock_guard lock(mutex_);  // NewId is not thread-safe
    return NewId();
  }

  // Sends travellers through one lane until the agent is gone.
  void Cross(const std::string& lane_id, int kill, std::vector<Crossed>& done) {
    const auto devices = v1::DeviceService::NewStub(hall().Devices(kGate));
    const auto officer = As<v1::ReviewService>("officer-1");
    for (;;) {
      v1::PresentTravellerRequest request;
      request.set_lane_id(lane_id);
      request.mutable_traveller()->set_mrz(NextMrz());
      request.mutable_traveller()->mutable_portrait()->set_picture("a portrait nobody looks at");
      request.mutable_traveller()->mutable_live()->set_picture("a frame nobody looks at");
      Crossed& crossed = done.emplace_back();
      crossed.death = kill;
      Patient context(false);
      const auto steps = devices->PresentTraveller(&context, request);
      std::string phase;
      for (v1::PresentTravellerResponse step; steps->Read(&step);) {
        if (!step.decision_request_id().empty()) crossed.decision_ids.insert(step.decision_request_id());
        crossed.outcome = step.outcome();
        events_.Note();
        if (std::exchange(phase, step.phase()) == step.phase()) continue;
        if (phase == "AWAITING_OFFICER") Answer(*officer, step.referral_id());
        if (phase == "ATTENDED") TurnTheKey(*devices, lane_id);
      }
      if (!steps->Finish().ok()) return;
    }
  }

  // Errors are no matter here: the agent or the centre is dying, or the lane has gone on.
  void Answer(v1::ReviewService::Stub& officer, const std::string& referral_id) {
    v1::ClaimReferralRequest claim;
    claim.set_request_id(SafeId());
    claim.set_referral_id(referral_id);
    v1::ClaimReferralResponse claimed;
    Patient claim_context(false);
    if (!officer.ClaimReferral(&claim_context, claim, &claimed).ok()) return;
    v1::ResolveReferralRequest resolve;
    resolve.set_request_id(SafeId());
    resolve.set_referral_id(referral_id);
    resolve.set_resolution(++answered_ % kTakenAwayEvery == 0 ? v1::RESOLUTION_SECOND_LINE : v1::RESOLUTION_ADMIT);
    resolve.set_ground("compared by eye");
    v1::ResolveReferralResponse resolved;
    Patient resolve_context(false);
    officer.ResolveReferral(&resolve_context, resolve, &resolved);
  }
  static void TurnTheKey(v1::DeviceService::Stub& devices, const std::string& lane_id) {
    v1::LetThroughRequest request;
    request.set_lane_id(lane_id);
    v1::LetThroughResponse response;
    Patient context(false);
    devices.LetThrough(&context, request, &response);
  }

  // Takes in what is new: no passage and no abandonment of one decision, and no request id, is there twice.
  void ReadLedger() {
    for (const v1::LedgerEntry& entry : EntriesAfter(last_position_, page_token_)) {
      last_position_ = entry.position();
      TakeIn(entry);
    }
  }

  void TakeIn(const v1::LedgerEntry& entry) {
    const bool passage = entry.kind() == "PASSAGE";
    if (!passage && entry.kind() != "ABANDONMENT") return;
    EXPECT_TRUE(reports_.insert(entry.request_id()).second) << "a report is there twice: at " << entry.position();
    const auto opened = OpenSealed(entry.sealed_bytes());
    ASSERT_TRUE(opened.ok()) << opened.status();
    if (passage) {
      const auto read = ReadPassageBody(opened->entry.body);
      ASSERT_TRUE(read.ok()) << read.status();
      EXPECT_TRUE(passages_.insert(read->passage.decision_request_id).second)
          << "two passages of one crossing: at " << entry.position();
    } else {
      const auto read = ReadAbandonmentBody(opened->entry.body);
      ASSERT_TRUE(read.ok()) << read.status();
      abandonments_.insert(read->decision_request_id);
    }
  }

  std::mutex mutex_;
  EventCount events_;  // what the lanes have begun or been answered so far
  int travellers_ = 0;
  std::atomic<int> answered_ = 0;
  int lanes_made_ = 0;
  std::size_t told_ = 0;
  std::vector<std::string> lanes_;
  std::vector<Crossed> crossed_;
  std::string page_token_;  // of the last page looked at
  std::uint64_t last_position_ = 0;
  std::set<std::string> reports_;       // request ids of passages and abandonments
  std::set<std::string> passages_;      // by the decision followed
  std::set<std::string> abandonments_;  // likewise
};

TEST_F(AgentKillTest, WhateverWasToldIsInTheLedgerOnce) {
  const char* chosen = std::getenv("CLEARANCE_KILL_SEED");
  const std::uint64_t seed = chosen == nullptr ? 1 : std::strtoull(chosen, nullptr, 10);
  SeededRandom random(seed);
  const int kills = IsLongRun() ? kLongKills : kShortKills;
  for (int kill = 1; kill <= kills; ++kill) {
    SCOPED_TRACE("seed " + std::to_string(seed) + ", kill " + std::to_string(kill));
    StartGate();
    if (HasFatalFailure()) return;
    const std::uint64_t fate = random.Below(4);
    const Centre centre = fate == 0 ? Centre::kIsAway : fate == 1 ? Centre::kDiesToo : Centre::kWell;
    LoadAndKill(kill, 1 + random.Below(kMaxEventsBeforeDeath), centre);
    if (HasFailure()) return;
    if (!IsLongRun() || kill % kLongCheckEvery != 0) continue;
    StartGate();
    WaitForWhatWasTold();
    EXPECT_EQ(hall().StopGate(kGate), 0);
    Verify();
    if (HasFailure()) return;
  }
  StartGate();
  WaitForWhatWasTold();
  WaitForEmptyOutbox();
  CheckTheWhole();
  Verify();
  EXPECT_GT(told(), static_cast<std::size_t>(kills));
  EXPECT_GT(turned_back(), static_cast<std::size_t>(kills) / kTakenAwayEvery);
}

}  // namespace
}  // namespace clearance
