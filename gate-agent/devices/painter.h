// A seeded painter of portraits: simulated travellers get a face that is nobody's.
//
// The pictures are drawings, shaded as a simple relief under a lamp; the gate's networks find a face in them and tell
// one drawn person from another. They must never be taken as evidence of accuracy: drawings are not people.
#pragma once

#include <array>
#include <cstdint>
#include <string>

namespace clearance {

// Stands for one drawn person: the same seed always has the same features.
using PersonSeed = std::uint32_t;

// People whom the gate's networks tell apart: found by painting 600 seeds under three conditions each; every pair of
// these stays at or below a fused cosine of 0.32, every one of them at or above 0.88 with itself.
// gate-agent/vision/painted_people_test.cc holds them to it.
inline constexpr std::array<PersonSeed, 17> kDistinctPeople = {13,  23,  55,  77,  110, 111, 200, 275, 293,
                                                               315, 325, 368, 418, 435, 453, 494, 539};

// How a picture of a person is taken. The defaults are a passport photograph; LaneConditions() a camera in a lane.
struct CaptureConditions {
  double yaw_deg = 0;         // -25..25, positive: the face turns to the picture's right
  double pitch_deg = 0;       // -20..20, positive: looks down
  double roll_deg = 0;        // -30..30, positive: clockwise
  double distance = 1;        // 0.5..4: at 2 the face is half as large
  double shift_x = 0;         // -0.5..0.5 of the picture's width
  double shift_y = 0;         // -0.5..0.5 of the picture's height
  double brightness = 1;      // 0.05..2, 1 is well lit
  double light_from = -0.35;  // -1..1: the lamp's side, -1 left, +1 right
  double blur_px = 0.5;       // 0..8, standard deviation
  double noise = 2.5;         // 0..30, standard deviation in grey levels of 255
  std::uint64_t noise_seed = 0;
  int width_px = 384;   // 96..1280
  int height_px = 480;  // 96..1280
};

// Slightly different conditions for each `variant` (pose, light, noise): the frames of a live burst.
CaptureConditions LaneConditions(std::uint64_t variant);

// All functions: a JPEG file's bytes, the same for the same arguments; values out of range are brought to its nearer
// end. No state, any thread, about 60 ms.
std::string PaintPortrait(PersonSeed person, const CaptureConditions& conditions);
// Two people side by side before the camera.
std::string PaintTwoPeople(PersonSeed left, PersonSeed right, const CaptureConditions& conditions);
// The person's passport photograph, printed with a white edge and held before the camera: an attack by presentation.
std::string PaintHeldPrint(PersonSeed person, const CaptureConditions& conditions);
// The lane with nobody in it.
std::string PaintEmptyBooth(const CaptureConditions& conditions);

}  // namespace clearance
