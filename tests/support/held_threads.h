// Holds threads of a child process where they are, as a fault in them would, while the others go on: by ptrace, as a
// debugger does. Nothing of the process is changed, and it goes on when this object ends.
#pragma once

#include <sys/ptrace.h>
#include <sys/types.h>
#include <sys/wait.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace clearance {

// To be used and ended by the thread that made it.
class HeldThreads {
 public:
  // All threads of that name (pthread_setname_np) of the process.
  HeldThreads(pid_t process, const std::string& name) {
    for (const auto& task : std::filesystem::directory_iterator("/proc/" + std::to_string(process) + "/task")) {
      std::string found;
      std::getline(std::ifstream(task.path() / "comm"), found);
      if (found == name) Hold(std::stoi(task.path().filename().string()));
    }
  }
  ~HeldThreads() { LetGo(); }
  HeldThreads(const HeldThreads&) = delete;
  HeldThreads& operator=(const HeldThreads&) = delete;

  // None when the machine does not let a parent trace its child, or there is no such thread.
  std::size_t size() const { return held_.size(); }

  void LetGo() {
    for (const pid_t thread : held_) ::ptrace(PTRACE_DETACH, thread, nullptr, nullptr);
    held_.clear();
  }

 private:
  void Hold(pid_t thread) {
    if (::ptrace(PTRACE_SEIZE, thread, nullptr, nullptr) != 0) return;
    held_.push_back(thread);
    int status = 0;
    if (::ptrace(PTRACE_INTERRUPT, thread, nullptr, nullptr) == 0) ::waitpid(thread, &status, __WALL);
  }

  std::vector<pid_t> held_;
};

}  // namespace clearance
