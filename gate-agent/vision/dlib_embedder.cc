// dlib runs an embedding network; see dlib_embedder.h.
#include "gate-agent/vision/dlib_embedder.h"

#include <strings.h>

#include <sstream>

#include "gate-agent/vision/dlib_networks.h"

namespace clearance {
namespace {

dlib::matrix<dlib::rgb_pixel> ToDlib(const cv::Mat& aligned) {
  dlib::matrix<dlib::rgb_pixel> pixels(aligned.rows, aligned.cols);
  for (int row = 0; row < aligned.rows; ++row) {
    for (int column = 0; column < aligned.cols; ++column) {
      const auto& bgr = aligned.at<cv::Vec3b>(row, column);
      pixels(row, column) = dlib::rgb_pixel(bgr[2], bgr[1], bgr[0]);
    }
  }
  return pixels;
}

template <typename Net>
class DlibEmbedder : public Embedder {
 public:
  DlibEmbedder(const EmbedderManifest& manifest, const std::string& model) : Embedder(manifest) {
    std::istringstream bytes(model);
    dlib::deserialize(net_, bytes);
  }

 protected:
  std::optional<std::vector<float>> Forward(const cv::Mat& aligned) override {
    try {
      dlib::matrix<dlib::rgb_pixel> pixels = ToDlib(aligned);
      dlib::resizable_tensor input;
      net_.to_tensor(&pixels, &pixels + 1, input);
      // The answer stays in the network: it is written over there, not in a copy.
      auto& output = const_cast<dlib::tensor&>(net_.subnet().forward(input));
      std::vector<float> values(output.host(), output.host() + output.size());
      output = 0;
      input = 0;
      explicit_bzero(&pixels(0, 0), static_cast<std::size_t>(pixels.size()) * sizeof(dlib::rgb_pixel));
      return values;
    } catch (const std::exception&) {
      return std::nullopt;
    }
  }

 private:
  Net net_;
};

}  // namespace

std::unique_ptr<Embedder> MakeDlibEmbedder(const EmbedderManifest& manifest, const std::string& model) {
  try {
    if (manifest.kind == EmbedderKind::kDlibResNet) {
      return std::make_unique<DlibEmbedder<dlib_networks::ResNet>>(manifest, model);
    }
    return std::make_unique<DlibEmbedder<dlib_networks::DenseNet>>(manifest, model);
  } catch (const std::exception&) {
    return nullptr;
  }
}

}  // namespace clearance
