// Drawing of DET curves; see det_picture.h.
#include "gate-agent/evaluation/det_picture.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "common/base/error_reasons.h"

namespace clearance {
namespace {

constexpr int kWidth = 1200;
constexpr int kHeight = 900;
// Drawn this much larger and shrunk: the only way to smooth letters that OpenCV draws with strokes.
constexpr int kOversampling = 3;

// The plot's edges, in pixels of the finished picture.
constexpr double kLeft = 120;
constexpr double kRight = 1160;
constexpr double kTop = 110;
constexpr double kBottom = 800;

// What the axes span: from one false match in two million pairs to a coin's toss.
constexpr double kLowestFmr = 4e-7;
constexpr double kHighestFmr = 0.2;
constexpr double kLowestFnmr = 8e-4;
constexpr double kHighestFnmr = 0.3;

const cv::Scalar kWhite(255, 255, 255);
const cv::Scalar kInk(45, 38, 33);
const cv::Scalar kPale(120, 110, 100);
const cv::Scalar kGrid(232, 228, 224);
const cv::Scalar kFrame(190, 184, 178);
const cv::Scalar kGoal(110, 160, 60);
// Distinct to the colour-blind too (Okabe and Ito): blue, vermilion, green.
const std::array<cv::Scalar, 3> kLineColours = {cv::Scalar(178, 114, 0), cv::Scalar(0, 94, 213),
                                                cv::Scalar(115, 158, 0)};

const cv::Scalar kWarning(40, 40, 190);

constexpr double kThinLine = 2.4;
constexpr double kBroader = 4.6;  // each line than the one above it

double WidthOf(std::size_t line) { return kThinLine + kBroader * static_cast<double>(line); }

struct Tick {
  double rate;
  const char* label;
};
constexpr std::array<Tick, 6> kFmrTicks = {
    {{1e-6, "0.0001 %"}, {1e-5, "0.001 %"}, {1e-4, "0.01 %"}, {1e-3, "0.1 %"}, {1e-2, "1 %"}, {0.1, "10 %"}}};
constexpr std::array<Tick, 8> kFnmrTicks = {{{1e-3, "0.1 %"},
                                             {2e-3, "0.2 %"},
                                             {5e-3, "0.5 %"},
                                             {1e-2, "1 %"},
                                             {2e-2, "2 %"},
                                             {5e-2, "5 %"},
                                             {0.1, "10 %"},
                                             {0.2, "20 %"}}};

double Along(double rate, double lowest, double highest) {
  const double low = Probit(lowest);
  return (Probit(std::clamp(rate, lowest, highest)) - low) / (Probit(highest) - low);
}

double XOf(double fmr) { return kLeft + (kRight - kLeft) * Along(fmr, kLowestFmr, kHighestFmr); }
double YOf(double fnmr) { return kBottom - (kBottom - kTop) * Along(fnmr, kLowestFnmr, kHighestFnmr); }

enum class Anchor { kStart, kCentre, kEnd };

// A sheet of paper in pixels of the finished picture.
class Sheet {
 public:
  Sheet() : paper_(kHeight * kOversampling, kWidth * kOversampling, CV_8UC3, kWhite) {}

  void Line(double x1, double y1, double x2, double y2, const cv::Scalar& colour, double width) {
    cv::line(paper_, At(x1, y1), At(x2, y2), colour, Pen(width), cv::LINE_AA);
  }

  void Dot(double x, double y, double radius, const cv::Scalar& colour) {
    cv::circle(paper_, At(x, y), Pen(radius), colour, cv::FILLED, cv::LINE_AA);
  }

  void Box(double x1, double y1, double x2, double y2, const cv::Scalar& colour) {
    cv::rectangle(paper_, At(x1, y1), At(x2, y2), colour, cv::FILLED);
  }

  // `size` is about the height of a capital letter; `y` the line it stands on.
  void Text(const std::string& text, double x, double y, double size, const cv::Scalar& colour, Anchor anchor) {
    Write(paper_, text, x, y, size, colour, anchor);
  }

  // The same, upwards, with its middle at (x, y).
  void UprightText(const std::string& text, double x, double y, double size, const cv::Scalar& colour) {
    cv::Mat turned;
    cv::rotate(paper_, turned, cv::ROTATE_90_CLOCKWISE);
    // (x, y) lies at (kHeight - y, x) of the sheet turned clockwise.
    Write(turned, text, kHeight - y, x, size, colour, Anchor::kCentre);
    cv::rotate(turned, paper_, cv::ROTATE_90_COUNTERCLOCKWISE);
  }

  cv::Mat Finished() const {
    cv::Mat finished;
    cv::resize(paper_, finished, cv::Size(kWidth, kHeight), 0, 0, cv::INTER_AREA);
    return finished;
  }

 private:
  static cv::Point At(double x, double y) {
    return {static_cast<int>(std::lround(x * kOversampling)), static_cast<int>(std::lround(y * kOversampling))};
  }
  static int Pen(double width) { return std::max(1, static_cast<int>(std::lround(width * kOversampling))); }

  static void Write(cv::Mat& paper, const std::string& text, double x, double y, double size, const cv::Scalar& colour,
                    Anchor anchor) {
    constexpr double kCapitalHeight = 21;  // of the font at scale 1
    double scale = size * kOversampling / kCapitalHeight;
    const int pen = Pen(size / 9);
    int baseline = 0;
    cv::Size extent = cv::getTextSize(text, cv::FONT_HERSHEY_SIMPLEX, scale, pen, &baseline);
    cv::Point at = At(x, y);
    // What begins somewhere and would end beyond the plot is written smaller: off the picture nobody reads it.
    const int room = At(kRight, y).x - at.x;
    if (anchor == Anchor::kStart && extent.width > room) {
      scale *= static_cast<double>(room) / extent.width;
      extent = cv::getTextSize(text, cv::FONT_HERSHEY_SIMPLEX, scale, pen, &baseline);
    }
    if (anchor == Anchor::kCentre) at.x -= extent.width / 2;
    if (anchor == Anchor::kEnd) at.x -= extent.width;
    cv::putText(paper, text, at, cv::FONT_HERSHEY_SIMPLEX, scale, colour, pen, cv::LINE_AA);
  }

  cv::Mat paper_;
};

void DrawAxes(Sheet& sheet) {
  for (const Tick& tick : kFmrTicks) {
    sheet.Line(XOf(tick.rate), kTop, XOf(tick.rate), kBottom, kGrid, 1);
    sheet.Text(tick.label, XOf(tick.rate), kBottom + 28, 12, kInk, Anchor::kCentre);
  }
  for (const Tick& tick : kFnmrTicks) {
    sheet.Line(kLeft, YOf(tick.rate), kRight, YOf(tick.rate), kGrid, 1);
    sheet.Text(tick.label, kLeft - 12, YOf(tick.rate) + 6, 12, kInk, Anchor::kEnd);
  }
  sheet.Line(kLeft, kBottom, kRight, kBottom, kFrame, 1.5);
  sheet.Line(kLeft, kTop, kLeft, kBottom, kFrame, 1.5);
  sheet.Text("false match rate (FMR)", (kLeft + kRight) / 2, kBottom + 66, 14, kInk, Anchor::kCentre);
  sheet.UprightText("false non-match rate (FNMR)", 32, (kTop + kBottom) / 2, 14, kInk);
}

// The goal: FNMR below 1 % where the FMR is 0.05 %.
void DrawGoal(Sheet& sheet) {
  constexpr double kGoalFmr = 5e-4;
  constexpr double kGoalFnmr = 1e-2;
  constexpr double kDash = 10;
  for (double y = YOf(kGoalFnmr); y < kBottom; y += 2 * kDash) {
    sheet.Line(XOf(kGoalFmr), y, XOf(kGoalFmr), std::min(y + kDash, kBottom), kGoal, 1.5);
  }
  for (double x = XOf(kGoalFmr); x > kLeft; x -= 2 * kDash) {
    sheet.Line(x, YOf(kGoalFnmr), std::max(x - kDash, kLeft), YOf(kGoalFnmr), kGoal, 1.5);
  }
  sheet.Text("goal: FNMR < 1 % at FMR 0.05 %", kLeft + 14, YOf(kGoalFnmr) + 26, 11, kGoal, Anchor::kStart);
}

void DrawLine(Sheet& sheet, const DetLine& line, const cv::Scalar& colour, double width) {
  const auto inside = [](const DetPoint& point) {
    return point.fmr > 0 && point.fnmr > 0 && point.fnmr >= kLowestFnmr && point.fmr <= kHighestFmr;
  };
  // Steps, as counts change: between two points nothing was measured but the corner.
  for (std::size_t i = 1; i < line.points.size(); ++i) {
    const DetPoint& from = line.points[i - 1];
    const DetPoint& to = line.points[i];
    if (!inside(from) || !inside(to)) continue;
    sheet.Line(XOf(from.fmr), YOf(from.fnmr), XOf(to.fmr), YOf(from.fnmr), colour, width);
    sheet.Line(XOf(to.fmr), YOf(from.fnmr), XOf(to.fmr), YOf(to.fnmr), colour, width);
  }
  constexpr double kCap = 7;
  for (const DetMark& mark : line.marks) {
    if (mark.fmr <= 0 || mark.fnmr <= 0) continue;
    const double x = XOf(mark.fmr);
    const double low = YOf(std::max(mark.fnmr_interval.low, kLowestFnmr));
    const double high = YOf(std::max(mark.fnmr_interval.high, kLowestFnmr));
    sheet.Line(x, low, x, high, colour, 1.6);
    sheet.Line(x - kCap, low, x + kCap, low, colour, 1.6);
    sheet.Line(x - kCap, high, x + kCap, high, colour, 1.6);
    sheet.Dot(x, YOf(mark.fnmr), 5.5, kWhite);
    sheet.Dot(x, YOf(mark.fnmr), 4.2, colour);
  }
}

void DrawLegend(Sheet& sheet, const std::vector<DetLine>& lines) {
  constexpr double kRowHeight = 30;
  double y = kTop + 34;
  for (std::size_t i = 0; i < lines.size(); ++i, y += kRowHeight) {
    const double x = kRight - 420;
    sheet.Line(x, y - 6, x + 44, y - 6, kLineColours[i % kLineColours.size()], WidthOf(i));
    sheet.Text(lines[i].name, x + 58, y, 12.5, kInk, Anchor::kStart);
  }
}

}  // namespace

StatusOr<std::string> DetPicture(const std::vector<DetLine>& lines, const DetPictureText& text) {
  try {
    Sheet sheet;
    sheet.Text(text.title, kLeft, 48, 18, kInk, Anchor::kStart);
    sheet.Text(text.subtitle, kLeft, 76, 11.5, kPale, Anchor::kStart);
    sheet.Text(text.caveat, kLeft, 98, 11.5, kWarning, Anchor::kStart);
    DrawAxes(sheet);
    DrawGoal(sheet);
    // The first line is the one that matters: on top.
    for (std::size_t i = lines.size(); i-- > 0;) {
      DrawLine(sheet, lines[i], kLineColours[i % kLineColours.size()], WidthOf(i));
    }
    DrawLegend(sheet, lines);
    std::vector<unsigned char> png;
    constexpr int kStrongest = 9;
    if (cv::imencode(".png", sheet.Finished(), png, {cv::IMWRITE_PNG_COMPRESSION, kStrongest})) {
      return std::string(png.begin(), png.end());
    }
  } catch (const std::exception&) {
    // Told below.
  }
  return Error(StatusCode::kInternal, error_reason::kPictureUnreadable, "the DET curve could not be drawn");
}

}  // namespace clearance
