// dlib's embedding networks, in its own serialized form. The rules are those of embedder.h. dlib stays out of this
// header: its templates (dlib_networks.h) take most of a minute to compile.
#pragma once

#include <memory>
#include <string>

#include "gate-agent/vision/embedder.h"

namespace clearance {

// nullptr when `model` is not a network of manifest.kind (which must be a dlib one).
std::unique_ptr<Embedder> MakeDlibEmbedder(const EmbedderManifest& manifest, const std::string& model);

}  // namespace clearance
