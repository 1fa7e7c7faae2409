// Strict reading of calibration files; see calibration.h.
#include "gate-agent/vision/calibration.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <chrono>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <vector>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"

namespace clearance {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kSha256HexLength = 64;
constexpr std::size_t kMaxTextLength = 1000;

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
        value->get_ref<const std::string&>().size() > kMaxTextLength) {
      Fail(key, fmt::format("must be a text of 1 to {} bytes", kMaxTextLength));
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

  std::int64_t Count(const std::string& key) {
    const Json* value = Take(key);
    if (value == nullptr) return 0;
    if (!value->is_number_integer() || value->get<std::int64_t>() < 1) {
      Fail(key, "must be a whole number of at least 1");
      return 0;
    }
    return value->get<std::int64_t>();
  }

  bool Flag(const std::string& key) {
    const Json* value = Take(key);
    if (value == nullptr) return false;
    if (!value->is_boolean()) Fail(key, "must be true or false");
    return value->is_boolean() && value->get<bool>();
  }

  // The object under `key`, or null with a problem noted.
  const Json& Object(const std::string& key) {
    static const Json kNull;
    const Json* value = Take(key);
    return value == nullptr ? kNull : *value;
  }

  std::set<std::string> Keys() const {
    std::set<std::string> keys;
    if (object_.is_object()) {
      for (const auto& item : object_.items()) keys.insert(item.key());
    }
    return keys;
  }

  void Fail(const std::string& key, std::string_view problem) {
    if (!problem_)
      problem_ = key.empty() ? fmt::format("{}{}", prefix_, problem) : fmt::format("{}{}: {}", prefix_, key, problem);
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

}  // namespace

StatusOr<Calibration> ParseCalibration(std::string_view json, std::string_view name) {
  if (json.size() > kMaxCalibrationBytes) return Unusable(name, "too large");
  std::optional<std::string> doubled_key;
  const Json root = ParseNotingDoubles(json, doubled_key);
  if (root.is_discarded()) return Unusable(name, "not JSON");
  if (doubled_key) return Unusable(name, *doubled_key + ": stands twice");

  StrictObject file(root, "");
  Calibration calibration;
  if (file.Text("format") != kCalibrationFormat) file.Fail("format", fmt::format("must be {}", kCalibrationFormat));
  calibration.policy = file.Text("policy");
  calibration.threshold = file.Number("threshold", -1, 1);
  calibration.target_fmr = file.Number("target_fmr", 0, 1);
  calibration.population = file.Text("population");
  calibration.source = file.Text("source");
  calibration.date = file.Text("date");
  if (!IsDate(calibration.date)) file.Fail("date", "must be a day as YYYY-MM-DD");
  calibration.provisional = file.Flag("provisional");
  StrictObject models(file.Object("models"), "models.");
  for (const std::string& model : models.Keys()) {
    calibration.models[model] = models.Text(model);
    if (!IsSha256Hex(calibration.models[model])) models.Fail(model, "must be a SHA-256 in lower-case hexadecimal");
  }
  StrictObject measured(file.Object("measured"), "measured.");
  calibration.impostor_pairs = measured.Count("impostor_pairs");
  calibration.fnmr = measured.Number("fnmr", 0, 1);
  for (StrictObject* object : {&file, &models, &measured}) {
    if (const auto problem = object->Problem()) return Unusable(name, *problem);
  }
  return calibration;
}

StatusOr<Calibration> ReadCalibration(const std::string& path) {
  const StatusOr<std::string> text = ReadFile(path, kMaxCalibrationBytes);
  if (!text.ok()) return Unusable(path, "this calibration file cannot be read");
  return ParseCalibration(*text, path);
}

Status CheckCalibration(const Calibration& calibration, const CalibrationNeeds& needs, std::string_view name) {
  if (calibration.policy != needs.policy) {
    return Unusable(name, fmt::format("made for the policy {}, not {}", calibration.policy, needs.policy));
  }
  for (const auto& [model, sha256] : needs.models) {
    const auto found = calibration.models.find(model);
    if (found == calibration.models.end()) return Unusable(name, fmt::format("made without {}", model));
    if (found->second != sha256) return Unusable(name, fmt::format("made for another {}", model));
  }
  if (calibration.models.size() != needs.models.size()) return Unusable(name, "made with further networks");
  if (calibration.provisional && !needs.allow_provisional) {
    return Unusable(name, "provisional: for demo and tests only, calibrate on local pairs");
  }
  return OkStatus();
}

}  // namespace clearance
