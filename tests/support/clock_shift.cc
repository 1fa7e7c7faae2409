// A library to be loaded before a program (LD_PRELOAD), so that a test can set that process's clock and no other's. The
// file that CLEARANCE_TEST_CLOCK names holds the seconds by which its clock is wrong, 8 bytes in the machine's order;
// it is looked at each time, so that a clock can also be set while the program runs. Only the calendar clock is wrong:
// steady clocks go on, as they do on a machine whose clock is set. Who waits until a moment of the calendar clock waits
// by the wrong clock, too, as it stood when the wait began: gRPC's timers do, through abseil's system call.
#include <dlfcn.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <cstdarg>
#include <cstdint>
#include <cstdlib>

namespace {

using SystemCall = long (*)(long, ...);

SystemCall RealSystemCall() {
  static const auto real = reinterpret_cast<SystemCall>(dlsym(RTLD_NEXT, "syscall"));
  return real;
}

const volatile std::int64_t* MapShift() {
  const char* name = std::getenv("CLEARANCE_TEST_CLOCK");
  const int file = name == nullptr ? -1 : open(name, O_RDONLY | O_CLOEXEC);
  if (file < 0) return nullptr;
  void* const mapped = mmap(nullptr, sizeof(std::int64_t), PROT_READ, MAP_SHARED, file, 0);
  close(file);
  return mapped == MAP_FAILED ? nullptr : static_cast<const volatile std::int64_t*>(mapped);
}

std::int64_t ShiftSeconds() {
  static const volatile std::int64_t* const shift = MapShift();
  return shift == nullptr ? 0 : *shift;
}

}  // namespace

extern "C" int clock_gettime(clockid_t clock, timespec* now) noexcept {
  const long result = RealSystemCall()(SYS_clock_gettime, clock, now);
  if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) now->tv_sec += ShiftSeconds();
  return static_cast<int>(result);
}

extern "C" int gettimeofday(timeval* now, void*) noexcept {
  timespec precise{};
  clock_gettime(CLOCK_REALTIME, &precise);
  if (now != nullptr) *now = {.tv_sec = precise.tv_sec, .tv_usec = precise.tv_nsec / 1000};
  return 0;
}

extern "C" time_t time(time_t* now) noexcept {
  timespec precise{};
  clock_gettime(CLOCK_REALTIME, &precise);
  if (now != nullptr) *now = precise.tv_sec;
  return precise.tv_sec;
}

extern "C" long syscall(long number, ...) noexcept {
  std::array<long, 6> given{};  // as many as any call takes; what was not given is not looked at
  va_list arguments;
  va_start(arguments, number);
  for (long& argument : given) argument = va_arg(arguments, long);
  va_end(arguments);
  timespec until{};
  auto& [word, operation, value, timeout, second_word, mask] = given;
  if (number == SYS_futex && (operation & FUTEX_CLOCK_REALTIME) != 0 && timeout != 0) {
    until = *reinterpret_cast<const timespec*>(timeout);
    until.tv_sec = until.tv_sec > ShiftSeconds() ? until.tv_sec - ShiftSeconds() : 0;
    timeout = reinterpret_cast<long>(&until);
  }
  return RealSystemCall()(number, word, operation, value, timeout, second_word, mask);
}
