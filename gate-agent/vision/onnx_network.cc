// Running, learning where it works, overwriting; see onnx_network.h.
#include "gate-agent/vision/onnx_network.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "gate-agent/vision/wipe.h"

namespace clearance {
namespace {

// Of the largest value: far above what rounding does, far below what a lost weight would.
constexpr float kSameAnswer = 1e-4f;

bool SameAnswers(const std::vector<float>& a, const std::vector<float>& b) {
  if (a.size() != b.size()) return false;
  float largest = 0, apart = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    largest = std::max(largest, std::abs(a[i]));
    apart = std::max(apart, std::abs(a[i] - b[i]));
  }
  return apart <= kSameAnswer * largest;
}

}  // namespace

std::unique_ptr<OnnxNetwork> OnnxNetwork::Load(const std::string& model, int side, const NetworkInput& input) {
  try {
    cv::Mat grey(side, side, CV_8UC3, cv::Scalar::all(128)), noise(side, side, CV_8UC3);
    cv::RNG(1).fill(noise, cv::RNG::UNIFORM, 0, 256);
    std::unique_ptr<OnnxNetwork> network(new OnnxNetwork(cv::dnn::readNetFromONNX(model.data(), model.size()), input));
    std::vector<float> before;
    network->memory_.Record([&] { before = network->Run(grey); });
    network->memory_.KeepWhatChanges([&] { network->Run(noise); });
    network->memory_.Wipe();
    const bool same = SameAnswers(before, network->Run(grey));
    return same ? std::move(network) : nullptr;
  } catch (const std::exception&) {
    return nullptr;
  }
}

std::optional<std::vector<float>> OnnxNetwork::Forward(const cv::Mat& picture) {
  std::optional<std::vector<float>> answer;
  try {
    answer = Run(picture);
  } catch (const std::exception&) {
    answer.reset();
  }
  memory_.Wipe();
  return answer;
}

std::vector<float> OnnxNetwork::Run(const cv::Mat& picture) {
  cv::Mat planes = PlanesOf(picture, input_);
  net_.setInput(planes);  // it copies them
  planes.setTo(0);
  const cv::Mat answer = net_.forward();  // the network's own
  return {answer.ptr<float>(), answer.ptr<float>() + answer.total()};
}

}  // namespace clearance
