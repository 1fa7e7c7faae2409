// One set of a gate's networks, and a bounded pool of such sets for lanes that compare at the same time.
//
// It must never hand one set to two threads: cv::dnn's networks are not thread-safe.
#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "common/base/status.h"
#include "gate-agent/vision/detector.h"
#include "gate-agent/vision/embedder.h"

namespace clearance {

// The detector and the embedders of the fusion, in the order of FusionManifests().
struct NetworkSet {
  std::unique_ptr<FaceDetector> detector;
  std::vector<std::unique_ptr<Embedder>> embedders;
};

// The file contents of every network, read and checked once and loaded into each set.
struct NetworkFiles {
  std::string detector;
  std::vector<std::string> embedders;

  // Error: MODEL_UNUSABLE naming the file.
  static StatusOr<NetworkFiles> Read(const std::string& models_dir);
};

// File name -> SHA-256 of every network used, as a calibration must name them.
std::map<std::string, std::string> NetworkHashes();

// A set that has worked once already, so that the first traveller does not wait for it. Error: MODEL_UNUSABLE.
StatusOr<std::unique_ptr<NetworkSet>> MakeNetworkSet(const NetworkFiles& files);

// Thread-safe.
class NetworkPool {
 public:
  explicit NetworkPool(std::vector<std::unique_ptr<NetworkSet>> sets) : free_(std::move(sets)) {}

  // A set for the holder's use alone; goes back when the loan ends. The pool must outlive its loans.
  class Loan {
   public:
    explicit Loan(NetworkPool& pool);
    ~Loan();
    Loan(const Loan&) = delete;
    Loan& operator=(const Loan&) = delete;
    NetworkSet& operator*() { return *set_; }

   private:
    NetworkPool& pool_;
    std::unique_ptr<NetworkSet> set_;
  };

 private:
  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<std::unique_ptr<NetworkSet>> free_;
};

}  // namespace clearance
