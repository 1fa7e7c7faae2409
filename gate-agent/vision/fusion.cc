// Fusions by name; see fusion.h.
#include "gate-agent/vision/fusion.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "common/base/text.h"

namespace clearance {
namespace {

constexpr std::size_t kShownBytes = 80;
constexpr int kWholeWeight = 1000;  // weights are counted in thousandths, so that they are compared and summed exactly

const EmbedderManifest* ManifestNamed(std::string_view name) {
  for (const auto& manifests : {FusionManifests(), FurtherManifests()}) {
    for (const EmbedderManifest& manifest : manifests) {
      if (manifest.name == name) return &manifest;
    }
  }
  return nullptr;
}

// Thousandths of a weight in (0, 1].
std::optional<int> Thousandths(std::string_view text) {
  double weight = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), weight, std::chars_format::fixed);
  if (error != std::errc() || end != text.data() + text.size() || !(weight > 0 && weight <= 1)) return std::nullopt;
  const double thousandths = weight * kWholeWeight;
  if (std::abs(thousandths - std::round(thousandths)) > 1e-9 * kWholeWeight) return std::nullopt;
  return static_cast<int>(std::round(thousandths));
}

Status Bad(std::string_view problem) { return InvalidField("embedders", problem); }

}  // namespace

Fusion::Fusion() {
  static const auto kShips = std::make_shared<const Manifests>(FusionManifests().begin(), FusionManifests().end());
  manifests_ = kShips;
}

StatusOr<Fusion> Fusion::Named(std::string_view text) {
  if (text.empty()) return Fusion();
  Manifests manifests;
  int whole = 0;
  for (std::size_t from = 0; from <= text.size();) {
    const std::string_view part = text.substr(from, text.find('+', from) - from);
    from += part.size() + 1;
    const std::size_t star = part.find('*');
    const EmbedderManifest* manifest = ManifestNamed(part.substr(0, star));
    if (manifest == nullptr) return Bad(fmt::format("\"{}\" begins with no embedder", ShownText(part, kShownBytes)));
    const std::optional<int> weight =
        star == std::string_view::npos ? std::nullopt : Thousandths(part.substr(star + 1));
    if (!weight)
      return Bad(fmt::format("{}: must have a weight in thousandths, as in {}*1", manifest->name, manifest->name));
    const bool again = std::any_of(manifests.begin(), manifests.end(),
                                   [&](const EmbedderManifest& other) { return other.name == manifest->name; });
    if (again) return Bad(fmt::format("{}: stands twice", manifest->name));
    manifests.push_back(*manifest);
    manifests.back().fusion_weight = static_cast<double>(*weight) / kWholeWeight;
    whole += *weight;
  }
  if (whole != kWholeWeight) return Bad("the weights must sum to 1");
  Fusion named(std::move(manifests));
  const Fusion ships;
  // So that templates of the same fusion are of one, however it was named.
  return named.Text() == ships.Text() ? ships : named;
}

std::string Fusion::Text() const {
  std::string text;
  for (const EmbedderManifest& manifest : manifests()) {
    text += fmt::format("{}{}*{:g}", text.empty() ? "" : "+", manifest.name, manifest.fusion_weight);
  }
  return text;
}

double Fusion::SamePersonFloor() const {
  double floor = 0;
  for (const EmbedderManifest& manifest : manifests()) floor += manifest.fusion_weight * manifest.same_person_floor;
  return floor;
}

}  // namespace clearance
