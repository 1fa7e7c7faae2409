#include "common/base/end_signals.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>

#include "common/base/check.h"
#include "common/base/supervision.h"

namespace clearance {
namespace {

std::array<int, 2> g_pipe = {-1, -1};

// Async-signal-safe: it only writes the number.
void Told(int signal) {
  const int saved = errno;
  const auto number = static_cast<unsigned char>(signal);
  (void)!write(g_pipe[1], &number, 1);
  errno = saved;
}

}  // namespace

EndSignals::EndSignals() {
  if (g_pipe[0] < 0) CHECK(pipe2(g_pipe.data(), O_CLOEXEC) == 0);
  struct sigaction action {};
  action.sa_handler = Told;
  action.sa_flags = SA_RESTART;
  sigaction(SIGTERM, &action, nullptr);
  sigaction(SIGINT, &action, nullptr);
  struct sigaction found {};
  sigaction(SIGHUP, nullptr, &found);
  if (found.sa_handler != SIG_IGN) sigaction(SIGHUP, &action, nullptr);
}

int EndSignals::Wait() const {
  unsigned char signal = 0;
  while (read(g_pipe[0], &signal, 1) < 0) CHECK(errno == EINTR);
  return signal;
}

void EndSignals::EndOfItself() { Told(kNone); }

int EndSignals::WaitWatched(const std::function<bool()>& alive) const {
  const std::optional<Duration> interval = WatchdogInterval();
  if (!interval) return Wait();
  const auto wait_ms = std::chrono::duration_cast<std::chrono::milliseconds>(*interval).count();
  for (;;) {
    pollfd told{.fd = g_pipe[0], .events = POLLIN, .revents = 0};
    const int ready = poll(&told, 1, static_cast<int>(wait_ms));
    if (ready > 0) return Wait();
    CHECK(ready == 0 || errno == EINTR);
    if (ready == 0 && alive()) TellSupervisor("WATCHDOG=1");
  }
}

}  // namespace clearance
