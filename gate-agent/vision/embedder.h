// Turns an aligned face into a template: a vector whose likeness with another tells how alike two faces are to one
// network. What a network wants to be fed and how its templates are compared is data (EmbedderManifest), not code; who
// runs it is one of two: cv::dnn (onnx_embedder.h) or dlib (dlib_embedder.h).
//
// It must never look for a face, nor judge a picture, nor hand on the picture it was given.
#pragma once

#include <memory>
#include <opencv2/core/mat.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/status.h"
#include "gate-agent/vision/alignment.h"
#include "gate-agent/vision/model_files.h"
#include "gate-agent/vision/network_input.h"

namespace clearance {

// Whose file it is, and so who runs it.
enum class EmbedderKind { kOnnx, kDlibResNet, kDlibDenseNet };

// How two templates of one network are compared.
enum class TemplateMetric {
  kCosine,    // templates have length 1; the likeness is their cosine
  kDistance,  // templates as the network gives them; the likeness is 1 - d²/2, a cosine's value at the same distance
};

// One embedding network: its file and what it is fed.
struct EmbedderManifest {
  std::string_view name;
  std::string_view licence;
  ModelFile file;
  EmbedderKind kind;
  TemplateMetric metric;
  int side;                  // the input is a square of side x side pixels
  NetworkInput input;        // its pixels (dlib's networks carry their own mean and scale)
  int dimension;             // values of a template
  double fusion_weight;      // its likeness's part in the fused score of the fusion that ships; 0: none (fusion.h)
  double same_person_floor;  // -1..1: two frames of one moment less alike than this show two persons
  FacePoints target;         // where the five points lie in the input, in pixels
  double clearly_same = 2;  // two frames at least so alike show one person, whatever others say; above 1: it never says
};

// The embedders of the fusion that ships, in the order their templates are kept.
std::span<const EmbedderManifest> FusionManifests();

// Networks without a part in it, which another fusion may name: dlib's DenseNet, too weak for a gate, and dlib's ResNet
// as `./dev models --fetch-all` unpacks it.
std::span<const EmbedderManifest> FurtherManifests();

// The likeness of two templates of one network, -1..1: 1 for the same template.
double Likeness(TemplateMetric metric, const std::vector<float>& a, const std::vector<float>& b);

// The cosine of two templates of length 1 and the same dimension, -1..1.
double Cosine(const std::vector<float>& a, const std::vector<float>& b);

// Brings `values` to length 1. False, with the values wiped, when they have none (or are no numbers).
bool Normalise(std::vector<float>& values);

// One network: not thread-safe.
class Embedder {
 public:
  // `model` is the content of manifest.file; what `manifest` points to must outlive the embedder. The network has run
  // once when this returns. Error: MODEL_UNUSABLE when the network cannot be taken, or its template has another
  // dimension than the manifest says.
  static StatusOr<std::unique_ptr<Embedder>> Create(const EmbedderManifest& manifest, const std::string& model);
  virtual ~Embedder() = default;

  const EmbedderManifest& manifest() const { return manifest_; }

  // The template of the face at `points` in `picture` (8 bit, BGR): `dimension` values, of length 1 where the metric is
  // kCosine. Overwrites its own copies of the face. Error: INTERNAL, MODEL_UNUSABLE when the network fails or answers
  // with a vector of no length.
  StatusOr<std::vector<float>> Embed(const cv::Mat& picture, const FacePoints& points);

 protected:
  explicit Embedder(const EmbedderManifest& manifest) : manifest_(manifest) {}

  // The network's answer to an aligned face of side x side pixels (8 bit, BGR); nullopt when it fails. Overwrites its
  // copies of input and answer.
  virtual std::optional<std::vector<float>> Forward(const cv::Mat& aligned) = 0;

 private:
  const EmbedderManifest manifest_;
};

}  // namespace clearance
