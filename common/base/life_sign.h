// Whether the work of a process still comes back: small questions are put where it is done (an executor, a store's
// writer, a lane's strand), and only while each is answered the process counts as alive. A thread that merely wakes up
// proves itself alive and nobody else.
#pragma once

#include <functional>
#include <memory>
#include <vector>

namespace clearance {

// Not thread-safe; the answers may come on any thread, also after its end.
class LifeSign {
 public:
  using Answered = std::function<void()>;
  // Puts a question to where work is done: must not wait, and calls what it is given once the work came by, whatever
  // became of it. A disk that refuses every write is an answer, too: to start again would not mend it.
  using Ask = std::function<void(Answered)>;

  explicit LifeSign(std::vector<Ask> asks);

  // True when everything asked last was answered; asks anew then. False the first time, which only asks, and while an
  // answer is missing: no more questions are heaped up behind it.
  bool Came();

 private:
  struct Round;
  void AskAll();

  const std::vector<Ask> asks_;
  std::shared_ptr<Round> round_;
};

}  // namespace clearance
