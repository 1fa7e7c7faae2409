#include "gate-agent/devices/simulated_lane.h"

#include <gtest/gtest.h>

#include <limits>

#include "common/base/error_reasons.h"
#include "common/seal/qr_picture.h"
#include "gate-agent/devices/simulated_code.h"

namespace clearance {
namespace {

std::string Told(const DeviceEvent& event) {
  struct Namer {
    std::string operator()(const DocumentPlaced&) const { return "document"; }
    std::string operator()(const DoorMoved& moved) const {
      return std::string(moved.door == Door::kEntry ? "entry " : "exit ") + (moved.open ? "open" : "closed");
    }
    std::string operator()(const PersonEntered& entered) const { return std::to_string(entered.persons) + " in"; }
    std::string operator()(const PersonLeft&) const { return "left"; }
    std::string operator()(const PersonWentBack&) const { return "went back"; }
    std::string operator()(const EmergencyButtonPressed&) const { return "emergency"; }
  };
  return std::visit(Namer(), event);
}

class SimulatedLaneTest : public testing::Test {
 protected:
  void SetUp() override {
    lane_.PostTo([this](const DeviceEvent& event) { told_.push_back(Told(event)); });
  }
  static SensedTraveller Traveller() {
    return {.document = {.mrz = "MRZ", .portrait = "portrait"},
            .burst = {"frame"},
            .code_picture = "code",
            .temperature_c = 37,
            .body_scan_alarm = true,
            .persons = 1};
  }
  std::vector<std::string> TakeTold() { return std::exchange(told_, {}); }

  using Events = std::vector<std::string>;
  SimulatedLane lane_;
  Events told_;
};

TEST_F(SimulatedLaneTest, ATravellerFollowsTheDoorsThrough) {
  ASSERT_TRUE(lane_.Present(Traveller()).ok());
  EXPECT_EQ(TakeTold(), Events{"document"});
  EXPECT_EQ(lane_.ReadDocument()->mrz, "MRZ");
  EXPECT_EQ(*lane_.TakeCodePicture(), "code");
  EXPECT_EQ(lane_.Persons(), 0);
  lane_.Open(Door::kEntry);
  EXPECT_EQ(TakeTold(), (Events{"entry open", "1 in"}));
  EXPECT_EQ(lane_.Persons(), 1);
  EXPECT_EQ(*lane_.TakeBurst(), Events{"frame"});
  lane_.Close(Door::kEntry);
  lane_.Open(Door::kExit);
  EXPECT_EQ(TakeTold(), (Events{"entry closed", "exit open", "left"}));
  EXPECT_EQ(lane_.Where(), Whereabouts::kPassed);
  EXPECT_EQ(lane_.Persons(), 0);
}

TEST_F(SimulatedLaneTest, ATravellerToldToGoBackUsesTheEntryDoorOnceItIsOpen) {
  ASSERT_TRUE(lane_.Present(Traveller()).ok());
  lane_.Open(Door::kEntry);
  lane_.Close(Door::kEntry);
  TakeTold();
  lane_.Show("GO_BACK");
  EXPECT_EQ(TakeTold(), Events{});
  lane_.Open(Door::kEntry);
  EXPECT_EQ(TakeTold(), (Events{"entry open", "went back"}));
  EXPECT_EQ(lane_.Where(), Whereabouts::kWentBack);
}

TEST_F(SimulatedLaneTest, ATravellerStillInTheOpenDoorGoesBackWhenTheScreenSaysSo) {
  SensedTraveller two = Traveller();
  two.persons = 2;
  ASSERT_TRUE(lane_.Present(two).ok());
  lane_.Open(Door::kEntry);
  EXPECT_EQ(lane_.Persons(), 2);
  TakeTold();
  lane_.Show("OFFICER_COMES");
  EXPECT_EQ(TakeTold(), Events{});
  lane_.Show("GO_BACK");
  EXPECT_EQ(TakeTold(), Events{"went back"});
}

TEST_F(SimulatedLaneTest, OneTravellerAtATimeAndNobodyIsForgottenInside) {
  ASSERT_TRUE(lane_.Present(Traveller()).ok());
  EXPECT_EQ(ReasonOf(lane_.Present(Traveller())), error_reason::kLaneBusy);
  lane_.Open(Door::kEntry);
  lane_.Forget();
  EXPECT_EQ(lane_.Persons(), 1);
  EXPECT_EQ(ReasonOf(lane_.Present(Traveller())), error_reason::kLaneBusy);
  lane_.Close(Door::kEntry);
  lane_.Open(Door::kExit);
  lane_.Forget();
  EXPECT_TRUE(lane_.Present(Traveller()).ok());
}

TEST_F(SimulatedLaneTest, ADoorTellsOnlyWhatChanges) {
  lane_.Close(Door::kEntry);
  lane_.Open(Door::kExit);
  lane_.Open(Door::kExit);
  EXPECT_EQ(TakeTold(), Events{"exit open"});
  EXPECT_TRUE(lane_.SeenOpen(Door::kExit));
  EXPECT_FALSE(lane_.SeenOpen(Door::kEntry));
}

TEST_F(SimulatedLaneTest, WithNobodyThereIsAnEmptyBoothAndNoDocument) {
  EXPECT_EQ(lane_.ReadDocument().status().code(), StatusCode::kNotFound);
  EXPECT_EQ(*lane_.TakeCodePicture(), "");
  EXPECT_EQ(lane_.TakeBurst()->size(), static_cast<std::size_t>(kSimulatedBurst));
}

TEST(Sense, PaintsTheSamePersonTheSameWayAndAnotherOtherwise) {
  SimulatedTraveller traveller{.document = {.mrz = "MRZ"}, .portrait = PaintedFace{7, 0}, .live = PaintedFace{7, 1}};
  const SensedTraveller once = Sense(traveller, "");
  const SensedTraveller again = Sense(traveller, "");
  EXPECT_EQ(once.document.portrait, again.document.portrait);
  EXPECT_EQ(once.burst, again.burst);
  ASSERT_EQ(once.burst.size(), static_cast<std::size_t>(kSimulatedBurst));
  EXPECT_NE(once.burst[0], once.burst[1]);
  traveller.live = PaintedFace{8, 1};
  EXPECT_NE(Sense(traveller, "").burst, once.burst);
}

TEST(Sense, TakesAPictureAsItIsAndNobodyAsAnEmptyBooth) {
  const SensedTraveller sensed =
      Sense({.document = {.mrz = "MRZ"}, .portrait = std::string("jpeg"), .live = std::string("png")}, "");
  EXPECT_EQ(sensed.document.portrait, "jpeg");
  EXPECT_EQ(sensed.burst, std::vector<std::string>{"png"});
  const SensedTraveller nobody = Sense({.document = {.mrz = "MRZ"}}, "");
  EXPECT_EQ(nobody.document.portrait, "");
  EXPECT_EQ(nobody.burst.size(), static_cast<std::size_t>(kSimulatedBurst));
}

TEST(PhotographCode, IsReadBackWhateverTheSeed) {
  // As long as a seal is.
  std::string text = "KHG1:";
  while (text.size() < 300) text += "A7.%Z0";
  const StatusOr<std::string> drawn = QrPng(text, 480);
  ASSERT_TRUE(drawn.ok()) << drawn.status();
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const StatusOr<std::string> photographed = PhotographCode(*drawn, seed);
    ASSERT_TRUE(photographed.ok());
    EXPECT_NE(*photographed, *drawn);
    EXPECT_EQ(*PhotographCode(*drawn, seed), *photographed);
    const StatusOr<std::string> read = ReadQr(*photographed);
    ASSERT_TRUE(read.ok()) << "seed " << seed << ": " << read.status();
    EXPECT_EQ(*read, text);
  }
}

TEST(PhotographCode, RefusesWhatIsNoPicture) {
  EXPECT_EQ(ReasonOf(PhotographCode("", 1).status()), error_reason::kPictureUnreadable);
  EXPECT_EQ(ReasonOf(PhotographCode("no picture", 1).status()), error_reason::kPictureUnreadable);
}

std::string FieldAtFault(const v1::SimulatedTraveller& message) { return FieldOf(FromProto(message).status()); }

v1::SimulatedTraveller Message() {
  v1::SimulatedTraveller message;
  message.set_mrz("I<KAZ");
  return message;
}

TEST(SimulatedTraveller, TakesEveryField) {
  v1::SimulatedTraveller message = Message();
  message.mutable_portrait()->set_painted_seed(5);
  message.mutable_live()->set_painted_seed(6);
  message.mutable_live()->set_variant(2);
  message.set_seal("KHG1:AB");
  message.set_temperature_c(38.5);
  message.set_body_scan_alarm(true);
  message.set_persons(2);
  const StatusOr<SimulatedTraveller> traveller = FromProto(message);
  ASSERT_TRUE(traveller.ok()) << traveller.status();
  EXPECT_EQ(*traveller, (SimulatedTraveller{.document = {.mrz = "I<KAZ"},
                                            .portrait = PaintedFace{5, 0},
                                            .live = PaintedFace{6, 2},
                                            .seal = "KHG1:AB",
                                            .temperature_c = 38.5,
                                            .body_scan_alarm = true,
                                            .persons = 2}));
}

v1::SimulatedTraveller WithFile(const std::string& name, const std::string& content) {
  v1::SimulatedTraveller message = Message();
  v1::ChipFile* file = message.add_chip_files();
  file->set_name(name);
  file->set_content(content);
  return message;
}

TEST(SimulatedTraveller, TakesEveryFileOfAChip) {
  v1::SimulatedTraveller message = Message();
  ChipFiles expected{.ef_com = "EF_COM", .ef_sod = "EF_SOD", .card_security = "EF_CardSecurity"};
  std::vector<std::string> names = {"EF_COM", "EF_SOD", "EF_CardSecurity"};
  for (int number = kFirstDataGroup; number <= kLastDataGroup; ++number) {
    names.push_back("DG" + std::to_string(number));
    expected.data_groups[number] = names.back();
  }
  for (const std::string& name : names) {
    v1::ChipFile* file = message.add_chip_files();
    file->set_name(name);
    file->set_content(name);
  }
  message.set_chip_access(v1::CHIP_ACCESS_PACE);
  message.set_optical_checks(v1::OPTICAL_CHECKS_FAILED);
  message.set_chip_lost(true);
  const StatusOr<SimulatedTraveller> traveller = FromProto(message);
  ASSERT_TRUE(traveller.ok()) << traveller.status();
  EXPECT_EQ(traveller->document.chip, expected);
  EXPECT_EQ(traveller->document.access, AccessProtocol::kPace);
  EXPECT_EQ(traveller->document.optical, OpticalChecks::kFailed);
  EXPECT_TRUE(traveller->document.chip_lost);
  EXPECT_EQ(Sense(*traveller, "").document, traveller->document) << "the reader gives it as it is";
}

TEST(SimulatedTraveller, TakesEachKindOfExchangeWithTheChip) {
  v1::SimulatedTraveller message = Message();
  message.mutable_active_authentication()->set_challenge("12345678");
  message.mutable_active_authentication()->set_answer("answer");
  EXPECT_EQ(FromProto(message)->document.chip_evidence,
            ChipEvidence(ActiveAuthenticationEvidence{"12345678", "answer"}));
  v1::ChipAuthentication* chip = message.mutable_chip_authentication();
  chip->set_protocol("0.4.0.127.0.7.2.2.3.2.2");
  chip->set_key_id(5);
  chip->set_terminal_private_key("key");
  chip->set_response("response");
  chip->set_send_sequence_counter(2);
  EXPECT_EQ(FromProto(message)->document.chip_evidence,
            ChipEvidence(ChipAuthenticationEvidence{"0.4.0.127.0.7.2.2.3.2.2", 5, "key", "response", 2}));
  chip->clear_key_id();
  EXPECT_EQ(std::get<ChipAuthenticationEvidence>(FromProto(message)->document.chip_evidence).key_id, std::nullopt);
  v1::PaceChipAuthenticationMapping* mapping = message.mutable_pace_chip_authentication_mapping();
  mapping->set_protocol("0.4.0.127.0.7.2.2.4.6.2");
  mapping->set_chip_mapping_key("point");
  mapping->set_chip_authentication_data("data");
  EXPECT_EQ(FromProto(message)->document.chip_evidence,
            ChipEvidence(PaceCamEvidence{"0.4.0.127.0.7.2.2.4.6.2", "point", "data"}));
}

TEST(SimulatedTraveller, NamesTheFieldOfTheChipAtFault) {
  for (const char* name : {"", "DG0", "DG17", "DG01", "EF_DIR", "dg1"})
    EXPECT_EQ(FieldAtFault(WithFile(name, "x")), "chip_files[0].name") << name;
  EXPECT_EQ(FieldAtFault(WithFile("DG1", "")), "chip_files[0].content");
  EXPECT_EQ(FieldAtFault(WithFile("DG1", std::string(kMaxChipFileBytes + 1, 'x'))), "chip_files[0].content");
  EXPECT_EQ(FieldAtFault(WithFile("DG1", std::string(kMaxChipFileBytes, 'x'))), "");
  v1::SimulatedTraveller message = WithFile("DG1", "x");
  *message.add_chip_files() = message.chip_files(0);
  EXPECT_EQ(FieldAtFault(message), "chip_files[1].name");
  message = Message();
  for (int number = 1; number <= 5; ++number)
    *message.add_chip_files() =
        WithFile("DG" + std::to_string(number), std::string(kMaxChipFileBytes, 'x')).chip_files(0);
  EXPECT_EQ(FieldAtFault(message), "chip_files[4].content");
  message = Message();
  message.mutable_active_authentication()->set_answer(std::string(kMaxExchangeBytes + 1, 'x'));
  EXPECT_EQ(FieldAtFault(message), "active_authentication.answer");
  message.mutable_chip_authentication()->set_response(std::string(kMaxExchangeBytes + 1, 'x'));
  EXPECT_EQ(FieldAtFault(message), "chip_authentication.response");
  message.mutable_pace_chip_authentication_mapping()->set_chip_mapping_key(std::string(kMaxExchangeBytes + 1, 'x'));
  EXPECT_EQ(FieldAtFault(message), "pace_chip_authentication_mapping.chip_mapping_key");
  message = Message();
  message.set_chip_access(static_cast<v1::ChipAccess>(4));
  EXPECT_EQ(FieldAtFault(message), "chip_access");
  message = Message();
  message.set_optical_checks(static_cast<v1::OpticalChecks>(4));
  EXPECT_EQ(FieldAtFault(message), "optical_checks");
}

TEST(SimulatedLane, ATravellerDoesWhatTheScreenSaysBeforeAnotherPicture) {
  SimulatedLane lane;
  lane.PostTo([](const DeviceEvent&) {});
  SensedTraveller traveller{.burst = {"away"}, .burst_when_told = {"here"}};
  const auto burst = [&] { return lane.TakeBurst()->front(); };
  ASSERT_TRUE(lane.Present(traveller).ok());
  lane.Open(Door::kEntry);
  lane.Show("LOOK_AT_CAMERA");
  EXPECT_EQ(burst(), "away");
  lane.Show("COME_CLOSER");
  EXPECT_EQ(burst(), "here");
  lane.Open(Door::kExit);
  lane.Forget();
  traveller.burst_when_told.clear();
  ASSERT_TRUE(lane.Present(traveller).ok());
  lane.Close(Door::kEntry);
  lane.Open(Door::kEntry);
  EXPECT_EQ(burst(), "away") << "the next one has been told nothing yet";
  lane.Show("COME_CLOSER");
  EXPECT_EQ(burst(), "away") << "who knows no better stays as they are";
}

TEST(SimulatedTraveller, AbsentFieldsHaveTheirDefaults) {
  EXPECT_EQ(*FromProto(Message()), (SimulatedTraveller{.document = {.mrz = "I<KAZ"}}));
}

TEST(SimulatedTraveller, NamesTheFieldAtFault) {
  EXPECT_EQ(FieldAtFault({}), "mrz");
  v1::SimulatedTraveller message = Message();
  message.set_mrz(std::string(kMaxMrzBytes + 1, '<'));
  EXPECT_EQ(FieldAtFault(message), "mrz");
  message = Message();
  message.mutable_live()->set_picture("");
  EXPECT_EQ(FieldAtFault(message), "live.picture");
  message = Message();
  message.mutable_live_when_told()->set_picture("");
  EXPECT_EQ(FieldAtFault(message), "live_when_told.picture");
  message = Message();
  message.mutable_portrait()->set_picture(std::string(kMaxSimulatedPictureBytes + 1, 'x'));
  EXPECT_EQ(FieldAtFault(message), "portrait.picture");
  message = Message();
  message.set_seal(std::string(kMaxSealBytes + 1, 'A'));
  EXPECT_EQ(FieldAtFault(message), "seal");
  message = Message();
  message.set_seal("A");
  message.set_seal_picture("B");
  EXPECT_EQ(FieldAtFault(message), "seal_picture");
  for (const double temperature : {19.9, 45.1, std::numeric_limits<double>::quiet_NaN()}) {
    message = Message();
    message.set_temperature_c(temperature);
    EXPECT_EQ(FieldAtFault(message), "temperature_c") << temperature;
  }
  for (const int persons : {-1, 0, 6}) {
    message = Message();
    message.set_persons(persons);
    EXPECT_EQ(FieldAtFault(message), "persons") << persons;
  }
}

}  // namespace
}  // namespace clearance
