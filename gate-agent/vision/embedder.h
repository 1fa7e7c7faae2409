// Turns an aligned face into a template: a vector of unit length whose cosine with another tells how alike two faces
// are to one network. What a network wants to be fed is data (EmbedderManifest), not code.
//
// It must never look for a face, nor judge a picture, nor hand on the picture it was given.
#pragma once

#include <memory>
#include <opencv2/core/mat.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/status.h"
#include "gate-agent/vision/alignment.h"
#include "gate-agent/vision/model_files.h"

namespace clearance {

enum class ChannelOrder { kBgr, kRgb };

// One embedding network: its file and what it is fed. Templates are compared by cosine.
struct EmbedderManifest {
  std::string_view name;
  std::string_view licence;
  ModelFile file;
  int side;  // the input is a square of side x side pixels
  ChannelOrder channels;
  double mean;           // subtracted from each channel's 0..255 ...
  double scale;          // ... and the difference multiplied by this
  int dimension;         // values of a template
  double fusion_weight;  // its cosine's part in the fused score; all weights sum to 1
  FacePoints target;     // where the five points lie in the input, in pixels
};

// The embedders of the fusion, in the order their templates are kept.
std::span<const EmbedderManifest> FusionManifests();

// How the fusion is named in a calibration file, e.g. "edgeface-xs*0.6+retail-0095*0.4".
std::string FusionPolicy();

// The cosine of two templates of one network, -1..1. Both have unit length and the same dimension.
double Cosine(const std::vector<float>& a, const std::vector<float>& b);

// One network: not thread-safe.
class Embedder {
 public:
  // `model` is the content of manifest.file; `manifest` must outlive the embedder.
  // Error: MODEL_UNUSABLE when cv::dnn cannot take it or its template has another dimension than the manifest says.
  static StatusOr<std::unique_ptr<Embedder>> Create(const EmbedderManifest& manifest, const std::string& model);
  ~Embedder();

  const EmbedderManifest& manifest() const;

  // The template of the face at `points` in `picture` (8 bit, BGR): `dimension` values, length 1. Overwrites its own
  // copies of the face. Error: INTERNAL, MODEL_UNUSABLE when the network fails or answers with a vector of no length.
  StatusOr<std::vector<float>> Embed(const cv::Mat& picture, const FacePoints& points);

 private:
  struct Network;
  explicit Embedder(std::unique_ptr<Network> network);
  std::unique_ptr<Network> network_;
};

}  // namespace clearance
