// PortWatch: whether the port that a program listens at still takes callers, asked from within, as a caller would. A
// server can go deaf and nothing else of the process with it: gRPC 1.51 gives up a port at the first connection it
// cannot take, because no file descriptor is left for it, and never listens there again
// (docs/decisions/0027-a-program-whose-port-is-deaf-ends.md).
//
// Looks are counted, not seconds: a process that was stopped, or whose machine was, has looked once in that time and
// has missed one answer at most.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "common/base/executor.h"
#include "common/base/life_sign.h"

namespace clearance {

// From look to look, each of which is one connection of the process to itself while it is answered.
inline constexpr Duration kPortLook = std::chrono::seconds(1);
// So many looks without an answer, one after the other: the port is silent. A server that is only busy answers later.
inline constexpr int kSilentLooks = 5;
// So many: it is deaf, for good.
inline constexpr int kDeafLooks = 20;

// Thread-safe.
class PortWatch {
 public:
  // `deaf` is told once, on a thread of `executor`; it must not wait and not call the watch. `executor` must outlive
  // Begin's watch.
  PortWatch(Executor& executor, std::function<void()> deaf);
  ~PortWatch();  // as End()
  PortWatch(const PortWatch&) = delete;
  PortWatch& operator=(const PortWatch&) = delete;

  // Watches "host:port", where somebody listens already, all addresses of it. One that cannot be reached from here, as
  // behind a packet filter, is not watched; where that is every one the log says so (port_not_watched).
  void Begin(const std::string& address);
  // Asks no more; nobody is told anything when this has returned, and no AskHeard() is answered any more.
  void End();

  // Why it does not take callers, for people; empty while it does, before Begin() and after End().
  std::string WhySilent() const;
  // The question for a LifeSign: answered at once while the port is not silent, otherwise once it is no more.
  void AskHeard(LifeSign::Answered answered);

 private:
  struct State;
  const std::shared_ptr<State> state_;
};

}  // namespace clearance
