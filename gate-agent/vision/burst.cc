// The policy of bursts; see burst.h.
#include "gate-agent/vision/burst.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "common/base/check.h"

namespace clearance {
namespace {

// The enumeration lists causes by how much they tell.
bool TellsMore(CaptureCause cause, CaptureCause than) { return static_cast<int>(cause) > static_cast<int>(than); }

}  // namespace

std::string BurstPolicyText() {
  return fmt::format("burst of {}, best {} averaged, sure at +{:g}", kMaxBurstFrames, kMaxAveragedFrames, kSureMargin);
}

Burst::Place Burst::Offer(const FrameLook& look) {
  CHECK(!Ended());
  const int frame = offered_++;
  if (look.cause == CaptureCause::kSeveralFaces) {
    second_person_ = true;
    cause_ = look.cause;
    refused_ = frame;
    return {};
  }
  if (look.cause != CaptureCause::kNone) {
    Refuse(frame, look);
    return {};
  }
  if (++times_seen_[look.pixels_are] > 1) return {};
  // Of frames of one quality the earlier comes first.
  const auto behind = std::upper_bound(qualities_.begin(), qualities_.end(), look.quality, std::greater<>());
  const auto place = std::distance(qualities_.begin(), behind);
  if (place >= kMaxAveragedFrames) return {};
  qualities_.insert(behind, look.quality);
  order_.insert(order_.begin() + place, frame);
  if (order_.size() <= static_cast<std::size_t>(kMaxAveragedFrames)) return {.kept = true, .displaced = {}};
  const int displaced = order_.back();
  order_.pop_back();
  qualities_.pop_back();
  return {.kept = true, .displaced = displaced};
}

void Burst::Refuse(int frame, const FrameLook& look) {
  const bool tells_more = TellsMore(look.cause, cause_);
  if (tells_more) cause_ = look.cause;
  if (look.pixels_are.empty() || look.cause != cause_) return;
  if (!tells_more && refused_ && look.quality <= refused_quality_) return;
  refused_ = frame;
  refused_quality_ = look.quality;
}

bool Burst::MostlyRepeated() const {
  int usable = 0, repeated = 0;
  for (const auto& [pixels, times] : times_seen_) {
    usable += times;
    if (times > 1) repeated += times;
  }
  return repeated > 0 && 2 * repeated >= usable;
}

bool Burst::Ended() const { return second_person_ || offered_ >= kMaxBurstFrames; }

void PlaceNext(std::vector<int>& order, double best_quality, const FrameLook& next) {
  CHECK(order.size() >= 2);
  if (next.cause != CaptureCause::kNone) {
    order.erase(order.begin() + 1);
  } else if (next.quality > best_quality) {
    std::swap(order[0], order[1]);
  }
}

bool IsSure(double score, double threshold, int frames) {
  return frames >= kMaxAveragedFrames || score >= threshold + kSureMargin;
}

}  // namespace clearance
