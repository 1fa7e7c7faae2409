// Telemetry: what a process counts and measures of itself, as values, for whoever watches it. Knows no format and no
// network: common/admin shows it. Whoever counts owns the counter and says once how it is read.
//
// Never personal data. A label's values come from a set that is known when the process starts (rpcs, codes, lanes,
// phases), never from a message: who can send messages could else fill the memory.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/instant.h"

namespace clearance {

// Thread-safe; never waits. Only rises; starts at 0 with the process.
class Counter {
 public:
  void Add(std::uint64_t more = 1) { value_.fetch_add(more, std::memory_order_relaxed); }
  std::uint64_t Value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_ = 0;
};

// How often something was at most so large. Buckets count what is above the bound before and not above their own.
struct HistogramReading {
  std::vector<std::pair<double, std::uint64_t>> buckets;  // upper bound and count, rising
  std::uint64_t above = 0;                                // the last bound
  double sum = 0;                                         // of all values
};

// The upper bounds of how long a call may take: 0.1 ms to 10 s, and among them 200 ms, which a decision is to take at
// most: a share of calls can be told only at a bound.
inline constexpr std::array<std::chrono::microseconds, 14> kCallTimeBounds = {
    std::chrono::microseconds(100),       std::chrono::microseconds(250),       std::chrono::microseconds(500),
    std::chrono::microseconds(1'000),     std::chrono::microseconds(2'500),     std::chrono::microseconds(5'000),
    std::chrono::microseconds(10'000),    std::chrono::microseconds(50'000),    std::chrono::microseconds(100'000),
    std::chrono::microseconds(200'000),   std::chrono::microseconds(500'000),   std::chrono::microseconds(1'000'000),
    std::chrono::microseconds(3'000'000), std::chrono::microseconds(10'000'000)};

// Times of calls. Thread-safe; never waits. A reading taken meanwhile may have a value in its sum and not yet in its
// buckets.
class CallTimes {
 public:
  void Record(std::chrono::nanoseconds took);
  HistogramReading Read() const;  // in seconds

 private:
  std::array<std::atomic<std::uint64_t>, kCallTimeBounds.size() + 1> counts_{};
  std::atomic<std::uint64_t> sum_ns_ = 0;
};

// A moment as metrics tell it: seconds since 1970.
constexpr double UnixSeconds(Instant instant) { return static_cast<double>(ToUnixMs(instant)) / 1000; }

enum class MetricKind { kCounter, kGauge, kHistogram };

struct MetricLabel {
  std::string name;
  std::string value;
  friend bool operator==(const MetricLabel&, const MetricLabel&) = default;
};

struct MetricSample {
  std::vector<MetricLabel> labels{};
  double value = 0;              // of a counter or a gauge
  HistogramReading histogram{};  // of a histogram
};

struct Metric {
  std::string name;  // "clearance_rpc_requests_total": lower case, the unit last, a counter's ends in _total
  MetricKind kind = MetricKind::kGauge;
  std::string help;  // one sentence for people
};

struct MetricFamily {
  Metric info;
  std::vector<MetricSample> samples;
};

// A process has so many metrics at most, and each so many samples: what is beyond is cut off.
inline constexpr std::size_t kMaxMetrics = 256;
inline constexpr std::size_t kMaxSamplesOfMetric = 2'048;

// Thread-safe.
class Telemetry {
 public:
  using Read = std::function<std::vector<MetricSample>()>;

  // `read` runs on the thread that collects, must be short, and whatever it uses must outlive the last Collect(). A
  // name that is there already, or is not of that form, is a bug.
  void Add(Metric info, Read read);
  // One sample without labels.
  void AddValue(Metric info, std::function<double()> read);

  // Every metric as it stands now, in the order of their names.
  std::vector<MetricFamily> Collect() const;

 private:
  struct Known {
    Metric info;
    Read read;
  };
  mutable std::mutex mutex_;
  std::vector<Known> known_;  // sorted by name
};

}  // namespace clearance
