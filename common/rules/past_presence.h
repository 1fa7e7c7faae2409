// PastPresence: what a record shows of the time before a stay, as the limits ask for it. Allocates nothing, knows no
// rule.
#pragma once

#include <algorithm>
#include <array>
#include <optional>

#include "common/rules/day_window.h"
#include "common/rules/rule_book.h"

namespace clearance {

// The latest entries, as many as any limit may allow.
class PastEntries {
 public:
  // Keeps `day` unless kMaxEntries later ones are there already.
  constexpr void Add(Date day) {
    std::size_t place = size_;
    while (place > 0 && days_[place - 1] < day) --place;
    if (place == days_.size()) return;
    if (size_ < days_.size()) ++size_;
    for (std::size_t i = size_ - 1; i > place; --i) days_[i] = days_[i - 1];
    days_[place] = day;
  }

  // How many of them were on `day` or later, kMaxEntries at most.
  constexpr int CountSince(Date day) const {
    int count = 0;
    while (static_cast<std::size_t>(count) < size_ && days_[static_cast<std::size_t>(count)] >= day) ++count;
    return count;
  }

  // The n-th latest entry (1 ≤ n ≤ kMaxEntries); nullopt when there were fewer.
  constexpr std::optional<Date> NthLatest(int n) const {
    if (static_cast<std::size_t>(n) > size_) return std::nullopt;
    return days_[static_cast<std::size_t>(n - 1)];
  }

 private:
  std::array<Date, kMaxEntries> days_{};  // the latest first
  std::size_t size_ = 0;
};

static_assert(kMaxWindowDays <= DayWindow::kCapacityDays, "no limit may look further back than the days kept");

struct PastPresence {
  constexpr explicit PastPresence(Date last) : days(last) {}

  DayWindow days;                   // counted days
  PastEntries entries{};            // entries before the stay
  std::optional<Date> last_exit{};  // the latest day on which somebody who stayed before was still there
};

}  // namespace clearance
