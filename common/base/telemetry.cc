#include "common/base/telemetry.h"

#include <algorithm>

#include "common/base/check.h"

namespace clearance {
namespace {

constexpr std::string_view kTotal = "_total";

bool IsName(std::string_view name) {
  const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
  return !name.empty() && name.front() >= 'a' && name.front() <= 'z' && std::all_of(name.begin(), name.end(), fits);
}

double Seconds(std::chrono::nanoseconds span) { return std::chrono::duration<double>(span).count(); }

}  // namespace

void CallTimes::Record(std::chrono::nanoseconds took) {
  std::size_t bucket = 0;
  while (bucket < kCallTimeBounds.size() && took > kCallTimeBounds[bucket]) ++bucket;
  counts_[bucket].fetch_add(1, std::memory_order_relaxed);
  sum_ns_.fetch_add(static_cast<std::uint64_t>(std::max<std::int64_t>(took.count(), 0)), std::memory_order_relaxed);
}

HistogramReading CallTimes::Read() const {
  HistogramReading reading;
  for (std::size_t i = 0; i < kCallTimeBounds.size(); ++i)
    reading.buckets.emplace_back(Seconds(kCallTimeBounds[i]), counts_[i].load(std::memory_order_relaxed));
  reading.above = counts_.back().load(std::memory_order_relaxed);
  reading.sum = static_cast<double>(sum_ns_.load(std::memory_order_relaxed)) / 1e9;
  return reading;
}

void Telemetry::Add(Metric info, Read read) {
  CHECK(IsName(info.name) && !info.help.empty());
  CHECK(info.name.ends_with(kTotal) == (info.kind == MetricKind::kCounter));
  const std::lock_guard lock(mutex_);
  CHECK(known_.size() < kMaxMetrics);
  const auto place =
      std::lower_bound(known_.begin(), known_.end(), info.name,
                       [](const Known& known, const std::string& name) { return known.info.name < name; });
  CHECK(place == known_.end() || place->info.name != info.name);
  known_.insert(place, {std::move(info), std::move(read)});
}

void Telemetry::AddValue(Metric info, std::function<double()> read) {
  Add(std::move(info), [read = std::move(read)] {
    std::vector<MetricSample> samples(1);
    samples.front().value = read();
    return samples;
  });
}

std::vector<MetricFamily> Telemetry::Collect() const {
  const std::lock_guard lock(mutex_);
  std::vector<MetricFamily> families;
  families.reserve(known_.size());
  for (const Known& known : known_) {
    families.push_back({known.info, known.read()});
    std::vector<MetricSample>& samples = families.back().samples;
    if (samples.size() > kMaxSamplesOfMetric) samples.resize(kMaxSamplesOfMetric);
  }
  return families;
}

}  // namespace clearance
