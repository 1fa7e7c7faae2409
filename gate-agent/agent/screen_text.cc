#include "gate-agent/agent/screen_text.h"

#include "common/base/check.h"

namespace clearance {

std::string_view ScreenText(ScreenMessage message) {
  switch (message) {
    case ScreenMessage::kPresentDocument:
      return "Please put your document on the reader.";
    case ScreenMessage::kReadingDocument:
      return "Your document is being read. Please leave it where it is.";
    case ScreenMessage::kDocumentNotRead:
      return "Your document could not be read. Please try again or see an officer.";
    case ScreenMessage::kStepIn:
      return "Please step in.";
    case ScreenMessage::kStepInWalkIn:
      return "No booking for this time: you cross without one. Please step in.";
    case ScreenMessage::kLookAtCamera:
      return "Please look at the camera.";
    case ScreenMessage::kLookHere:
      return "Please turn your face to the camera. Another picture follows.";
    case ScreenMessage::kOneFaceOnly:
      return "Only you should be in the picture. Another one follows.";
    case ScreenMessage::kComeCloser:
      return "Please come closer to the camera. Another picture follows.";
    case ScreenMessage::kStepIntoTheMiddle:
      return "Please step into the middle of the picture. Another one follows.";
    case ScreenMessage::kHoldStill:
      return "Please hold still. Another picture follows.";
    case ScreenMessage::kLight:
      return "Please take off what shades your face, and face the light. Another picture follows.";
    case ScreenMessage::kPleaseWait:
      return "Please wait a moment.";
    case ScreenMessage::kGoThrough:
      return "You may go through.";
    case ScreenMessage::kOfficerComes:
      return "An officer is coming to help you. Please wait.";
    case ScreenMessage::kOnePersonOnly:
      return "One person at a time, please. An officer is coming to help you.";
    case ScreenMessage::kGoBack:
      return "Please go back the way you came.";
    case ScreenMessage::kSeeOfficer:
      return "Please see an officer.";
    case ScreenMessage::kOutOfService:
      return "This lane is closed. Please use another one.";
    case ScreenMessage::kLeaveNow:
      return "Please leave now by the nearest way out.";
  }
  CHECK(false);
}

}  // namespace clearance
