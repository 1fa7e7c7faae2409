// Bare forward passes of the networks; see bare_forward.h.
#include "tests/bench/bare_forward.h"

#include <opencv2/core.hpp>
#include <opencv2/dnn.hpp>
#include <vector>

#include "common/base/error_reasons.h"
#include "gate-agent/vision/embedder.h"
#include "gate-agent/vision/presentation.h"
#include "gate-agent/vision/yunet_detector.h"

namespace clearance {
namespace {

struct BareInput {
  ModelFile file;
  int width = 0;
  int height = 0;
};

BareInput InputOf(BareNetwork network) {
  const auto manifests = FusionManifests();
  switch (network) {
    case BareNetwork::kDetector320x256:
      return {kYunetModel, 320, 256};
    case BareNetwork::kDetector640x480:
      return {kYunetModel, 640, 480};
    case BareNetwork::kEdgeFace:
      return {manifests[0].file, manifests[0].side, manifests[0].side};
    case BareNetwork::kRetail:
      return {manifests[1].file, manifests[1].side, manifests[1].side};
    case BareNetwork::kPresentationSquare:
      return {kPresentationModels[0], 128, 128};
    case BareNetwork::kPresentationBox27:
      return {kPresentationModels[1], 80, 80};
    case BareNetwork::kPresentationBox40:
      return {kPresentationModels[2], 80, 80};
  }
  return {};
}

}  // namespace

struct BareForward::State {
  cv::dnn::Net net;
  std::vector<cv::String> outputs;
};

BareForward::BareForward(std::unique_ptr<State> state) : state_(std::move(state)) {}
BareForward::~BareForward() = default;

StatusOr<std::unique_ptr<BareForward>> BareForward::Load(const std::string& models_dir, BareNetwork network) {
  const BareInput input = InputOf(network);
  ASSIGN_OR_RETURN(const std::string model, ReadModel(models_dir, input.file));
  try {
    cv::setNumThreads(1);
    auto state = std::make_unique<State>();
    state->net = cv::dnn::readNetFromONNX(model.data(), model.size());
    state->outputs = state->net.getUnconnectedOutLayersNames();
    cv::Mat noise(input.height, input.width, CV_8UC3);
    cv::RNG random(1);
    random.fill(noise, cv::RNG::UNIFORM, 0, 255);
    state->net.setInput(cv::dnn::blobFromImage(noise));
    std::unique_ptr<BareForward> bare(new BareForward(std::move(state)));
    bare->Run();
    return bare;
  } catch (const std::exception&) {
    return Error(StatusCode::kFailedPrecondition, error_reason::kModelUnusable,
                 std::string(input.file.name) + ": cv::dnn cannot run this network");
  }
}

void BareForward::Run() {
  std::vector<cv::Mat> outputs;
  state_->net.forward(outputs, state_->outputs);
}

}  // namespace clearance
