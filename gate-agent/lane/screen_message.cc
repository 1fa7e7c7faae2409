#include "gate-agent/lane/screen_message.h"

#include "common/domain/enum_names.h"

namespace clearance {
namespace {

constexpr EnumNames<ScreenMessage, 20> kMessageNames = {{
    {ScreenMessage::kPresentDocument, "PRESENT_DOCUMENT"},
    {ScreenMessage::kReadingDocument, "READING_DOCUMENT"},
    {ScreenMessage::kDocumentNotRead, "DOCUMENT_NOT_READ"},
    {ScreenMessage::kStepIn, "STEP_IN"},
    {ScreenMessage::kStepInWalkIn, "STEP_IN_WALK_IN"},
    {ScreenMessage::kLookAtCamera, "LOOK_AT_CAMERA"},
    {ScreenMessage::kLookHere, "LOOK_HERE"},
    {ScreenMessage::kOneFaceOnly, "ONE_FACE_ONLY"},
    {ScreenMessage::kComeCloser, "COME_CLOSER"},
    {ScreenMessage::kStepIntoTheMiddle, "STEP_INTO_THE_MIDDLE"},
    {ScreenMessage::kHoldStill, "HOLD_STILL"},
    {ScreenMessage::kLight, "LIGHT"},
    {ScreenMessage::kPleaseWait, "PLEASE_WAIT"},
    {ScreenMessage::kGoThrough, "GO_THROUGH"},
    {ScreenMessage::kOfficerComes, "OFFICER_COMES"},
    {ScreenMessage::kOnePersonOnly, "ONE_PERSON_ONLY"},
    {ScreenMessage::kGoBack, "GO_BACK"},
    {ScreenMessage::kSeeOfficer, "SEE_OFFICER"},
    {ScreenMessage::kOutOfService, "OUT_OF_SERVICE"},
    {ScreenMessage::kLeaveNow, "LEAVE_NOW"},
}};
static_assert(NamesEveryValue(kMessageNames, ScreenMessage::kLeaveNow));

}  // namespace

std::string_view ScreenMessageName(ScreenMessage message) { return NameOf(kMessageNames, message); }

bool IsCoaching(ScreenMessage message) {
  switch (message) {
    case ScreenMessage::kLookHere:
    case ScreenMessage::kOneFaceOnly:
    case ScreenMessage::kComeCloser:
    case ScreenMessage::kStepIntoTheMiddle:
    case ScreenMessage::kHoldStill:
    case ScreenMessage::kLight:
      return true;
    default:
      return false;
  }
}

}  // namespace clearance
