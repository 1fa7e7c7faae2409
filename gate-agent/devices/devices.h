// The devices of a lane: interfaces, because each has a real and a simulated twin. A device senses and obeys; it posts
// what it senses into its lane's bounded queue and must never decide anything about a traveller.
//
// Calls that sense may take as long as the device does and come from any worker, one at a time for each device; calls
// that command return at once. Errors: UNAVAILABLE, DEVICE_FAULT. What was sensed is personal data: it is the caller's
// to wipe, and no device keeps or logs it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/base/instant.h"
#include "common/base/status.h"
#include "common/document/chip_authenticity.h"
#include "common/document/chip_files.h"

namespace clearance {

// What a reader gives of a document. The chip's files and what it answered are as they came: a reader's own "genuine"
// is not asked for.
struct DocumentReading {
  std::string mrz{};       // as recognised, lines separated by a newline; not checked
  std::string portrait{};  // of the page, PNG or JPEG; empty when the document has none that could be read
  ChipFiles chip{};        // empty when there is no chip, or it was not read
  AccessProtocol access = AccessProtocol::kUnknown;
  ChipEvidence chip_evidence{};
  bool chip_lost = false;  // it left the field before the reading ended
  OpticalChecks optical = OpticalChecks::kNotPerformed;
  friend bool operator==(const DocumentReading&, const DocumentReading&) = default;
};

class DocumentReader {
 public:
  virtual ~DocumentReader() = default;
  // NOT_FOUND when no document lies on the reader.
  virtual StatusOr<DocumentReading> ReadDocument() = 0;
};

class CodeScanner {
 public:
  virtual ~CodeScanner() = default;
  // A picture (PNG or JPEG) of what is held before the scanner; empty when nothing is.
  virtual StatusOr<std::string> TakeCodePicture() = 0;
};

class Camera {
 public:
  virtual ~Camera() = default;
  // A burst of frames (PNG or JPEG), at least one.
  virtual StatusOr<std::vector<std::string>> TakeBurst() = 0;
};

// A box of pixels.
struct PixelBox {
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;
};

// A radiometric frame with what its measurement needs to be valid (ISO/TR 13154). Degrees Celsius, row by row.
struct ThermalPicture {
  std::vector<float> celsius{};
  int width = 0;
  int height = 0;
  int persons = 0;          // faces in the picture
  double yaw_degrees = 0;   // of the face against the camera's axis
  PixelBox left_canthus{};  // the inner corners of the eyes
  PixelBox right_canthus{};
  PixelBox reference{};    // the reference source
  double reference_c = 0;  // what it states of itself
  Duration since_power_on{};
  Duration since_calibration{};
  double ambient_c = 0;
  double humidity_percent = 0;
};

class ThermalCamera {
 public:
  virtual ~ThermalCamera() = default;
  virtual StatusOr<ThermalPicture> TakeThermalPicture() = 0;
};

// One zone of a generic figure; no body image ever leaves a scanner (domain page §7).
struct ScannedZone {
  std::string name{};   // "LEFT_ARM"
  double anomaly = 0;   // 0 (nothing) to 1
  double coverage = 0;  // share of the zone that was seen, 0 to 1
};

struct BodyScanLevels {
  std::vector<ScannedZone> zones{};
  bool moved = false;  // the person moved more than the scanner tolerates
};

class BodyScanner {
 public:
  virtual ~BodyScanner() = default;
  virtual StatusOr<BodyScanLevels> ScanBody() = 0;
};

enum class Door { kEntry, kExit };

// Commands and sensors. That both doors must never be commanded open is the lane's to know.
class Doors {
 public:
  virtual ~Doors() = default;
  virtual void Open(Door door) = 0;
  virtual void Close(Door door) = 0;
  // As its sensor sees it now.
  virtual bool SeenOpen(Door door) = 0;
};

class PersonCounter {
 public:
  virtual ~PersonCounter() = default;
  // Persons in the lane now; nothing when the counter does not answer.
  virtual std::optional<int> Persons() = 0;
};

class Screen {
 public:
  virtual ~Screen() = default;
  // Shows a message, by its name ("LOOK_AT_CAMERA"), until the next.
  virtual void Show(std::string_view message) = 0;
};

// What devices tell by themselves.
struct DocumentPlaced {};
struct DoorMoved {
  Door door = Door::kEntry;
  bool open = false;
};
// Somebody stepped in through the entry door; so many are in the lane now.
struct PersonEntered {
  int persons = 1;
};
// The lane was left, and is empty: by the exit door, by the entry door.
struct PersonLeft {};
struct PersonWentBack {};
struct EmergencyButtonPressed {};

using DeviceEvent =
    std::variant<DocumentPlaced, DoorMoved, PersonEntered, PersonLeft, PersonWentBack, EmergencyButtonPressed>;

// Where a lane's devices post. Thread-safe; never waits.
using DeviceEventSink = std::function<void(const DeviceEvent&)>;

}  // namespace clearance
