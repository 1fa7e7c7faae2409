#include "tests/bench/bench.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

#include "common/base/bytes.h"
#include "common/base/clock.h"

namespace clearance {
namespace {

std::string FirstLineOf(const char* path, const std::string& key) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);)
    if (line.rfind(key, 0) == 0) return line.substr(line.find(':') + 2);
  return "unknown";
}

// The commit the tree stands at, as git's own files say.
std::string Commit() {
  std::ifstream head(".git/HEAD");
  std::string line;
  std::getline(head, line);
  if (line.rfind("ref: ", 0) != 0) return line;
  std::ifstream ref(".git/" + line.substr(5));
  std::string commit;
  std::getline(ref, commit);
  return commit.empty() ? "unknown" : commit;
}

double Ratio(const Figure& figure) { return figure.bare == 0 ? 0 : figure.value / figure.bare; }

}  // namespace

void BenchReport::Section(const std::string& title) {
  fmt::print("\n{}\n", title);
  std::fflush(stdout);
}

void BenchReport::Add(const Figure& figure) {
  fmt::print("  {:<52} {:>12.3f} {:<8}", figure.name, figure.value, figure.unit);
  if (!figure.bare_name.empty())
    fmt::print(" {:>12.3f}  {:<44} × {:.2f}", figure.bare, figure.bare_name, Ratio(figure));
  fmt::print("\n");
  std::fflush(stdout);
  figures_.push_back(figure);
}

void BenchReport::Missing(const std::string& what, const std::string& why) {
  fmt::print("  {:<52} not measured: {}\n", what, why);
  missing_.emplace_back(what, why);
}

Status BenchReport::Write(const std::string& path) const {
  nlohmann::json json = {{"machine", FirstLineOf("/proc/cpuinfo", "model name")},
                         {"cores", std::thread::hardware_concurrency()},
                         {"commit", Commit()},
                         {"at", FormatInstant(SystemClock().Now())},
                         {"figures", nlohmann::json::array()},
                         {"missing", nlohmann::json::array()}};
  for (const Figure& figure : figures_) {
    nlohmann::json row = {{"name", figure.name}, {"value", figure.value}, {"unit", figure.unit}};
    if (!figure.bare_name.empty())
      row.update({{"bare_name", figure.bare_name}, {"bare", figure.bare}, {"ratio", Ratio(figure)}});
    json["figures"].push_back(row);
  }
  for (const auto& [what, why] : missing_) json["missing"].push_back({{"what", what}, {"why", why}});
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  return WriteFile(path, json.dump(2) + "\n");
}

double MedianSeconds(int repetitions, int calls, const std::function<void()>& call) {
  std::vector<double> seconds;
  for (int repetition = 0; repetition < repetitions; ++repetition) {
    const auto began = std::chrono::steady_clock::now();
    for (int i = 0; i < calls; ++i) call();
    seconds.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count() / calls);
  }
  return Median(std::move(seconds));
}

double Median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace clearance
