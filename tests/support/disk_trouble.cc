// A library to be loaded before a program (LD_PRELOAD), so that a test can freeze the disk under that process and no
// other. The file that CLEARANCE_TEST_DISK names holds what befalls its writes, 4 bytes in the machine's order, looked
// at each time:
//    0  nothing
//   >0  this errno: EROFS as a file system gives it that the kernel has made read-only after an error
//   -1  they stand still until the number changes, as on a disk or a network store that has gone away
// Writes are what databases do: pwrite, ftruncate, fsync, fdatasync, and opening a file to write into. Logs go on.
#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdarg>
#include <cstdint>
#include <cstdlib>

namespace {

constexpr std::int32_t kStandStill = -1;
constexpr int kLookAgainMs = 1;

const volatile std::int32_t* MapTrouble() {
  const char* name = std::getenv("CLEARANCE_TEST_DISK");
  const long file = name == nullptr ? -1 : syscall(SYS_openat, AT_FDCWD, name, O_RDONLY | O_CLOEXEC);
  if (file < 0) return nullptr;
  void* const mapped = mmap(nullptr, sizeof(std::int32_t), PROT_READ, MAP_SHARED, static_cast<int>(file), 0);
  close(static_cast<int>(file));
  return mapped == MAP_FAILED ? nullptr : static_cast<const volatile std::int32_t*>(mapped);
}

// True when the disk refuses; errno says why.
bool Refused() {
  static const volatile std::int32_t* const trouble = MapTrouble();
  if (trouble == nullptr) return false;
  while (*trouble == kStandStill) poll(nullptr, 0, kLookAgainMs);
  if (*trouble <= 0) return false;
  errno = *trouble;
  return true;
}

int Open(const char* path, int flags, mode_t mode) {
  if ((flags & O_ACCMODE) != O_RDONLY && Refused()) return -1;
  return static_cast<int>(syscall(SYS_openat, AT_FDCWD, path, flags, mode));
}

mode_t ModeOf(int flags, va_list more) { return (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(more, mode_t) : 0; }

}  // namespace

extern "C" ssize_t pwrite64(int file, const void* bytes, size_t size, off64_t at) {
  return Refused() ? -1 : syscall(SYS_pwrite64, file, bytes, size, at);
}
extern "C" ssize_t pwrite(int file, const void* bytes, size_t size, off_t at) {
  return pwrite64(file, bytes, size, at);
}
extern "C" int ftruncate64(int file, off64_t size) noexcept {
  return Refused() ? -1 : static_cast<int>(syscall(SYS_ftruncate, file, size));
}
extern "C" int ftruncate(int file, off_t size) noexcept { return ftruncate64(file, size); }
extern "C" int fsync(int file) { return Refused() ? -1 : static_cast<int>(syscall(SYS_fsync, file)); }
extern "C" int fdatasync(int file) { return Refused() ? -1 : static_cast<int>(syscall(SYS_fdatasync, file)); }

extern "C" int open64(const char* path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  const mode_t mode = ModeOf(flags, more);
  va_end(more);
  return Open(path, flags, mode);
}
extern "C" int open(const char* path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  const mode_t mode = ModeOf(flags, more);
  va_end(more);
  return Open(path, flags, mode);
}
