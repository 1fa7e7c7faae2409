// The lane runner with the real Step, checks, seal, outbox and journal, simulated devices, under virtual time.
#include "gate-agent/agent/lane_runner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "common/base/error_reasons.h"
#include "common/base/ids.h"
#include "common/document/mrz.h"
#include "common/seal/qr_picture.h"
#include "gate-agent/agent/journal_record.h"
#include "gate-agent/devices/simulated_lane.h"
#include "tests/support/simulated_central.h"

namespace clearance {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr Instant kStart = FromUnixMs(1'795'000'000'000);  // 2026-11-18T13:46:40Z, in no slot's last minutes
constexpr char kReferralId[] = "99999999-9999-4999-8999-999999999999";
constexpr char kBookingId[] = "88888888-8888-4888-8888-888888888888";
constexpr char kDocumentKey[] = "0123456789abcdef0123456789abcdef";
constexpr char kNobody[] = "nobody";

LaneProfile Outwards() {
  return {.lane_id = "gate-1/a",
          .port = "KHORGOS",
          .lane_group = "icbc-kaz",
          .authority = Territory::kKaz,
          .movement = {Territory::kKaz, Territory::kIcbc},
          .sides = {.exit = true, .entry = true}};
}
LaneProfile Homewards() {
  LaneProfile profile = Outwards();
  std::swap(profile.movement.from, profile.movement.to);
  return profile;
}

Document SomeDocument() {
  Document document;
  document.kind = DocumentKind::kOrdinaryPassport;
  document.issuing_state = "KAZ";
  document.number = "N12345678";
  document.nationality = "KAZ";
  document.birth_date = MakeDate(1990, 1, 2);
  document.expiry_date = MakeDate(2030, 5, 6);
  document.sex = Sex::kFemale;
  return document;
}

std::string Mrz() {
  StatusOr<std::string> mrz = WriteMrz(SomeDocument(), {.surname = "TEST", .given_names = "A"}, MrzFormat::kTd3);
  EXPECT_TRUE(mrz.ok()) << mrz.status();
  return *mrz;
}

// Faces are the pictures' names: the same name is the same person.
FaceComparison CompareNames(const EncodedPicture& reference, std::span<const EncodedPicture> live) {
  FaceComparison comparison;
  comparison.threshold = 0.4;
  if (reference.empty()) {
    comparison.cause = CaptureCause::kNoPicture;
    comparison.side = PictureSide::kReference;
  } else if (live[0] == kNobody) {
    comparison.cause = CaptureCause::kNoFace;
    comparison.side = PictureSide::kLive;
  } else {
    comparison.result = reference == live[0] ? FaceComparison::Result::kMatch : FaceComparison::Result::kNoMatch;
    comparison.score = reference == live[0] ? 0.9 : 0.1;
  }
  return comparison;
}

DecideAnswer Admit(Instant now) {
  DecideAnswer answer;
  answer.decision.verdict = Verdict::kAdmit;
  answer.decision.decided_at = now;
  answer.decision.valid_until = now + minutes(2);
  return answer;
}

DecideAnswer Refer(Instant now, ReasonCode code) {
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
    seal_keys_.Add({seal_key_.PublicKey(), SecretBytes(std::string(kDocumentKey))});
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
                                                           .seal_keys = seal_keys_,
                                                           .booking_early = minutes(15),
                                                           .booking_late = minutes(15),
                                                           .compare = CompareNames,
                                                           .reader = devices_,
                                                           .scanner = devices_,
                                                           .camera = devices_,
                                                           .thermal = devices_,
                                                           .body = devices_});
    runner_ = std::make_unique<LaneRunner>(
        LaneRunner::Setup{.profiles = {Outwards(), Homewards()}, .level = level, .limits = limits},
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
    return {.document = {.mrz = Mrz(), .portrait = "face 7"}, .burst = {"face 7"}, .code_picture = "", .persons = 1};
  }
  std::string SealPicture(const SigningKey& key, Instant about) {
    const Instant slot_starts_at = std::chrono::floor<seconds>(about);
    const StatusOr<std::string> seal = SignSeal({.booking_id = kBookingId,
                                                 .slot_starts_at = slot_starts_at,
                                                 .slot_ends_at = slot_starts_at + minutes(15),
                                                 .port = "KHORGOS",
                                                 .movement = Outwards().movement,
                                                 .lane_group = "icbc-kaz",
                                                 .document_hash = SealDocumentHash(kDocumentKey, SomeDocument())},
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
    const Instant end = Now() + minutes(1);
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
    command.expires_at = Now() + minutes(5);
    return command;
  }
  void ReferEverybody(ReasonCode code) {
    central_.decide = [this, code](const CrossingRequest&) { return Refer(Now(), code); };
  }

  std::filesystem::path folder_;
  SystemRandom ids_;
  VirtualTime time_{kStart};
  ZoneTable zones_{{{kStart, minutes(480)}}, {{kStart, minutes(300)}}};
  SigningKey seal_key_ = SigningKey::Generate();
  SealKeys seal_keys_;
  SimulatedCentral central_{time_};
  const Clock* lane_clock_ = &time_.clock();
  SimulatedLane devices_;
  std::unique_ptr<GateStore> store_;
  JournalledDoors doors_{devices_, store_};
  std::unique_ptr<Outbox> outbox_;
  std::unique_ptr<FleetReporter> fleet_;
  std::unique_ptr<Examiner> examiner_;
  std::unique_ptr<LaneRunner> runner_;
  std::vector<LaneStatus> steps_;
  std::vector<std::string> phases_;
  std::vector<std::size_t> owed_when_idle_;
  std::uint64_t sequence_ = 0;
};

TEST_F(LaneRunnerTest, AnAdmittedTravellerGoesThroughAndThePassageIsReported) {
  StartLane();
  SensedTraveller traveller = Traveller();
  traveller.code_picture = SealPicture(seal_key_, Now() - minutes(5));
  Present(traveller);
  RunUntil(LanePhase::kIdle);
  EXPECT_THAT(phases_, ElementsAre("READING", "BOARDING", "EXAMINING", "DECIDING", "ADMITTED", "IDLE"));
  EXPECT_EQ(devices_.Where(), Whereabouts::kPassed);
  ASSERT_THAT(central_.crossings, SizeIs(1));
  const CrossingRequest& asked = central_.crossings[0];
  EXPECT_EQ(asked.lane, Outwards());
  EXPECT_EQ(asked.level, ServiceLevel::kFull);
  EXPECT_EQ(asked.document, SomeDocument());
  EXPECT_EQ(asked.booking_id, kBookingId);
  ASSERT_THAT(asked.findings, SizeIs(5));
  for (const Finding& finding : asked.findings) {
    EXPECT_EQ(finding.result, FindingResult::kPassed) << CheckKindName(finding.check);
  }
  EXPECT_THAT(owed_when_idle_.back(), 1u);
  time_.RunFor(seconds(5));
  ASSERT_THAT(central_.passages, SizeIs(1));
  EXPECT_EQ(central_.passages[0].decision_request_id, asked.request_id);
  EXPECT_EQ(central_.passages[0].document, SomeDocument());
  EXPECT_EQ(central_.passages[0].booking_id, kBookingId);
  EXPECT_EQ(outbox_->Waiting(), 0);
  EXPECT_FALSE(devices_.SeenOpen(Door::kExit));
  EXPECT_EQ(*store_->ReadJournal("gate-1/a"), "");
}

TEST_F(LaneRunnerTest, TheJournalKnowsWhoIsInsideBeforeADoorMoves) {
  StartLane();
  doors_.commands.clear();
  Present(Traveller());
  RunUntil(LanePhase::kIdle);
  EXPECT_THAT(doors_.commands, ElementsAre("open entry, nobody inside", "close entry, somebody inside",
                                           "open exit, somebody inside", "close exit, nobody inside"));
}

TEST_F(LaneRunnerTest, ThePortraitIsGoneWithItsCrossing) {
  StartLane();
  Present(Traveller());
  RunUntil(LanePhase::kIdle);
  const std::string& crossing_id = steps_.front().crossing_id;
  ASSERT_NE(crossing_id, "");
  const LaneEvent late = examiner_->MatchFace(crossing_id, 1);
  EXPECT_EQ(std::get<FindingArrived>(late).finding.cause, FindingCause::kReferenceUnusable);
}

TEST_F(LaneRunnerTest, AClockThatIsSetBackDoesNotTakeTheLaneBack) {
  ManualClock clock(kStart + minutes(1));
  lane_clock_ = &clock;
  StartLane();
  Present(Traveller());
  RunUntil(LanePhase::kDeciding);
  const Instant before = Last().at;
  clock.Set(kStart - minutes(30));
  RunUntil(LanePhase::kIdle);
  EXPECT_EQ(Last().at, before);
  EXPECT_EQ(devices_.Where(), Whereabouts::kPassed);
}

TEST_F(LaneRunnerTest, AReferredTravellerWaitsForTheOfficerWhoOpens) {
  StartLane();
  ReferEverybody(ReasonCode::kWrongSide);
  Present(Traveller());
  RunUntil(LanePhase::kAwaitingOfficer);
  EXPECT_EQ(Last().referral_id, kReferralId);
  time_.RunFor(seconds(30));
  EXPECT_FALSE(devices_.SeenOpen(Door::kExit));
  EXPECT_EQ(devices_.Where(), Whereabouts::kInside);
  runner_->OnCommand(Answer(Resolution::kAdmit));
  RunUntil(LanePhase::kIdle);
  EXPECT_EQ(devices_.Where(), Whereabouts::kPassed);
  time_.RunFor(seconds(5));
  EXPECT_THAT(central_.passages, SizeIs(1));
}

TEST_F(LaneRunnerTest, ARefusedTravellerGoesBackAndIsReportedAsRefused) {
  StartLane();
  ReferEverybody(ReasonCode::kStayExhausted);
  Present(Traveller());
  RunUntil(LanePhase::kAwaitingOfficer);
  runner_->OnCommand(Answer(Resolution::kRefuse));
  RunUntil(LanePhase::kIdle);
  EXPECT_EQ(devices_.Where(), Whereabouts::kWentBack);
  time_.RunFor(seconds(5));
  ASSERT_THAT(central_.abandonments, SizeIs(1));
  EXPECT_EQ(central_.abandonments[0].cause, AbandonmentCause::kRefusedByOfficer);
  EXPECT_THAT(central_.passages, IsEmpty());
}

TEST_F(LaneRunnerTest, ARepeatedCaptureAsksAgainUnderAnotherId) {
  StartLane();
  ReferEverybody(ReasonCode::kFaceDiffers);
  Present(Traveller());
  RunUntil(LanePhase::kAwaitingOfficer);
  runner_->OnCommand(Answer(Resolution::kRepeatCapture));
  time_.RunFor(seconds(2));
  ASSERT_THAT(central_.crossings, SizeIs(2));
  EXPECT_NE(central_.crossings[0].request_id, central_.crossings[1].request_id);
  EXPECT_EQ(LastFinding(CheckKind::kFace)->result, FindingResult::kPassed);
}

TEST_F(LaneRunnerTest, AnotherPersonsFaceIsTold) {
  StartLane();
  SensedTraveller impostor = Traveller();
  impostor.burst = {"face 8"};
  Present(impostor);
  RunUntil(LanePhase::kIdle);
  const Finding* face = LastFinding(CheckKind::kFace);
  ASSERT_NE(face, nullptr);
  EXPECT_EQ(face->result, FindingResult::kFailed);
  EXPECT_EQ(face->cause, FindingCause::kFaceDiffers);
  EXPECT_DOUBLE_EQ(*face->score, 0.1);
  EXPECT_DOUBLE_EQ(*face->threshold, 0.4);
}

TEST_F(LaneRunnerTest, NoFaceAndNoPortraitAreTwoThings) {
  StartLane();
  SensedTraveller hidden = Traveller();
  hidden.burst = {kNobody};
  Present(hidden);
  RunUntil(LanePhase::kIdle);
  EXPECT_EQ(LastFinding(CheckKind::kFace)->result, FindingResult::kNotPerformed);
  EXPECT_EQ(LastFinding(CheckKind::kFace)->cause, FindingCause::kNoFace);
  devices_.Forget();
  steps_.clear();
  SensedTraveller without_portrait = Traveller();
  without_portrait.document.portrait = "";
  Present(without_portrait);
  RunUntil(LanePhase::kIdle);
  EXPECT_EQ(LastFinding(CheckKind::kFace)->cause, FindingCause::kReferenceUnusable);
}

TEST_F(LaneRunnerTest, TheNextTravellerIsNeverComparedWithTheLastOnesPortrait) {
  StartLane();
  Present(Traveller());
  RunUntil(LanePhase::kIdle);
  devices_.Forget();
  steps_.clear();
  SensedTraveller next = Traveller();
  next.document.portrait = "face 9";
  Present(next);
  RunUntil(LanePhase::kIdle);
  EXPECT_EQ(LastFinding(CheckKind::kFace)->cause, FindingCause::kFaceDiffers);
}

TEST_F(LaneRunnerTest, WithoutBiometricsNoFaceIsComparedByTheMachine) {
  StartLane(ServiceLevel::kNoBiometrics);
  Present(Traveller());
  RunUntil(LanePhase::kIdle);
  EXPECT_EQ(central_.crossings[0].level, ServiceLevel::kNoBiometrics);
  EXPECT_EQ(LastFinding(CheckKind::kFace)->cause, FindingCause::kNoBiometricsLevel);
  EXPECT_EQ(LastFinding(CheckKind::kFace)->score, std::nullopt);
}

TEST_F(LaneRunnerTest, ScreeningIsMeasuredAndTold) {
  StartLane();
  SensedTraveller ill = Traveller();
  ill.temperature_c = 38.6;
  ill.body_scan_alarm = true;
  Present(ill);
  RunUntil(LanePhase::kIdle);
  EXPECT_EQ(LastFinding(CheckKind::kTemperature)->result, FindingResult::kFailed);
  EXPECT_EQ(LastFinding(CheckKind::kTemperature)->cause, FindingCause::kAboveThreshold);
  EXPECT_EQ(LastFinding(CheckKind::kBodyScan)->cause, FindingCause::kAlarm);
}

struct SealCase {
  const char* name;
  Duration slot_starts_in;
  bool forged;
  FindingResult result;
  FindingCause cause;
};
class LaneRunnerSealTest : public LaneRunnerTest, public testing::WithParamInterface<SealCase> {};
TEST_P(LaneRunnerSealTest, IsVerifiedWithoutTheCentre) {
  StartLane();
  SensedTraveller traveller = Traveller();
  const SigningKey forger = SigningKey::Generate();
  traveller.code_picture = SealPicture(GetParam().forged ? forger : seal_key_, Now() + GetParam().slot_starts_in);
  Present(traveller);
  RunUntil(LanePhase::kIdle);
  const Finding* booking = LastFinding(CheckKind::kBooking);
  ASSERT_NE(booking, nullptr);
  EXPECT_EQ(booking->result, GetParam().result);
  EXPECT_EQ(booking->cause, GetParam().cause);
  const bool valid = GetParam().result == FindingResult::kPassed;
  EXPECT_EQ(central_.crossings[0].booking_id, valid ? kBookingId : "");
}
INSTANTIATE_TEST_SUITE_P(
    Seals, LaneRunnerSealTest,
    testing::Values(SealCase{"InItsSlot", minutes(-5), false, FindingResult::kPassed, FindingCause::kNone},
                    SealCase{"WithinTheLateRule", minutes(-29), false, FindingResult::kPassed, FindingCause::kNone},
                    SealCase{"WithinTheEarlyRule", minutes(14), false, FindingResult::kPassed, FindingCause::kNone},
                    SealCase{"TooEarly", minutes(16), false, FindingResult::kFailed, FindingCause::kTooEarly},
                    SealCase{"TooLate", minutes(-31), false, FindingResult::kFailed, FindingCause::kTooLate},
                    SealCase{"Forged", minutes(-5), true, FindingResult::kFailed, FindingCause::kUnknownKey}),
    [](const auto& one) { return std::string(one.param.name); });

TEST_F(LaneRunnerTest, WithoutASealTheTravellerIsAWalkInAndIsToldSo) {
  StartLane();
  Present(Traveller());
  RunUntil(LanePhase::kIdle);
  EXPECT_EQ(LastFinding(CheckKind::kBooking)->cause, FindingCause::kNoBooking);
}

TEST_F(LaneRunnerTest, ASealThatIsNoCodeIsDoubtfulAndTheCrossingGoesOn) {
  StartLane();
  SensedTraveller traveller = Traveller();
  traveller.code_picture = "no picture at all";
  Present(traveller);
  RunUntil(LanePhase::kIdle);
  EXPECT_EQ(LastFinding(CheckKind::kBooking)->result, FindingResult::kDoubtful);
  EXPECT_EQ(devices_.Where(), Whereabouts::kPassed);
}

TEST_F(LaneRunnerTest, WhatIsNoMrzStartsNothing) {
  StartLane();
  SensedTraveller traveller = Traveller();
  traveller.document.mrz = "HELLO";
  Present(traveller);
  RunUntil(LanePhase::kIdle);
  EXPECT_EQ(devices_.Where(), Whereabouts::kBefore);
  EXPECT_EQ(Last().screen, ScreenMessage::kDocumentNotRead);
  EXPECT_THAT(central_.crossings, IsEmpty());
  EXPECT_THAT(central_.abandonments, IsEmpty());
}

TEST_F(LaneRunnerTest, AWrongCheckDigitIsTold) {
  StartLane();
  SensedTraveller traveller = Traveller();
  char& digit = traveller.document.mrz[45 + 9];  // the check digit of the document number
  digit = digit == '9' ? '0' : static_cast<char>(digit + 1);
  Present(traveller);
  RunUntil(LanePhase::kIdle);
  EXPECT_EQ(LastFinding(CheckKind::kDocument)->result, FindingResult::kFailed);
  EXPECT_EQ(LastFinding(CheckKind::kDocument)->cause, FindingCause::kCheckDigitWrong);
}

TEST_F(LaneRunnerTest, ACentreThatIsAwayForAMomentAnswersTheSameRequest) {
  StartLane();
  central_.away = true;
  Present(Traveller());
  RunUntil(LanePhase::kDeciding);
  time_.RunFor(seconds(4));
  EXPECT_EQ(Last().phase, LanePhase::kDeciding);
  central_.away = false;
  RunUntil(LanePhase::kIdle);
  ASSERT_THAT(central_.crossings, SizeIs(1));
  ASSERT_GT(central_.tries.size(), 5u);
  EXPECT_THAT(central_.tries, testing::Each(central_.crossings[0].request_id));
  EXPECT_EQ(devices_.Where(), Whereabouts::kPassed);
}

TEST_F(LaneRunnerTest, WithoutTheCentreNobodyPassesAndNobodyIsHeld) {
  StartLane();
  central_.away = true;
  Present(Traveller());
  RunUntil(LanePhase::kAttended);
  EXPECT_FALSE(devices_.SeenOpen(Door::kExit));
  time_.RunFor(LaneLimits{}.closed_in);
  EXPECT_EQ(devices_.Where(), Whereabouts::kWentBack);
  EXPECT_EQ(Last().phase, LanePhase::kIdle);
  EXPECT_EQ(outbox_->Waiting(), 1);
  central_.away = false;
  time_.RunFor(seconds(10));
  ASSERT_THAT(central_.abandonments, SizeIs(1));
  EXPECT_EQ(central_.abandonments[0].cause, AbandonmentCause::kTimedOut);
}

TEST_F(LaneRunnerTest, AnAnswerToAnotherDecisionChangesNothing) {
  StartLane();
  ReferEverybody(ReasonCode::kWrongSide);
  Present(Traveller());
  RunUntil(LanePhase::kAwaitingOfficer);
  GateCommand other = Answer(Resolution::kAdmit);
  other.decision_request_id = NewUuid(ids_);
  runner_->OnCommand(other);
  time_.RunFor(seconds(5));
  EXPECT_EQ(Last().phase, LanePhase::kAwaitingOfficer);
  GateCommand expired = Answer(Resolution::kAdmit);
  expired.expires_at = Now();
  runner_->OnCommand(expired);
  time_.RunFor(seconds(5));
  EXPECT_EQ(Last().phase, LanePhase::kAwaitingOfficer);
  EXPECT_EQ(devices_.Where(), Whereabouts::kInside);
}

TEST_F(LaneRunnerTest, ASecondAndALateAnswerChangeNothing) {
  StartLane();
  ReferEverybody(ReasonCode::kWrongSide);
  Present(Traveller());
  RunUntil(LanePhase::kAwaitingOfficer);
  const GateCommand first = Answer(Resolution::kAdmit);
  const GateCommand second = Answer(Resolution::kRefuse);
  for (const GateCommand& command : {first, second}) {
    fleet_->CommandArrived(command.sequence);
    runner_->OnCommand(command);
  }
  RunUntil(LanePhase::kIdle);
  EXPECT_EQ(devices_.Where(), Whereabouts::kPassed);
  const GateCommand late = Answer(Resolution::kRefuse);
  fleet_->CommandArrived(late.sequence);
  runner_->OnCommand(late);
  time_.RunFor(seconds(5));
  EXPECT_EQ(Last().phase, LanePhase::kIdle);
  EXPECT_THAT(central_.passages, SizeIs(1));
  EXPECT_THAT(central_.abandonments, IsEmpty());
  // Taken up or not, all are acknowledged.
  EXPECT_EQ(central_.reports.back().acknowledged_sequence, 3u);
}

TEST_F(LaneRunnerTest, TwoPersonsAreSentBackAndNothingIsDecided) {
  StartLane();
  SensedTraveller two = Traveller();
  two.persons = 2;
  Present(two);
  RunUntil(LanePhase::kIdle);
  EXPECT_EQ(devices_.Where(), Whereabouts::kWentBack);
  EXPECT_THAT(central_.crossings, IsEmpty());
}

TEST_F(LaneRunnerTest, TheEmergencyButtonLetsThePersonOut) {
  StartLane();
  ReferEverybody(ReasonCode::kWrongSide);
  Present(Traveller());
  RunUntil(LanePhase::kAwaitingOfficer);
  devices_.PressEmergencyButton();
  RunUntil(LanePhase::kIdle);
  EXPECT_EQ(devices_.Where(), Whereabouts::kWentBack);
}

TEST_F(LaneRunnerTest, TheKeySwitchTurnsAnIdleLaneOnly) {
  StartLane();
  std::vector<StatusOr<LaneProfile>> turned;
  const auto turn = [&](int profile) {
    runner_->SelectDirection(profile, [&](StatusOr<LaneProfile> lane) { turned.push_back(std::move(lane)); });
    time_.RunFor(Duration(10));
  };
  turn(1);
  ASSERT_TRUE(turned.back().ok());
  EXPECT_EQ(*turned.back(), Homewards());
  turn(2);
  EXPECT_EQ(FieldOf(turned.back().status()), "profile");
  turn(-1);
  EXPECT_EQ(FieldOf(turned.back().status()), "profile");
  ReferEverybody(ReasonCode::kWrongSide);
  Present(Traveller());
  RunUntil(LanePhase::kAwaitingOfficer);
  EXPECT_EQ(central_.crossings.back().lane, Homewards());
  turn(0);
  EXPECT_EQ(ReasonOf(turned.back().status()), error_reason::kLaneBusy);
}

TEST_F(LaneRunnerTest, ALaneThatDiesWithAPersonInsideComesUpAttendedAndFinishesTheCrossing) {
  StartLane();
  ReferEverybody(ReasonCode::kWrongSide);
  Present(Traveller());
  RunUntil(LanePhase::kAwaitingOfficer);
  const std::string asked = central_.crossings.back().request_id;
  RestartLane();
  time_.RunFor(seconds(1));
  ASSERT_FALSE(central_.reports.empty());
  EXPECT_EQ(central_.reports.back().lane.phase, "ATTENDED");
  EXPECT_EQ(devices_.Where(), Whereabouts::kInside);
  EXPECT_FALSE(devices_.SeenOpen(Door::kExit));
  runner_->OnCommand(Answer(Resolution::kAdmit));
  RunUntil(LanePhase::kIdle);
  EXPECT_EQ(devices_.Where(), Whereabouts::kPassed);
  time_.RunFor(seconds(5));
  ASSERT_THAT(central_.passages, SizeIs(1));
  EXPECT_EQ(central_.passages[0].decision_request_id, asked);
  EXPECT_EQ(central_.passages[0].document, SomeDocument());
  EXPECT_THAT(central_.crossings, SizeIs(1));
}

TEST_F(LaneRunnerTest, ALaneThatDiesEmptyComesUpIdle) {
  StartLane();
  Present(Traveller());
  RunUntil(LanePhase::kIdle);
  devices_.Forget();
  RestartLane();
  time_.RunFor(seconds(1));
  EXPECT_EQ(central_.reports.back().lane.phase, "IDLE");
}

TEST_F(LaneRunnerTest, AJournalThatCannotBeReadLeavesItToTheSensors) {
  ASSERT_TRUE(store_->WriteJournal({.lane_id = "gate-1/a", .crossing = "nonsense"}).ok());
  StartLane();
  time_.RunFor(seconds(1));
  EXPECT_EQ(central_.reports.back().lane.phase, "IDLE");
}

TEST_F(LaneRunnerTest, AReportThatCannotBeWrittenKeepsTheLaneFromTakingAnybodyAndIsNotLost) {
  StartLane();
  const auto disk = sqlite::Connection::Open((folder_ / "gate.db").string(), sqlite::OpenMode::kReadWrite);
  ASSERT_TRUE(disk.ok());
  ASSERT_TRUE((*disk)->RunScript("ALTER TABLE reports RENAME TO reports_away").ok());
  Present(Traveller());
  time_.RunFor(seconds(20));
  EXPECT_EQ(devices_.Where(), Whereabouts::kPassed);
  EXPECT_FALSE(devices_.SeenOpen(Door::kExit)) << "the doors go on obeying, whatever the disk does";
  EXPECT_NE(*store_->ReadJournal("gate-1/a"), "")
      << "should the process die now, it must know of the unreported crossing";
  const auto& faults = central_.reports.back().lane.faults;
  EXPECT_TRUE(std::any_of(faults.begin(), faults.end(),
                          [](const ReportedFault& fault) { return fault.code == "OUTBOX_UNWRITABLE"; }));
  devices_.Forget();
  Present(Traveller());
  time_.RunFor(seconds(20));
  EXPECT_EQ(devices_.Where(), Whereabouts::kBefore);
  ASSERT_TRUE((*disk)->RunScript("ALTER TABLE reports_away RENAME TO reports").ok());
  time_.RunFor(seconds(20));
  EXPECT_THAT(central_.passages, SizeIs(1));
  EXPECT_THAT(central_.reports.back().lane.faults, IsEmpty());
  EXPECT_FALSE(devices_.SeenOpen(Door::kExit));
  // The next traveller, told meanwhile that the lane was out of service, comes again.
  devices_.Forget();
  Present(Traveller());
  time_.RunFor(seconds(20));
  EXPECT_EQ(devices_.Where(), Whereabouts::kPassed);
  EXPECT_THAT(central_.passages, SizeIs(2));
}

TEST_F(LaneRunnerTest, TheEmergencyButtonWorksWhateverTheDiskDoes) {
  StartLane();
  ReferEverybody(ReasonCode::kWrongSide);
  Present(Traveller());
  RunUntil(LanePhase::kAwaitingOfficer);
  const auto disk = sqlite::Connection::Open((folder_ / "gate.db").string(), sqlite::OpenMode::kReadWrite);
  ASSERT_TRUE(disk.ok());
  ASSERT_TRUE((*disk)->RunScript("ALTER TABLE reports RENAME TO reports_away").ok());
  devices_.PressEmergencyButton();
  time_.RunFor(seconds(20));
  EXPECT_EQ(devices_.Where(), Whereabouts::kWentBack);
  EXPECT_FALSE(devices_.SeenOpen(Door::kEntry)) << "closed again behind them";
  ASSERT_TRUE((*disk)->RunScript("ALTER TABLE reports_away RENAME TO reports").ok());
  time_.RunFor(seconds(20));
  EXPECT_THAT(central_.abandonments, SizeIs(1));
}

TEST_F(LaneRunnerTest, EveryPhaseReachesTheCentreInTheEndAndAHeartbeatFollows) {
  StartLane();
  ReferEverybody(ReasonCode::kWrongSide);
  Present(Traveller());
  RunUntil(LanePhase::kAwaitingOfficer);
  time_.RunFor(seconds(1));
  EXPECT_EQ(central_.reports.back().lane.phase, "AWAITING_OFFICER");
  EXPECT_EQ(central_.reports.back().lane.lane, Outwards());
  const std::size_t before = central_.reports.size();
  time_.RunFor(kFleetHeartbeat * 2);
  EXPECT_EQ(central_.reports.size(), before + 2);
  EXPECT_GT(central_.reports.back().lane.reported_at, Now() - kFleetHeartbeat - seconds(1));
}

TEST_F(LaneRunnerTest, ADrainingLaneTakesNobodyAndWaitsForWhoIsInside) {
  StartLane();
  ReferEverybody(ReasonCode::kWrongSide);
  Present(Traveller());
  RunUntil(LanePhase::kAwaitingOfficer);
  bool empty = false;
  runner_->Drain([&] { empty = true; });
  time_.RunFor(seconds(5));
  EXPECT_FALSE(empty);
  runner_->OnCommand(Answer(Resolution::kAdmit));
  RunUntil(LanePhase::kIdle);
  EXPECT_TRUE(empty);
  devices_.Forget();
  Present(Traveller());
  time_.RunFor(seconds(5));
  EXPECT_EQ(devices_.Where(), Whereabouts::kBefore);
  EXPECT_EQ(Last().event, "DOCUMENT_PRESENTED");
  EXPECT_EQ(Last().phase, LanePhase::kIdle);
}

TEST_F(LaneRunnerTest, AFullQueueDropsWhatComesAndGoesOn) {
  StartLane();
  for (int i = 0; i < kMaxQueuedEvents; ++i) runner_->Post(TimePassed{});
  Present(Traveller());  // its document finds no room
  time_.RunFor(seconds(5));
  EXPECT_EQ(devices_.Where(), Whereabouts::kBefore);
  devices_.Forget();
  Present(Traveller());
  time_.RunFor(seconds(5));
  EXPECT_EQ(devices_.Where(), Whereabouts::kPassed);
}

TEST_F(LaneRunnerTest, AfterItsEndNothingRuns) {
  StartLane();
  Present(Traveller());
  RunUntil(LanePhase::kExamining);
  runner_->End();
  const std::size_t steps = steps_.size();
  time_.RunFor(minutes(5));
  EXPECT_EQ(steps_.size(), steps);
  EXPECT_EQ(devices_.Where(), Whereabouts::kInside);
}

}  // namespace
}  // namespace clearance
