#include "common/sqlite/group_commit.h"

#include <algorithm>
#include <bit>
#include <iterator>
#include <utility>

#include "common/base/error_reasons.h"
#include "common/base/retry.h"

namespace clearance::sqlite {
namespace {

// Functions whose end is told in one task of the executor.
constexpr std::size_t kToldAtATime = 16;

// After a batch that had to be run again so many have savepoints from the beginning: where functions fail after writing
// all the time, a sixteenth of the batches is run twice, and no more.
constexpr int kBatchesWithSavepoints = 16;

void Call(const std::function<void()>& hook) {
  if (hook) hook();
}

// Which of BatchStatistics' sizes a batch is of.
std::size_t SizeClass(std::size_t functions) {
  const auto doublings = static_cast<std::size_t>(std::bit_width(std::max<std::size_t>(functions, 1) - 1));
  return std::min(doublings, std::tuple_size_v<decltype(BatchStatistics::batches_by_size)> - 1);
}

Status BatchLost(const Status& why) {
  return Error(StatusCode::kUnavailable, error_reason::kStoreUnavailable,
               "nothing of the batch is kept: " + MessageOf(why));
}

}  // namespace

GroupCommitWriter::GroupCommitWriter(std::unique_ptr<Connection> connection, Executor& executor,
                                     GroupCommitOptions options, BatchHooks hooks)
    : connection_(std::move(connection)),
      executor_(executor),
      options_(std::move(options)),
      hooks_(std::move(hooks)),
      health_(options_.setting, options_.path, connection_->held_files()) {}

GroupCommitWriter::~GroupCommitWriter() {
  const std::lock_guard lock(mutex_);
  stopping_ = true;
}

void GroupCommitWriter::Submit(Function function, Done done) {
  if (const Status refused = Enqueue(function, done); !refused.ok()) {
    executor_.Post([done = std::move(done), refused] { done(refused); });
  }
}

Status GroupCommitWriter::Enqueue(Function& function, Done& done) {
  const std::lock_guard lock(mutex_);
  if (stopping_) return Error(StatusCode::kUnavailable, error_reason::kShuttingDown, "the store is shutting down");
  if (waiting_.size() >= options_.max_waiting) return Overloaded("too many writes are waiting");
  waiting_.push_back({std::move(function), std::move(done), OkStatus()});
  if (!std::exchange(writing_, true)) thread_.Post([this] { WriteAllWaiting(); });
  return OkStatus();
}

BatchStatistics GroupCommitWriter::Statistics() const {
  const std::lock_guard lock(mutex_);
  BatchStatistics statistics = statistics_;
  statistics.waiting = waiting_.size();
  return statistics;
}

void GroupCommitWriter::WriteAllWaiting() {
  for (;;) {
    {
      const std::lock_guard lock(mutex_);
      if (waiting_.empty()) {
        writing_ = false;
        return;
      }
    }
    WriteBatch();
  }
}

bool GroupCommitWriter::TakeNext(Batch& batch) {
  const std::lock_guard lock(mutex_);
  if (waiting_.empty()) return false;
  batch.push_back(std::move(waiting_.front()));
  waiting_.pop_front();
  return true;
}

GroupCommitWriter::TimePoint GroupCommitWriter::IntakeEnds() const {
  using Time = std::chrono::steady_clock::duration;
  const Time least = std::max<Time>(options_.min_batch_time, last_commit_took_);
  return options_.now() + std::min<Time>(options_.max_batch_time, least);
}

void GroupCommitWriter::WriteBatch() {
  Batch batch;
  const Status committed = CommitBatch(batch);
  health_.Note(committed);
  if (!committed.ok()) {
    const Status lost = BatchLost(committed);
    for (Work& work : batch) work.status = lost;
  }
  {
    const std::lock_guard lock(mutex_);
    if (committed.ok()) {
      ++statistics_.batches;
      statistics_.functions += batch.size();
      ++statistics_.batches_by_size[SizeClass(batch.size())];
      statistics_.largest_batch = std::max<std::uint64_t>(statistics_.largest_batch, batch.size());
    } else {
      ++statistics_.failed_batches;
    }
  }
  TellAll(std::move(batch));
}

Status GroupCommitWriter::CommitBatch(Batch& batch) {
  const TimePoint end = IntakeEnds();
  if (batches_with_savepoints_ == 0) {
    ASSIGN_OR_RETURN(const Run run, RunBatch(batch, Undoing::kRunAgain, end));
    if (run == Run::kWhole) return OkStatus();
    batches_with_savepoints_ = kBatchesWithSavepoints;
    const std::lock_guard lock(mutex_);
    ++statistics_.run_again;
  }
  --batches_with_savepoints_;
  return RunBatch(batch, Undoing::kSavepoints, end).status();
}

StatusOr<GroupCommitWriter::Run> GroupCommitWriter::RunBatch(Batch& batch, Undoing undoing, TimePoint end) {
  Status committed;
  StatusOr<Run> run = Run::kWhole;
  TimePoint ran;
  {
    StatusOr<Transaction> transaction = Begin();
    if (!transaction.ok()) {
      // As many as would have been in the batch: the next ones may find the file free again.
      while (batch.size() < options_.max_batch && TakeNext(batch)) continue;
      return transaction.status();
    }
    Call(hooks_.batch_begun);
    run = RunFunctions(batch, undoing, end);
    ran = options_.now();
    if (run.ok() && *run == Run::kWhole) committed = Commit(*transaction);
  }
  const bool kept = run.ok() && *run == Run::kWhole && committed.ok();
  Call(kept ? hooks_.batch_committed : hooks_.batch_rolled_back);
  last_commit_took_ = options_.now() - ran;
  RETURN_IF_ERROR(committed);
  if (kept) RETURN_IF_ERROR(CheckNames());
  return run;
}

// Once it is known that nobody is to rely on what is written, nothing more is: the files stay as they are.
StatusOr<Transaction> GroupCommitWriter::Begin() {
  if (!health_.Writable()) RETURN_IF_ERROR(CheckNames());
  return Transaction::Begin(*connection_, TransactionKind::kWrite);
}

Status GroupCommitWriter::Commit(Transaction& transaction) {
  if (!health_.Writable()) RETURN_IF_ERROR(connection_->TouchFile());
  return transaction.Commit();
}

// What is committed is on the disk, and goes with this process where the file has no name any more.
Status GroupCommitWriter::CheckNames() const {
  const auto& held = connection_->held_files();
  return held == nullptr ? OkStatus() : held->Check();
}

StatusOr<GroupCommitWriter::Run> GroupCommitWriter::RunFunctions(Batch& batch, Undoing undoing, TimePoint end) {
  for (std::size_t i = 0; i < options_.max_batch; ++i) {
    const bool joins = i == batch.size();
    if (joins && i > 0 && options_.now() >= end) return Run::kWhole;
    if (joins && !TakeNext(batch)) return Run::kWhole;
    if (undoing == Undoing::kSavepoints) {
      RETURN_IF_ERROR(RunInSavepoint(batch[i]));
    } else {
      ASSIGN_OR_RETURN(const Run run, RunAlone(batch[i]));
      if (run == Run::kToRunAgain) return run;
    }
  }
  return Run::kWhole;
}

StatusOr<GroupCommitWriter::Run> GroupCommitWriter::RunAlone(Work& work) {
  const std::uint64_t writes_before = connection_->WritesBegun();
  RETURN_IF_ERROR(CallFunction(work));
  if (work.status.ok()) return Run::kWhole;
  if (connection_->WritesBegun() != writes_before) return Run::kToRunAgain;
  Call(hooks_.function_rolled_back);
  return Run::kWhole;
}

Status GroupCommitWriter::RunInSavepoint(Work& work) {
  ASSIGN_OR_RETURN(Savepoint savepoint, Savepoint::Begin(*connection_));
  RETURN_IF_ERROR(CallFunction(work));
  if (work.status.ok()) return savepoint.Release();
  RETURN_IF_ERROR(savepoint.RollBack());
  Call(hooks_.function_rolled_back);
  return OkStatus();
}

Status GroupCommitWriter::CallFunction(Work& work) {
  Call(hooks_.function_begun);
  work.status = work.function(*connection_);
  if (connection_->InTransaction()) return OkStatus();
  if (!work.status.ok()) return work.status;
  return Error(StatusCode::kUnavailable, error_reason::kStoreUnavailable, "SQLite has rolled the transaction back");
}

void GroupCommitWriter::TellAll(Batch batch) {
  // Some at a time: to wake a thread for each of them took this one, which everybody waits for, an eighth of its time.
  for (std::size_t first = 0; first < batch.size(); first += kToldAtATime) {
    const auto begin = batch.begin() + static_cast<std::ptrdiff_t>(first);
    const auto end = begin + static_cast<std::ptrdiff_t>(std::min(kToldAtATime, batch.size() - first));
    executor_.Post([told = Batch(std::make_move_iterator(begin), std::make_move_iterator(end))] {
      for (const Work& work : told) work.done(work.status);
    });
  }
}

}  // namespace clearance::sqlite
