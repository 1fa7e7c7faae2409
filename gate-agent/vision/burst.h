// What is made of a burst of frames: which of them are compared, in which order, and when it is enough.
//
// Pure values over what was seen in each frame. It must never take a frame for two, and never pass over a frame with a
// second person in it.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "gate-agent/vision/face_engine.h"

namespace clearance {

// Two seconds of a camera's eight frames a second; more pictures of one moment add nothing.
inline constexpr int kMaxBurstFrames = 16;
// Frames whose templates are averaged: each costs as much as the first, and from the fourth on the mean hardly moves.
inline constexpr int kMaxAveragedFrames = 3;
// A score this far above the threshold is not undone by other frames. Measured on the tuning half of the benchmark's
// persons: in 864 trials of a portrait, one frame and two others, photographs of different days, the mean of the three
// never scored more than 0.098 below the one; half as much again is kept for sure. Below the threshold nothing is sure
// before the last frame: a blink is no other person.
inline constexpr double kSureMargin = 0.15;
// The part of PolicyText() that names these, e.g. "burst of 16, best 3 averaged, sure at +0.15".
std::string BurstPolicyText();

// What was seen in one frame.
struct FrameLook {
  CaptureCause cause = CaptureCause::kNone;
  double quality = 0;      // 0..1, orders the usable ones
  std::string pixels_are;  // a digest of the decoded pixels: equal for equal pictures; empty when not decoded
};

// The frames of one burst in the order they were taken, each offered once.
class Burst {
 public:
  // What becomes of the frame just offered.
  struct Place {
    bool kept = false;             // it is among those to compare, as far as seen
    std::optional<int> displaced;  // the frame that no longer is, to be overwritten
  };

  // Frames are numbered from 0 in the order they are offered. After Ended() nothing more may be offered (CHECK).
  Place Offer(const FrameLook& look);

  // True when no further frame is to be looked at: a second person was seen, or kMaxBurstFrames were offered.
  bool Ended() const;

  // kNone when Order() has a frame. Of several useless frames, the cause that tells the traveller most.
  CaptureCause cause() const { return order_.empty() || second_person_ ? cause_ : CaptureCause::kNone; }

  // Of a burst of no use the frame that cause() speaks of, the best of several; nothing where not one was decoded. It
  // is for an officer's eyes: never compared.
  std::optional<int> refused() const { return cause() == CaptureCause::kNone ? std::nullopt : refused_; }

  // The frames to compare, best first: at most kMaxAveragedFrames, no two of the same pixels.
  std::span<const int> Order() const { return order_; }

  // Half of the usable frames or more are pictures that were seen more than once: a living person before a camera with
  // noise is never the same twice, and a camera repeats a frame now and then at most. A still picture or a replay.
  bool MostlyRepeated() const;

 private:
  void Refuse(int frame, const FrameLook& look);

  std::vector<int> order_;                 // of at most kMaxAveragedFrames
  std::vector<double> qualities_;          // of order_
  std::map<std::string, int> times_seen_;  // of each usable picture, by its pixels
  int offered_ = 0;
  bool second_person_ = false;
  CaptureCause cause_ = CaptureCause::kNoPicture;
  std::optional<int> refused_;  // which `cause_` was seen in
  double refused_quality_ = 0;
};

// What the second of the frames to compare does to their order once it was judged by landmarks too, because the best
// one's alignment is in doubt: one of no use goes, one better than `best_quality` comes first.
void PlaceNext(std::vector<int>& order, double best_quality, const FrameLook& next);

// True when the mean template of `frames` frames scored so that the score needs no further frame.
bool IsSure(double score, double threshold, int frames);

}  // namespace clearance
