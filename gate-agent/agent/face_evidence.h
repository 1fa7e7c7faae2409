// What a comparison of faces is worth to the face check, and what it lets a traveller be told. Pure conversions.
//
// They must never make a comparison that was not taken one that was, nor one in doubt one that is not.
#pragma once

#include <optional>

#include "gate-agent/checks/face_check.h"
#include "gate-agent/lane/screen_message.h"
#include "gate-agent/vision/face_engine.h"

namespace clearance {

FaceEvidence EvidenceOf(const FaceComparison& comparison);

// What the screen says about a live picture of no use; nothing where there is nothing a traveller could do.
std::optional<ScreenMessage> CoachingOf(const FaceComparison& comparison);

}  // namespace clearance
