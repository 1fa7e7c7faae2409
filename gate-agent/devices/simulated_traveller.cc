#include "gate-agent/devices/simulated_traveller.h"

#include <initializer_list>
#include <string_view>
#include <utility>

#include "common/wire/fields.h"

namespace clearance {
namespace {

Status CheckPicture(const std::string& picture, std::string_view field) {
  if (picture.size() > kMaxSimulatedPictureBytes) return InvalidField(field, "is larger than 8 MiB");
  return OkStatus();
}

StatusOr<SimulatedFace> FaceFrom(const v1::SimulatedFace& message) {
  switch (message.source_case()) {
    case v1::SimulatedFace::kPaintedSeed:
      return SimulatedFace(PaintedFace{message.painted_seed(), message.variant()});
    case v1::SimulatedFace::kPicture:
      if (message.picture().empty()) return InvalidField("picture", "is empty");
      RETURN_IF_ERROR(CheckPicture(message.picture(), "picture"));
      return SimulatedFace(message.picture());
    case v1::SimulatedFace::SOURCE_NOT_SET:
      break;
  }
  return SimulatedFace();
}

Status ReadFiles(const v1::SimulatedTraveller& message, ChipFiles& chip) {
  std::size_t bytes = 0;
  for (int i = 0; i < message.chip_files_size(); ++i) {
    const v1::ChipFile& given = message.chip_files(i);
    const std::string field = "chip_files[" + std::to_string(i) + "]";
    std::string* file = FileNamed(chip, given.name());
    if (file == nullptr) return InvalidField(field + ".name", "is no file of a chip");
    if (!file->empty()) return InvalidField(field + ".name", "stands twice");
    if (given.content().empty()) return InvalidField(field + ".content", "is required");
    bytes += given.content().size();
    if (given.content().size() > kMaxChipFileBytes || bytes > kMaxChipBytes)
      return InvalidField(field + ".content", "is larger than a file of 1 MiB, or a chip of 4 MiB");
    *file = given.content();
  }
  return OkStatus();
}

Status CheckParts(std::initializer_list<std::pair<std::string_view, std::string_view>> parts) {
  for (const auto& [field, part] : parts) {
    if (part.size() > kMaxExchangeBytes) return InvalidField(field, "is longer than 4,096 bytes");
  }
  return OkStatus();
}

StatusOr<ChipEvidence> EvidenceFrom(const v1::ActiveAuthentication& message) {
  RETURN_IF_ERROR(CheckParts({{"challenge", message.challenge()}, {"answer", message.answer()}}));
  return ChipEvidence(ActiveAuthenticationEvidence{message.challenge(), message.answer()});
}

StatusOr<ChipEvidence> EvidenceFrom(const v1::ChipAuthentication& message) {
  RETURN_IF_ERROR(CheckParts({{"protocol", message.protocol()},
                              {"terminal_private_key", message.terminal_private_key()},
                              {"response", message.response()}}));
  ChipAuthenticationEvidence evidence;
  evidence.protocol = message.protocol();
  if (message.has_key_id()) evidence.key_id = message.key_id();
  evidence.terminal_private_key = message.terminal_private_key();
  evidence.response = message.response();
  evidence.send_sequence_counter = message.send_sequence_counter();
  return ChipEvidence(std::move(evidence));
}

StatusOr<ChipEvidence> EvidenceFrom(const v1::PaceChipAuthenticationMapping& message) {
  RETURN_IF_ERROR(CheckParts({{"protocol", message.protocol()},
                              {"chip_mapping_key", message.chip_mapping_key()},
                              {"chip_authentication_data", message.chip_authentication_data()}}));
  return ChipEvidence(
      PaceCamEvidence{message.protocol(), message.chip_mapping_key(), message.chip_authentication_data()});
}

Status ReadExchange(const v1::SimulatedTraveller& message, ChipEvidence& evidence) {
  using Traveller = v1::SimulatedTraveller;
  switch (message.chip_exchange_case()) {
    case Traveller::kActiveAuthentication: {
      CONVERT_FIELD(evidence, EvidenceFrom(message.active_authentication()), "active_authentication");
      break;
    }
    case Traveller::kChipAuthentication: {
      CONVERT_FIELD(evidence, EvidenceFrom(message.chip_authentication()), "chip_authentication");
      break;
    }
    case Traveller::kPaceChipAuthenticationMapping: {
      CONVERT_FIELD(evidence, EvidenceFrom(message.pace_chip_authentication_mapping()),
                    "pace_chip_authentication_mapping");
      break;
    }
    case Traveller::CHIP_EXCHANGE_NOT_SET:
      break;
  }
  return OkStatus();
}

// The two enumerations stand in the order of those of common/document.
static_assert(static_cast<int>(AccessProtocol::kPace) == v1::CHIP_ACCESS_PACE);
static_assert(static_cast<int>(OpticalChecks::kDoubtful) == v1::OPTICAL_CHECKS_DOUBTFUL);

Status ReadChip(const v1::SimulatedTraveller& message, DocumentReading& document) {
  RETURN_IF_ERROR(ReadFiles(message, document.chip));
  RETURN_IF_ERROR(ReadExchange(message, document.chip_evidence));
  if (!v1::ChipAccess_IsValid(message.chip_access())) return InvalidField("chip_access", "is not known");
  document.access = static_cast<AccessProtocol>(message.chip_access());
  if (!v1::OpticalChecks_IsValid(message.optical_checks())) return InvalidField("optical_checks", "is not known");
  document.optical = static_cast<OpticalChecks>(message.optical_checks());
  document.chip_lost = message.chip_lost();
  return OkStatus();
}

}  // namespace

StatusOr<SimulatedTraveller> FromProto(const v1::SimulatedTraveller& message) {
  SimulatedTraveller traveller;
  if (message.mrz().empty()) return InvalidField("mrz", "is required");
  if (message.mrz().size() > kMaxMrzBytes) return InvalidField("mrz", "is longer than 200 bytes");
  traveller.document.mrz = message.mrz();
  RETURN_IF_ERROR(ReadChip(message, traveller.document));
  CONVERT_FIELD(traveller.portrait, FaceFrom(message.portrait()), "portrait");
  CONVERT_FIELD(traveller.live, FaceFrom(message.live()), "live");
  if (message.has_live_when_told()) {
    CONVERT_FIELD(traveller.live_when_told, FaceFrom(message.live_when_told()), "live_when_told");
  }
  if (message.seal().size() > kMaxSealBytes) return InvalidField("seal", "is longer than 1,000 bytes");
  if (message.seal().find('\0') != std::string::npos) return InvalidField("seal", "holds a NUL");
  traveller.seal = message.seal();
  RETURN_IF_ERROR(CheckPicture(message.seal_picture(), "seal_picture"));
  traveller.seal_picture = message.seal_picture();
  if (!traveller.seal.empty() && !traveller.seal_picture.empty()) {
    return InvalidField("seal_picture", "cannot be given beside seal");
  }
  if (message.has_temperature_c()) traveller.temperature_c = message.temperature_c();
  // Written so that a NaN is refused as well.
  if (!(traveller.temperature_c >= kMinTemperatureC && traveller.temperature_c <= kMaxTemperatureC)) {
    return InvalidField("temperature_c", "must be from 20 to 45");
  }
  traveller.body_scan_alarm = message.body_scan_alarm();
  if (message.has_persons()) traveller.persons = message.persons();
  if (traveller.persons < 1 || traveller.persons > kMaxSimulatedPersons) {
    return InvalidField("persons", "must be from 1 to 5");
  }
  return traveller;
}

}  // namespace clearance
