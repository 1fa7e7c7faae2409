// See report.h.
#include "gate-agent/link/report.h"

#include <utility>

#include "gate-agent/link/record.h"

namespace clearance {
namespace {

constexpr int kVersion = 1;
// A passage with what was found against the seal; without, it has the form it had before that was told.
constexpr int kWithBookingFinding = 2;
constexpr int kPassageRecord = 1;
constexpr int kAbandonmentRecord = 2;

template <typename Kind>
StatusOr<Report> Rest(RecordReader& record) {
  Kind report;
  record(report);
  RETURN_IF_ERROR(record.Finish());
  return Report(std::move(report));
}

StatusOr<Report> PassageWithFinding(RecordReader& record) {
  Passage passage;
  record(passage, passage.booking_finding.emplace());
  RETURN_IF_ERROR(record.Finish());
  return Report(std::move(passage));
}

}  // namespace

const std::string& RequestIdOf(const Report& report) {
  return std::visit([](const auto& one) -> const std::string& { return one.request_id; }, report);
}

std::string EncodeReport(const Report& report) {
  RecordWriter record;
  const auto* passage = std::get_if<Passage>(&report);
  const bool with_finding = passage != nullptr && passage->booking_finding;
  record(with_finding ? kWithBookingFinding : kVersion, passage != nullptr ? kPassageRecord : kAbandonmentRecord);
  std::visit([&record](const auto& one) { record(one); }, report);
  if (with_finding) record(*passage->booking_finding);
  return record.Take();
}

StatusOr<Report> DecodeReport(std::string_view bytes) {
  RecordReader record(bytes);
  int version = 0;
  int kind = 0;
  record(version, kind);
  const bool with_finding = version == kWithBookingFinding && kind == kPassageRecord;
  if (version != kVersion && !with_finding) record.Fail();
  if (with_finding) return PassageWithFinding(record);
  if (kind == kPassageRecord) return Rest<Passage>(record);
  if (kind != kAbandonmentRecord) record.Fail();
  return Rest<Abandonment>(record);
}

}  // namespace clearance
