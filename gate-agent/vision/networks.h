// One set of a gate's networks, and a bounded pool of such sets for lanes that compare at the same time.
//
// It must never hand one set to two threads: cv::dnn's networks are not thread-safe.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "common/base/status.h"
#include "gate-agent/vision/embedder.h"
#include "gate-agent/vision/face_detector.h"
#include "gate-agent/vision/fusion.h"
#include "gate-agent/vision/landmarks.h"
#include "gate-agent/vision/policy.h"
#include "gate-agent/vision/presentation.h"

namespace clearance {

// The detector, the embedders of the fusion in its order, and the landmarks, which all sets share.
struct NetworkSet {
  Fusion fusion;
  std::unique_ptr<FaceDetector> detector;
  std::vector<std::unique_ptr<Embedder>> embedders;
  std::shared_ptr<const LandmarkFinder> landmarks;     // null: what needs them is not measured
  std::unique_ptr<PresentationDetector> presentation;  // null: presentation attacks are not measured
};

// The file contents of every network, read and checked once and loaded into each set.
struct NetworkFiles {
  Fusion fusion;
  std::optional<std::string> yunet;  // nullopt: its file is not there, and dlib's HOG detector stands in
  std::vector<std::string> embedders;
  std::shared_ptr<const LandmarkFinder> landmarks;
  std::optional<PresentationFiles> presentation;

  // `landmarks_path` empty: where FindLandmarks finds them, if it does; kNoModels: without. Without
  // `with_presentation` the networks of presentation attack detection are left unread, whatever lies there. Error:
  // MODEL_UNUSABLE naming the file; a missing YuNet is one only when there are no landmarks either.
  static StatusOr<NetworkFiles> Read(const std::string& models_dir, const std::string& landmarks_path,
                                     const Fusion& fusion = Fusion(), bool with_presentation = true);

  // As a calibration must name them: NetworkHashes() with the detector in use, and the landmarks where they are.
  std::map<std::string, std::string> Hashes() const;

  // The policy of a gate with these files and so many bursts of a round.
  FacePolicy Policy(int attempts) const;
};

// File name -> SHA-256 of every network that finds or embeds a face: the detector's (YunetModels() or HogModels()) and
// the embedders'.
std::map<std::string, std::string> NetworkHashes(std::map<std::string, std::string> detector,
                                                 const Fusion& fusion = Fusion());

// A set that has worked once already, so that the first traveller does not wait for it. Error: MODEL_UNUSABLE.
StatusOr<std::unique_ptr<NetworkSet>> MakeNetworkSet(const NetworkFiles& files);

// Thread-safe. Whoever waits is served in the order they came: a lane that asks again at once passes none that waits.
class NetworkPool {
 public:
  explicit NetworkPool(std::vector<std::unique_ptr<NetworkSet>> sets) : free_(std::move(sets)) {}

  // A set for the holder's use alone; goes back when the loan ends, and remembers no picture then. The pool must
  // outlive its loans.
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

  // How many wait now.
  std::size_t waiting() const;

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::unique_ptr<NetworkSet>> free_;
  std::uint64_t came_ = 0;    // loans asked for so far
  std::uint64_t served_ = 0;  // of these, in their order
};

}  // namespace clearance
