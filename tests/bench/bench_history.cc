#include "tests/bench/bench_history.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"

namespace clearance {
namespace {

constexpr char kHistory[] = "history.jsonl";
constexpr std::size_t kMaxBytes = std::size_t{256} << 20;

bool IsRun(const nlohmann::json& line, const std::string& section) {
  return line.is_object() && line.value("section", "") == section && line.contains("figures") &&
         line["figures"].is_array();
}

// The runs of that section, on the machine of the newest; the oldest first.
std::vector<nlohmann::json> RunsOf(const std::string& text, const std::string& section) {
  std::vector<nlohmann::json> runs;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    nlohmann::json json = nlohmann::json::parse(line, nullptr, false);
    if (IsRun(json, section)) runs.push_back(std::move(json));
  }
  if (runs.empty()) return runs;
  const std::string machine = runs.back().value("machine", "");
  std::erase_if(runs, [&](const nlohmann::json& run) { return run.value("machine", "") != machine; });
  return runs;
}

// The values of the figure of that name and unit, the newest last.
std::vector<double> ValuesOf(const std::vector<nlohmann::json>& runs, const nlohmann::json& wanted) {
  std::vector<double> values;
  for (const nlohmann::json& run : runs) {
    for (const nlohmann::json& figure : run["figures"]) {
      const bool same = figure.value("name", "") == wanted.value("name", "") &&
                        figure.value("unit", "") == wanted.value("unit", "") && figure["value"].is_number();
      if (same) values.push_back(figure["value"].get<double>());
    }
  }
  return values;
}

std::string RowOf(const std::vector<nlohmann::json>& runs, const nlohmann::json& figure) {
  const std::vector<double> values = ValuesOf(runs, figure);
  if (values.empty()) return "";
  const double median = Median(values);
  const bool has_ratio = figure.contains("ratio") && figure["ratio"].is_number();
  return fmt::format("  {:<72} {:>4} {:>12.4g} {:>12.4g} {:<8} {:>7} {:>7}\n", figure.value("name", ""), values.size(),
                     median, values.back(), figure.value("unit", ""),
                     has_ratio ? fmt::format("{:.3g}", figure["ratio"].get<double>()) : "",
                     median == 0 ? "" : fmt::format("{:.2f}", values.back() / median));
}

}  // namespace

Status AppendBenchHistory(const BenchSection& section, const BenchOrigin& origin, const std::string& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  const std::string path = folder + "/" + kHistory;
  std::ofstream file(path, std::ios::app);
  file << BenchSectionJson(section, origin).dump() + "\n" << std::flush;
  if (file) return OkStatus();
  return Error(StatusCode::kUnavailable, error_reason::kFileUnreadable, path + ": cannot be written");
}

StatusOr<std::string> BenchHistoryTable(const std::string& section, const std::string& folder) {
  ASSIGN_OR_RETURN(const std::string text, ReadFile(folder + "/" + kHistory, kMaxBytes));
  const std::vector<nlohmann::json> runs = RunsOf(text, section);
  if (runs.empty())
    return Error(StatusCode::kNotFound, error_reason::kNotFound, folder + "/" + kHistory + ": no run of " + section);
  const nlohmann::json& newest = runs.back();
  std::string table = fmt::format(
      "{}: {} runs on {}, from {} ({}) to {} ({})\n  {:<72} {:>4} {:>12} {:>12} {:<8} {:>7} {:>7}\n", section,
      runs.size(), newest.value("machine", ""), runs.front().value("at", ""), runs.front().value("commit", ""),
      newest.value("at", ""), newest.value("commit", ""), "figure", "runs", "median", "newest", "", "ratio", "of med.");
  for (const nlohmann::json& figure : newest["figures"]) table += RowOf(runs, figure);
  return table;
}

}  // namespace clearance
