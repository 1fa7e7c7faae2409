#include "common/sqlite/group_commit.h"

#include <algorithm>
#include <bit>
#include <iterator>
#include <utility>

#include "common/base/error_reasons.h"
#include "common/base/retry.h"
#include "common/sqlite/transaction.h"

namespace clearance::sqlite {
namespace {

// Functions whose end is told in one task of the executor.
constexpr std::size_t kToldAtATime = 16;

using SteadyClock = std::chrono::steady_clock;

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
               "nothing of the batch was written: " + MessageOf(why));
}

}  // namespace

GroupCommitWriter::GroupCommitWriter(std::unique_ptr<Connection> connection, Executor& executor,
                                     GroupCommitOptions options, BatchHooks hooks)
    : connection_(std::move(connection)), executor_(executor), options_(options), hooks_(std::move(hooks)) {}

GroupCommitWriter::~GroupCommitWriter() {
  const std::lock_guard lock(mutex_);
  stopping_ = true;
}

void GroupCommitWriter::Submit(Function function, Done done) {
  Status refused;
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) {
      refused = Error(StatusCode::kUnavailable, error_reason::kShuttingDown, "the store is shutting down");
    } else if (waiting_.size() >= options_.max_waiting) {
      refused = Overloaded("too many writes are waiting");
    } else {
      waiting_.push_back({std::move(function), std::move(done)});
      if (!std::exchange(writing_, true)) thread_.Post([this] { WriteAllWaiting(); });
    }
  }
  if (!refused.ok()) {
    executor_.Post([done = std::move(done), refused = std::move(refused)] { done(refused); });
  }
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

std::optional<GroupCommitWriter::Waiting> GroupCommitWriter::TakeNext() {
  const std::lock_guard lock(mutex_);
  if (waiting_.empty()) return std::nullopt;
  Waiting next = std::move(waiting_.front());
  waiting_.pop_front();
  return next;
}

void GroupCommitWriter::WriteBatch() {
  std::vector<Finished> finished;
  const Status batch = RunBatch(finished);
  if (!batch.ok()) {
    const Status lost = BatchLost(batch);
    for (Finished& one : finished) one.status = lost;
  }
  {
    const std::lock_guard lock(mutex_);
    if (batch.ok()) {
      ++statistics_.batches;
      statistics_.functions += finished.size();
      ++statistics_.batches_by_size[SizeClass(finished.size())];
      statistics_.largest_batch = std::max<std::uint64_t>(statistics_.largest_batch, finished.size());
    } else {
      ++statistics_.failed_batches;
    }
  }
  TellAll(std::move(finished));
}

Status GroupCommitWriter::RunBatch(std::vector<Finished>& finished) {
  Status batch;
  {
    StatusOr<Transaction> transaction = Transaction::Begin(*connection_, TransactionKind::kWrite);
    if (!transaction.ok()) {
      // As many as would have been in the batch: the next ones may find the file free again.
      while (finished.size() < options_.max_batch) {
        std::optional<Waiting> next = TakeNext();
        if (!next) break;
        finished.push_back({std::move(next->done), OkStatus()});
      }
      return transaction.status();
    }
    Call(hooks_.batch_begun);
    batch = RunFunctions(finished);
    if (batch.ok()) batch = transaction->Commit();
  }
  Call(batch.ok() ? hooks_.batch_committed : hooks_.batch_rolled_back);
  return batch;
}

Status GroupCommitWriter::RunFunctions(std::vector<Finished>& finished) {
  const auto end = SteadyClock::now() + options_.max_batch_time;
  do {
    std::optional<Waiting> next = TakeNext();
    if (!next) return OkStatus();
    finished.push_back({std::move(next->done), OkStatus()});
    RETURN_IF_ERROR(RunInSavepoint(next->function, finished.back().status));
  } while (finished.size() < options_.max_batch && SteadyClock::now() < end);
  return OkStatus();
}

Status GroupCommitWriter::RunInSavepoint(const Function& function, Status& status) {
  ASSIGN_OR_RETURN(Savepoint savepoint, Savepoint::Begin(*connection_));
  Call(hooks_.function_begun);
  status = function(*connection_);
  if (!connection_->InTransaction()) {
    return status.ok() ? Error(StatusCode::kUnavailable, error_reason::kStoreUnavailable,
                               "SQLite has rolled the transaction back")
                       : status;
  }
  if (status.ok()) return savepoint.Release();
  RETURN_IF_ERROR(savepoint.RollBack());
  Call(hooks_.function_rolled_back);
  return OkStatus();
}

void GroupCommitWriter::TellAll(std::vector<Finished> finished) {
  // Some at a time: to wake a thread for each of them took this one, which everybody waits for, an eighth of its time.
  for (std::size_t first = 0; first < finished.size(); first += kToldAtATime) {
    const auto begin = finished.begin() + static_cast<std::ptrdiff_t>(first);
    const auto end = begin + static_cast<std::ptrdiff_t>(std::min(kToldAtATime, finished.size() - first));
    executor_.Post([told = std::vector<Finished>(std::make_move_iterator(begin), std::make_move_iterator(end))] {
      for (const Finished& one : told) one.done(one.status);
    });
  }
}

}  // namespace clearance::sqlite
