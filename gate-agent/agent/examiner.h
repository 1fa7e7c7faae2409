// The examiner of a lane: asks the devices, measures, and puts what was found through the lane's checks. Each call
// answers one command of Step with the event it asks for.
//
// It must never decide, and never keep a picture longer than the crossing needs it: live frames are overwritten before
// a call returns, but for the one an officer would have to see (the best that was compared, or, where none could be,
// the one that says why), which is kept sealed until the lane has it wiped; the document's portrait, its template and
// that of an earlier capture when the crossing ends. Nothing of a person reaches a log.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "common/base/clock.h"
#include "common/document/document_inspection.h"
#include "common/domain/crossing.h"
#include "common/domain/zone_table.h"
#include "gate-agent/agent/portraits_in_hand.h"
#include "gate-agent/agent/seal_keeper.h"
#include "gate-agent/checks/booking_check.h"
#include "gate-agent/checks/face_check.h"
#include "gate-agent/checks/temperature_check.h"
#include "gate-agent/devices/devices.h"
#include "gate-agent/lane/lane_event.h"
#include "gate-agent/screening/body_scan.h"
#include "gate-agent/screening/temperature.h"
#include "gate-agent/vision/face_engine.h"
#include "gate-agent/vision/referral_image.h"

namespace clearance {

// Compares a portrait with a burst, as one capture of a transaction, and a face that differs with the portraits of
// those who cross beside; empty where no face is compared.
using FaceComparer =
    std::function<FaceComparison(const EncodedPicture& reference, std::span<const EncodedPicture> live,
                                 FaceTransaction& transaction, std::span<const EncodedPicture> others)>;

// A transaction that has the template of a portrait ready; empty where no face is compared.
using FacePreparer = std::function<FaceTransaction(const EncodedPicture& reference)>;

// Inspects what the reader gave of a document, as of an instant; empty where documents are not inspected.
using DocumentInspector = std::function<DocumentInspection(const InspectionEvidence& evidence, Instant at)>;

// Thread-safe; a call takes as long as its device and its networks. Everything given to it must outlive it.
class Examiner {
 public:
  struct Parts {
    const Clock& clock;
    const ZoneTable& zones;
    const SealsInForce& seals;
    Duration booking_early{};  // the late rule of the place
    Duration booking_late{};
    PortraitsInHand& portraits;  // of all lanes of the gate
    ReferralImages& pictures;    // likewise
    FaceComparer compare;
    FacePreparer prepare{};
    DocumentInspector inspect{};
    ThermalLimits thermal_limits{};
    TemperatureThresholds temperature_thresholds{};
    BodyScanLimits body_scan_limits{};
    DocumentReader& reader;
    CodeScanner& scanner;
    Camera& camera;
    ThermalCamera& thermal;
    BodyScanner& body;
  };
  explicit Examiner(Parts parts) : parts_(std::move(parts)) {}

  // DocumentRead or DocumentReadFailed. The portrait is kept for MatchFace: the chip's, where the inspection shows that
  // it is authentic, else that of the page.
  LaneEvent ReadDocument(const std::string& crossing_id, const LaneProfile& lane);

  // Makes the template of the crossing's portrait, so that MatchFace waits for the live frames alone: to be called when
  // the document was read, while its holder comes in. Needless where no face will be compared.
  void PrepareFace(const std::string& crossing_id);

  // FindingArrived, each of its own kind and of `round`; of a face that was not taken with what the traveller is told.
  LaneEvent MatchFace(const std::string& crossing_id, int round);
  LaneEvent CheckBooking(const std::string& crossing_id, int round, const LaneProfile& lane, const Document& document);
  LaneEvent Screen(const std::string& crossing_id, int round, CheckKind check);

  // The live picture of the crossing that its officer may see, whether a face was compared in it or not; NOT_FOUND when
  // there is none.
  StatusOr<SecretBytes> OpenPicture(const std::string& crossing_id) const;
  void WipePicture(const std::string& crossing_id);

  // The crossing has ended: its pictures are overwritten. What comes later is not kept.
  void Forget(const std::string& crossing_id);

 private:
  // Parses and inspects what was read; takes portrait and evidence out of `read`.
  LaneEvent Examine(const std::string& crossing_id, const LaneProfile& lane, DocumentReading& read);
  void Keep(const std::string& crossing_id, std::string portrait);
  // `coaching` is set where the traveller can do something about a face that was not taken.
  FaceEvidence CompareFaces(const std::string& crossing_id, std::optional<ScreenMessage>& coaching);
  // The crossing's portrait and what its captures left, for the time of one comparison: another of the same crossing
  // waits, so that it knows whom this one saw. Empty ones when another crossing is at this lane.
  std::pair<std::string, FaceTransaction> Lend(const std::string& crossing_id);
  void GiveBack(const std::string& crossing_id, FaceTransaction transaction);
  // Seals the frame an officer is to see, while its crossing is in hand. One of no use never takes the place of one
  // that was compared.
  void KeepPicture(const std::string& crossing_id, const FaceComparison& comparison,
                   std::span<const EncodedPicture> burst);
  SealOutcome VerifyShownSeal(const LaneProfile& lane, const Document& document, std::string& booking_id);
  Finding MeasureTemperature();
  Finding ScanBody();

  const Parts parts_;
  std::mutex mutex_;
  std::string crossing_id_;  // whose portrait and pictures are kept
  FaceTransaction faces_;    // of the portrait and the captures of that crossing
  bool captured_ = false;    // a capture of it was taken up: what PrepareFace brings comes too late
  bool compared_ = false;    // the picture kept of it is one that was compared
  bool lent_ = false;        // to a comparison of it that is under way
  std::condition_variable returned_;
  RunningMedian temperatures_;
};

}  // namespace clearance
