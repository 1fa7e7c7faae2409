#include "gate-agent/agent/examiner.h"

#include <array>
#include <utility>

#include "common/base/log.h"
#include "common/crypto/secret.h"
#include "common/document/face_image.h"
#include "common/document/mrz.h"
#include "common/seal/qr_picture.h"
#include "gate-agent/agent/face_evidence.h"
#include "gate-agent/checks/body_scan_check.h"
#include "gate-agent/checks/document_check.h"

namespace clearance {
namespace {

DocumentDefect DefectOf(MrzProblem problem) {
  switch (problem) {
    case MrzProblem::kCheckDigitWrong:
      return DocumentDefect::kCheckDigitWrong;
    case MrzProblem::kUnexpectedCharacter:
      return DocumentDefect::kUnexpectedCharacter;
    case MrzProblem::kDateImpossible:
      return DocumentDefect::kDateImpossible;
    case MrzProblem::kCorrected:
      return DocumentDefect::kCharacterCorrected;
    case MrzProblem::kMissing:
      break;
  }
  return DocumentDefect::kFieldMissing;
}

Finding CheckReading(const MrzReading& reading, const Document& document, Date today) {
  DocumentEvidence evidence;
  evidence.kind = document.kind;
  evidence.birth_date = document.birth_date;
  evidence.expiry_date = document.expiry_date;
  evidence.today = today;
  for (const MrzFinding& finding : reading.findings) evidence.defects.push_back(DefectOf(finding.problem));
  return CheckDocument(evidence);
}

SealOutcome OutcomeOf(SealResult result) {
  switch (result) {
    case SealResult::kValid:
      return SealOutcome::kValid;
    case SealResult::kValidUnbound:
      return SealOutcome::kNotBound;
    case SealResult::kExpired:
      return SealOutcome::kTooLate;
    case SealResult::kNotYet:
      return SealOutcome::kTooEarly;
    case SealResult::kRevoked:
      return SealOutcome::kRevoked;
    case SealResult::kWrongPort:
      return SealOutcome::kWrongPort;
    case SealResult::kNotThisDocument:
      return SealOutcome::kOtherDocument;
    case SealResult::kBadSignature:
      return SealOutcome::kBadSignature;
    case SealResult::kUnknownKey:
      return SealOutcome::kUnknownKey;
    case SealResult::kMalformed:
      break;
  }
  return SealOutcome::kMalformed;
}

ScanOutcome OutcomeOf(BodyScanResult result) {
  switch (result) {
    case BodyScanResult::kPass:
      return ScanOutcome::kClear;
    case BodyScanResult::kAlarm:
      return ScanOutcome::kAlarm;
    case BodyScanResult::kInvalid:
      break;
  }
  return ScanOutcome::kInvalid;
}

ThermalRegion RegionOf(const PixelBox& box) { return {box.x, box.y, box.width, box.height}; }

ThermalScene SceneOf(const ThermalPicture& picture) {
  ThermalScene scene;
  scene.frame = {picture.celsius, picture.width, picture.height};
  scene.persons = picture.persons;
  scene.yaw_degrees = picture.yaw_degrees;
  scene.left_canthus = RegionOf(picture.left_canthus);
  scene.right_canthus = RegionOf(picture.right_canthus);
  scene.reference = RegionOf(picture.reference);
  scene.reference_c = picture.reference_c;
  scene.since_power_on = picture.since_power_on;
  scene.since_calibration = picture.since_calibration;
  scene.ambient_c = picture.ambient_c;
  scene.humidity_percent = picture.humidity_percent;
  return scene;
}

// Zones the scanner names and we do not know are left out: the scan is then not whole, and void.
BodyScan ScanOf(const BodyScanLevels& levels) {
  BodyScan scan;
  scan.moved = levels.moved;
  for (const ScannedZone& scanned : levels.zones) {
    for (const BodyZone zone : kAllBodyZones) {
      if (BodyZoneName(zone) == scanned.name) scan.zones.push_back({zone, scanned.anomaly, scanned.coverage});
    }
  }
  return scan;
}

void LogDeviceFailure(std::string_view device, const Status& status) {
  LogWarning("device_failed", {{"device", device}, {"reason", ReasonOf(status)}});
}

LaneEvent Found(const std::string& crossing_id, int round, const Finding& finding, std::string booking_id = "") {
  FindingArrived event;
  event.crossing_id = crossing_id;
  event.round = round;
  event.finding = finding;
  event.booking_id = std::move(booking_id);
  return event;
}

void WipeChip(ChipFiles& chip) {
  Wipe(chip.ef_com);
  Wipe(chip.ef_sod);
  Wipe(chip.card_security);
  for (auto& [number, file] : chip.data_groups) Wipe(file);
}

// The session's secrets and what the chip answered; a signature over a challenge of ours tells which document it was.
void WipeEvidence(ChipEvidence& evidence) {
  if (auto* active = std::get_if<ActiveAuthenticationEvidence>(&evidence)) {
    Wipe(active->challenge);
    Wipe(active->answer);
  } else if (auto* chip = std::get_if<ChipAuthenticationEvidence>(&evidence)) {
    Wipe(chip->terminal_private_key);
    Wipe(chip->response);
  } else if (auto* mapping = std::get_if<PaceCamEvidence>(&evidence)) {
    Wipe(mapping->chip_mapping_key);
    Wipe(mapping->chip_authentication_data);
  }
}

// The centre looks for holds by name too. What no name can be, as one with a digit, is for the officer who looks at the
// document anyway.
void TakeNames(const MrzNames& names, Document& document) {
  if (!IsIdentifier(names.surname)) return;
  document.primary_identifier = names.surname;
  if (IsIdentifier(names.given_names)) document.secondary_identifier = names.given_names;
}

void WipeReading(MrzReading& reading) {
  for (std::string* text : {&reading.document_number, &reading.optional_data, &reading.optional_data_2,
                            &reading.national_number, &reading.names.surname, &reading.names.given_names})
    Wipe(*text);
}

// The picture of an authentic DG2 as the chip holds it, which the networks' side decodes; empty where there is none.
// The page's picture is no substitute then: it is not the one that was signed.
std::string PortraitOf(const ChipFiles& chip) {
  const auto file = chip.data_groups.find(kDg2);
  if (file == chip.data_groups.end()) return "";
  const StatusOr<std::vector<FaceImage>> images = ReadDg2(file->second);
  if (!images.ok()) return "";
  return std::string(images->front().picture);
}

}  // namespace

LaneEvent Examiner::ReadDocument(const std::string& crossing_id, const LaneProfile& lane) {
  StatusOr<DocumentReading> read = parts_.reader.ReadDocument();
  if (!read.ok()) {
    LogDeviceFailure("DOCUMENT_READER", read.status());
    return DocumentReadFailed{crossing_id};
  }
  LaneEvent event = Examine(crossing_id, lane, *read);
  Wipe(read->mrz);
  Wipe(read->portrait);
  WipeChip(read->chip);
  // A short answer is moved on by copying it: it stands here as well.
  WipeEvidence(read->chip_evidence);
  return event;
}

LaneEvent Examiner::Examine(const std::string& crossing_id, const LaneProfile& lane, DocumentReading& read) {
  const Instant now = parts_.clock.Now();
  const Date today = parts_.zones.DateAt(lane.authority, now);
  StatusOr<MrzReading> reading = ParseMrz(read.mrz, today);
  if (!reading.ok()) return DocumentReadFailed{crossing_id};
  StatusOr<Document> document = ToDocument(*reading);
  if (document.ok()) TakeNames(reading->names, *document);
  Finding finding = document.ok() ? CheckReading(*reading, *document, today) : Finding();
  WipeReading(*reading);
  if (!document.ok()) return DocumentReadFailed{crossing_id};
  std::string portrait = std::move(read.portrait);
  if (parts_.inspect) {
    InspectionEvidence evidence{.files = read.chip,
                                .printed_mrz = read.mrz,
                                .access = read.access,
                                .optical = read.optical,
                                .chip = std::move(read.chip_evidence),
                                .chip_lost = read.chip_lost};
    DocumentInspection inspected = parts_.inspect(evidence, now);
    Wipe(evidence.printed_mrz);
    WipeEvidence(evidence.chip);
    finding.inspection = std::move(inspected.inspection);
    Wipe(inspected.authentic_mrz);
    if (inspected.portrait_authentic) {
      Wipe(portrait);
      portrait = PortraitOf(read.chip);
    }
    LogInfo("document_inspected", {{"portrait", inspected.portrait_authentic ? "CHIP" : "PAGE"}});
  }
  Keep(crossing_id, std::move(portrait));
  return DocumentRead{crossing_id, *document, finding};
}

void Examiner::Keep(const std::string& crossing_id, std::string portrait) {
  const std::lock_guard lock(mutex_);
  parts_.portraits.Forget(crossing_id_);
  parts_.pictures.Forget(crossing_id_);
  faces_.Clear();
  captured_ = false;
  compared_ = false;
  lent_ = false;
  crossing_id_ = crossing_id;
  parts_.portraits.Keep(crossing_id, std::move(portrait));
  returned_.notify_all();
}

void Examiner::PrepareFace(const std::string& crossing_id) {
  if (!parts_.prepare) return;
  std::string portrait = parts_.portraits.Of(crossing_id);
  if (portrait.empty()) return;
  FaceTransaction prepared = parts_.prepare(portrait);
  Wipe(portrait);
  const std::lock_guard lock(mutex_);
  if (crossing_id_ == crossing_id && !captured_) faces_ = std::move(prepared);
}

LaneEvent Examiner::MatchFace(const std::string& crossing_id, int round) {
  FindingArrived event;
  event.crossing_id = crossing_id;
  event.round = round;
  event.finding = CheckFace(CompareFaces(crossing_id, event.coaching));
  return event;
}

FaceEvidence Examiner::CompareFaces(const std::string& crossing_id, std::optional<ScreenMessage>& coaching) {
  FaceEvidence evidence;
  evidence.obstacle = FaceObstacle::kEngineFailed;
  if (!parts_.compare) return evidence;
  StatusOr<std::vector<std::string>> burst = parts_.camera.TakeBurst();
  if (!burst.ok()) {
    LogDeviceFailure("CAMERA", burst.status());
    evidence.obstacle = FaceObstacle::kNoPicture;
    return evidence;
  }
  auto [portrait, faces] = Lend(crossing_id);
  std::vector<EncodedPicture> others = parts_.portraits.Others(crossing_id);
  const FaceComparison comparison = parts_.compare(portrait, *burst, faces, others);
  evidence = EvidenceOf(comparison);
  coaching = CoachingOf(comparison);
  Wipe(portrait);
  for (EncodedPicture& other : others) Wipe(other);
  GiveBack(crossing_id, std::move(faces));
  KeepPicture(crossing_id, comparison, *burst);
  for (std::string& frame : *burst) Wipe(frame);
  return evidence;
}

std::pair<std::string, FaceTransaction> Examiner::Lend(const std::string& crossing_id) {
  std::unique_lock lock(mutex_);
  returned_.wait(lock, [&] { return crossing_id_ != crossing_id || !lent_; });
  if (crossing_id_ != crossing_id) return {};
  captured_ = true;
  lent_ = true;
  return {parts_.portraits.Of(crossing_id), std::exchange(faces_, FaceTransaction())};
}

void Examiner::GiveBack(const std::string& crossing_id, FaceTransaction transaction) {
  const std::lock_guard lock(mutex_);
  if (crossing_id_ != crossing_id) return;
  faces_ = std::move(transaction);
  lent_ = false;
  returned_.notify_all();
}

void Examiner::KeepPicture(const std::string& crossing_id, const FaceComparison& comparison,
                           std::span<const EncodedPicture> burst) {
  const int frame = comparison.officer_frame;
  if (frame < 0 || frame >= static_cast<int>(burst.size())) return;
  const bool compared = comparison.result != FaceComparison::Result::kNotTaken;
  const std::lock_guard lock(mutex_);
  if (crossing_id_ != crossing_id || (compared_ && !compared)) return;
  const Status kept = parts_.pictures.Keep(crossing_id, burst[static_cast<std::size_t>(frame)], parts_.clock.Now());
  if (!kept.ok()) return LogWarning("picture_not_kept", {{"reason", ReasonOf(kept)}});
  compared_ = compared;
}

StatusOr<SecretBytes> Examiner::OpenPicture(const std::string& crossing_id) const {
  return parts_.pictures.Open(crossing_id, parts_.clock.Now());
}

void Examiner::WipePicture(const std::string& crossing_id) {
  const std::lock_guard lock(mutex_);
  parts_.pictures.Forget(crossing_id);
  if (crossing_id_ == crossing_id) compared_ = false;
}

LaneEvent Examiner::CheckBooking(const std::string& crossing_id, int round, const LaneProfile& lane,
                                 const Document& document) {
  std::string booking_id;
  const Finding finding = CheckSeal(VerifyShownSeal(lane, document, booking_id));
  return Found(crossing_id, round, finding, std::move(booking_id));
}

SealOutcome Examiner::VerifyShownSeal(const LaneProfile& lane, const Document& document, std::string& booking_id) {
  const StatusOr<std::string> picture = parts_.scanner.TakeCodePicture();
  if (!picture.ok()) {
    LogDeviceFailure("CODE_SCANNER", picture.status());
    return SealOutcome::kScannerFailed;
  }
  if (picture->empty()) return SealOutcome::kNoneShown;
  const StatusOr<std::string> text = ReadQr(*picture);
  if (!text.ok()) return SealOutcome::kNotDecoded;
  // The one set for the whole seal, whatever the centre sends meanwhile.
  const std::shared_ptr<const SealSet> set = parts_.seals.Get();
  SealContext context;
  context.at = parts_.clock.Now();
  context.early_tolerance = parts_.booking_early;
  context.late_tolerance = parts_.booking_late;
  context.place = SealPlace{lane.port, lane.movement, lane.lane_group};
  context.document = &document;
  context.revoked = &set->revoked;
  const SealVerdict verdict = VerifySeal(*text, set->keys, context);
  if (verdict.claims) booking_id = verdict.claims->booking_id;
  return OutcomeOf(verdict.result);
}

LaneEvent Examiner::Screen(const std::string& crossing_id, int round, CheckKind check) {
  return Found(crossing_id, round, check == CheckKind::kBodyScan ? ScanBody() : MeasureTemperature());
}

Finding Examiner::MeasureTemperature() {
  TemperatureEvidence evidence;
  const StatusOr<ThermalPicture> picture = parts_.thermal.TakeThermalPicture();
  if (picture.ok()) {
    evidence.celsius = ReadTemperature(SceneOf(*picture), parts_.thermal_limits).celsius;
  } else {
    LogDeviceFailure("THERMAL_CAMERA", picture.status());
    evidence.device_failed = true;
  }
  const std::lock_guard lock(mutex_);
  evidence.lane_median = temperatures_.Median();
  const bool plausible = evidence.celsius && *evidence.celsius >= kMinPlausibleC && *evidence.celsius <= kMaxPlausibleC;
  if (plausible) temperatures_.Add(*evidence.celsius);
  return CheckTemperature(evidence, parts_.temperature_thresholds);
}

Finding Examiner::ScanBody() {
  const StatusOr<BodyScanLevels> levels = parts_.body.ScanBody();
  if (levels.ok()) return CheckBodyScan(OutcomeOf(ReadBodyScan(ScanOf(*levels), parts_.body_scan_limits).result));
  LogDeviceFailure("BODY_SCANNER", levels.status());
  return CheckBodyScan(ScanOutcome::kScannerFailed);
}

void Examiner::Forget(const std::string& crossing_id) {
  const std::lock_guard lock(mutex_);
  if (crossing_id_ != crossing_id) return;
  parts_.portraits.Forget(crossing_id);
  parts_.pictures.Forget(crossing_id);
  faces_.Clear();
  lent_ = false;
  crossing_id_.clear();
  returned_.notify_all();
}

}  // namespace clearance
