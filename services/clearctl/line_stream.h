// LineStream: whole lines from a file or pipe, as many as have come at a time, over one buffer. Reads only when asked,
// so that whoever answers can hand out every answer before waiting for the next question.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "common/base/status.h"

namespace clearance {

struct LineStreamLimits {
  std::size_t max_line_bytes;
  std::size_t padding_bytes;  // readable behind every line; what stands in them does not matter
};

class LineStream {
 public:
  // `fd` stays the caller's.
  LineStream(int fd, const LineStreamLimits& limits);

  // Waits for more input. False at the end; FAILED_PRECONDITION (FILE_UNREADABLE) when it cannot be read.
  StatusOr<bool> Read();

  // The next line without its line break ("\n" or "\r\n"), valid until the next call of Read; nullopt when none is
  // whole yet. At the end of the input the rest is a line. One that is longer than allowed comes once, cut off, and
  // longer than max_line_bytes.
  std::optional<std::string_view> Next();

 private:
  std::string_view Line(std::size_t end);

  const int fd_;
  const LineStreamLimits limits_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;  // of what has not been given out yet
  std::size_t end_ = 0;    // of what has been read
  bool at_end_ = false;
  bool skipping_ = false;  // the rest of a line that was too long
};

// A descriptor to read the file from, for the caller to close unless it is standard input, which "" and "-" are.
// FAILED_PRECONDITION (FILE_UNREADABLE).
StatusOr<int> OpenInput(const std::string& path);

// Writes all of `text`; FAILED_PRECONDITION (FILE_UNREADABLE) when it cannot be.
Status WriteOutput(int fd, std::string_view text);

}  // namespace clearance
