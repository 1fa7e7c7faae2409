// cv::dnn runs an embedding network; see onnx_embedder.h.
#include "gate-agent/vision/onnx_embedder.h"

#include <opencv2/dnn.hpp>
#include <utility>

namespace clearance {
namespace {

class OnnxEmbedder : public Embedder {
 public:
  OnnxEmbedder(const EmbedderManifest& manifest, cv::dnn::Net net) : Embedder(manifest), net_(std::move(net)) {}

 protected:
  std::optional<std::vector<float>> Forward(const cv::Mat& aligned) override {
    try {
      const cv::Size side(manifest().side, manifest().side);
      cv::Mat blob = cv::dnn::blobFromImage(aligned, manifest().scale, side, cv::Scalar::all(manifest().mean),
                                            manifest().channels == ChannelOrder::kRgb);
      net_.setInput(blob);
      cv::Mat output = net_.forward();
      std::vector<float> values(output.ptr<float>(), output.ptr<float>() + output.total());
      // The output shares memory with the network, and the network keeps its own copy of the last input.
      output.setTo(0);
      blob.setTo(0);
      net_.setInput(blob);
      return values;
    } catch (const std::exception&) {
      return std::nullopt;
    }
  }

 private:
  cv::dnn::Net net_;
};

}  // namespace

std::unique_ptr<Embedder> MakeOnnxEmbedder(const EmbedderManifest& manifest, const std::string& model) {
  try {
    return std::make_unique<OnnxEmbedder>(manifest, cv::dnn::readNetFromONNX(model.data(), model.size()));
  } catch (const std::exception&) {
    return nullptr;
  }
}

}  // namespace clearance
