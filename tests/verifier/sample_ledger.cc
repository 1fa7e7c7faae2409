// A ledger file for the verifier's test: entries of two logs, and on demand one whose content is another. Run again on
// the same file, it goes on where the file ends.
//
//   clearance-sample-ledger FILE LAST [ALTERED]     entries up to position LAST; ALTERED has another body

#include <charconv>
#include <iostream>
#include <string_view>

#include "common/base/executor.h"
#include "db/sqlite_store.h"
#include "db/transact_and_wait.h"

namespace clearance {
namespace {

// Every fifth is the centre's.
LedgerEntry EntryAt(std::uint64_t position, bool altered) {
  LedgerEntry entry;
  entry.log = position % 5 == 0 ? std::string(kCentreLog) : "KHORGOS";
  entry.kind = position % 2 == 0 ? EntryKind::kDecision : EntryKind::kPassage;
  entry.event_time = FromUnixMs(1'790'000'000'000) + std::chrono::minutes(position);
  entry.record_time = entry.event_time + Duration(7);
  entry.traveller = position % 3 == 0 ? "" : std::string(kPseudonymBytes, static_cast<char>('a' + position % 7));
  entry.lane_id = position % 4 == 0 ? "" : "gate-1/a";
  entry.body = std::string(altered ? "another body " : "body ") + std::to_string(position);
  return entry;
}

Status Make(const std::string& path, std::uint64_t last, std::uint64_t altered) {
  ThreadPool executor(1);
  ASSIGN_OR_RETURN(const auto store, SqliteStore::Open({.path = path}, executor));
  return TransactAndWait(*store, [&](Transaction& t) -> Status {
    ASSIGN_OR_RETURN(const std::uint64_t before, t.ledger().LastPosition());
    for (std::uint64_t position = before + 1; position <= last; ++position) {
      RETURN_IF_ERROR(t.ledger().Append(EntryAt(position, position == altered)).status());
    }
    return OkStatus();
  });
}

std::uint64_t Number(std::string_view text) {
  std::uint64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

}  // namespace
}  // namespace clearance

int main(int argc, char** argv) {
  if (argc < 3) {
    std::cerr << "clearance-sample-ledger FILE LAST [ALTERED]\n";
    return 1;
  }
  const clearance::Status made =
      clearance::Make(argv[1], clearance::Number(argv[2]), argc > 3 ? clearance::Number(argv[3]) : 0);
  if (made.ok()) return 0;
  std::cerr << clearance::MessageOf(made) << "\n";
  return 1;
}
