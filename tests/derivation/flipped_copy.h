// A copy of a ledger's file in which single bits are flipped, what of it can be read then, and what of it is told by
// verification and by SQLite's own check.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/instant.h"
#include "common/base/status.h"
#include "common/sqlite/connection.h"
#include "db/known_roots.h"

namespace clearance {

// Everything that can be read, by part; a part that cannot be read is absent.
struct Shown {
  std::optional<std::string> ledger{};
  std::optional<std::string> derived{};
  std::optional<std::string> others{};
  friend bool operator==(const Shown&, const Shown&) = default;
};

class FlippedCopy {
 public:
  // Copies the closed file at `original`, or takes the copy and its journal that stand at `copy`, and flips bits of
  // that journal. Leases that have ended at `now` are not shown.
  FlippedCopy(const std::string& original, std::string copy, Instant now);
  static constexpr struct Journal {
  } kJournal{};
  FlippedCopy(std::string copy, Instant now, Journal);

  // Of the file whose bits are flipped, as it was.
  const std::string& content() const { return content_; }
  const std::string& path() const { return copy_; }
  void Flip(std::size_t at, int bit);
  void Restore(std::size_t at);

  Shown Show() const;
  // Its parts alone.
  std::optional<std::string> ShowLedger() const;
  std::optional<std::string> ShowDerived() const;

  // The first difference, or the error with which the file does not open; empty: none.
  std::string LedgerFault(std::vector<KnownRoot> known = {}) const;
  std::string DerivedFault() const;
  bool IntegrityFault() const;

 private:
  void Put(std::size_t at, char byte);
  StatusOr<std::string> Rows(sqlite::Connection& connection, const std::string& sql, bool with_moment) const;
  // Adds the rows to the part; from the first that cannot be read on it is absent.
  void Add(std::optional<std::string>& part, sqlite::Connection& connection, const std::string& sql,
           bool with_moment = false) const;
  void AddLedger(std::optional<std::string>& part, sqlite::Connection& connection) const;
  void AddDerived(std::optional<std::string>& part, sqlite::Connection& connection) const;

  const std::string copy_;
  const std::string target_;  // the file whose bits are flipped: the copy, or its journal
  const Instant now_;
  std::string content_;
  std::vector<std::string> other_tables_;
};

}  // namespace clearance
