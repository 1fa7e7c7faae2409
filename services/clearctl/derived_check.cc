#include "services/clearctl/derived_check.h"

#include <utility>

namespace clearance {
namespace {

std::function<void(const DerivedReport&)> Telling(const BackupProgressTold& progress) {
  if (!progress) return nullptr;
  return [&progress](const DerivedReport& so_far) {
    if (so_far.rows_compared == 0) return progress("deriving", so_far.entries_done, so_far.entries_total);
    progress("comparing what is derived", 0, 0);
  };
}

}  // namespace

DerivedCheck CompareDerived() {
  return [](const std::string& database, const BackupProgressTold& progress,
            const std::stop_token& stop) -> StatusOr<DerivedFound> {
    ASSIGN_OR_RETURN(const DerivedReport report, VerifyDerived(database, Telling(progress), stop));
    return DerivedFound{.first_fault = report.first_difference.value_or(""), .rows = report.rows_compared};
  };
}

DerivedCheck RebuildDerived(RebuildDifferences& differences) {
  return [&differences](const std::string& database, const BackupProgressTold& progress,
                        const std::stop_token& stop) -> StatusOr<DerivedFound> {
    DerivedFound found;
    const auto told = Telling(progress);
    const auto tell = [&](const DerivedReport& so_far) {
      found.rows = so_far.rows_compared;
      if (told) told(so_far);
    };
    StatusOr<RebuildDifferences> rebuilt = ReplaceDerived(database, tell, stop);
    if (rebuilt.status().code() == StatusCode::kDataLoss) found.first_fault = MessageOf(rebuilt.status());
    if (rebuilt.status().code() == StatusCode::kDataLoss) return found;
    RETURN_IF_ERROR(rebuilt.status());
    differences = *std::move(rebuilt);
    return found;
  };
}

}  // namespace clearance
