// A library to be loaded before a program (LD_PRELOAD), so that a test can signal that process at one moment of its
// work on files and know that the program has heard it: at the n-th call that concerns a file under the folder
// CLEARANCE_TEST_FOLDER, before the call is made. The file that CLEARANCE_TEST_SIGNAL names holds three numbers of 4
// bytes in the machine's order: the signal, n, and how many such calls there were, which this library counts.
//
// Heard is a signal once one thread less is there: the one that StopSignals (common/base/stop_signals.h) has waiting
// asks for the stop and ends.
#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <climits>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace {

constexpr int kLookAgainMs = 1;
constexpr int kMostLooks = 60'000;

struct Moment {
  std::int32_t signal;
  std::int32_t at;
  std::int32_t calls;
};

volatile Moment* MapMoment() {
  const char* name = std::getenv("CLEARANCE_TEST_SIGNAL");
  const long file = name == nullptr ? -1 : syscall(SYS_openat, AT_FDCWD, name, O_RDWR | O_CLOEXEC);
  if (file < 0) return nullptr;
  void* const mapped = mmap(nullptr, sizeof(Moment), PROT_READ | PROT_WRITE, MAP_SHARED, static_cast<int>(file), 0);
  close(static_cast<int>(file));
  return mapped == MAP_FAILED ? nullptr : static_cast<volatile Moment*>(mapped);
}

int Threads() {
  DIR* const tasks = opendir("/proc/self/task");
  int count = 0;
  while (tasks != nullptr && readdir(tasks) != nullptr) ++count;
  if (tasks != nullptr) closedir(tasks);
  return count;
}

void CountCall() {
  static volatile Moment* const moment = MapMoment();
  if (moment == nullptr) return;
  moment->calls = moment->calls + 1;
  if (moment->calls != moment->at) return;
  const int before = Threads();
  kill(getpid(), moment->signal);
  for (int looks = 0; Threads() >= before; ++looks) {
    if (looks == kMostLooks) return static_cast<void>(std::fputs("signal_at: nobody has heard the signal\n", stderr));
    poll(nullptr, 0, kLookAgainMs);
  }
}

void CountPath(const char* path) {
  static const char* const folder = std::getenv("CLEARANCE_TEST_FOLDER");
  if (folder != nullptr && std::strncmp(path, folder, std::strlen(folder)) == 0) CountCall();
}

void CountFile(int file) {
  char link[64];
  char path[PATH_MAX];
  std::snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  const ssize_t length = readlink(link, path, sizeof path - 1);
  if (file <= STDERR_FILENO || length <= 0) return;
  path[length] = '\0';
  CountPath(path);
}

}  // namespace

extern "C" ssize_t read(int file, void* bytes, size_t size) {
  CountFile(file);
  return syscall(SYS_read, file, bytes, size);
}
extern "C" ssize_t write(int file, const void* bytes, size_t size) {
  CountFile(file);
  return syscall(SYS_write, file, bytes, size);
}
extern "C" ssize_t pread64(int file, void* bytes, size_t size, off64_t at) {
  CountFile(file);
  return syscall(SYS_pread64, file, bytes, size, at);
}
extern "C" ssize_t pwrite64(int file, const void* bytes, size_t size, off64_t at) {
  CountFile(file);
  return syscall(SYS_pwrite64, file, bytes, size, at);
}
extern "C" int ftruncate64(int file, off64_t size) noexcept {
  CountFile(file);
  return static_cast<int>(syscall(SYS_ftruncate, file, size));
}
extern "C" int fsync(int file) {
  CountFile(file);
  return static_cast<int>(syscall(SYS_fsync, file));
}
extern "C" int fdatasync(int file) {
  CountFile(file);
  return static_cast<int>(syscall(SYS_fdatasync, file));
}
extern "C" int rename(const char* from, const char* to) noexcept {
  CountPath(to);
  return static_cast<int>(syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0));
}
extern "C" int link(const char* from, const char* to) noexcept {
  CountPath(to);
  return static_cast<int>(syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0));
}
extern "C" int unlink(const char* path) noexcept {
  CountPath(path);
  return static_cast<int>(syscall(SYS_unlinkat, AT_FDCWD, path, 0));
}
