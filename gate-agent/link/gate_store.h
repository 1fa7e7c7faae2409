// The gate's own file: the reports it owes the centre, and for each lane the crossing that has a person inside. SQLite,
// every write on disk (synchronous=FULL) before the call returns, one process per file.
//
// It must never drop a report: one leaves the file only when the centre has acknowledged it. A file that is removed or
// replaced under the process goes with it, whatever is in it: what is put in there meanwhile is told as not kept, and
// is sent to the centre all the same as long as the process lives. It holds personal data (documents): only its owner
// may read it, and what is deleted is overwritten.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "common/base/instant.h"
#include "common/base/status.h"
#include "common/sqlite/connection.h"
#include "common/sqlite/file_lock.h"
#include "common/sqlite/write_health.h"
#include "gate-agent/link/report.h"

namespace clearance {

// 72 h of four lanes with a crossing every five seconds, and a fifth more; what is set aside counts too.
inline constexpr int kMaxKeptReports = 250'000;

// A lane's journal: what a restarted process must know of it. Empty bytes: nobody is inside.
struct LaneJournal {
  std::string lane_id{};
  std::string crossing{};
};

struct StoredReport {
  std::int64_t position = 0;  // rising in the order of Put
  std::string request_id{};
  std::string body{};  // EncodeReport
};

struct ReportCounts {
  int waiting = 0;
  int refused = 0;  // by the centre; set aside, for a person to look at, and tried again now and then
  friend bool operator==(const ReportCounts&, const ReportCounts&) = default;
};

// Thread-safe; a call takes as long as the disk takes to flush. Errors as in common/sqlite.
class GateStore {
 public:
  // Makes the file when there is none. Reports refused in an earlier run are waiting again: whoever restarted the
  // agent may have put right what the centre had refused them for. FAILED_PRECONDITION when another process has it.
  // `vfs` is for tests, as Connection::Open takes it.
  static StatusOr<std::unique_ptr<GateStore>> Open(const std::string& path, const char* vfs = nullptr);

  // Keeps the report and the lane's journal in one transaction. A report with a request id that is kept already
  // changes nothing and is OK when it is the same, ALREADY_EXISTS (REQUEST_ID_REUSED) otherwise; the journal is
  // written all the same. RESOURCE_EXHAUSTED (OVERLOADED) with kMaxKeptReports kept: nothing is written. UNAVAILABLE
  // (STORE_UNAVAILABLE) where the disk takes nothing; and where the file has lost its name, until it has it again or
  // the centre has acknowledged the report.
  Status PutReport(const Report& report, Instant now, const LaneJournal& journal);

  // The report that has waited longest, or nothing.
  StatusOr<std::optional<StoredReport>> OldestWaiting();
  // The first behind `after` of those set aside, or nothing.
  StatusOr<std::optional<StoredReport>> NextRefused(std::int64_t after);
  // The centre has it: it is deleted, waiting or set aside.
  Status Acknowledge(std::int64_t position);
  // The centre does not take it: it is set aside, kept, and waits no more. `reason` is a constant of error_reasons.h or
  // empty.
  Status Refuse(std::int64_t position, std::string_view reason);
  ReportCounts Counts() const;

  // Errors as for a report.
  Status WriteJournal(const LaneJournal& journal);
  // Empty when nobody was inside.
  StatusOr<std::string> ReadJournal(std::string_view lane_id);

  // Whether a report would be kept, as WriteHealth::Now tells it: by the last write and the file's name. Never waits.
  Status Writable() { return health_.Now(); }
  // The same, and after a write that failed it writes, to see.
  Status TryToWrite();

 private:
  static StatusOr<std::unique_ptr<GateStore>> OpenUnnamed(const std::string& path, const char* vfs);
  GateStore(const std::string& path, std::unique_ptr<sqlite::FileLock> lock,
            std::unique_ptr<sqlite::Connection> connection);
  // All below need mutex_.
  Status CountReports();
  // Runs `work` in a transaction. OK when that is on the disk, whatever the file is called by now.
  Status Commit(const std::function<Status()>& work);
  // The same for whoever waits for it: OK only in a file that has its name. Notes it.
  Status Kept(const Status& committed);
  // Whether the centre has the report, which was put into a file without a name.
  StatusOr<bool> WasSentNameless(const Report& report);
  // Needs an open transaction. True when the report is new.
  StatusOr<bool> InsertReport(const Report& report, Instant now);
  Status UpsertJournal(const LaneJournal& journal);

  const std::unique_ptr<sqlite::FileLock> lock_;
  mutable std::mutex mutex_;
  const std::unique_ptr<sqlite::Connection> connection_;
  sqlite::WriteHealth health_;
  ReportCounts counts_;
  std::set<std::string> nameless_;  // request ids of reports that were put into the file while it had lost its name
};

}  // namespace clearance
