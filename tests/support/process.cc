#include "tests/support/process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>

#include "common/base/error_reasons.h"
#include "tests/support/process_memory.h"

namespace clearance {
namespace {

Status CannotStart(const std::string& program) {
  return Error(StatusCode::kUnavailable, error_reason::kFileUnreadable, "cannot start " + program);
}

// In the child: never returns.
[[noreturn]] void Become(const std::vector<char*>& argv, int output, const std::string& log, pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(127);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  const int errors = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  dup2(output, STDOUT_FILENO);
  if (errors >= 0) dup2(errors, STDERR_FILENO);
  execv(argv[0], argv.data());
  _exit(127);
}

}  // namespace

StatusOr<std::unique_ptr<Process>> Process::Start(std::vector<std::string> argv, const std::string& log) {
  std::array<int, 2> pipe_ends{};
  if (access(argv[0].c_str(), X_OK) != 0 || pipe2(pipe_ends.data(), O_CLOEXEC) != 0) return CannotStart(argv[0]);
  std::vector<char*> pointers;
  for (std::string& argument : argv) pointers.push_back(argument.data());
  pointers.push_back(nullptr);
  const pid_t parent = getpid();
  const pid_t child = fork();
  if (child == 0) Become(pointers, pipe_ends[1], log, parent);
  close(pipe_ends[1]);
  if (child < 0) {
    close(pipe_ends[0]);
    return CannotStart(argv[0]);
  }
  return std::unique_ptr<Process>(new Process(child, pipe_ends[0], log));
}

Process::Process(pid_t pid, int output, std::string log)
    : pid_(pid), log_(std::move(log)), reader_([this, output] { ReadOutput(output); }) {}

Process::~Process() {
  if (!reaped_) {
    Signal(SIGKILL);
    Wait();
  }
  reader_.join();
}

void Process::ReadOutput(int output) {
  std::string partial;
  std::array<char, 4096> buffer{};
  for (ssize_t got = 0; (got = read(output, buffer.data(), buffer.size())) > 0;) {
    partial.append(buffer.data(), static_cast<std::size_t>(got));
    const std::scoped_lock lock(mutex_);
    for (std::size_t end = 0; (end = partial.find('\n')) != std::string::npos; partial.erase(0, end + 1))
      lines_.push_back(partial.substr(0, end));
    changed_.notify_all();
  }
  close(output);
  const std::scoped_lock lock(mutex_);
  if (!partial.empty()) lines_.push_back(partial);
  ended_ = true;
  changed_.notify_all();
}

StatusOr<std::string> Process::WaitForLine(const std::string& prefix, Duration patience) {
  std::unique_lock lock(mutex_);
  std::string found;
  bool matched = false;
  const auto look = [&] {
    for (const std::string& line : lines_) {
      if (line.rfind(prefix, 0) != 0) continue;
      found = line.substr(prefix.size());
      return matched = true;
    }
    return ended_;
  };
  const bool settled = changed_.wait_for(lock, patience, look);
  if (matched) return found;
  if (settled)
    return Error(StatusCode::kUnavailable, error_reason::kFileUnreadable, "the process has ended; its log is " + log_);
  return Status(StatusCode::kDeadlineExceeded, "no line \"" + prefix + "…\" in time; its log is " + log_);
}

void Process::Signal(int signal) {
  if (!reaped_) kill(pid_, signal);
}

bool Process::Reap(int options) {
  int status = 0;
  pid_t reaped = -1;
  while ((reaped = waitpid(pid_, &status, options)) < 0 && errno == EINTR) {
  }
  if (reaped == 0) return false;
  reaped_ = true;
  exit_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return true;
}

int Process::Wait() {
  if (!reaped_) Reap(0);
  return exit_;
}

std::optional<int> Process::EndedWith() {
  if (reaped_ || Reap(WNOHANG)) return exit_;
  return std::nullopt;
}

std::string Process::Output() {
  std::unique_lock lock(mutex_);
  if (reaped_) changed_.wait(lock, [this] { return ended_; });
  std::string text;
  for (const std::string& line : lines_) text += line + "\n";
  return text;
}

long Process::ResidentKib() const { return MemoryKib("VmRSS:", std::to_string(pid_)); }

StatusOr<std::string> RunProcess(std::vector<std::string> argv, const std::string& log, int& exit_code) {
  ASSIGN_OR_RETURN(const auto process, Process::Start(std::move(argv), log));
  exit_code = process->Wait();
  return process->Output();
}

}  // namespace clearance
