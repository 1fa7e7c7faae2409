#include "common/admin/prometheus_text.h"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <limits>

namespace clearance {
namespace {

prometheus::MetricType TypeOf(MetricKind kind) {
  switch (kind) {
    case MetricKind::kCounter:
      return prometheus::MetricType::Counter;
    case MetricKind::kGauge:
      return prometheus::MetricType::Gauge;
    case MetricKind::kHistogram:
      break;
  }
  return prometheus::MetricType::Histogram;
}

// Prometheus counts everything up to a bound, ours what is above the bound before.
prometheus::ClientMetric::Histogram HistogramOf(const HistogramReading& reading) {
  prometheus::ClientMetric::Histogram histogram;
  histogram.sample_sum = reading.sum;
  for (const auto& [bound, count] : reading.buckets) {
    histogram.sample_count += count;
    histogram.bucket.push_back({histogram.sample_count, bound});
  }
  histogram.sample_count += reading.above;
  histogram.bucket.push_back({histogram.sample_count, std::numeric_limits<double>::infinity()});
  return histogram;
}

prometheus::ClientMetric MetricOf(MetricKind kind, const MetricSample& sample) {
  prometheus::ClientMetric metric;
  for (const MetricLabel& label : sample.labels) metric.label.push_back({label.name, label.value});
  if (kind == MetricKind::kCounter) metric.counter.value = sample.value;
  if (kind == MetricKind::kGauge) metric.gauge.value = sample.value;
  if (kind == MetricKind::kHistogram) metric.histogram = HistogramOf(sample.histogram);
  return metric;
}

}  // namespace

std::string PrometheusText(const std::vector<MetricFamily>& families) {
  std::vector<prometheus::MetricFamily> shown;
  for (const MetricFamily& family : families) {
    if (family.samples.empty()) continue;
    prometheus::MetricFamily one;
    one.name = family.info.name;
    one.help = family.info.help;
    one.type = TypeOf(family.info.kind);
    for (const MetricSample& sample : family.samples) one.metric.push_back(MetricOf(family.info.kind, sample));
    shown.push_back(std::move(one));
  }
  return prometheus::TextSerializer().Serialize(shown);
}

}  // namespace clearance
