#include "common/sqlite/online_backup.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>
#include <utility>

#include "common/base/error_reasons.h"
#include "common/base/file_descriptor.h"
#include "common/base/stop_signals.h"
#include "common/base/wiped_file.h"
#include "common/sqlite/connection.h"
#include "common/sqlite/sqlite_status.h"
#include "common/sqlite/transaction.h"

namespace clearance::sqlite {
namespace {

constexpr int kTickOperations = 20'000;  // some milliseconds
constexpr std::string_view kCreateTable = "CREATE TABLE ";

Status CannotMake(const std::string& path, int error) {
  return Error(StatusCode::kFailedPrecondition, error_reason::kFileUnreadable,
               "cannot make " + path + ": " + std::strerror(error));
}

Status CannotFlush(const std::string& path, int error) {
  return Error(StatusCode::kUnavailable, error_reason::kStoreUnavailable,
               "cannot flush " + path + ": " + std::strerror(error));
}

// The file read only, whatever stands in its name.
std::string ReadOnlyUri(const std::string& path) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string uri = "file:";
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || c == '/' || c == '.' || c == '-' || c == '_') {
      uri.push_back(c);
    } else {
      uri.push_back('%');
      uri.push_back(kDigits[byte >> 4]);
      uri.push_back(kDigits[byte & 0x0F]);
    }
  }
  return uri + "?mode=ro";
}

std::string Quoted(std::string_view name) {
  std::string quoted = "\"";
  for (const char c : name) {
    if (c == '"') quoted.push_back('"');
    quoted.push_back(c);
  }
  return quoted + "\"";
}

struct NamedSql {
  std::string name;
  std::string sql;
};

StatusOr<std::vector<NamedSql>> SchemaOf(Connection& connection, std::string_view type) {
  // What has no text, an index of a UNIQUE constraint, comes with its table.
  ASSIGN_OR_RETURN(Statement statement, connection.Prepare("SELECT name, sql FROM source.sqlite_schema WHERE type = ? "
                                                           "AND sql IS NOT NULL AND substr(name, 1, 7) <> 'sqlite_' "
                                                           "ORDER BY rowid"));
  statement.Bind(type);
  std::vector<NamedSql> found;
  for (;;) {
    ASSIGN_OR_RETURN(const bool row, statement.Step());
    if (!row) return found;
    found.push_back({statement.Text(0), statement.Text(1)});
  }
}

StatusOr<std::int64_t> OneInt(Connection& connection, std::string_view sql) {
  ASSIGN_OR_RETURN(Statement statement, connection.Prepare(sql));
  RETURN_IF_ERROR(statement.Step().status());
  return statement.Int(0);
}

// A new file under way: its growth, and its flushes. Made empty, which SQLite takes for a new database. SQLite's own
// locks on it end with this object.
class GrowingFile {
 public:
  enum class Unless { kRemoved, kWiped };  // what befalls it unless it is kept
  static StatusOr<std::unique_ptr<GrowingFile>> Make(const std::string& path, Unless kept) {
    FileDescriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!file.valid()) return CannotMake(path, errno);
    return std::unique_ptr<GrowingFile>(new GrowingFile(path, std::move(file), kept));
  }
  // What cannot be wiped is removed all the same.
  ~GrowingFile() {
    if (kept_) return;
    if (unless_ == Unless::kWiped && WipeFile(path_).ok()) return;
    ::unlink(path_.c_str());
  }
  GrowingFile(const GrowingFile&) = delete;
  GrowingFile& operator=(const GrowingFile&) = delete;

  void Keep() { kept_ = true; }

  std::uint64_t Bytes() const {
    struct stat now;
    return ::fstat(file_.get(), &now) == 0 ? static_cast<std::uint64_t>(now.st_size) : 0;
  }
  void FlushWhatWasAdded() {
    const std::uint64_t bytes = Bytes();
    if (bytes < flushed_ + kBackupFlushBytes) return;
    // The system tells an error of writing once: what is told here would be unknown to the last flush.
    if (::fdatasync(file_.get()) != 0 && error_ == 0) error_ = errno;
    flushed_ = bytes;
  }
  Status Flush() {
    if (::fsync(file_.get()) != 0 && error_ == 0) error_ = errno;
    return error_ == 0 ? OkStatus() : CannotFlush(path_, error_);
  }

 private:
  GrowingFile(std::string path, FileDescriptor file, Unless kept)
      : path_(std::move(path)), file_(std::move(file)), unless_(kept) {}

  const std::string path_;
  const FileDescriptor file_;
  const Unless unless_;
  std::uint64_t flushed_ = 0;
  int error_ = 0;
  bool kept_ = false;
};

class Backup {
 public:
  Backup(const BackupRequest& request, const std::function<void(const BackupProgress&)>& progress,
         const std::stop_token& stop)
      : request_(request), progress_(progress), stop_(stop) {}

  Status Run() {
    RETURN_IF_ERROR(Open());
    ASSIGN_OR_RETURN(Transaction transaction, Transaction::Begin(*connection_, TransactionKind::kRead));
    RETURN_IF_ERROR(MakeTables());
    RETURN_IF_ERROR(CopyTables());
    RETURN_IF_ERROR(CopyRowsApart());
    RETURN_IF_ERROR(CheckNothingLeftOut());
    RETURN_IF_ERROR(transaction.Commit());
    RETURN_IF_ERROR(copy_->Flush());
    if (apart_ != nullptr) RETURN_IF_ERROR(apart_->Flush());
    Tick();
    RETURN_IF_ERROR(CheckNotStopped(stop_));
    copy_->Keep();
    if (apart_ != nullptr) apart_->Keep();
    return OkStatus();
  }

 private:
  Status Open() {
    ASSIGN_OR_RETURN(copy_, GrowingFile::Make(request_.copy, GrowingFile::Unless::kRemoved));
    if (!request_.apart.empty()) {
      ASSIGN_OR_RETURN(apart_, GrowingFile::Make(request_.apart, GrowingFile::Unless::kWiped));
    }
    ASSIGN_OR_RETURN(connection_, Connection::Open(request_.copy, OpenMode::kNewCopy));
    // Rows come in any order of their tables; and only without this check are whole trees copied in their order.
    RETURN_IF_ERROR(connection_->RunScript("PRAGMA foreign_keys = OFF"));
    RETURN_IF_ERROR(connection_->Run("ATTACH ? AS source", ReadOnlyUri(request_.source)));
    if (apart_ != nullptr) {
      RETURN_IF_ERROR(connection_->Run("ATTACH ? AS apart", request_.apart));
      RETURN_IF_ERROR(connection_->RunScript("PRAGMA apart.journal_mode = MEMORY; PRAGMA apart.synchronous = OFF;"));
    }
    ASSIGN_OR_RETURN(const std::int64_t pages, OneInt(*connection_, "PRAGMA source.page_count"));
    ASSIGN_OR_RETURN(const std::int64_t page_bytes, OneInt(*connection_, "PRAGMA source.page_size"));
    so_far_.bytes_of_source = static_cast<std::uint64_t>(pages * page_bytes);
    connection_->StopWith(stop_);
    connection_->OnProgress(kTickOperations, [this] { Tick(); });
    return OkStatus();
  }

  Status MakeTables() {
    ASSIGN_OR_RETURN(tables_, SchemaOf(*connection_, "table"));
    ASSIGN_OR_RETURN(const std::vector<NamedSql> indexes, SchemaOf(*connection_, "index"));
    for (const NamedSql& table : tables_) RETURN_IF_ERROR(connection_->RunScript(table.sql));
    // Before the rows: SQLite then copies each index in its order, too, and does not sort it anew.
    for (const NamedSql& index : indexes) RETURN_IF_ERROR(connection_->RunScript(index.sql));
    return OkStatus();
  }

  Status CopyTables() {
    for (const NamedSql& table : tables_) {
      const auto& empty = request_.left_empty;
      if (std::find(empty.begin(), empty.end(), table.name) != empty.end()) continue;
      const std::string name = Quoted(table.name);
      RETURN_IF_ERROR(connection_->RunScript("INSERT INTO main." + name + " SELECT * FROM source." + name));
    }
    return OkStatus();
  }

  Status CopyRowsApart() {
    for (const RowsApart& rows : request_.rows_apart) {
      const auto table =
          std::find_if(tables_.begin(), tables_.end(), [&rows](const NamedSql& one) { return one.name == rows.table; });
      if (apart_ == nullptr || table == tables_.end()) continue;
      // SQLite keeps the text of every table with this beginning.
      if (table->sql.rfind(kCreateTable, 0) != 0) return NotCopied(table->name);
      std::string create(kCreateTable);
      create.append("apart.").append(table->sql.substr(kCreateTable.size()));
      RETURN_IF_ERROR(connection_->RunScript(create));
      const std::string name = Quoted(rows.table);
      std::string insert = "INSERT INTO apart." + name + " SELECT * FROM source." + name;
      if (!rows.condition.empty()) insert += " WHERE " + rows.condition;
      RETURN_IF_ERROR(connection_->RunScript(insert));
    }
    return OkStatus();
  }

  Status CheckNothingLeftOut() {
    ASSIGN_OR_RETURN(Statement statement,
                     connection_->Prepare("SELECT name FROM source.sqlite_schema EXCEPT SELECT name FROM "
                                          "main.sqlite_schema"));
    ASSIGN_OR_RETURN(const bool left_out, statement.Step());
    return left_out ? NotCopied(statement.Text(0)) : OkStatus();
  }

  static Status NotCopied(const std::string& what) {
    return Error(StatusCode::kInternal, error_reason::kStoreUnavailable, "a backup does not copy " + what);
  }

  void Tick() {
    copy_->FlushWhatWasAdded();
    if (apart_ != nullptr) apart_->FlushWhatWasAdded();
    const std::uint64_t bytes = copy_->Bytes() + (apart_ != nullptr ? apart_->Bytes() : 0);
    if (!progress_ || bytes == so_far_.bytes_written) return;
    so_far_.bytes_written = bytes;
    progress_(so_far_);
  }

  const BackupRequest& request_;
  const std::function<void(const BackupProgress&)>& progress_;
  const std::stop_token& stop_;
  BackupProgress so_far_;
  std::vector<NamedSql> tables_;
  std::unique_ptr<GrowingFile> copy_;
  std::unique_ptr<GrowingFile> apart_;
  std::unique_ptr<Connection> connection_;  // the last member: closed while what its progress is told to still stands
};

// All files: SQLite writes what it holds of the two new ones in one commit, and does not say at which it failed, nor
// whether it was reading.
Status NamingFiles(const BackupRequest& request, const Status& status) {
  const std::string message = status.ok() ? "" : MessageOf(status);
  const auto names = [&message](const std::string& path) {
    return !path.empty() && message.find(path) != std::string::npos;
  };
  if (status.ok() || names(request.copy) || names(request.apart)) return status;
  const std::string made = request.apart.empty() ? request.copy : request.copy + " and " + request.apart;
  return Error(status.code(), ReasonOf(status), made + ", copied from " + request.source + ": " + message);
}

}  // namespace

Status BackUp(const BackupRequest& request, const std::function<void(const BackupProgress&)>& progress,
              const std::stop_token& stop) {
  BackupRequest with_whole_paths = request;
  for (std::string* path : {&with_whole_paths.source, &with_whole_paths.copy, &with_whole_paths.apart}) {
    // A relative path could begin with "file:", which SQLite would take for a URI.
    if (!path->empty()) *path = std::filesystem::absolute(*path).string();
  }
  RETURN_IF_ERROR(CheckOpens(with_whole_paths.source));
  return NamingFiles(request, Backup(with_whole_paths, progress, stop).Run());
}

}  // namespace clearance::sqlite
