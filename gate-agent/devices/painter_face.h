// The relief and the paint of a drawn person's face, point by point. Coordinates as in painter_person.h.
//
// It must never know of the camera: pose, light, noise and size are painter.cc's.
#pragma once

#include "gate-agent/devices/painter_person.h"

namespace clearance {

// Smooth value noise, 0..1, about one bump per unit.
float PaintNoise(float x, float y, std::uint64_t seed);
// 0 below `low`, 1 above `high`, smooth between; low < high.
float SmoothStep(float low, float high, float x);

// The head's half width at height y; 0 above the crown and below the chin.
float HeadHalfWidth(const Person& person, float y);
// The relief's height over the plane of the head's outline at (x, y); 0 outside the head.
float FaceRelief(const Person& person, float x, float y);

// What the paint of a point is like. `cover` 0 leaves what lies below.
struct Paint {
  PaintColour colour;
  float cover = 0;
  float gloss = 0;
};

// Skin with everything painted onto it: eyes, brows, nostrils, lips, folds, beard; no hair. `soft` is the width of an
// edge, about one pixel. Cover is 1 inside the head.
Paint FacePaint(const Person& person, float x, float y, float soft);
// Hair or scarf before (`behind` false) or behind the head.
Paint HairPaint(const Person& person, float x, float y, float soft, bool behind);
Paint EarPaint(const Person& person, float x, float y, float soft);
Paint GlassesPaint(const Person& person, float x, float y, float soft);
// Neck, shoulders and clothes.
Paint BodyPaint(const Person& person, float x, float y, float soft);

}  // namespace clearance
