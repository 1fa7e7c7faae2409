#include "tests/bench/bench.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "common/base/check.h"
#include "tests/bench/bench_files.h"
#include "tests/bench/bench_history.h"

namespace clearance {
namespace {

double Ratio(const Figure& figure) { return figure.bare == 0 ? 0 : figure.value / figure.bare; }

}  // namespace

void BenchReport::Begin(const std::string& name) {
  std::erase_if(sections_, [&](const BenchSection& section) { return section.name == name; });
  sections_.push_back({.name = name, .title = name, .figures = {}, .missing = {}});
}

void BenchReport::Section(const std::string& title) {
  CHECK(!sections_.empty());
  sections_.back().title = title;
  fmt::print("\n{}\n", title);
  std::fflush(stdout);
}

void BenchReport::Add(const Figure& figure) {
  fmt::print("  {:<52} {:>12.3f} {:<8}", figure.name, figure.value, figure.unit);
  if (!figure.bare_name.empty())
    fmt::print(" {:>12.3f}  {:<44} × {:.2f}", figure.bare, figure.bare_name, Ratio(figure));
  fmt::print("\n");
  std::fflush(stdout);
  CHECK(!sections_.empty());
  sections_.back().figures.push_back(figure);
}

void BenchReport::Missing(const std::string& what, const std::string& why) {
  fmt::print("  {:<52} not measured: {}\n", what, why);
  CHECK(!sections_.empty());
  sections_.back().missing.emplace_back(what, why);
}

Status BenchReport::Write(const std::string& folder) const {
  const BenchOrigin origin = OriginOfThisRun();
  for (const BenchSection& section : sections_) RETURN_IF_ERROR(WriteBenchSection(section, origin, folder));
  return WriteBenchTable(folder);
}

Status BenchReport::Remember(const std::string& folder) const {
  CHECK(!sections_.empty());
  return AppendBenchHistory(sections_.back(), OriginOfThisRun(), folder);
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
