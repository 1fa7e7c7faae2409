#include "gate-agent/devices/simulated_lane.h"

#include <algorithm>
#include <array>
#include <utility>

#include "common/base/error_reasons.h"
#include "gate-agent/devices/painter.h"
#include "gate-agent/devices/simulated_screening.h"

namespace clearance {
namespace {

constexpr std::string_view kGoBack = "GO_BACK";
constexpr std::array<std::string_view, 6> kBeforeAnotherPicture = {
    "LOOK_HERE", "ONE_FACE_ONLY", "COME_CLOSER", "STEP_INTO_THE_MIDDLE", "HOLD_STILL", "LIGHT"};

std::string PortraitOf(const SimulatedFace& face) {
  if (const auto* picture = std::get_if<std::string>(&face)) return *picture;
  const auto* painted = std::get_if<PaintedFace>(&face);
  if (painted == nullptr) return "";
  CaptureConditions passport_photograph;
  passport_photograph.noise_seed = painted->variant;
  return PaintPortrait(painted->seed, passport_photograph);
}

std::string FrameOf(const SimulatedFace& face, int frame) {
  const auto* painted = std::get_if<PaintedFace>(&face);
  const std::uint64_t variant = painted == nullptr ? 0 : painted->variant;
  const CaptureConditions conditions = LaneConditions(variant * kSimulatedBurst + static_cast<std::uint64_t>(frame));
  return painted == nullptr ? PaintEmptyBooth(conditions) : PaintPortrait(painted->seed, conditions);
}

std::vector<std::string> BurstOf(const SimulatedFace& face) {
  if (const auto* picture = std::get_if<std::string>(&face)) return {*picture};
  std::vector<std::string> frames;
  for (int frame = 0; frame < kSimulatedBurst; ++frame) frames.push_back(FrameOf(face, frame));
  return frames;
}

}  // namespace

SensedTraveller Sense(const SimulatedTraveller& traveller, std::string code_picture) {
  DocumentReading document = traveller.document;
  document.portrait = PortraitOf(traveller.portrait);
  return {.document = std::move(document),
          .burst = BurstOf(traveller.live),
          .burst_when_told = traveller.live_when_told ? BurstOf(*traveller.live_when_told) : std::vector<std::string>(),
          .code_picture = std::move(code_picture),
          .temperature_c = traveller.temperature_c,
          .body_scan_alarm = traveller.body_scan_alarm,
          .persons = traveller.persons};
}

void SimulatedLane::PostTo(DeviceEventSink sink) { sink_ = std::move(sink); }

Status SimulatedLane::Present(SensedTraveller traveller) {
  {
    const std::lock_guard lock(mutex_);
    if (traveller_) {
      return Error(StatusCode::kFailedPrecondition, error_reason::kLaneBusy, "another traveller is at this lane");
    }
    traveller_ = std::move(traveller);
    where_ = Whereabouts::kBefore;
    told_ = false;
  }
  Tell({DocumentPlaced{}});
  return OkStatus();
}

void SimulatedLane::Forget() {
  const std::lock_guard lock(mutex_);
  if (!traveller_ || where_ == Whereabouts::kInside) return;
  traveller_.reset();
}

void SimulatedLane::ShowOut(Whereabouts to) {
  const std::lock_guard lock(mutex_);
  (void)GoOut(to);
}

Whereabouts SimulatedLane::Where() const {
  const std::lock_guard lock(mutex_);
  return where_;
}

void SimulatedLane::PressEmergencyButton() { Tell({EmergencyButtonPressed{}}); }

StatusOr<DocumentReading> SimulatedLane::ReadDocument() {
  const std::lock_guard lock(mutex_);
  if (traveller_) return traveller_->document;
  return Error(StatusCode::kNotFound, error_reason::kNotFound, "there is no document on the reader");
}

StatusOr<std::string> SimulatedLane::TakeCodePicture() {
  const std::lock_guard lock(mutex_);
  return traveller_ ? traveller_->code_picture : std::string();
}

StatusOr<std::vector<std::string>> SimulatedLane::TakeBurst() {
  {
    const std::lock_guard lock(mutex_);
    if (traveller_ && where_ == Whereabouts::kInside) {
      return told_ && !traveller_->burst_when_told.empty() ? traveller_->burst_when_told : traveller_->burst;
    }
  }
  return BurstOf(SimulatedFace());
}

StatusOr<ThermalPicture> SimulatedLane::TakeThermalPicture() {
  const std::lock_guard lock(mutex_);
  const bool somebody = traveller_ && where_ == Whereabouts::kInside;
  return SimulatedThermalPicture(somebody ? traveller_->persons : 0, somebody ? traveller_->temperature_c : 0);
}

StatusOr<BodyScanLevels> SimulatedLane::ScanBody() {
  const std::lock_guard lock(mutex_);
  const bool somebody = traveller_ && where_ == Whereabouts::kInside;
  return SimulatedBodyScan(somebody, somebody && traveller_->body_scan_alarm);
}

void SimulatedLane::Open(Door door) {
  std::vector<DeviceEvent> events;
  {
    const std::lock_guard lock(mutex_);
    if (!std::exchange(IsOpen(door), true)) events.push_back(DoorMoved{door, true});
    std::optional<DeviceEvent> step;
    if (door == Door::kExit) {
      step = GoOut(Whereabouts::kPassed);
    } else {
      step = where_ == Whereabouts::kInside ? GoOut(Whereabouts::kWentBack) : GoIn();
    }
    if (step) events.push_back(*step);
  }
  Tell(events);
}

void SimulatedLane::Close(Door door) {
  {
    const std::lock_guard lock(mutex_);
    if (!std::exchange(IsOpen(door), false)) return;
  }
  Tell({DoorMoved{door, false}});
}

bool SimulatedLane::SeenOpen(Door door) {
  const std::lock_guard lock(mutex_);
  return IsOpen(door);
}

std::optional<int> SimulatedLane::Persons() {
  const std::lock_guard lock(mutex_);
  return traveller_ && where_ == Whereabouts::kInside ? traveller_->persons : 0;
}

void SimulatedLane::Show(std::string_view message) {
  std::optional<DeviceEvent> step;
  {
    const std::lock_guard lock(mutex_);
    told_ = told_ || std::find(kBeforeAnotherPicture.begin(), kBeforeAnotherPicture.end(), message) !=
                         kBeforeAnotherPicture.end();
    if (message == kGoBack && entry_open_) step = GoOut(Whereabouts::kWentBack);
  }
  if (step) Tell({*step});
}

std::optional<DeviceEvent> SimulatedLane::GoIn() {
  if (!traveller_ || where_ != Whereabouts::kBefore) return std::nullopt;
  where_ = Whereabouts::kInside;
  return PersonEntered{traveller_->persons};
}

std::optional<DeviceEvent> SimulatedLane::GoOut(Whereabouts to) {
  if (!traveller_ || where_ != Whereabouts::kInside) return std::nullopt;
  where_ = to;
  if (to == Whereabouts::kPassed) return PersonLeft{};
  return PersonWentBack{};
}

void SimulatedLane::Tell(const std::vector<DeviceEvent>& events) const {
  for (const DeviceEvent& event : events) sink_(event);
}

}  // namespace clearance
