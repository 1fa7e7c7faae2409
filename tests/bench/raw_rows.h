// SQLite alone writing the rows that a centre wrote: the bare limit of everything that is kept. The same schema with
// all its indexes, the same bytes, WAL and synchronous=FULL, commits of the same size; no look-up, no rule, no hash.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "common/base/status.h"

namespace clearance {

// What is counted: by one kind of entry each, with so many entries, and whether each opens a decision and closes it.
struct RawUnit {
  int entry_kind = 0;
  int entries = 0;
  bool opens_decision = false;
};
inline constexpr RawUnit kCrossingRows{.entry_kind = 2, .entries = 2, .opens_decision = true};  // by its passage
inline constexpr RawUnit kBookingRows{.entry_kind = 11, .entries = 1};

// What a centre's file holds, read into memory. A value.
class RawRows {
 public:
  // Reads the file of a centre that has stopped. It must hold some of `unit`, and where these open decisions some open
  // ones, as samples of the rows that every crossing writes and takes away again.
  static StatusOr<RawRows> Read(const std::string& path, const RawUnit& unit);

  // How many of its unit.
  std::int64_t units() const { return units_; }

 private:
  struct Blob {
    std::string bytes;
  };
  using Value = std::variant<std::monostate, std::int64_t, double, std::string, Blob>;
  struct Table {
    std::string name;
    std::string insert;  // INSERT INTO … VALUES (?, …)
    std::size_t columns = 0;
    std::vector<Value> cells;  // row by row
    std::size_t rows() const { return cells.size() / columns; }
  };
  friend class RawWriter;

  std::vector<std::string> schema_;
  std::vector<Table> tables_;    // what stays, in the order it came
  std::vector<Table> fleeting_;  // open decisions: each crossing writes one and takes it away
  RawUnit unit_{};
  std::int64_t units_ = 0;
};

// Writes the rows of one unit after the other into a file of its own, over and over. Used by one thread.
class RawWriter {
 public:
  // `rows` must outlive it. Makes the file at `path`, and anew each time all has been written.
  static StatusOr<std::unique_ptr<RawWriter>> Begin(const RawRows& rows, const std::string& path,
                                                    double units_per_commit);
  ~RawWriter();

  // Commits for so long: units a second. To make a file anew does not count.
  StatusOr<double> WriteFor(std::chrono::milliseconds time);

 private:
  class File;
  RawWriter(const RawRows& rows, std::string path, double units_per_commit);
  Status BeginFile();
  void RemoveFile();

  const RawRows& rows_;
  const std::string path_;
  const double commits_;  // that all rows are spread over
  double commit_ = 0;     // made into this file
  std::unique_ptr<File> file_;
};

}  // namespace clearance
