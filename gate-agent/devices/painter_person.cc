// Drawing of a person's features from a seed; see painter_person.h.
#include "gate-agent/devices/painter_person.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "common/base/random.h"

namespace clearance {
namespace {

// Keeps persons of neighbouring seeds apart; not the stream's own step, which would only shift it.
constexpr std::uint64_t kSeedSpread = 0xD1342543DE82EF95ULL;

constexpr std::array<PaintColour, 7> kSkins = {{{0.96f, 0.82f, 0.74f},
                                                {0.93f, 0.76f, 0.63f},
                                                {0.88f, 0.70f, 0.53f},
                                                {0.80f, 0.60f, 0.43f},
                                                {0.68f, 0.48f, 0.34f},
                                                {0.52f, 0.35f, 0.25f},
                                                {0.36f, 0.24f, 0.18f}}};
constexpr std::array<PaintColour, 7> kHairs = {{{0.06f, 0.05f, 0.05f},
                                                {0.13f, 0.09f, 0.07f},
                                                {0.26f, 0.16f, 0.09f},
                                                {0.42f, 0.27f, 0.14f},
                                                {0.70f, 0.54f, 0.30f},
                                                {0.52f, 0.22f, 0.10f},
                                                {0.66f, 0.65f, 0.64f}}};
constexpr std::array<PaintColour, 5> kIrises = {{{0.16f, 0.09f, 0.05f},
                                                 {0.32f, 0.19f, 0.09f},
                                                 {0.30f, 0.38f, 0.22f},
                                                 {0.28f, 0.45f, 0.62f},
                                                 {0.42f, 0.47f, 0.50f}}};
constexpr std::array<PaintColour, 6> kCloths = {{{0.12f, 0.16f, 0.28f},
                                                 {0.55f, 0.16f, 0.17f},
                                                 {0.24f, 0.36f, 0.28f},
                                                 {0.82f, 0.82f, 0.80f},
                                                 {0.22f, 0.22f, 0.23f},
                                                 {0.42f, 0.30f, 0.48f}}};

constexpr std::array<PaintColour, 4> kEyeShadows = {
    {{0.20f, 0.16f, 0.18f}, {0.30f, 0.22f, 0.50f}, {0.15f, 0.38f, 0.45f}, {0.50f, 0.28f, 0.18f}}};
constexpr std::array<PaintColour, 4> kLipsticks = {
    {{0.72f, 0.08f, 0.14f}, {0.48f, 0.10f, 0.24f}, {0.85f, 0.36f, 0.42f}, {0.45f, 0.18f, 0.12f}}};
constexpr std::array<HairStyle, 5> kWomensHair = {HairStyle::kFringe, HairStyle::kLong, HairStyle::kPulledBack,
                                                  HairStyle::kCurly, HairStyle::kScarf};
constexpr std::array<HairStyle, 6> kMensHair = {HairStyle::kBald,   HairStyle::kShort, HairStyle::kSideParting,
                                                HairStyle::kFringe, HairStyle::kCurly, HairStyle::kReceding};

// Uniform values out of a seeded stream.
class Dice {
 public:
  explicit Dice(PersonSeed seed) : random_((std::uint64_t{seed} + 1) * kSeedSpread) {}

  float Uniform() {
    constexpr std::uint64_t kSteps = 1 << 24;
    return static_cast<float>(random_.Below(kSteps)) / static_cast<float>(kSteps);
  }
  // Rather near one of the ends than in the middle: people who look alike are no use here.
  float Between(float low, float high) {
    const float centred = 2 * Uniform() - 1;
    const float pushed = std::copysign(std::sqrt(std::abs(centred)), centred);
    return low + (high - low) * (0.5f + 0.5f * pushed);
  }
  bool Chance(float probability) { return Uniform() < probability; }
  int Index(int count) { return static_cast<int>(random_.Below(static_cast<std::uint64_t>(count))); }
  template <typename Choice, std::size_t n>
  const Choice& Of(const std::array<Choice, n>& choices) {
    return choices[static_cast<std::size_t>(Index(static_cast<int>(n)))];
  }
  std::uint64_t Bits() { return random_.Next(); }

 private:
  SeededRandom random_;
};

void MakeHead(Dice& dice, Person& person) {
  person.half_width = dice.Between(0.94f, 1.36f);
  person.crown = dice.Between(1.35f, 1.75f);
  person.chin = dice.Between(1.56f, 2.18f);
  person.jaw_power = dice.Between(1.9f, 4.2f);
  person.jaw_taper = dice.Between(0.0f, 0.26f);
  person.depth = dice.Between(0.75f, 1.15f);
  person.cheekbones = dice.Between(-0.03f, 0.16f);
  person.cheekbone_y = dice.Between(0.32f, 0.60f);
  person.chin_boss = dice.Between(0.02f, 0.18f);
  person.brow_ridge = dice.Between(0.0f, 0.14f);
  person.socket_depth = dice.Between(0.03f, 0.17f);
  person.ear_size = dice.Between(0.26f, 0.44f);
}

void MakeNose(Dice& dice, Person& person) {
  person.nose_length = dice.Between(0.48f, 0.92f);
  person.nose_bend = dice.Between(-0.06f, 0.06f);
  person.nose_height = dice.Between(0.22f, 0.52f);
  person.bridge_height = dice.Between(0.04f, 0.30f);
  person.bridge_width = dice.Between(0.09f, 0.20f);
  person.tip_width = dice.Between(0.13f, 0.27f);
  person.wing_width = dice.Between(0.18f, 0.42f);
  person.nostril_size = dice.Between(0.035f, 0.07f);
}

void MakeEyes(Dice& dice, Person& person) {
  person.eye_half_width = dice.Between(0.20f, 0.31f);
  person.upper_lid = dice.Between(0.055f, 0.15f);
  person.lower_lid = dice.Between(0.035f, 0.085f);
  person.eye_tilt = dice.Between(-0.12f, 0.24f);
  person.iris_radius = dice.Between(0.095f, 0.125f);
  person.lash = dice.Between(0.3f, 1.0f);
  person.crease = dice.Chance(0.45f) ? 0.0f : dice.Between(0.3f, 0.9f);
  person.lid_fold = dice.Between(0.05f, 0.13f);
  person.eye_bag = dice.Between(0.0f, 0.5f);
  person.iris = dice.Of(kIrises);
  person.brow_slant = dice.Between(-0.03f, 0.03f);
  person.eye_shadow = 0;
  person.brow_y = dice.Between(0.25f, 0.46f);
  person.brow_thickness = dice.Between(0.025f, 0.10f);
  person.brow_arch = dice.Between(-0.02f, 0.14f);
  person.brow_tilt = dice.Between(-0.12f, 0.14f);
  person.brow_inner = dice.Between(0.10f, 0.30f);
  person.brow_outer = dice.Between(0.72f, 0.94f);
  person.brow_strength = dice.Between(0.35f, 1.0f);
}

void MakeMouth(Dice& dice, Person& person) {
  const float below_nose = dice.Between(0.26f, 0.48f);
  person.mouth_y = std::min(person.nose_length + below_nose, person.chin - 0.42f);
  person.mouth_half_width = dice.Between(0.29f, 0.60f);
  person.mouth_open = dice.Chance(0.3f) ? dice.Between(0.02f, 0.11f) : 0.0f;
  person.mouth_slant = dice.Between(-0.05f, 0.05f);
  person.lip = {0.62f, 0.22f, 0.22f};
  person.upper_lip = dice.Between(0.03f, 0.13f);
  person.lower_lip = dice.Between(0.05f, 0.16f);
  person.mouth_curve = person.mouth_open > 0 ? dice.Between(0.05f, 0.13f) : dice.Between(-0.05f, 0.09f);
  person.lip_strength = dice.Between(0.15f, 0.9f);
  person.cupid = dice.Between(0.0f, 0.05f);
}

void MakeSkinAndHair(Dice& dice, Person& person) {
  const float tone = dice.Uniform() * (static_cast<float>(kSkins.size() - 1) - 0.001f);
  const auto step = static_cast<std::size_t>(tone);
  person.skin = Mix(kSkins[step], kSkins[step + 1], tone - static_cast<float>(step));
  person.redness = dice.Between(0.0f, 0.10f);
  person.roughness = dice.Between(0.02f, 0.10f);
  person.freckles = dice.Chance(0.15f) ? dice.Between(0.2f, 0.5f) : 0.0f;
  const bool old = dice.Chance(0.35f);
  person.wrinkles = old ? dice.Between(0.4f, 1.0f) : dice.Between(0.0f, 0.15f);
  person.fold = old ? dice.Between(0.5f, 1.0f) : dice.Between(0.0f, 0.5f);
  person.mole = {dice.Between(-0.8f, 0.8f), dice.Between(0.3f, 1.4f), dice.Chance(0.25f) ? 0.035f : 0.0f};
  const bool woman = dice.Chance(0.5f);
  if (woman && dice.Chance(0.6f)) {
    person.eye_shadow = dice.Between(0.2f, 0.75f);
    person.eye_shadow_colour = dice.Of(kEyeShadows);
    person.lip = dice.Of(kLipsticks);
    person.lip_strength = dice.Between(0.6f, 1.0f);
  }
  person.hair_style = woman ? dice.Of(kWomensHair) : dice.Of(kMensHair);
  person.hair = tone > 4 ? kHairs[static_cast<std::size_t>(dice.Index(2))] : dice.Of(kHairs);
  if (old && dice.Chance(0.6f)) person.hair = kHairs.back();
  person.hairline = dice.Between(0.62f, 1.05f);
  person.hair_volume = dice.Between(0.06f, 0.24f);
  person.hair_wave = dice.Between(0.0f, 1.0f);
  person.beard = woman || dice.Chance(0.3f) ? Beard::kNone : static_cast<Beard>(1 + dice.Index(4));
  person.beard_strength = dice.Between(0.55f, 0.95f);
}

void MakeThingsWorn(Dice& dice, Person& person) {
  person.glasses = dice.Chance(0.72f) ? Glasses::kNone : static_cast<Glasses>(1 + dice.Index(2));
  person.glasses_size = dice.Between(0.30f, 0.42f);
  person.glasses_thickness = dice.Between(0.015f, 0.05f);
  person.glasses_colour = Shade(dice.Of(kHairs), 0.8f);
  person.clothes = dice.Of(kCloths);
  person.scarf = dice.Of(kCloths);
  person.texture = dice.Bits();
}

}  // namespace

PaintColour Mix(const PaintColour& from, const PaintColour& to, float share) {
  return {from.r + (to.r - from.r) * share, from.g + (to.g - from.g) * share, from.b + (to.b - from.b) * share};
}

PaintColour Shade(const PaintColour& colour, float factor) {
  return {colour.r * factor, colour.g * factor, colour.b * factor};
}

Person MakePerson(PersonSeed seed) {
  Dice dice(seed);
  Person person{};
  MakeHead(dice, person);
  MakeNose(dice, person);
  MakeEyes(dice, person);
  MakeMouth(dice, person);
  MakeSkinAndHair(dice, person);
  MakeThingsWorn(dice, person);
  return person;
}

}  // namespace clearance
