// The text of calibration files, read strictly and written; see calibration.h.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <vector>

#include "common/base/error_reasons.h"
#include "gate-agent/vision/calibration.h"

namespace clearance {
namespace {

using Json = nlohmann::json;
using OrderedJson = nlohmann::ordered_json;

constexpr std::size_t kSha256HexLength = 64;
constexpr std::int64_t kMaxCount = std::int64_t{1} << 53;  // as far as every reader of JSON counts exactly
// No set of pictures could tell a smaller rate from none.
constexpr double kSmallestTarget = 1e-9;
// The live score's grid: a threshold of 0 would let every attack pass, a target of 0 no number of people could show.
constexpr double kLeastPresentation = 0.001;
// A rate is written with six digits; a file whose rate is further from its counts was edited by hand.
constexpr double kRateTolerance = 1e-4;

Status Unusable(std::string_view name, std::string_view problem) {
  return Error(StatusCode::kFailedPrecondition, error_reason::kModelUnusable, fmt::format("{}: {}", name, problem));
}

// Parses, noting a key that stands twice in one object: the parser alone would silently keep the last.
Json ParseNotingDoubles(std::string_view text, std::optional<std::string>& doubled_key) {
  std::vector<std::set<std::string>> open_objects;
  const auto watch = [&](int, Json::parse_event_t event, Json& value) {
    if (event == Json::parse_event_t::object_start) open_objects.emplace_back();
    if (event == Json::parse_event_t::object_end) open_objects.pop_back();
    if (event == Json::parse_event_t::key && !open_objects.back().insert(value.get<std::string>()).second) {
      doubled_key = value.get<std::string>();
    }
    return true;
  };
  return Json::parse(text, watch, /*allow_exceptions=*/false);
}

// Takes keys out of one object; the first problem is kept, and so is a key nobody took.
class StrictObject {
 public:
  StrictObject(const Json& object, std::string prefix) : object_(object), prefix_(std::move(prefix)) {
    if (!object_.is_object()) Fail("", "must be an object");
  }

  std::string Text(const std::string& key) {
    const Json* value = Take(key);
    if (value == nullptr) return "";
    if (!value->is_string() || value->get_ref<const std::string&>().empty() ||
        value->get_ref<const std::string&>().size() > kMaxCalibrationTextBytes) {
      Fail(key, fmt::format("must be a text of 1 to {} bytes", kMaxCalibrationTextBytes));
      return "";
    }
    return value->get<std::string>();
  }

  double Number(const std::string& key, double low, double high) {
    const Json* value = Take(key);
    if (value == nullptr) return 0;
    if (!value->is_number() || !(value->get<double>() >= low && value->get<double>() <= high)) {
      Fail(key, fmt::format("must be a number from {} to {}", low, high));
      return 0;
    }
    return value->get<double>();
  }

  std::int64_t Count(const std::string& key, std::int64_t low, std::int64_t high = kMaxCount) {
    const Json* value = Take(key);
    if (value == nullptr) return 0;
    if (!value->is_number_integer() || value->get<std::int64_t>() < low || value->get<std::int64_t>() > high) {
      Fail(key, fmt::format("must be a whole number from {} to {}", low, high));
      return 0;
    }
    return value->get<std::int64_t>();
  }

  // A rate that stands beside its counts: it says nothing of its own, but must not contradict them.
  void Rate(const std::string& key, std::int64_t errors, std::int64_t trials) {
    const double rate = Number(key, 0, 1);
    const double counted = trials < 1 ? 0 : static_cast<double>(errors) / static_cast<double>(trials);
    if (std::abs(rate - counted) > kRateTolerance * counted) Fail(key, "contradicts its counts");
  }

  // The interval around errors / trials.
  Interval Bounds(const std::string& key, std::int64_t errors, std::int64_t trials) {
    const Json* value = Take(key);
    if (value == nullptr) return {};
    const auto is_rate = [](const Json& end) {
      return end.is_number() && end.get<double>() >= 0 && end.get<double>() <= 1;
    };
    if (!value->is_array() || value->size() != 2 || !is_rate((*value)[0]) || !is_rate((*value)[1]) ||
        (*value)[0].get<double>() > (*value)[1].get<double>()) {
      Fail(key, "must be two rates, the lower first");
      return {};
    }
    const Interval bounds = {(*value)[0].get<double>(), (*value)[1].get<double>()};
    const double counted = trials < 1 ? 0 : static_cast<double>(errors) / static_cast<double>(trials);
    // Written by hand or by face-eval, an interval without its own rate would say the support the counts deny.
    if (counted < bounds.low || counted > bounds.high) Fail(key, "contradicts its counts");
    return bounds;
  }

  bool Flag(const std::string& key) {
    const Json* value = Take(key);
    if (value == nullptr) return false;
    if (!value->is_boolean()) Fail(key, "must be true or false");
    return value->is_boolean() && value->get<bool>();
  }

  bool Has(const std::string& key) const { return object_.is_object() && object_.contains(key); }

  // What stands under `key`, or null with a problem noted.
  const Json& Value(const std::string& key) {
    static const Json kNull;
    const Json* value = Take(key);
    return value == nullptr ? kNull : *value;
  }

  // The objects listed under `key`; none with a problem noted.
  std::vector<Json> List(const std::string& key, std::size_t least) {
    const Json& value = Value(key);
    if (!value.is_array() || value.size() < least || value.size() > kMaxCalibrationListLength) {
      Fail(key, fmt::format("must be a list of {} to {}", least, kMaxCalibrationListLength));
      return {};
    }
    return {value.begin(), value.end()};
  }

  std::set<std::string> Keys() const {
    std::set<std::string> keys;
    if (object_.is_object()) {
      for (const auto& item : object_.items()) keys.insert(item.key());
    }
    return keys;
  }

  void Fail(const std::string& key, std::string_view problem) {
    if (!problem_) {
      problem_ = key.empty() ? fmt::format("{}{}", prefix_, problem) : fmt::format("{}{}: {}", prefix_, key, problem);
    }
  }

  std::optional<std::string> Problem() {
    for (const std::string& key : Keys()) {
      if (!taken_.contains(key)) Fail(key, "unknown key");
    }
    return problem_;
  }

 private:
  const Json* Take(const std::string& key) {
    taken_.insert(key);
    if (!object_.is_object()) return nullptr;
    const auto found = object_.find(key);
    if (found == object_.end()) {
      Fail(key, "missing");
      return nullptr;
    }
    return &*found;
  }

  const Json& object_;
  std::string prefix_;
  std::set<std::string> taken_;
  std::optional<std::string> problem_;
};

bool IsSha256Hex(std::string_view text) {
  return text.size() == kSha256HexLength && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// "2026-11-22", a day that exists.
bool IsDate(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  std::array<int, 3> parts{};
  const std::array<std::string_view, 3> fields = {text.substr(0, 4), text.substr(5, 2), text.substr(8, 2)};
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (fields[i].find_first_not_of("0123456789") != std::string_view::npos) return false;
    std::from_chars(fields[i].data(), fields[i].data() + fields[i].size(), parts[i]);
  }
  using namespace std::chrono;  // NOLINT(google-build-using-namespace): the calendar's own operators
  return (year(parts[0]) / static_cast<unsigned>(parts[1]) / static_cast<unsigned>(parts[2])).ok();
}

// Notes the first problem of any part of the file.
class FirstProblem {
 public:
  // Call when all keys of `object` have been taken.
  void Note(StrictObject& object) {
    std::optional<std::string> problem = object.Problem();
    if (!problem_ && problem) problem_ = std::move(problem);
  }
  const std::optional<std::string>& text() const { return problem_; }

 private:
  std::optional<std::string> problem_;
};

std::map<std::string, std::string> ReadModels(const Json& json, FirstProblem& problem) {
  StrictObject models(json, "models.");
  std::map<std::string, std::string> hashes;
  for (const std::string& model : models.Keys()) {
    hashes[model] = models.Text(model);
    if (!IsSha256Hex(hashes[model])) models.Fail(model, "must be a SHA-256 in lower-case hexadecimal");
  }
  problem.Note(models);
  return hashes;
}

void ReadMeasured(const Json& json, Calibration& calibration, FirstProblem& problem) {
  StrictObject measured(json, "measured.");
  calibration.pictures = measured.Count("pictures", 1);
  calibration.persons = measured.Count("persons", 1, calibration.pictures);
  calibration.failures_to_acquire = measured.Count("failures_to_acquire", 0, calibration.pictures);
  calibration.genuine_pairs = measured.Count("genuine_pairs", 1);
  calibration.impostor_pairs = measured.Count("impostor_pairs", 1);
  const auto usable = static_cast<double>(calibration.pictures - calibration.failures_to_acquire);
  if (static_cast<double>(calibration.genuine_pairs + calibration.impostor_pairs) > usable * (usable - 1) / 2) {
    measured.Fail("impostor_pairs", "more than the pictures have pairs");
  }
  problem.Note(measured);
}

CalibratedThreshold ReadThreshold(const Json& json, std::size_t index, const Calibration& calibration,
                                  FirstProblem& problem) {
  StrictObject object(json, fmt::format("thresholds[{}].", index));
  CalibratedThreshold point;
  point.target_fmr = object.Number("target_fmr", kSmallestTarget, 1);
  point.threshold = object.Number("threshold", -1, 1);
  point.false_matches = object.Count("false_matches", 0, calibration.impostor_pairs);
  object.Rate("fmr", point.false_matches, calibration.impostor_pairs);
  point.fmr = object.Bounds("fmr_interval", point.false_matches, calibration.impostor_pairs);
  point.false_non_matches = object.Count("false_non_matches", 0, calibration.genuine_pairs);
  object.Rate("fnmr", point.false_non_matches, calibration.genuine_pairs);
  point.fnmr = object.Bounds("fnmr_interval", point.false_non_matches, calibration.genuine_pairs);
  point.supported = object.Flag("supported");
  if (point.target_fmr >= kSmallestTarget) {
    const std::string why = WhyFmrUnsupported(EvidenceOf(calibration, point));
    if (point.supported != why.empty()) object.Fail("supported", "contradicts its counts");
  }
  problem.Note(object);
  return point;
}

void ReadThresholds(StrictObject& file, Calibration& calibration, FirstProblem& problem) {
  for (const Json& json : file.List("thresholds", 1)) {
    const std::size_t index = calibration.thresholds.size();
    calibration.thresholds.push_back(ReadThreshold(json, index, calibration, problem));
    if (index > 0 && !(calibration.thresholds[index].target_fmr < calibration.thresholds[index - 1].target_fmr)) {
      file.Fail("thresholds", "must stand in falling order of target_fmr");
    }
  }
  const auto in_use = std::any_of(calibration.thresholds.begin(), calibration.thresholds.end(), [&](const auto& point) {
    return point.target_fmr == calibration.target_fmr && point.threshold == calibration.threshold;
  });
  if (!in_use) file.Fail("threshold", "with its target_fmr is none of the thresholds");
}

PresentationCalibration ReadPresentation(const Json& json, FirstProblem& problem) {
  StrictObject object(json, "presentation.");
  PresentationCalibration presentation;
  presentation.threshold = object.Number("threshold", kLeastPresentation, 1);
  presentation.target_bpcer = object.Number("target_bpcer", kLeastPresentation, 1);
  presentation.bona_fide = object.Count("bona_fide", 1);
  presentation.persons = object.Count("persons", 1, presentation.bona_fide);
  presentation.turned_away = object.Count("turned_away", 0, presentation.bona_fide);
  if (static_cast<double>(presentation.turned_away) >
      presentation.target_bpcer * static_cast<double>(presentation.bona_fide)) {
    object.Fail("turned_away", "more than target_bpcer of bona_fide");
  }
  object.Rate("bpcer", presentation.turned_away, presentation.bona_fide);
  presentation.bpcer = object.Bounds("bpcer_interval", presentation.turned_away, presentation.bona_fide);
  for (const Json& entry : object.List("species", 0)) {
    StrictObject species(entry, fmt::format("presentation.species[{}].", presentation.species.size()));
    PresentationSpecies& read = presentation.species.emplace_back();
    read.name = species.Text("name");
    read.trials = species.Count("trials", 1);
    read.accepted = species.Count("accepted", 0, read.trials);
    if (read.trials >= kMinAttackTrials) {
      species.Rate("apcer", read.accepted, read.trials);
      read.apcer = species.Bounds("apcer_interval", read.accepted, read.trials);
    }
    problem.Note(species);
  }
  problem.Note(object);
  return presentation;
}

// Six digits are more than any of these figures is known to.
double Rounded(double value) { return std::stod(fmt::format("{:.6g}", value)); }

double Ratio(std::int64_t errors, std::int64_t trials) {
  return Rounded(static_cast<double>(errors) / static_cast<double>(trials));
}

OrderedJson ThresholdJson(const CalibratedThreshold& point, const Calibration& calibration) {
  return {{"target_fmr", point.target_fmr},
          {"threshold", point.threshold},
          {"false_matches", point.false_matches},
          {"fmr", Ratio(point.false_matches, calibration.impostor_pairs)},
          {"fmr_interval", {point.fmr.low, point.fmr.high}},
          {"false_non_matches", point.false_non_matches},
          {"fnmr", Ratio(point.false_non_matches, calibration.genuine_pairs)},
          {"fnmr_interval", {point.fnmr.low, point.fnmr.high}},
          {"supported", point.supported}};
}

OrderedJson PresentationJson(const PresentationCalibration& presentation) {
  OrderedJson species = OrderedJson::array();
  for (const PresentationSpecies& entry : presentation.species) {
    OrderedJson& written =
        species.emplace_back(OrderedJson{{"name", entry.name}, {"trials", entry.trials}, {"accepted", entry.accepted}});
    if (entry.trials < kMinAttackTrials) continue;
    written["apcer"] = Ratio(entry.accepted, entry.trials);
    written["apcer_interval"] = {entry.apcer.low, entry.apcer.high};
  }
  return {{"threshold", presentation.threshold},
          {"target_bpcer", presentation.target_bpcer},
          {"bona_fide", presentation.bona_fide},
          {"persons", presentation.persons},
          {"turned_away", presentation.turned_away},
          {"bpcer", Ratio(presentation.turned_away, presentation.bona_fide)},
          {"bpcer_interval", {presentation.bpcer.low, presentation.bpcer.high}},
          {"species", std::move(species)}};
}

}  // namespace

StatusOr<Calibration> ParseCalibration(std::string_view json, std::string_view name) {
  if (json.size() > kMaxCalibrationBytes) return Unusable(name, "too large");
  std::optional<std::string> doubled_key;
  const Json root = ParseNotingDoubles(json, doubled_key);
  if (root.is_discarded()) return Unusable(name, "not JSON");
  if (doubled_key) return Unusable(name, *doubled_key + ": stands twice");

  StrictObject file(root, "");
  FirstProblem problem;
  Calibration calibration;
  if (file.Text("format") != kCalibrationFormat) file.Fail("format", fmt::format("must be {}", kCalibrationFormat));
  calibration.policy = file.Text("policy");
  calibration.threshold = file.Number("threshold", -1, 1);
  calibration.target_fmr = file.Number("target_fmr", kSmallestTarget, 1);
  calibration.population = file.Text("population");
  calibration.source = file.Text("source");
  calibration.date = file.Text("date");
  if (!IsDate(calibration.date)) file.Fail("date", "must be a day as YYYY-MM-DD");
  calibration.provisional = file.Flag("provisional");
  calibration.models = ReadModels(file.Value("models"), problem);
  ReadMeasured(file.Value("measured"), calibration, problem);
  ReadThresholds(file, calibration, problem);
  if (file.Has("presentation")) calibration.presentation = ReadPresentation(file.Value("presentation"), problem);
  problem.Note(file);
  if (problem.text()) return Unusable(name, *problem.text());
  return calibration;
}

std::string CalibrationText(const Calibration& calibration) {
  OrderedJson thresholds = OrderedJson::array();
  for (const CalibratedThreshold& point : calibration.thresholds) {
    thresholds.push_back(ThresholdJson(point, calibration));
  }
  OrderedJson file = {{"format", kCalibrationFormat},
                      {"policy", calibration.policy},
                      {"models", calibration.models},
                      {"threshold", calibration.threshold},
                      {"target_fmr", calibration.target_fmr},
                      {"measured",
                       {{"persons", calibration.persons},
                        {"pictures", calibration.pictures},
                        {"failures_to_acquire", calibration.failures_to_acquire},
                        {"genuine_pairs", calibration.genuine_pairs},
                        {"impostor_pairs", calibration.impostor_pairs}}},
                      {"thresholds", std::move(thresholds)}};
  if (calibration.presentation) file["presentation"] = PresentationJson(*calibration.presentation);
  file["population"] = calibration.population;
  file["source"] = calibration.source;
  file["date"] = calibration.date;
  file["provisional"] = calibration.provisional;
  return file.dump(2) + "\n";
}

}  // namespace clearance
