// Hair, ears, glasses and body of a drawn person; see painter_face.h.
#include <algorithm>
#include <cmath>

#include "gate-agent/devices/painter_face.h"

namespace clearance {
namespace {

PaintColour Strands(const Person& person, float x, float y) {
  const float angle = std::atan2(x, -(y - 0.6f));
  const float radius = std::hypot(x, y - 0.6f);
  const float bend = person.hair_wave * 0.5f * std::sin(radius * 6);
  const float strands = PaintNoise((angle + bend * 0.2f) * 26, radius * 2.2f, person.texture + 7);
  const float sheen = 0.35f * std::exp(-std::pow((radius - 1.75f) / 0.22f, 2.0f));
  return Shade(person.hair, 0.72f + 0.5f * strands + sheen);
}

// How far (x, y) lies inside the outline of the hair, in units; negative outside.
float InsideHair(const Person& person, float x, float y) {
  float volume = person.hair_volume;
  switch (person.hair_style) {
    case HairStyle::kBald:
      return -1;
    case HairStyle::kCurly:
      volume += 0.22f + 0.12f * (PaintNoise(x * 4, y * 4, person.texture + 8) - 0.5f);
      break;
    case HairStyle::kPulledBack:
      volume = 0.05f;
      break;
    case HairStyle::kReceding:
      volume *= 0.5f;
      break;
    case HairStyle::kLong:
      volume += 0.06f;
      break;
    default:
      break;
  }
  const float lowest = person.hair_style == HairStyle::kCurly ? 0.9f : 0.5f;
  const float height = person.crown + volume;
  if (y < 0) {
    const float radial =
        std::pow(std::pow(std::abs(x) / (person.half_width + volume), 2.3f) + std::pow(-y / height, 2.3f), 1 / 2.3f);
    return (1 - radial) * person.half_width;
  }
  // Below the temples the hair narrows until it ends behind the ears.
  const float narrowing = person.half_width + volume - (volume + 0.12f) * SmoothStep(0, lowest, y);
  return std::min(narrowing - std::abs(x), lowest - y - 0.02f);
}

// The height below which the forehead is free, at `x`.
float Hairline(const Person& person, float x) {
  const float t = x / person.half_width;
  const float temples = 0.75f * std::pow(std::abs(t), 4.0f);
  switch (person.hair_style) {
    case HairStyle::kFringe:
      return -0.5f - 0.05f * person.hair_wave + 0.06f * PaintNoise(x * 9, 0, person.texture + 9) +
             0.55f * std::pow(std::abs(t), 5.0f);
    case HairStyle::kSideParting:
      return -person.hairline + 0.28f * (t + 0.4f) * (t + 0.4f) * (t > -0.4f ? 1.0f : 0.4f) + temples;
    case HairStyle::kReceding:
      return -person.crown * 0.96f + 0.9f * std::pow(std::abs(t), 2.2f) + 0.15f * std::abs(t);
    case HairStyle::kLong:
      return -person.hairline * 1.1f + 1.1f * std::pow(std::abs(t), 3.0f);
    default:
      return -person.hairline + temples + 0.05f * PaintNoise(x * 7, 0, person.texture + 9);
  }
}

Paint ScarfPaint(const Person& person, float x, float y, float soft, bool behind) {
  Paint paint;
  const float outer = HeadHalfWidth(person, std::clamp(y, -person.crown + 0.01f, 0.4f)) + 0.2f +
                      0.1f * SmoothStep(0, 1.5f, y) + 0.6f * SmoothStep(1.4f, 2.7f, y);
  const float top = person.crown + 0.16f;
  const float radial =
      y < 0 ? (1 - std::hypot(x / (person.half_width + 0.2f), y / top)) * person.half_width : outer - std::abs(x);
  const float opening =
      std::hypot(x / (person.half_width * 0.93f), (y - 0.32f) / (y < 0.32f ? 1.15f : person.chin - 0.36f)) - 1;
  const float within = SmoothStep(-soft, soft, radial);
  paint.cover = behind ? within : within * SmoothStep(-soft, soft * 2, opening);
  if (paint.cover <= 0) return paint;
  const float folds = PaintNoise(std::atan2(x, -y) * 5, std::hypot(x, y) * 1.5f, person.texture + 10);
  const float edge = 0.65f + 0.35f * SmoothStep(0, 0.12f, opening);
  paint.colour = Shade(person.scarf, (0.7f + 0.5f * folds) * edge);
  return paint;
}

}  // namespace

Paint HairPaint(const Person& person, float x, float y, float soft, bool behind) {
  if (person.hair_style == HairStyle::kScarf) return ScarfPaint(person, x, y, soft, behind);
  Paint paint;
  paint.gloss = 0.1f;
  if (person.hair_style == HairStyle::kBald) return paint;
  const float side = std::abs(x);
  const bool falls = person.hair_style == HairStyle::kLong;
  if (behind) {
    const float width = person.half_width + person.hair_volume + 0.08f + 0.12f * std::sin(y * 2 * person.hair_wave);
    const bool beside = falls && y > -0.2f;
    const float curtain = beside ? SmoothStep(-soft, soft * 3, width - side) * (1 - SmoothStep(2.2f, 2.7f, y)) : 0.0f;
    paint.cover = std::max(SmoothStep(-soft, soft * 2, InsideHair(person, x, y)), curtain);
    if (paint.cover > 0) paint.colour = Shade(Strands(person, x, y), 0.7f);
    return paint;
  }
  const float outer = falls && y > 0 ? person.half_width + person.hair_volume + 0.08f - side : InsideHair(person, x, y);
  const float within = SmoothStep(-soft, soft * 2, outer);
  if (within <= 0) return paint;
  const float ragged = 0.05f * PaintNoise(x * 30, y * 6, person.texture + 11);
  float cover = SmoothStep(-0.03f, 0.05f, Hairline(person, x) - y + ragged);
  if (falls && side > person.half_width * 0.84f) {
    cover = std::max(cover,
                     SmoothStep(0, 0.06f, side - person.half_width * 0.86f + ragged) * (1 - SmoothStep(2.0f, 2.6f, y)));
  }
  paint.cover = cover * within;
  if (paint.cover > 0) paint.colour = Strands(person, x, y);
  return paint;
}

Paint EarPaint(const Person& person, float x, float y, float soft) {
  Paint paint;
  const float centre_x = HeadHalfWidth(person, 0.2f) + 0.02f;
  const float distance = std::hypot((std::abs(x) - centre_x) / 0.17f, (y - 0.22f) / person.ear_size) - 1;
  paint.cover = 1 - SmoothStep(-soft * 4, soft * 4, distance);
  if (paint.cover <= 0) return paint;
  const float shell = 0.72f + 0.2f * std::cos(distance * 7);
  paint.colour = Shade(Mix(person.skin, {0.8f, 0.4f, 0.35f}, 0.12f), shell);
  return paint;
}

Paint GlassesPaint(const Person& person, float x, float y, float soft) {
  Paint paint;
  if (person.glasses == Glasses::kNone || std::abs(y) > 0.6f) return paint;
  const float size = person.glasses_size;
  const float dx = std::abs(x) - 0.52f, dy = y - 0.04f;
  const float power = person.glasses == Glasses::kRound ? 2.0f : 5.0f;
  const float radial =
      std::pow(std::pow(std::abs(dx) / size, power) + std::pow(std::abs(dy) / (size * 0.8f), power), 1 / power);
  const float distance = (radial - 1) * size;
  const float half = person.glasses_thickness;
  float frame = 1 - SmoothStep(half - soft, half + soft, std::abs(distance));
  const float bridge =
      std::abs(x) < 0.54f - size ? 1 - SmoothStep(half - soft, half + soft, std::abs(y + 0.06f)) : 0.0f;
  const bool beside_lens = std::abs(x) > 0.52f + size && std::abs(x) < HeadHalfWidth(person, 0) + 0.04f;
  const float temple = beside_lens ? 1 - SmoothStep(half - soft, half + soft, std::abs(y + 0.05f)) : 0.0f;
  frame = std::max({frame, bridge, temple});
  paint.cover = frame * 0.95f;
  paint.colour = person.glasses_colour;
  paint.gloss = 0.3f;
  return paint;
}

Paint BodyPaint(const Person& person, float x, float y, float soft) {
  Paint paint;
  if (y < 0.6f) return paint;
  const float side = std::abs(x);
  const float neck_width = person.half_width * 0.62f;
  const float shoulder =
      person.chin + 0.42f + 0.42f * std::pow(side / 2.2f, 2.0f) + 0.25f * SmoothStep(0.5f, 1.2f, side);
  const float collar = person.chin + 0.62f - 0.5f * side;
  const float neck =
      SmoothStep(-soft, soft, neck_width + 0.35f * SmoothStep(person.chin, person.chin + 0.6f, y) - side) *
      SmoothStep(0.6f, 0.8f, y);
  const float cloth = SmoothStep(-soft, soft, y - shoulder) * SmoothStep(-soft, soft, y - collar);
  const float jaw_shadow = 0.55f + 0.35f * SmoothStep(person.chin - 0.1f, person.chin + 0.5f, y);
  paint.colour = Shade(person.skin, jaw_shadow * (1 - 0.3f * side));
  const float weave = 0.9f + 0.2f * PaintNoise(x * 12, y * 12, person.texture + 12);
  const float lapel = 1 - 0.45f * (1 - SmoothStep(0.0f, 0.06f, std::abs(y - collar - 0.1f)));
  paint.colour = Mix(paint.colour, Shade(person.clothes, weave * lapel), cloth);
  paint.cover = std::max(neck, cloth);
  return paint;
}

}  // namespace clearance
