// A network of cv::dnn that sees squares of one size: an embedder's, or one of presentation attack detection. When it
// has answered, nothing of what it saw stays in it.
//
// It must never say what its answer means.
#pragma once

#include <memory>
#include <opencv2/dnn.hpp>
#include <optional>
#include <string>
#include <vector>

#include "gate-agent/vision/network_input.h"
#include "gate-agent/vision/network_memory.h"

namespace clearance {

// Not thread-safe.
class OnnxNetwork {
 public:
  // The network has run when this returns. nullptr when cv::dnn cannot take `model`, or when it answers otherwise than
  // before once its memory was overwritten.
  static std::unique_ptr<OnnxNetwork> Load(const std::string& model, int side, const NetworkInput& input);

  // The network's answer to `picture`, side x side pixels (8 bit, BGR); nullopt when it fails. The picture stays the
  // caller's to overwrite.
  std::optional<std::vector<float>> Forward(const cv::Mat& picture);

 private:
  OnnxNetwork(const cv::dnn::Net& net, const NetworkInput& input) : input_(input), net_(net) {}
  std::vector<float> Run(const cv::Mat& picture);

  NetworkInput input_;
  NetworkMemory memory_;  // before net_, whose blocks it knows
  cv::dnn::Net net_;
};

}  // namespace clearance
