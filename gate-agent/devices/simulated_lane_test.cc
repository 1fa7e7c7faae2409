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
  SimulatedTraveller traveller{.mrz = "MRZ", .portrait = PaintedFace{7, 0}, .live = PaintedFace{7, 1}};
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
  const SensedTraveller sensed = Sense({.mrz = "MRZ", .portrait = std::string("jpeg"), .live = std::string("png")}, "");
  EXPECT_EQ(sensed.document.portrait, "jpeg");
  EXPECT_EQ(sensed.burst, std::vector<std::string>{"png"});
  const SensedTraveller nobody = Sense({.mrz = "MRZ"}, "");
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
  EXPECT_EQ(*traveller, (SimulatedTraveller{.mrz = "I<KAZ",
                                            .portrait = PaintedFace{5, 0},
                                            .live = PaintedFace{6, 2},
                                            .seal = "KHG1:AB",
                                            .temperature_c = 38.5,
                                            .body_scan_alarm = true,
                                            .persons = 2}));
}

TEST(SimulatedTraveller, AbsentFieldsHaveTheirDefaults) {
  EXPECT_EQ(*FromProto(Message()), (SimulatedTraveller{.mrz = "I<KAZ"}));
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
