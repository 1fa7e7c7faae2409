// A lane's runner with everything around it under virtual time: simulated devices, a simulated centre, a gate's own
// file and faces that are names. Shared by the runner's tests.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "common/base/ids.h"
#include "common/seal/qr_picture.h"
#include "gate-agent/agent/journal_record.h"
#include "gate-agent/agent/lane_runner.h"
#include "gate-agent/devices/simulated_lane.h"
#include "tests/support/sample_passport.h"
#include "tests/support/simulated_central.h"

namespace clearance {

inline constexpr Instant kStart = FromUnixMs(1'795'000'000'000);  // 2026-11-18T13:46:40Z, in no slot's last minutes
inline constexpr char kReferralId[] = "99999999-9999-4999-8999-999999999999";
inline constexpr char kBookingId[] = "88888888-8888-4888-8888-888888888888";
inline constexpr char kDocumentKey[] = "0123456789abcdef0123456789abcdef";
inline constexpr char kNobody[] = "nobody";

inline LaneProfile Outwards() {
  return {.lane_id = "gate-1/a",
          .port = "KHORGOS",
          .lane_group = "icbc-kaz",
          .authority = Territory::kKaz,
          .movement = {Territory::kKaz, Territory::kIcbc},
          .sides = {.exit = true, .entry = true}};
}
inline LaneProfile Homewards() {
  LaneProfile profile = Outwards();
  std::swap(profile.movement.from, profile.movement.to);
  return profile;
}

// Faces are the pictures' names: the same name is the same person. A portrait that begins so is a poor one.
inline constexpr char kPoor[] = "poor";
inline FaceComparison CompareNames(const EncodedPicture& reference, std::span<const EncodedPicture> live,
                                   FaceTransaction&, std::span<const EncodedPicture>) {
  FaceComparison comparison;
  comparison.threshold = 0.4;
  if (reference.empty()) {
    comparison.cause = CaptureCause::kNoPicture;
    comparison.side = PictureSide::kReference;
  } else if (live[0] == kNobody) {
    comparison.cause = CaptureCause::kNoFace;
    comparison.side = PictureSide::kLive;
    comparison.officer_frame = 0;
  } else {
    comparison.result = reference == live[0] ? FaceComparison::Result::kMatch : FaceComparison::Result::kNoMatch;
    comparison.score = reference == live[0] ? 0.9 : 0.1;
    comparison.live_frame = comparison.officer_frame = 0;
    comparison.low_trust_reference = reference.starts_with(kPoor);
  }
  return comparison;
}

inline DecideAnswer Admit(Instant now) {
  DecideAnswer answer;
  answer.decision.verdict = Verdict::kAdmit;
  answer.decision.decided_at = now;
  answer.decision.valid_until = now + std::chrono::minutes(2);
  return answer;
}

inline DecideAnswer Refer(Instant now, ReasonCode code) {
  DecideAnswer answer = Admit(now);
  answer.decision.verdict = Verdict::kRefer;
  answer.decision.reasons = {{.code = code}};
  answer.referral_id = kReferralId;
  return answer;
}

// The lane's doors; notes whom the journal knew to be inside whenever a door was commanded.
class JournalledDoors final : public Doors {
 public:
  JournalledDoors(Doors& doors, std::unique_ptr<GateStore>& store) : doors_(doors), store_(store) {}
  void Open(Door door) override {
    Note(door == Door::kEntry ? "open entry" : "open exit");
    doors_.Open(door);
  }
  void Close(Door door) override {
    Note(door == Door::kEntry ? "close entry" : "close exit");
    doors_.Close(door);
  }
  bool SeenOpen(Door door) override { return doors_.SeenOpen(door); }

  std::vector<std::string> commands;

 private:
  void Note(const std::string& command) {
    const StatusOr<std::string> journal = store_->ReadJournal("gate-1/a");
    const StatusOr<JournalRecord> record = DecodeJournal(*journal);
    commands.push_back(command + (journal->empty() ? ", nobody inside" : record.ok() ? ", somebody inside" : ", ?"));
  }
  Doors& doors_;
  std::unique_ptr<GateStore>& store_;
};

class LaneRunnerTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() / ("lane_runner_test." + NewUuid(ids_));
    std::filesystem::create_directories(folder_);
    StatusOr<std::unique_ptr<GateStore>> store = GateStore::Open((folder_ / "gate.db").string());
    ASSERT_TRUE(store.ok()) << store.status();
    store_ = *std::move(store);
    central_.decide = [this](const CrossingRequest&) { return Admit(Now()); };
    outbox_ = std::make_unique<Outbox>(Outbox::Parts{*store_, central_, time_, time_.clock(), ids_});
    fleet_ = std::make_unique<FleetReporter>(FleetReporter::Parts{central_, *outbox_, time_, time_.clock(), ids_});
  }
  void TearDown() override {
    runner_.reset();
    fleet_.reset();
    outbox_.reset();
    store_.reset();
    std::filesystem::remove_all(folder_);
  }

  Instant Now() const { return time_.clock().Now(); }

  void StartLane(ServiceLevel level = ServiceLevel::kFull, LaneLimits limits = {}) {
    examiner_ = std::make_unique<Examiner>(Examiner::Parts{.clock = time_.clock(),
                                                           .zones = zones_,
                                                           .seals = seals_,
                                                           .booking_early = std::chrono::minutes(15),
                                                           .booking_late = std::chrono::minutes(15),
                                                           .portraits = portraits_,
                                                           .pictures = pictures_,
                                                           .compare = CompareNames,
                                                           .prepare =
                                                               [this](const EncodedPicture& portrait) {
                                                                 prepared_.push_back(portrait);
                                                                 return FaceTransaction();
                                                               },
                                                           .reader = devices_,
                                                           .scanner = devices_,
                                                           .camera = devices_,
                                                           .thermal = devices_,
                                                           .body = devices_});
    runner_ = std::make_unique<LaneRunner>(
        LaneRunner::Setup{
            .profiles = {Outwards(), Homewards()}, .level = level, .matches_faces = matches_faces_, .limits = limits},
        LaneRunner::Parts{.executor = time_,
                          .clock = *lane_clock_,
                          .random = ids_,
                          .central = central_,
                          .outbox = *outbox_,
                          .store = *store_,
                          .fleet = *fleet_,
                          .doors = doors_,
                          .persons = devices_,
                          .screen = devices_,
                          .examiner = *examiner_});
    devices_.PostTo([this](const DeviceEvent& event) { runner_->OnDevice(event); });
    runner_->Watch([this](const LaneStatus& status) {
      steps_.push_back(status);
      if (phases_.empty() || phases_.back() != LanePhaseName(status.phase)) {
        phases_.emplace_back(LanePhaseName(status.phase));
      }
      // A lane is free only when what it owes the centre is on disk or already there.
      const std::size_t told = central_.passages.size() + central_.abandonments.size();
      if (status.phase == LanePhase::kIdle)
        owed_when_idle_.push_back(told + static_cast<std::size_t>(outbox_->Waiting()));
    });
    runner_->Start();
    time_.RunFor(Duration(10));
    phases_.clear();
    steps_.clear();
  }

  // As after kill -9: the process knows nothing, the devices stand as they stood.
  void RestartLane() {
    runner_.reset();
    StartLane();
  }

  static SensedTraveller Traveller() {
    return {
        .document = {.mrz = SampleMrz(), .portrait = "face 7"}, .burst = {"face 7"}, .code_picture = "", .persons = 1};
  }
  std::string SealPicture(const SigningKey& key, Instant about) {
    const Instant slot_starts_at = std::chrono::floor<std::chrono::seconds>(about);
    const StatusOr<std::string> seal = SignSeal({.booking_id = kBookingId,
                                                 .slot_starts_at = slot_starts_at,
                                                 .slot_ends_at = slot_starts_at + std::chrono::minutes(15),
                                                 .port = "KHORGOS",
                                                 .movement = Outwards().movement,
                                                 .lane_group = "icbc-kaz",
                                                 .document_hash = SealDocumentHash(kDocumentKey, SamplePassport())},
                                                key);
    EXPECT_TRUE(seal.ok()) << seal.status();
    return *QrPng(*seal, 480);
  }
  void Present(SensedTraveller traveller) {
    const Status presented = devices_.Present(std::move(traveller));
    ASSERT_TRUE(presented.ok()) << presented;
  }
  // Runs until the lane is in `phase`, for a minute at most.
  void RunUntil(LanePhase phase) {
    const Instant end = Now() + std::chrono::minutes(1);
    while (steps_.empty() || steps_.back().phase != phase) {
      ASSERT_LT(Now(), end) << "the lane never came to " << LanePhaseName(phase);
      ASSERT_TRUE(time_.RunOne());
    }
  }
  const LaneStatus& Last() const { return steps_.back(); }
  const Finding* LastFinding(CheckKind kind) const {
    return central_.crossings.empty() ? nullptr : FindFinding(central_.crossings.back().findings, kind);
  }
  GateCommand Answer(Resolution resolution) {
    GateCommand command;
    command.sequence = ++sequence_;
    command.gate_id = "gate-1";
    command.lane_id = "gate-1/a";
    command.referral_id = kReferralId;
    command.decision_request_id = central_.crossings.empty() ? "" : central_.crossings.back().request_id;
    command.resolution = resolution;
    command.issued_at = Now();
    command.expires_at = Now() + std::chrono::minutes(5);
    return command;
  }
  void ReferEverybody(ReasonCode code) {
    central_.decide = [this, code](const CrossingRequest&) { return Refer(Now(), code); };
  }

  bool matches_faces_ = true;
  std::filesystem::path folder_;
  SystemRandom ids_;
  VirtualTime time_{kStart};
  ZoneTable zones_{{{kStart, std::chrono::minutes(480)}}, {{kStart, std::chrono::minutes(300)}}};
  SigningKey seal_key_ = SigningKey::Generate();
  SealsInForce seals_{[this] {
    SealSet set;
    set.keys.Add({seal_key_.PublicKey(), SecretBytes(std::string(kDocumentKey))});
    return set;
  }()};
  SimulatedCentral central_{time_};
  const Clock* lane_clock_ = &time_.clock();
  PortraitsInHand portraits_;
  ReferralImages pictures_;
  SimulatedLane devices_;
  std::unique_ptr<GateStore> store_;
  JournalledDoors doors_{devices_, store_};
  std::unique_ptr<Outbox> outbox_;
  std::unique_ptr<FleetReporter> fleet_;
  std::unique_ptr<Examiner> examiner_;
  std::unique_ptr<LaneRunner> runner_;
  std::vector<LaneStatus> steps_;
  std::vector<std::string> phases_;
  std::vector<EncodedPicture> prepared_;  // the portraits whose templates were made ahead of the camera's burst
  std::vector<std::size_t> owed_when_idle_;
  std::uint64_t sequence_ = 0;
};

}  // namespace clearance
