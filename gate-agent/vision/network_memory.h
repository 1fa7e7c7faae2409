// The memory in which a network of cv::dnn works: the results of its layers stay there until the next face, and cv::dnn
// tells nobody where. But they are cv::Mat, and which of those a network takes an allocator of ours sees.
//
// It must never overwrite what the network computes with: what is the same whatever it is fed stays as it is.
#pragma once

#include <functional>
#include <opencv2/core/mat.hpp>
#include <set>

namespace clearance {

// Of one network, and declared before it: it must outlive what the network holds. Not thread-safe, like the network.
class NetworkMemory {
 public:
  NetworkMemory();
  ~NetworkMemory();
  NetworkMemory(const NetworkMemory&) = delete;
  NetworkMemory& operator=(const NetworkMemory&) = delete;

  // Remembers what every cv::Mat that this thread makes in `forward` takes and still holds afterwards: the network's
  // first pass over one input.
  void Record(const std::function<void()>& forward);

  // Forgets again what a pass over another input, of the same shape, leaves as it was: weights laid out for this
  // machine.
  void KeepWhatChanges(const std::function<void()>& forward);

  // Zeroes the rest.
  void Wipe();

 private:
  class Allocator;
  std::set<cv::UMatData*> blocks_;
};

}  // namespace clearance
