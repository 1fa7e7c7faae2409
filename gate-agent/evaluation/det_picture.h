// The DET curve as a picture: normal-deviate axes, so that a straight line means normal scores.
//
// It draws figures of a whole set and nothing of any person. It must never join or smooth what was not measured.
#pragma once

#include <string>
#include <vector>

#include "common/base/status.h"
#include "gate-agent/evaluation/det_curve.h"

namespace clearance {

// A rate with its interval, drawn as a vertical bar at its FMR.
struct DetMark {
  double fmr = 0;
  double fnmr = 0;
  Interval fnmr_interval;
};

// Lines may lie on one another: the first is thin and on top, each further one broader, so that it shows around those
// above it.
struct DetLine {
  std::string name;  // of the legend
  std::vector<DetPoint> points;
  std::vector<DetMark> marks;
};

struct DetPictureText {
  std::string title;
  std::string subtitle;
  std::string caveat{};  // in the colour of a warning; may be empty
};

// A PNG of 1200 x 900 pixels. ASCII text only. Error: INTERNAL when it cannot be drawn.
StatusOr<std::string> DetPicture(const std::vector<DetLine>& lines, const DetPictureText& text);

}  // namespace clearance
