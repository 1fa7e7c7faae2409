// The demo's officers: they watch the referrals over gRPC and answer each crossing as the scenario on its lane says.
// One officer claims and answers, a supervisor confirms where two are needed. Survives a centre that is killed
// meanwhile.
#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "clearance/v1/review.grpc.pb.h"
#include "common/base/random.h"
#include "common/domain/referral.h"
#include "tests/support/hall.h"

namespace clearance {

class OfficerDesk {
 public:
  explicit OfficerDesk(const Hall& hall);
  ~OfficerDesk();

  struct Plan {
    Resolution answer = Resolution::kAdmit;
    bool kept = false;            // unanswered until Release
    bool tries_to_admit = false;  // both try it first
  };
  // From now on a crossing referred on `lane_id` is answered so.
  void Expect(const std::string& lane_id, Plan plan);
  void Release(const std::string& lane_id);

  // Waits until a referral of that lane is before the officers. False after `patience`.
  bool WaitForReferral(const std::string& lane_id, Duration patience);

  // The referral of that lane that is before the officers; empty when there is none.
  std::string ReferralAt(const std::string& lane_id) const;

  // What a referral told of the document's inspection; nothing where it told nothing, or was never seen.
  std::optional<Inspection> InspectionOf(const std::string& referral_id) const;

  // Whether officer and supervisor tried to admit, and were told both times that they may not.
  bool RefusedToAdmit(const std::string& referral_id) const;

  // The case of a booking that was used twice, once there is one; nothing after `patience`.
  std::optional<v1::Referral> WaitForDoubleUse(const std::string& booking_id, Duration patience);

  // Cases of booking abuse and others that never stopped a lane.
  int cases() const;

 private:
  void Watch();
  void Seen(const v1::Referral& referral);
  void AnswerLoop();
  void TryToAdmit(const std::string& referral_id);
  void Answer(const std::string& referral_id, Resolution answer);
  // PERMISSION_DENIED where they may not; survives a centre that is killed.
  grpc::Status Send(v1::ReviewService::Stub& who, const std::string& referral_id, Resolution answer,
                    v1::Referral& referral);

  std::unique_ptr<v1::ReviewService::Stub> officer_;
  std::unique_ptr<v1::ReviewService::Stub> supervisor_;
  std::shared_ptr<grpc::Channel> channel_;
  SystemRandom random_;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, Plan> plans_;
  std::map<std::string, std::string> crossings_;  // unanswered: referral id → lane id
  std::map<std::string, v1::Referral> cases_;
  std::map<std::string, Inspection> inspections_;  // referral id → what was shown
  std::map<std::string, int> refusals_;            // referral id → how many were told that they may not admit
  bool ending_ = false;
  grpc::ClientContext* watching_ = nullptr;
  std::thread watcher_;
  std::thread answerer_;
};

}  // namespace clearance
