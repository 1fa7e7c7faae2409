// What a lane's screen can say to its traveller: names only, which a screen has its own words for.
#pragma once

#include <string_view>

namespace clearance {

// A referral's sentence is the same whatever its reasons.
enum class ScreenMessage {
  kPresentDocument,
  kReadingDocument,
  kDocumentNotRead,
  kStepIn,
  kStepInWalkIn,  // no booking for now: walk-in; the crossing goes on
  kLookAtCamera,
  // What a picture of no use lacked; another one follows.
  kLookHere,
  kOneFaceOnly,  // somebody else is in the picture
  kComeCloser,
  kStepIntoTheMiddle,
  kHoldStill,
  kLight,
  kPleaseWait,
  kGoThrough,
  kOfficerComes,
  kOnePersonOnly,
  kGoBack,
  kSeeOfficer,  // this lane takes nobody by itself now
  kOutOfService,
  kLeaveNow,  // evacuation: the way out
};

std::string_view ScreenMessageName(ScreenMessage message);  // "LOOK_AT_CAMERA"

// True for those that tell a traveller what to do before another picture is taken.
bool IsCoaching(ScreenMessage message);

}  // namespace clearance
