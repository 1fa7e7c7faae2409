#include "gate-agent/devices/simulated_traveller.h"

#include <string_view>

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

}  // namespace

StatusOr<SimulatedTraveller> FromProto(const v1::SimulatedTraveller& message) {
  SimulatedTraveller traveller;
  if (message.mrz().empty()) return InvalidField("mrz", "is required");
  if (message.mrz().size() > kMaxMrzBytes) return InvalidField("mrz", "is longer than 200 bytes");
  traveller.mrz = message.mrz();
  CONVERT_FIELD(traveller.portrait, FaceFrom(message.portrait()), "portrait");
  CONVERT_FIELD(traveller.live, FaceFrom(message.live()), "live");
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
