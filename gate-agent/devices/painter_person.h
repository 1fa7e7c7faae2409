// What makes one drawn person differ from another: measures and colours, drawn from a seed.
//
// Lengths are in units of the distance between the eyes; the origin lies midway between them, x to the right of the
// picture, y down, z towards the viewer. It must never be drawn after anybody.
#pragma once

#include "gate-agent/devices/painter.h"

namespace clearance {

// Red, green, blue, 0..1.
struct PaintColour {
  float r = 0;
  float g = 0;
  float b = 0;
};

PaintColour Mix(const PaintColour& from, const PaintColour& to, float share);
PaintColour Shade(const PaintColour& colour, float factor);

enum class HairStyle { kBald, kShort, kSideParting, kFringe, kLong, kPulledBack, kCurly, kScarf, kReceding };
enum class Beard { kNone, kStubble, kMoustache, kGoatee, kFull };
enum class Glasses { kNone, kRound, kSquare };

struct Person {
  // Head
  float half_width, crown, chin, jaw_power, jaw_taper, depth;
  float cheekbones, cheekbone_y, chin_boss, brow_ridge, socket_depth;
  // Nose
  float nose_length, nose_height, bridge_height, bridge_width, tip_width, wing_width, nostril_size, nose_bend;
  // Eyes
  float eye_half_width, upper_lid, lower_lid, eye_tilt, iris_radius, lash, crease, lid_fold, eye_bag;
  PaintColour iris;
  // Brows
  float brow_y, brow_thickness, brow_arch, brow_tilt, brow_inner, brow_outer, brow_strength, brow_slant, eye_shadow;
  PaintColour eye_shadow_colour;
  // Mouth
  float mouth_y, mouth_half_width, upper_lip, lower_lip, mouth_curve, lip_strength, cupid, mouth_open, mouth_slant;
  PaintColour lip;
  // Skin and age
  PaintColour skin;
  float redness, freckles, wrinkles, fold, roughness;
  struct Mole {
    float x, y, radius;
  } mole;
  // Hair, beard, things worn
  HairStyle hair_style;
  PaintColour hair;
  float hairline, hair_volume, hair_wave;
  Beard beard;
  float beard_strength;
  Glasses glasses;
  float glasses_size, glasses_thickness;
  PaintColour glasses_colour;
  float ear_size;
  PaintColour clothes, scarf;
  // For the fine texture of skin, hair and brows.
  std::uint64_t texture;
};

Person MakePerson(PersonSeed seed);

}  // namespace clearance
