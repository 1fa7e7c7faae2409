// Relief and paint of the face itself; see painter_face.h. Hair, ears, glasses and body: painter_dress.cc.
#include "gate-agent/devices/painter_face.h"

#include <algorithm>
#include <cmath>

namespace clearance {
namespace {

float Bell(float distance, float width) {
  const float ratio = distance / width;
  return ratio > 4 || ratio < -4 ? 0 : std::exp(-ratio * ratio);
}

float Bell2(float dx, float dy, float width_x, float width_y) {
  const float rx = dx / width_x, ry = dy / width_y;
  const float square = rx * rx + ry * ry;
  return square > 12 ? 0 : std::exp(-square);
}

std::uint64_t Scramble(std::uint64_t value) {
  value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9ULL;
  value = (value ^ (value >> 27)) * 0x94D049BB133111EBULL;
  return value ^ (value >> 31);
}

float Lattice(int x, int y, std::uint64_t seed) {
  const auto key = static_cast<std::uint64_t>(static_cast<std::uint32_t>(x)) << 32 | static_cast<std::uint32_t>(y);
  return static_cast<float>(Scramble(key ^ seed) >> 40) / static_cast<float>(1 << 24);
}

// Position inside one eye: x outwards, y down, turned by its tilt.
struct EyePlace {
  float x, y;
};

EyePlace InEye(const Person& person, float x, float y) {
  const float dx = std::abs(x) - 0.5f;
  // Positive tilt lifts the outer corner.
  const float c = std::cos(person.eye_tilt), s = std::sin(person.eye_tilt);
  return {c * dx - s * y, s * dx + c * y};
}

// How far the lids open at `x` of the eye: upper (negative) and lower edge.
struct LidEdges {
  float upper, lower;
};

LidEdges Lids(const Person& person, float x) {
  const float t = std::clamp(x / person.eye_half_width, -1.0f, 1.0f);
  const float arc = 1 - t * t;
  return {-person.upper_lid * std::pow(arc, 0.75f), person.lower_lid * std::pow(arc, 0.9f)};
}

void Lay(Paint& base, const PaintColour& colour, float cover) {
  base.colour = Mix(base.colour, colour, std::clamp(cover, 0.0f, 1.0f));
}

void PaintSkin(const Person& person, float x, float y, Paint& paint) {
  const float mottle = PaintNoise(x * 9, y * 9, person.texture) - 0.5f;
  const float pores = PaintNoise(x * 34, y * 34, person.texture + 1) - 0.5f;
  paint.colour = Shade(person.skin, 1 + person.roughness * (1.1f * mottle + 0.9f * pores));
  const float flush = person.redness * (Bell2(std::abs(x) - 0.62f, y - 0.62f, 0.35f, 0.28f) +
                                        Bell2(x, y - person.nose_length, 0.2f, 0.16f));
  paint.colour.g -= flush * 0.9f;
  paint.colour.b -= flush * 0.9f;
  if (person.freckles > 0) {
    const float spots = SmoothStep(0.68f, 0.80f, PaintNoise(x * 17, y * 17, person.texture + 2));
    Lay(paint, Shade(person.skin, 0.62f), person.freckles * spots * Bell2(x, y - 0.42f, 0.9f, 0.35f));
  }
  if (person.mole.radius > 0) {
    const float distance = std::hypot(x - person.mole.x, y - person.mole.y);
    Lay(paint, {0.16f, 0.09f, 0.07f},
        0.85f * (1 - SmoothStep(person.mole.radius * 0.7f, person.mole.radius, distance)));
  }
}

void PaintFolds(const Person& person, float x, float y, Paint& paint) {
  const PaintColour dark = Shade(person.skin, 0.55f);
  const float side = std::abs(x);
  // From the wing of the nose to beside the corner of the mouth.
  const float along = (y - person.nose_length + 0.08f) / (person.mouth_y + 0.1f - person.nose_length);
  if (along > 0 && along < 1.15f) {
    const float line = person.wing_width + 0.04f + (person.mouth_half_width + 0.1f - person.wing_width) * along * along;
    Lay(paint, dark, 0.55f * person.fold * Bell(side - line, 0.035f) * (1 - SmoothStep(0.8f, 1.15f, along)));
  }
  Lay(paint, dark,
      0.5f * person.eye_bag *
          Bell(InEye(person, x, y).y - 0.17f - 0.06f * (1 - std::pow((side - 0.5f) / 0.3f, 2.0f)), 0.035f) *
          Bell(side - 0.5f, 0.26f));
  if (person.wrinkles > 0.2f) {
    for (float level : {0.72f, 0.86f, 1.0f}) {
      const float wave = 0.03f * std::cos(x * 3 + level * 20);
      Lay(paint, dark, 0.38f * person.wrinkles * Bell(y + level + wave, 0.016f) * Bell(x, 0.62f));
    }
    for (float slope : {-0.25f, 0.05f, 0.35f}) {
      Lay(paint, dark,
          0.4f * person.wrinkles * Bell(y - slope * (side - 0.7f), 0.014f) * SmoothStep(0.80f, 0.84f, side) *
              (1 - SmoothStep(0.93f, 1.0f, side)));
    }
    Lay(paint, dark, 0.4f * person.wrinkles * Bell(side - 0.09f, 0.02f) * Bell(y + 0.3f, 0.12f));
  }
}

void PaintBeard(const Person& person, float x, float y, Paint& paint) {
  if (person.beard == Beard::kNone) return;
  const float side = std::abs(x);
  const float hairs = 0.62f + 0.5f * (PaintNoise(x * 40, y * 18, person.texture + 3) - 0.3f);
  const float philtrum = person.mouth_y - person.upper_lip;
  const float moustache =
      Bell2(side - 0.16f, y - (philtrum + person.nose_length) / 2 - 0.04f, person.mouth_half_width * 0.75f, 0.115f) *
      SmoothStep(person.nose_length + 0.05f, person.nose_length + 0.15f, y) *
      (1 - SmoothStep(philtrum + 0.03f, philtrum + 0.09f, y) * (1 - SmoothStep(0.3f, 0.45f, side)));
  const float tuft = Bell2(x, y - (person.mouth_y + person.lower_lip + 0.28f), 0.28f, 0.2f) *
                     SmoothStep(0.02f, 0.08f, y - person.mouth_y - person.lower_lip);
  const float jaw_edge = HeadHalfWidth(person, y) - 0.34f - 0.5f * SmoothStep(person.nose_length, person.chin, y);
  const float low = SmoothStep(person.mouth_y + person.lower_lip + 0.10f, person.mouth_y + person.lower_lip + 0.22f, y);
  const float cheeks = SmoothStep(0.35f, 0.75f, y) * std::max(SmoothStep(jaw_edge, jaw_edge + 0.2f, side), low);
  float cover = 0;
  switch (person.beard) {
    case Beard::kNone:
      break;
    case Beard::kStubble:
      cover = 0.33f * std::max(moustache, cheeks);
      break;
    case Beard::kMoustache:
      cover = 1.3f * moustache;
      break;
    case Beard::kGoatee:
      cover = 1.3f * std::max(moustache, tuft);
      break;
    case Beard::kFull:
      cover = 1.25f * std::max(moustache, cheeks);
      break;
  }
  Lay(paint, Shade(person.hair, 0.7f + 0.5f * hairs),
      std::min(cover, 1.0f) * person.beard_strength * (0.55f + 0.6f * hairs));
}

void PaintMouth(const Person& person, float x, float y_level, float soft, Paint& paint) {
  const float t = x / person.mouth_half_width;
  if (t < -1.25f || t > 1.25f) return;
  const float y = y_level + person.mouth_slant * x;
  const float line = person.mouth_y - person.mouth_curve * t * t + 0.012f * std::cos(t * 7);
  const float arc = std::max(0.0f, 1 - t * t);
  const float gap = person.mouth_open * std::pow(arc, 0.7f);
  const float upper = line - person.upper_lip * std::pow(arc, 0.6f) + person.cupid * Bell(t, 0.16f);
  const float lower = line + gap + person.lower_lip * std::pow(arc, 0.7f);
  const PaintColour lip = Mix(person.skin, person.lip, 0.25f + 0.65f * person.lip_strength);
  const float inside =
      SmoothStep(-soft, soft, y - upper) * SmoothStep(-soft, soft, lower - y) * (arc > 0 ? 1.0f : 0.0f);
  const float grooves = 0.9f + 0.2f * PaintNoise(x * 30, y * 4, person.texture + 4);
  Lay(paint, Shade(lip, (y < line ? 0.78f : 1.0f) * grooves), 0.9f * inside);
  paint.gloss += 0.25f * inside * (y > line + gap ? 1.0f : 0.0f);
  if (gap > 0) {
    const float between = SmoothStep(-soft, soft, y - line) * SmoothStep(-soft, soft, line + gap - y);
    const float teeth = 0.86f - 0.5f * t * t - 0.25f * Bell(std::remainder(x, 0.105f), 0.012f);
    Lay(paint, Shade({0.95f, 0.93f, 0.88f}, teeth), 0.95f * between);
  }
  const float ends = 1 - SmoothStep(1.0f, 1.12f, std::abs(t));
  const float width = std::max(0.018f, soft);
  Lay(paint, Shade(lip, 0.28f), 0.85f * ends * std::max(Bell(y - line, width), Bell(y - line - gap, width)));
  Lay(paint, Shade(person.skin, 0.7f), 0.5f * Bell2(x, y - lower - 0.06f, person.mouth_half_width * 0.5f, 0.05f));
}

// The nose's own x: its ridge leans to one side towards the tip.
float AcrossNose(const Person& person, float x, float y) {
  return x - person.nose_bend * SmoothStep(-0.1f, person.nose_length, y) *
                 (1 - SmoothStep(person.nose_length + 0.05f, person.nose_length + 0.2f, y));
}

void PaintNose(const Person& person, float x_head, float y, Paint& paint) {
  const float x = AcrossNose(person, x_head, y);
  const float side = std::abs(x);
  const PaintColour dark = Shade(person.skin, 0.22f);
  Lay(paint, dark,
      0.9f * Bell2(side - person.wing_width * 0.48f, y - person.nose_length - 0.02f, person.nostril_size * 1.35f,
                   person.nostril_size * 0.62f));
  Lay(paint, Shade(person.skin, 0.5f),
      0.6f *
          Bell(std::hypot(side - person.wing_width * 0.72f, y - person.nose_length + 0.03f) - person.wing_width * 0.34f,
               0.022f) *
          SmoothStep(person.wing_width * 0.75f, person.wing_width, side));
  Lay(paint, Shade(person.skin, 0.6f),
      0.35f * Bell2(x, y - person.nose_length - 0.06f, person.wing_width * 0.8f, 0.045f));
}

void PaintBrows(const Person& person, float x, float y, float soft, Paint& paint) {
  const float side = std::abs(x);
  const float t = (side - person.brow_inner) / (person.brow_outer - person.brow_inner);
  if (t < -0.15f || t > 1.1f) return;
  const float middle = -person.brow_y + (x > 0 ? person.brow_slant : -person.brow_slant) -
                       person.brow_tilt * (t - 0.4f) - person.brow_arch * (1 - std::pow((t - 0.62f) / 0.62f, 2.0f));
  const float thickness = person.brow_thickness * (t < 0.55f ? 1.0f : 1.0f - 0.75f * (t - 0.55f) / 0.45f);
  const float hairs = 0.55f + 0.75f * PaintNoise(side * 46 + y * 22, y * 14, person.texture + 5);
  const float cover = (1 - SmoothStep(thickness - soft, thickness + soft * 1.5f, std::abs(y - middle))) *
                      SmoothStep(-0.12f, 0.08f, t) * (1 - SmoothStep(0.95f, 1.06f, t));
  Lay(paint, Shade(person.hair, 0.75f), cover * person.brow_strength * std::min(hairs, 1.0f));
}

void PaintEye(const Person& person, float x, float y, float soft, Paint& paint) {
  const EyePlace at = InEye(person, x, y);
  if (std::abs(at.x) > person.eye_half_width * 1.45f || std::abs(at.y) > 0.4f) return;
  const LidEdges lids = Lids(person, at.x);
  const float within = person.eye_half_width - std::abs(at.x);
  // Shadow of the socket and the fold of the lid.
  Lay(paint, Shade(person.skin, 0.55f), 0.35f * Bell2(at.x, at.y + 0.1f, person.eye_half_width, 0.12f));
  Lay(paint, person.eye_shadow_colour, person.eye_shadow * Bell2(at.x, at.y + 0.13f, person.eye_half_width, 0.10f));
  Lay(paint, Shade(person.skin, 0.38f),
      0.8f * person.crease * Bell(at.y - lids.upper * 1.05f + person.lid_fold, 0.018f) *
          SmoothStep(-0.04f, 0.08f, within));
  const float open = SmoothStep(-soft, soft, at.y - lids.upper) * SmoothStep(-soft, soft, lids.lower - at.y) *
                     SmoothStep(-soft, soft, within);
  const float roundness = 1 - 0.35f * std::pow(std::abs(at.x) / person.eye_half_width, 2.0f);
  const float lid_shadow = 0.62f + 0.38f * SmoothStep(0.0f, 0.09f, at.y - lids.upper);
  Lay(paint, Shade({0.93f, 0.90f, 0.88f}, roundness * lid_shadow), open);
  const float from_iris = std::hypot(at.x, at.y + 0.018f);
  const float iris = open * (1 - SmoothStep(person.iris_radius - soft, person.iris_radius + soft, from_iris));
  const float fibres = 0.75f + 0.5f * PaintNoise(std::atan2(at.y, at.x) * 7, from_iris * 12, person.texture + 6);
  const float rim = 1 - 0.55f * SmoothStep(person.iris_radius * 0.72f, person.iris_radius, from_iris);
  Lay(paint, Shade(person.iris, fibres * rim * lid_shadow), iris);
  Lay(paint, {0.02f, 0.02f, 0.02f}, open * (1 - SmoothStep(0.043f - soft, 0.043f + soft, from_iris)));
  const float glint = std::hypot((x > 0 ? at.x : -at.x) + 0.035f, at.y + 0.055f);
  Lay(paint, {1, 1, 1}, 0.9f * open * (1 - SmoothStep(0.018f, 0.03f, glint)));
  Lay(paint, {0.75f, 0.42f, 0.38f}, 0.7f * open * Bell(at.x + person.eye_half_width * 0.93f, 0.03f));
  const float ends = SmoothStep(-0.05f, 0.01f, within);
  Lay(paint, {0.05f, 0.035f, 0.03f},
      person.lash * ends * Bell(at.y - lids.upper + 0.008f, 0.016f + 0.014f * person.lash));
  Lay(paint, Shade(person.skin, 0.4f), 0.55f * ends * Bell(at.y - lids.lower, 0.014f));
}

}  // namespace

float SmoothStep(float low, float high, float x) {
  const float t = std::clamp((x - low) / (high - low), 0.0f, 1.0f);
  return t * t * (3 - 2 * t);
}

float PaintNoise(float x, float y, std::uint64_t seed) {
  const float fx = std::floor(x), fy = std::floor(y);
  const int ix = static_cast<int>(fx), iy = static_cast<int>(fy);
  const float tx = SmoothStep(0, 1, x - fx), ty = SmoothStep(0, 1, y - fy);
  const float top = Lattice(ix, iy, seed) * (1 - tx) + Lattice(ix + 1, iy, seed) * tx;
  const float bottom = Lattice(ix, iy + 1, seed) * (1 - tx) + Lattice(ix + 1, iy + 1, seed) * tx;
  return top * (1 - ty) + bottom * ty;
}

float HeadHalfWidth(const Person& person, float y) {
  if (y <= -person.crown || y >= person.chin) return 0;
  if (y < 0) return person.half_width * std::pow(1 - std::pow(-y / person.crown, 2.6f), 1 / 2.6f);
  const float t = y / person.chin;
  return person.half_width * (1 - person.jaw_taper * t) * std::pow(1 - std::pow(t, person.jaw_power), 0.5f);
}

float FaceRelief(const Person& person, float x, float y) {
  const float width = HeadHalfWidth(person, y);
  const float side = std::abs(x);
  if (side >= width) return 0;
  const float across = x / width;
  const float upright = y < 0 ? std::pow(1 - std::pow(-y / person.crown, 3.0f), 0.5f)
                              : std::pow(1 - std::pow(y / person.chin, 5.0f), 0.5f);
  float z = person.depth * std::pow(1 - across * across, 0.45f) * (0.35f + 0.65f * upright);
  const float nose_x = AcrossNose(person, x, y);
  const float down = (y + 0.12f) / (person.nose_length + 0.12f);
  if (down > -0.4f && down < 1.4f) {
    const float t = std::clamp(down, 0.0f, 1.0f);
    const float height = person.bridge_height + (person.nose_height - person.bridge_height) * t * t;
    const float width_here = person.bridge_width + (person.tip_width - person.bridge_width) * t * t;
    const float ends = SmoothStep(-0.4f, 0.15f, down) * (1 - SmoothStep(0.98f, 1.16f, down));
    z += height * ends * Bell(nose_x, width_here);
  }
  z += 0.16f * Bell2(std::abs(nose_x) - person.wing_width * 0.72f, y - person.nose_length + 0.05f,
                     person.wing_width * 0.36f, 0.11f);
  z -= person.socket_depth * Bell2(side - 0.46f, y + 0.05f, 0.30f, 0.20f);
  z += 0.07f * Bell2(side - 0.5f, y, 0.20f, 0.13f);
  z += person.brow_ridge * Bell2(side - 0.45f, y + person.brow_y - 0.02f, 0.40f, 0.12f);
  z += person.cheekbones * Bell2(side - 0.68f, y - person.cheekbone_y, 0.26f, 0.24f);
  z -= 0.07f * person.fold * Bell2(side - 0.75f, y - person.mouth_y + 0.1f, 0.22f, 0.3f);
  z += 0.09f * Bell2(x, y - person.mouth_y, person.mouth_half_width * 0.9f, 0.26f);
  z += 0.05f * Bell2(x, y - person.mouth_y + person.upper_lip * 0.5f, person.mouth_half_width * 0.7f, 0.05f);
  z += 0.07f * Bell2(x, y - person.mouth_y - person.lower_lip * 0.5f, person.mouth_half_width * 0.6f, 0.07f);
  z += person.chin_boss * Bell2(x, y - person.chin + 0.24f, 0.26f, 0.17f);
  return z;
}

Paint FacePaint(const Person& person, float x, float y, float soft) {
  Paint paint;
  paint.gloss = 0.12f;
  const float width = HeadHalfWidth(person, y);
  if (width <= 0 || std::abs(x) >= width + soft) return paint;
  paint.cover = SmoothStep(-soft, soft, width - std::abs(x));
  PaintSkin(person, x, y, paint);
  PaintFolds(person, x, y, paint);
  PaintNose(person, x, y, paint);
  PaintBeard(person, x, y, paint);
  PaintMouth(person, x, y, soft, paint);
  PaintEye(person, x, y, soft, paint);
  PaintBrows(person, x, y, soft, paint);
  return paint;
}

}  // namespace clearance
