#include "db/stay_record.h"

#include <algorithm>
#include <tuple>

#include "db/ledger.h"

namespace clearance {
namespace {

bool IsExit(const StayRecord& record) { return !record.stay.entry; }
bool IsOpen(const Stay& stay) { return stay.entry && !stay.exit && !stay.exit_unknown; }

// Of one moment (imports know days only): who leaves does so before coming in again, and what is still open is last.
int OrderWithinMoment(const StayRecord& record) {
  if (IsExit(record)) return 0;
  return IsOpen(record.stay) ? 2 : 1;
}

}  // namespace

StayRecord RecordOf(const EntryRecord& record, std::uint64_t position) {
  StayRecord made;
  made.at = record.at;
  made.position = position;
  made.stay.territory = record.territory;
  made.stay.entry = record.date;
  made.stay.entered_from = record.from;
  made.stay.basis = record.basis;
  made.stay.nationality = record.nationality;
  return made;
}

StayRecord RecordOf(const ExitRecord& record, std::uint64_t position) {
  StayRecord made;
  made.at = record.at;
  made.position = position;
  made.stay.territory = record.territory;
  made.stay.exit = record.date;
  made.stay.left_to = record.to;
  made.stay.nationality = record.nationality;
  return made;
}

StatusOr<StayRecord> RecordOf(const Stay& stay, Instant at, std::uint64_t position) {
  if (!stay.entry && !stay.exit) return InvalidField("stay", "neither an entry nor an exit");
  if (stay.exit && stay.exit_unknown) return InvalidField("stay", "an exit that is both known and unknown");
  return StayRecord{at, position, stay};
}

std::vector<Stay> StaysOf(std::vector<StayRecord> records, std::size_t limit) {
  std::sort(records.begin(), records.end(), [](const StayRecord& a, const StayRecord& b) {
    return std::make_tuple(a.at, OrderWithinMoment(a), a.position) <
           std::make_tuple(b.at, OrderWithinMoment(b), b.position);
  });
  std::vector<Stay> stays;
  for (const StayRecord& record : records) {
    if (!IsExit(record)) {
      if (!stays.empty() && IsOpen(stays.back())) stays.back().exit_unknown = true;
      stays.push_back(record.stay);
    } else if (!stays.empty() && IsOpen(stays.back())) {
      stays.back().exit = record.stay.exit;
      stays.back().left_to = record.stay.left_to;
    } else {
      stays.push_back(record.stay);
    }
  }
  if (stays.size() > limit) stays.erase(stays.begin(), stays.end() - static_cast<std::ptrdiff_t>(limit));
  return stays;
}

Status ValidateTraveller(std::string_view traveller) {
  if (traveller.size() != kPseudonymBytes) return InvalidField("traveller", "a pseudonym has 32 bytes");
  return OkStatus();
}

}  // namespace clearance
