#include "services/clearctl/line_stream.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "common/base/error_reasons.h"
#include "common/base/file_descriptor.h"

namespace clearance {
namespace {

constexpr std::size_t kReadBytes = std::size_t{256} * 1024;

Status SystemError(const std::string& what, int error) {
  return Error(StatusCode::kFailedPrecondition, error_reason::kFileUnreadable, what + ": " + std::strerror(error));
}

}  // namespace

LineStream::LineStream(int fd, const LineStreamLimits& limits)
    : fd_(fd), limits_(limits), buffer_(limits.max_line_bytes + 2 + kReadBytes + limits.padding_bytes) {}

StatusOr<bool> LineStream::Read() {
  if (at_end_) return false;
  std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
  end_ -= begin_;
  begin_ = 0;
  ssize_t got = 0;
  do {
    got = read(fd_, buffer_.data() + end_, kReadBytes);
  } while (got < 0 && errno == EINTR);
  if (got < 0) return SystemError("the input cannot be read", errno);
  end_ += static_cast<std::size_t>(got);
  at_end_ = got == 0;
  return true;
}

std::string_view LineStream::Line(std::size_t end) {
  std::size_t size = end - begin_;
  if (size > 0 && buffer_[end - 1] == '\r') --size;
  const std::string_view line(buffer_.data() + begin_, size);
  begin_ = end;
  return line;
}

std::optional<std::string_view> LineStream::Next() {
  while (begin_ < end_) {
    const auto* line_break = static_cast<const char*>(std::memchr(buffer_.data() + begin_, '\n', end_ - begin_));
    if (line_break != nullptr) {
      const auto end = static_cast<std::size_t>(line_break - buffer_.data());
      const std::string_view line = Line(end);
      begin_ = end + 1;
      if (!skipping_) return line;
      skipping_ = false;
      continue;
    }
    if (skipping_) {
      begin_ = end_;
      return std::nullopt;
    }
    const bool too_long = end_ - begin_ > limits_.max_line_bytes + 1;
    if (!too_long && !at_end_) return std::nullopt;
    skipping_ = too_long;
    return Line(end_);
  }
  return std::nullopt;
}

StatusOr<int> OpenInput(const std::string& path) {
  if (path.empty() || path == "-") return STDIN_FILENO;
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return SystemError(path, errno);
  return fd;
}

Status WriteOutput(int fd, std::string_view text) {
  const int error = WriteAll(fd, text);
  return error == 0 ? OkStatus() : SystemError("the output cannot be written", error);
}

}  // namespace clearance
