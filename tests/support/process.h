// A child process of a test or the demo: started, listened to, signalled, reaped. Ends with this object (SIGKILL), so
// that nothing is left behind; only processes started here are ever signalled.
#pragma once

#include <sys/types.h>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "common/base/instant.h"
#include "common/base/status.h"

namespace clearance {

class Process {
 public:
  // Starts `argv` (argv[0] is a path); its standard error is appended to `log`.
  static StatusOr<std::unique_ptr<Process>> Start(std::vector<std::string> argv, const std::string& log);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  // The first line of its standard output that begins with `prefix`, without it. DEADLINE_EXCEEDED after `patience`;
  // UNAVAILABLE when it has ended before, naming the log.
  StatusOr<std::string> WaitForLine(const std::string& prefix, Duration patience);

  void Signal(int signal);
  // Waits for its end. Exit code, or 128 + signal.
  int Wait();
  // The same where it has ended; nothing while it runs.
  std::optional<int> EndedWith();

  pid_t pid() const { return pid_; }
  // What it has printed to standard output so far; all of it after Wait().
  std::string Output();
  // Resident memory in KiB; -1 when it has ended.
  long ResidentKib() const;

 private:
  Process(pid_t pid, int output, std::string log);
  void ReadOutput(int output);
  // Whether it was reaped now, by waitpid with these options.
  bool Reap(int options);

  const pid_t pid_;
  const std::string log_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> lines_;
  bool ended_ = false;
  int exit_ = -1;
  bool reaped_ = false;
  std::thread reader_;
};

// Runs `argv` to its end; its output. `exit_code` is set. UNAVAILABLE when it cannot be started.
StatusOr<std::string> RunProcess(std::vector<std::string> argv, const std::string& log, int& exit_code);

}  // namespace clearance
