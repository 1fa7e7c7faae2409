#include "common/domain/service_level.h"

namespace clearance {
namespace {

// What a lane does by itself, the more the higher.
enum class DoneByLane { kNothing, kPrepares, kClears };

DoneByLane DoneAt(ServiceLevel level) {
  if (level == ServiceLevel::kManual) return DoneByLane::kNothing;
  return MatchesFaces(level) ? DoneByLane::kClears : DoneByLane::kPrepares;
}

}  // namespace

ServiceLevel WithoutFaces(ServiceLevel level) {
  if (level == ServiceLevel::kFull) return ServiceLevel::kNoBiometrics;
  return level == ServiceLevel::kNoScreening ? ServiceLevel::kDocumentOnly : level;
}

bool LeavesMoreToPeople(ServiceLevel from, ServiceLevel to) { return DoneAt(to) < DoneAt(from); }

}  // namespace clearance
