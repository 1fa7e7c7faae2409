#include "gate-agent/evaluation/console.h"

#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <iostream>

#include "common/base/text.h"

namespace clearance {
namespace {

std::atomic<bool> g_asked = false;
static_assert(std::atomic<bool>::is_always_lock_free);  // else a signal handler may not touch it

}  // namespace

int Fail(const Status& status) {
  std::cerr << "face-eval: " << ShownText(MessageOf(status)) << "\n";
  return status.code() == StatusCode::kCancelled ? kExitInterrupted : kExitFailure;
}

void ProgressLine::Show(std::size_t done, std::size_t total) {
  const bool terminal = isatty(STDERR_FILENO) != 0;
  const int tenths = static_cast<int>(done * 10 / total);
  if (!terminal && tenths == shown_tenths_) return;
  shown_tenths_ = tenths;
  std::cerr << fmt::format("{}{}: {} of {}{}", terminal ? "\r" : "", what_, done, total,
                           terminal && done < total ? "" : "\n")
            << std::flush;
}

void AskInsteadOfDying() {
  struct sigaction action {};
  action.sa_handler = [](int) { g_asked = true; };
  action.sa_flags = SA_RESTART;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

bool AskedToStop() { return g_asked; }

}  // namespace clearance
