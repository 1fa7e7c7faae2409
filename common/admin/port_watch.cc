#include "common/admin/port_watch.h"

#include <netdb.h>

#include <algorithm>
#include <mutex>
#include <utility>
#include <vector>

#include "common/admin/port_question.h"
#include "common/base/log.h"
#include "common/base/resolved_address.h"

namespace clearance {
namespace {

// One address of the port.
struct Listener {
  PortQuestion question;
  int misses = 0;  // looks without an answer, one after the other

  void Look() {
    const bool answered = question.Answered();
    // A miss of one that was never reached says nothing of its server.
    misses = answered || !question.reached() ? 0 : misses + 1;
    // One that waits for its answer is left to wait: another would stand in the queue behind it.
    if (answered || !question.stands()) question.Put();
  }
};

}  // namespace

struct PortWatch::State : std::enable_shared_from_this<State> {
  State(Executor& executor_in, std::function<void()> deaf_in) : executor(executor_in), deaf(std::move(deaf_in)) {}

  void Begin(const std::string& at) {
    const std::lock_guard lock(mutex);
    address = at;
    const ResolvedAddresses all = ResolveAddress(ParseAddress(at).value_or(HostPort{}));
    for (const addrinfo* one = all.get(); one != nullptr; one = one->ai_next)
      listeners.push_back({.question = PortQuestion(*one)});
    for (Listener& listener : listeners) listener.question.Put();
    watching = true;
    Schedule();
  }

  void Schedule() {
    executor.PostAfter(kPortLook, [weak = weak_from_this()] {
      if (const auto state = weak.lock()) state->Look();
    });
  }

  void Look() {
    const std::lock_guard lock(mutex);
    if (!watching) return;
    int misses = 0;
    for (Listener& listener : listeners) {
      listener.Look();
      misses = std::max(misses, listener.misses);
    }
    if (++looks == kSilentLooks) TellUnreached();
    if (misses >= kSilentLooks && !silent) FallSilent(misses);
    if (misses == 0 && silent) Answer();
    if (misses < kDeafLooks) return Schedule();
    LogError("port_deaf", {{"listen", address}, {"looks", misses}});
    deaf();
  }

  void TellUnreached() const {
    const auto reached = [](const Listener& listener) { return listener.question.reached(); };
    if (std::none_of(listeners.begin(), listeners.end(), reached))
      LogWarning("port_not_watched", {{"listen", address}});
  }

  void FallSilent(int misses) {
    silent = true;
    LogWarning("port_silent", {{"listen", address}, {"looks", misses}});
  }

  void Answer() {
    silent = false;
    LogWarning("port_answers_again", {{"listen", address}});
    for (const LifeSign::Answered& answered : std::exchange(waiting, {})) answered();
  }

  Executor& executor;
  const std::function<void()> deaf;
  std::mutex mutex;
  // Under mutex.
  bool watching = false;
  bool silent = false;
  int looks = 0;
  std::string address;
  std::vector<Listener> listeners;
  std::vector<LifeSign::Answered> waiting;
};

PortWatch::PortWatch(Executor& executor, std::function<void()> deaf)
    : state_(std::make_shared<State>(executor, std::move(deaf))) {}

PortWatch::~PortWatch() { End(); }

void PortWatch::Begin(const std::string& address) { state_->Begin(address); }

void PortWatch::End() {
  const std::lock_guard lock(state_->mutex);
  state_->watching = state_->silent = false;
  state_->listeners.clear();
  state_->waiting.clear();
}

std::string PortWatch::WhySilent() const {
  const std::lock_guard lock(state_->mutex);
  return state_->silent ? "takes no callers at " + state_->address : std::string();
}

void PortWatch::AskHeard(LifeSign::Answered answered) {
  {
    const std::lock_guard lock(state_->mutex);
    if (state_->silent) return state_->waiting.push_back(std::move(answered));
  }
  answered();
}

}  // namespace clearance
