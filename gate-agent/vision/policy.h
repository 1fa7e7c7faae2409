// What a decision about a face depends on beside the networks' bytes, in words a calibration carries.
//
// A threshold measured under one policy is foreign to another, so that whatever may move a score, a frame's choice or
// an answer must be named here.
#pragma once

#include <string>
#include <string_view>

#include "gate-agent/vision/fusion.h"

namespace clearance {

// Bursts of one round, unless a gate's limits.attempts says otherwise.
inline constexpr int kDefaultAttempts = 3;
inline constexpr int kMaxAttempts = 10;

struct FacePolicy {
  Fusion fusion{};
  std::string_view detector = "yunet";  // or "hog"
  bool landmarks = false;               // the 68 points are found too
  int attempts = kDefaultAttempts;      // bursts of one round, 1..kMaxAttempts
};

// One line, parts with commas and semicolons between them; equal for equal policies of one version of the program, and
// different for different ones.
std::string PolicyText(const FacePolicy& policy);

// How the policy text `there` differs from the one `here`, part by part, e.g. "68 landmarks there; no landmarks here".
// Never empty for texts that differ.
std::string PolicyDifference(std::string_view there, std::string_view here);

}  // namespace clearance
