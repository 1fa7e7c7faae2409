// Names of phases, causes, devices and faults, and what follows from a state alone.
#include "gate-agent/lane/lane_state.h"

#include "common/base/check.h"
#include "common/domain/enum_names.h"

namespace clearance {
namespace {

constexpr EnumNames<LanePhase, 11> kPhaseNames = {{
    {LanePhase::kOutOfService, "OUT_OF_SERVICE"},
    {LanePhase::kIdle, "IDLE"},
    {LanePhase::kReading, "READING"},
    {LanePhase::kBoarding, "BOARDING"},
    {LanePhase::kExamining, "EXAMINING"},
    {LanePhase::kDeciding, "DECIDING"},
    {LanePhase::kAdmitted, "ADMITTED"},
    {LanePhase::kAwaitingOfficer, "AWAITING_OFFICER"},
    {LanePhase::kAttended, "ATTENDED"},
    {LanePhase::kTurningBack, "TURNING_BACK"},
    {LanePhase::kEvacuated, "EVACUATED"},
}};
static_assert(NamesEveryValue(kPhaseNames, kAllLanePhases.back()));

constexpr EnumNames<CallCause, 12> kCallNames = {{
    {CallCause::kReferred, "REFERRED"},
    {CallCause::kNoDecision, "NO_DECISION"},
    {CallCause::kDecisionsUsedUp, "DECISIONS_USED_UP"},
    {CallCause::kHeldTooLong, "HELD_TOO_LONG"},
    {CallCause::kPersonCount, "PERSON_COUNT"},
    {CallCause::kUnexpectedPerson, "UNEXPECTED_PERSON"},
    {CallCause::kEmergency, "EMERGENCY"},
    {CallCause::kRestarted, "RESTARTED"},
    {CallCause::kDeviceFault, "DEVICE_FAULT"},
    {CallCause::kNotLeaving, "NOT_LEAVING"},
    {CallCause::kNotGoingBack, "NOT_GOING_BACK"},
    {CallCause::kUnexpectedPassage, "UNEXPECTED_PASSAGE"},
}};
static_assert(NamesEveryValue(kCallNames, CallCause::kUnexpectedPassage));

constexpr EnumNames<LaneDevice, 9> kDeviceNames = {{
    {LaneDevice::kDocumentReader, "DOCUMENT_READER"},
    {LaneDevice::kCodeScanner, "CODE_SCANNER"},
    {LaneDevice::kCamera, "CAMERA"},
    {LaneDevice::kThermalCamera, "THERMAL_CAMERA"},
    {LaneDevice::kBodyScanner, "BODY_SCANNER"},
    {LaneDevice::kEntryDoor, "ENTRY_DOOR"},
    {LaneDevice::kExitDoor, "EXIT_DOOR"},
    {LaneDevice::kPersonCounter, "PERSON_COUNTER"},
    {LaneDevice::kScreen, "SCREEN"},
}};
static_assert(NamesEveryValue(kDeviceNames, kAllLaneDevices.back()));

constexpr EnumNames<LaneFault, 13> kFaultNames = {{
    {LaneFault::kDocumentReader, "DOCUMENT_READER"},
    {LaneFault::kCodeScanner, "CODE_SCANNER"},
    {LaneFault::kCamera, "CAMERA"},
    {LaneFault::kThermalCamera, "THERMAL_CAMERA"},
    {LaneFault::kBodyScanner, "BODY_SCANNER"},
    {LaneFault::kEntryDoor, "ENTRY_DOOR"},
    {LaneFault::kExitDoor, "EXIT_DOOR"},
    {LaneFault::kPersonCounter, "PERSON_COUNTER"},
    {LaneFault::kScreen, "SCREEN"},
    {LaneFault::kEntryDoorStuck, "ENTRY_DOOR_STUCK"},
    {LaneFault::kExitDoorStuck, "EXIT_DOOR_STUCK"},
    {LaneFault::kBothDoorsOpen, "BOTH_DOORS_OPEN"},
    {LaneFault::kUnexpectedPassage, "UNEXPECTED_PASSAGE"},
}};
static_assert(NamesEveryValue(kFaultNames, kAllLaneFaults.back()));

}  // namespace

std::string_view LanePhaseName(LanePhase phase) { return NameOf(kPhaseNames, phase); }
std::string_view CallCauseName(CallCause cause) { return NameOf(kCallNames, cause); }
std::string_view LaneDeviceName(LaneDevice device) { return NameOf(kDeviceNames, device); }
std::string_view LaneFaultName(LaneFault fault) { return NameOf(kFaultNames, fault); }

LaneFault FaultOf(LaneDevice device) {
  switch (device) {
    case LaneDevice::kDocumentReader:
      return LaneFault::kDocumentReader;
    case LaneDevice::kCodeScanner:
      return LaneFault::kCodeScanner;
    case LaneDevice::kCamera:
      return LaneFault::kCamera;
    case LaneDevice::kThermalCamera:
      return LaneFault::kThermalCamera;
    case LaneDevice::kBodyScanner:
      return LaneFault::kBodyScanner;
    case LaneDevice::kEntryDoor:
      return LaneFault::kEntryDoor;
    case LaneDevice::kExitDoor:
      return LaneFault::kExitDoor;
    case LaneDevice::kPersonCounter:
      return LaneFault::kPersonCounter;
    case LaneDevice::kScreen:
      return LaneFault::kScreen;
  }
  CHECK(false);
}

LaneDevice DeviceOf(CheckKind check) {
  switch (check) {
    case CheckKind::kDocument:
      return LaneDevice::kDocumentReader;
    case CheckKind::kFace:
    case CheckKind::kEarlierPortrait:
      return LaneDevice::kCamera;
    case CheckKind::kBooking:
      return LaneDevice::kCodeScanner;
    case CheckKind::kTemperature:
      return LaneDevice::kThermalCamera;
    case CheckKind::kBodyScan:
      return LaneDevice::kBodyScanner;
  }
  CHECK(false);
}

bool IsBlocking(LaneFault fault) {
  switch (fault) {
    // Without these the lane still works: the check is not performed, and Decide refers.
    case LaneFault::kCodeScanner:
    case LaneFault::kCamera:
    case LaneFault::kThermalCamera:
    case LaneFault::kBodyScanner:
      return false;
    case LaneFault::kDocumentReader:
    case LaneFault::kEntryDoor:
    case LaneFault::kExitDoor:
    case LaneFault::kPersonCounter:
    case LaneFault::kScreen:  // nobody is to be led into a lane that cannot tell them anything
    case LaneFault::kEntryDoorStuck:
    case LaneFault::kExitDoorStuck:
    case LaneFault::kBothDoorsOpen:
    case LaneFault::kUnexpectedPassage:
      return true;
  }
  CHECK(false);
}

std::string_view DecisionRequestId(const CrossingInHand& crossing) {
  if (crossing.decisions_asked == 0) return {};
  return crossing.ids.decision_request_ids.at(static_cast<std::size_t>(crossing.decisions_asked - 1));
}

bool PersonInside(const LaneState& state) {
  switch (state.phase) {
    case LanePhase::kOutOfService:
    case LanePhase::kIdle:
    case LanePhase::kReading:
    case LanePhase::kEvacuated:
      return false;
    case LanePhase::kBoarding:
      return state.crossing && state.crossing->entered;
    case LanePhase::kExamining:
    case LanePhase::kDeciding:
    case LanePhase::kAdmitted:
    case LanePhase::kAwaitingOfficer:
    case LanePhase::kAttended:
    case LanePhase::kTurningBack:
      return true;
  }
  CHECK(false);
}

}  // namespace clearance
