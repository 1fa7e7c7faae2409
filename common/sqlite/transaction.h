// Transactions and savepoints that roll back unless they are told to stay.
#pragma once

#include "common/sqlite/connection.h"

namespace clearance::sqlite {

enum class TransactionKind {
  kRead,   // one unchanging snapshot, taken at the first read
  kWrite,  // takes the file's write lock at once, so that it cannot fail for it later
};

// The outermost transaction of a connection. Belongs to the connection's thread and must not outlive the connection.
class Transaction {
 public:
  static StatusOr<Transaction> Begin(Connection& connection, TransactionKind kind);
  Transaction(Transaction&& other) noexcept;
  Transaction& operator=(Transaction&&) = delete;
  // Rolls back when it is still open.
  ~Transaction();

  // After OK everything is durable. After an error nothing was written and the transaction is over.
  Status Commit();

 private:
  explicit Transaction(Connection& connection) : connection_(&connection) {}
  Connection* connection_;  // nullptr when the transaction is over
};

// A transaction within a transaction. Savepoints of one connection end in the opposite order of their beginning.
class Savepoint {
 public:
  static StatusOr<Savepoint> Begin(Connection& connection);
  Savepoint(Savepoint&& other) noexcept;
  Savepoint& operator=(Savepoint&&) = delete;
  // Rolls back to the beginning when it is still open.
  ~Savepoint();

  // Keeps what was written, as part of the enclosing transaction.
  Status Release();

  // Undoes what was written since the beginning. An error when SQLite has rolled back the whole transaction already.
  Status RollBack();

 private:
  explicit Savepoint(Connection& connection) : connection_(&connection) {}
  Connection* connection_;  // nullptr when the savepoint is over
};

}  // namespace clearance::sqlite
