#include "common/base/life_sign.h"

#include <atomic>
#include <utility>

namespace clearance {

struct LifeSign::Round {
  explicit Round(std::size_t questions) : missing(questions) {}
  std::atomic<std::size_t> missing;
};

LifeSign::LifeSign(std::vector<Ask> asks) : asks_(std::move(asks)) {}

bool LifeSign::Came() {
  if (round_ && round_->missing > 0) return false;
  const bool came = round_ != nullptr;
  AskAll();
  return came;
}

void LifeSign::AskAll() {
  round_ = std::make_shared<Round>(asks_.size());
  for (const Ask& ask : asks_) ask([round = round_] { --round->missing; });
}

}  // namespace clearance
