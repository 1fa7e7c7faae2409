// The networks alone, without anything of ours around them: the limit a bench measures our own pipeline against.
#pragma once

#include <memory>
#include <string>

#include "common/base/status.h"

namespace clearance {

enum class BareNetwork {
  kDetector320x256,
  kDetector640x480,
  kEdgeFace,
  kRetail,
  kPresentationSquare,
  kPresentationBox27,
  kPresentationBox40,
};

// One network with a fixed input of grey noise. Not thread-safe.
class BareForward {
 public:
  // Error: MODEL_UNUSABLE naming the file.
  static StatusOr<std::unique_ptr<BareForward>> Load(const std::string& models_dir, BareNetwork network);
  ~BareForward();

  // One cv::dnn forward pass, on the caller's thread.
  void Run();

 private:
  struct State;
  explicit BareForward(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace clearance
