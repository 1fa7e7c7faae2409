// The centre as its gates see it: the calls of a crossing over mutual TLS, and a bare call of the same server beside.
#pragma once

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "clearance/v1/clearance.grpc.pb.h"
#include "common/base/random.h"

namespace clearance {

using Channels = std::vector<std::shared_ptr<grpc::Channel>>;

// One crossing of a traveller nobody has seen before: the decision, then the passage.
struct PairOfCalls {
  v1::DecideCrossingRequest decide;
  v1::DecideCrossingResponse decided;
  v1::ReportPassageRequest passage;
  v1::ReportPassageResponse recorded;
  grpc::ClientContext decide_context;
  grpc::ClientContext passage_context;
};
std::shared_ptr<PairOfCalls> NextPair(Random& random);

// True when the replies say what they should: admitted, recorded.
bool RepliesAreGood(const PairOfCalls& pair);

// Callers that ask again as soon as they are answered, until the time is over. For one run.
class ClosedLoop {
 public:
  using Done = std::function<void(bool good)>;
  using Call = std::function<void(int caller, const Done&)>;

  // Calls per second that went well.
  double Run(int callers, std::chrono::milliseconds time, const Call& call);
  long failed() const { return failed_; }

 private:
  void Next(int caller);
  Call call_;
  std::chrono::steady_clock::time_point began_;
  std::chrono::steady_clock::time_point until_;
  std::mutex mutex_;
  std::condition_variable ended_;
  int running_ = 0;
  int beginning_ = 0;  // calls that are being begun
  std::atomic<long> good_ = 0;
  std::atomic<long> failed_ = 0;
};

// Ends what a call needed, its context too, then says how it went. In this order: the last hold on a channel must not
// end on one of gRPC's callback threads, which would then wait for itself (gRPC 1.51 aborts).
template <typename Needed>
void EndCall(std::shared_ptr<Needed>& needed, bool good, const ClosedLoop::Done& done) {
  needed.reset();
  done(good);
}

// A health check with so many bytes that it does not look at: a field of a number it does not know.
grpc::ByteBuffer EchoOf(std::size_t bytes);

struct RateOfCalls {
  double per_second = 0;
  long failed = 0;
};

// Decision and passage, one after the other, each answer read. The first `prepared` requests are made before the time
// begins: making them is the callers' work.
RateOfCalls PairsPerSecond(const Channels& channels, int callers, std::chrono::milliseconds time,
                           std::size_t prepared = 0);
// Two bare calls, one after the other, with as many bytes in the requests: the standard health check.
RateOfCalls EchoPairsPerSecond(const Channels& channels, int callers, std::chrono::milliseconds time);
// Decisions that no passage follows, so that the file has some open at the end.
void LeaveOpen(const Channels& channels, int decisions);

}  // namespace clearance
