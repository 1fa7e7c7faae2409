// cv::dnn runs an embedding network; see onnx_embedder.h.
#include "gate-agent/vision/onnx_embedder.h"

#include <utility>

#include "gate-agent/vision/onnx_network.h"

namespace clearance {
namespace {

class OnnxEmbedder : public Embedder {
 public:
  OnnxEmbedder(const EmbedderManifest& manifest, std::unique_ptr<OnnxNetwork> network)
      : Embedder(manifest), network_(std::move(network)) {}

 protected:
  std::optional<std::vector<float>> Forward(const cv::Mat& aligned) override { return network_->Forward(aligned); }

 private:
  std::unique_ptr<OnnxNetwork> network_;
};

}  // namespace

std::unique_ptr<Embedder> MakeOnnxEmbedder(const EmbedderManifest& manifest, const std::string& model) {
  std::unique_ptr<OnnxNetwork> network = OnnxNetwork::Load(model, manifest.side, manifest.input);
  if (network == nullptr) return nullptr;
  return std::make_unique<OnnxEmbedder>(manifest, std::move(network));
}

}  // namespace clearance
