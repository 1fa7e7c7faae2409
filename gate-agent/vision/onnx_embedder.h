// Embedding networks in ONNX files, run by cv::dnn. The rules are those of embedder.h.
#pragma once

#include <memory>
#include <string>

#include "gate-agent/vision/embedder.h"

namespace clearance {

// nullptr when cv::dnn cannot take `model`.
std::unique_ptr<Embedder> MakeOnnxEmbedder(const EmbedderManifest& manifest, const std::string& model);

}  // namespace clearance
