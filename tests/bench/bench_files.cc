#include "tests/bench/bench_files.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <thread>

#include "common/base/bytes.h"
#include "common/base/clock.h"

namespace clearance {
namespace {

constexpr char kTable[] = "bench.md";
constexpr std::size_t kMaxBytes = 1 << 20;

std::string Processor() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);)
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  return "unknown";
}

nlohmann::json JsonOf(const Figure& figure) {
  nlohmann::json json = {{"name", figure.name}, {"value", figure.value}, {"unit", figure.unit}};
  if (!figure.bare_name.empty()) {
    json["bare_name"] = figure.bare_name;
    json["bare"] = figure.bare;
    // A limit of nothing has no ratio.
    json["ratio"] = figure.bare == 0 ? nlohmann::json() : nlohmann::json(figure.value / figure.bare);
  }
  return json;
}

std::string Cell(std::string text) {
  for (std::size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2) text.replace(at, 1, "\\|");
  return text;
}

std::string Number(const nlohmann::json& value, const std::string& unit) {
  if (!value.is_number()) return "";
  return fmt::format("{:.4g}{}{}", value.get<double>(), unit.empty() ? "" : " ", unit);
}

std::string TableOf(const nlohmann::json& section) {
  std::string text = fmt::format("\n## {}\n\n{}, {} cores, commit {}, {}\n\n", section.value("title", ""),
                                 section.value("machine", ""), section.value("cores", 0), section.value("commit", ""),
                                 section.value("at", ""));
  text += "| figure | value | bare limit of the same run | ratio |\n|---|---|---|---|\n";
  for (const nlohmann::json& figure : section.at("figures")) {
    const std::string unit = figure.value("unit", "");
    const std::string bare =
        figure.contains("bare") ? figure.value("bare_name", "") + ": " + Number(figure["bare"], unit) : std::string();
    text += fmt::format("| {} | {} | {} | {} |\n", Cell(figure.value("name", "")), Number(figure["value"], unit),
                        Cell(bare), figure.contains("ratio") ? Number(figure["ratio"], "") : "");
  }
  for (const nlohmann::json& missing : section.at("missing"))
    text +=
        fmt::format("| {} | not measured: {} | | |\n", Cell(missing.value("what", "")), Cell(missing.value("why", "")));
  return text;
}

}  // namespace

BenchOrigin OriginOfThisRun() {
  return {.machine = Processor(),
          .cores = std::thread::hardware_concurrency(),
          .commit = BuiltFromCommit(),
          .at = FormatInstant(SystemClock().Now())};
}

Status CheckBenchFolder(const std::string& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  RETURN_IF_ERROR(CheckWritable(folder + "/" + kTable));
  const std::string tried = folder + "/.tried";
  RETURN_IF_ERROR(WriteFile(tried, ""));
  std::filesystem::remove(tried, error);
  return OkStatus();
}

nlohmann::json BenchSectionJson(const BenchSection& section, const BenchOrigin& origin) {
  nlohmann::json json = {{"section", section.name},
                         {"title", section.title},
                         {"machine", origin.machine},
                         {"cores", origin.cores},
                         {"commit", origin.commit},
                         {"at", origin.at},
                         {"figures", nlohmann::json::array()},
                         {"missing", nlohmann::json::array()}};
  for (const Figure& figure : section.figures) json["figures"].push_back(JsonOf(figure));
  for (const auto& [what, why] : section.missing) json["missing"].push_back({{"what", what}, {"why", why}});
  return json;
}

Status WriteBenchSection(const BenchSection& section, const BenchOrigin& origin, const std::string& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  return WriteFile(folder + "/" + section.name + ".json", BenchSectionJson(section, origin).dump(2) + "\n");
}

Status WriteBenchTable(const std::string& folder) {
  std::map<std::string, std::string> tables;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (entry.path().extension() != ".json") continue;
    ASSIGN_OR_RETURN(const std::string text, ReadFile(entry.path().string(), kMaxBytes));
    const nlohmann::json section = nlohmann::json::parse(text, nullptr, false);
    const bool ours =
        section.is_object() && section.contains("title") && section.contains("figures") && section.contains("missing");
    if (ours) tables[entry.path().stem().string()] = TableOf(section);
  }
  std::string page = "# Bench\n\nMade by `./dev bench`; each figure beside the bare limit taken in the same run.\n";
  for (const auto& [name, table] : tables) page += table;
  return WriteFile(folder + "/" + kTable, page);
}

}  // namespace clearance
