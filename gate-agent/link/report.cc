// See report.h.
#include "gate-agent/link/report.h"

#include <type_traits>
#include <utility>

#include "gate-agent/link/record.h"

namespace clearance {
namespace {

constexpr int kVersion = 1;
// With what is told of a seal; without, a report has the form it had before that was told.
constexpr int kOfSealVersion = 2;
constexpr int kPassageRecord = 1;
constexpr int kAbandonmentRecord = 2;

auto& ToldOfSeal(MaybeConst<Passage> auto& passage) { return passage.booking_finding; }
auto& ToldOfSeal(MaybeConst<Abandonment> auto& abandonment) { return abandonment.seal; }

template <typename Kind>
StatusOr<Report> Rest(RecordReader& record, int version) {
  Kind report;
  record(report);
  if (version == kOfSealVersion) record(ToldOfSeal(report).emplace());
  RETURN_IF_ERROR(record.Finish());
  return Report(std::move(report));
}

}  // namespace

const std::string& RequestIdOf(const Report& report) {
  return std::visit([](const auto& one) -> const std::string& { return one.request_id; }, report);
}

std::string EncodeReport(const Report& report) {
  RecordWriter record;
  std::visit(
      [&record]<typename Kind>(const Kind& one) {
        const auto& told = ToldOfSeal(one);
        record(told ? kOfSealVersion : kVersion, std::is_same_v<Kind, Passage> ? kPassageRecord : kAbandonmentRecord);
        record(one);
        if (told) record(*told);
      },
      report);
  return record.Take();
}

StatusOr<Report> DecodeReport(std::string_view bytes) {
  RecordReader record(bytes);
  int version = 0;
  int kind = 0;
  record(version, kind);
  if (version != kVersion && version != kOfSealVersion) record.Fail();
  if (kind == kPassageRecord) return Rest<Passage>(record, version);
  if (kind != kAbandonmentRecord) record.Fail();
  return Rest<Abandonment>(record, version);
}

}  // namespace clearance
