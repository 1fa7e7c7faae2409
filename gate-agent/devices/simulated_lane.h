// The simulated twins of a lane's devices, and the traveller who stands before them. Device times are zero: what a lane
// takes with them is software's own share. Deterministic: the same travellers sense and behave the same.
//
// It must never decide anything: a simulated traveller only follows the doors and the screen, as people do.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/status.h"
#include "gate-agent/devices/devices.h"
#include "gate-agent/devices/simulated_traveller.h"

namespace clearance {

// What the devices will sense of one traveller, ready made: painting takes longer than sensing.
struct SensedTraveller {
  DocumentReading document{};
  std::vector<std::string> burst{};            // the camera's frames
  std::vector<std::string> burst_when_told{};  // once the screen has said what they lack; empty: the same
  std::string code_picture{};                  // empty: nothing is held before the scanner
  double temperature_c = 36.5;
  bool body_scan_alarm = false;
  int persons = 1;
};

// Frames of a simulated burst of a painted person; a given picture is the only frame.
inline constexpr int kSimulatedBurst = 3;

// Paints what is to be painted (about 40 ms a picture, on the caller's thread). `code_picture` is taken as it is.
SensedTraveller Sense(const SimulatedTraveller& traveller, std::string code_picture);

// Where the traveller of a simulated lane is.
enum class Whereabouts { kBefore, kInside, kPassed, kWentBack };

// Thread-safe. Events are posted to the sink from whichever thread calls, never under a lock.
class SimulatedLane final : public DocumentReader,
                            public CodeScanner,
                            public Camera,
                            public ThermalCamera,
                            public BodyScanner,
                            public Doors,
                            public PersonCounter,
                            public Screen {
 public:
  // To be called once, before anything else.
  void PostTo(DeviceEventSink sink);

  // The traveller steps up and puts the document on the reader. FAILED_PRECONDITION (LANE_BUSY) while another one is
  // in or before the lane.
  Status Present(SensedTraveller traveller);
  // A traveller who has not gone in walks off; one who has gone through or back is forgotten.
  void Forget();
  // An officer shows whoever is inside out, by hand: no sensor tells of it. Nothing when nobody is inside.
  void ShowOut(Whereabouts to);
  Whereabouts Where() const;
  void PressEmergencyButton();

  StatusOr<DocumentReading> ReadDocument() override;
  StatusOr<std::string> TakeCodePicture() override;
  StatusOr<std::vector<std::string>> TakeBurst() override;
  StatusOr<ThermalPicture> TakeThermalPicture() override;
  StatusOr<BodyScanLevels> ScanBody() override;
  void Open(Door door) override;
  void Close(Door door) override;
  bool SeenOpen(Door door) override;
  std::optional<int> Persons() override;
  void Show(std::string_view message) override;

 private:
  bool& IsOpen(Door door) { return door == Door::kEntry ? entry_open_ : exit_open_; }
  // With the mutex held: the traveller's step that follows, if any.
  std::optional<DeviceEvent> GoIn();
  std::optional<DeviceEvent> GoOut(Whereabouts to);
  void Tell(const std::vector<DeviceEvent>& events) const;

  DeviceEventSink sink_;
  mutable std::mutex mutex_;
  bool entry_open_ = false;
  bool exit_open_ = false;
  std::optional<SensedTraveller> traveller_;
  Whereabouts where_ = Whereabouts::kBefore;
  bool told_ = false;  // by the screen, what the camera's frames lack
};

}  // namespace clearance
