// An allocator behind OpenCV's that keeps account; see network_memory.h.
#include "gate-agent/vision/network_memory.h"

#include <strings.h>

#include <opencv2/core/mat.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/crypto/hash.h"

namespace clearance {

// Blocks taken while a network records carry its NetworkMemory and come back here; all others are OpenCV's own.
class NetworkMemory::Allocator : public cv::MatAllocator {
 public:
  static void Install() {
    // Never destroyed: cv::Mat of static life may outlive everything else.
    static const auto* const kInstalled = [] {
      auto* allocator = new Allocator;
      cv::Mat::setDefaultAllocator(allocator);
      return allocator;
    }();
    static_cast<void>(kInstalled);
  }

  cv::UMatData* allocate(int dims, const int* sizes, int type, void* data, size_t* step, cv::AccessFlag flags,
                         cv::UMatUsageFlags usage) const override {
    cv::UMatData* block = cv::Mat::getStdAllocator()->allocate(dims, sizes, type, data, step, flags, usage);
    if (block != nullptr && data == nullptr && recording_ != nullptr) {
      block->prevAllocator = block->currAllocator = this;
      block->userdata = recording_;
      recording_->blocks_.insert(block);
    }
    return block;
  }

  bool allocate(cv::UMatData* block, cv::AccessFlag flags, cv::UMatUsageFlags usage) const override {
    return cv::Mat::getStdAllocator()->allocate(block, flags, usage);
  }

  void deallocate(cv::UMatData* block) const override {
    if (block == nullptr) return;
    if (block->userdata != nullptr) static_cast<NetworkMemory*>(block->userdata)->blocks_.erase(block);
    block->userdata = nullptr;
    cv::Mat::getStdAllocator()->deallocate(block);
  }

  static thread_local NetworkMemory* recording_;
};

thread_local NetworkMemory* NetworkMemory::Allocator::recording_ = nullptr;

NetworkMemory::NetworkMemory() { Allocator::Install(); }

NetworkMemory::~NetworkMemory() {
  for (cv::UMatData* block : blocks_) block->userdata = nullptr;
}

void NetworkMemory::Record(const std::function<void()>& forward) {
  class Recording {
   public:
    explicit Recording(NetworkMemory* memory) : before_(std::exchange(Allocator::recording_, memory)) {}
    ~Recording() { Allocator::recording_ = before_; }

   private:
    NetworkMemory* before_;
  };
  const Recording recording(this);
  forward();
}

void NetworkMemory::KeepWhatChanges(const std::function<void()>& forward) {
  const auto digest = [](const cv::UMatData& block) {
    return Sha256(std::string_view(reinterpret_cast<const char*>(block.data), block.size));
  };
  std::vector<std::pair<cv::UMatData*, std::string>> before;
  for (cv::UMatData* block : blocks_) before.emplace_back(block, digest(*block));
  forward();
  for (const auto& [block, was] : before) {
    if (blocks_.count(block) == 0 || digest(*block) != was) continue;
    blocks_.erase(block);
    block->userdata = nullptr;
  }
}

void NetworkMemory::Wipe() {
  for (cv::UMatData* block : blocks_) explicit_bzero(block->data, block->size);
}

}  // namespace clearance
