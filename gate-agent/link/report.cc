// See report.h.
#include "gate-agent/link/report.h"

#include <utility>

#include "gate-agent/link/record.h"

namespace clearance {
namespace {

constexpr int kVersion = 1;
constexpr int kPassageRecord = 1;
constexpr int kAbandonmentRecord = 2;

template <typename Kind>
StatusOr<Report> Rest(RecordReader& record) {
  Kind report;
  record(report);
  RETURN_IF_ERROR(record.Finish());
  return Report(std::move(report));
}

}  // namespace

const std::string& RequestIdOf(const Report& report) {
  return std::visit([](const auto& one) -> const std::string& { return one.request_id; }, report);
}

std::string EncodeReport(const Report& report) {
  RecordWriter record;
  record(kVersion, std::holds_alternative<Passage>(report) ? kPassageRecord : kAbandonmentRecord);
  std::visit([&record](const auto& one) { record(one); }, report);
  return record.Take();
}

StatusOr<Report> DecodeReport(std::string_view bytes) {
  RecordReader record(bytes);
  int version = 0;
  int kind = 0;
  record(version, kind);
  if (version != kVersion) record.Fail();
  if (kind == kPassageRecord) return Rest<Passage>(record);
  if (kind != kAbandonmentRecord) record.Fail();
  return Rest<Abandonment>(record);
}

}  // namespace clearance
