#include "common/sqlite/transaction.h"

#include <utility>

#include "common/base/check.h"

namespace clearance::sqlite {
namespace {

// An error here is one that SQLite has rolled back for already, or that the next BEGIN will tell.
void RollBackIfOpen(Connection& connection) {
  if (connection.InTransaction()) connection.Run("ROLLBACK").IgnoreError();
}

}  // namespace

StatusOr<Transaction> Transaction::Begin(Connection& connection, TransactionKind kind) {
  RETURN_IF_ERROR(connection.Run(kind == TransactionKind::kWrite ? "BEGIN IMMEDIATE" : "BEGIN DEFERRED"));
  return Transaction(connection);
}

Transaction::Transaction(Transaction&& other) noexcept : connection_(std::exchange(other.connection_, nullptr)) {}

Transaction::~Transaction() {
  if (connection_ != nullptr) RollBackIfOpen(*connection_);
}

Status Transaction::Commit() {
  CHECK(connection_ != nullptr);
  Connection& connection = *std::exchange(connection_, nullptr);
  const Status committed = connection.Run("COMMIT");
  // A COMMIT that fails may leave the transaction open, for another try that nobody makes.
  if (!committed.ok()) RollBackIfOpen(connection);
  return committed;
}

// One name serves all: SQLite takes the innermost savepoint of that name.
StatusOr<Savepoint> Savepoint::Begin(Connection& connection) {
  RETURN_IF_ERROR(connection.Run("SAVEPOINT nested"));
  return Savepoint(connection);
}

Savepoint::Savepoint(Savepoint&& other) noexcept : connection_(std::exchange(other.connection_, nullptr)) {}

Savepoint::~Savepoint() {
  if (connection_ != nullptr && connection_->InTransaction()) RollBack().IgnoreError();
}

Status Savepoint::Release() {
  CHECK(connection_ != nullptr);
  return std::exchange(connection_, nullptr)->Run("RELEASE nested");
}

Status Savepoint::RollBack() {
  CHECK(connection_ != nullptr);
  Connection& connection = *std::exchange(connection_, nullptr);
  RETURN_IF_ERROR(connection.Run("ROLLBACK TO nested"));
  return connection.Run("RELEASE nested");
}

}  // namespace clearance::sqlite
