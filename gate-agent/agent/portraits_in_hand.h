// The portraits of the documents that are in hand at this gate's lanes. A family or a group crosses by lanes side by
// side: where a face is not that of its own document, those of the others tell whether two documents were swapped.
//
// A portrait must never be here longer than its crossing is in hand, and is overwritten when it goes.
#pragma once

#include <cstddef>
#include <mutex>
#include <string>
#include <vector>

#include "gate-agent/vision/face_engine.h"

namespace clearance {

// Thread-safe; one for all lanes of a gate.
class PortraitsInHand {
 public:
  static constexpr std::size_t kMaxKept = 32;  // twice a gate's lanes; the one kept first makes room

  PortraitsInHand() = default;
  ~PortraitsInHand();
  PortraitsInHand(const PortraitsInHand&) = delete;
  PortraitsInHand& operator=(const PortraitsInHand&) = delete;

  // In place of the crossing's earlier one. Empty where its document has none.
  void Keep(const std::string& crossing_id, EncodedPicture portrait);
  // A copy, the caller's to wipe; empty when none is kept.
  EncodedPicture Of(const std::string& crossing_id) const;
  // Those of the other crossings, the newest first, at most FaceEngine::kMaxOthers. Copies, the caller's to wipe.
  std::vector<EncodedPicture> Others(const std::string& crossing_id) const;
  void Forget(const std::string& crossing_id);

 private:
  struct Kept {
    std::string crossing_id;
    EncodedPicture portrait;
  };
  void Drop(std::vector<Kept>::iterator kept);

  mutable std::mutex mutex_;
  std::vector<Kept> kept_;  // the newest last
};

}  // namespace clearance
