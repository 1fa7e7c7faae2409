#include "tests/acceptance/demo/officer_desk.h"

#include <grpcpp/grpcpp.h>

#include <algorithm>

#include "common/base/ids.h"
#include "common/wire/inspection_wire.h"
#include "common/wire/proto_enum.h"

namespace clearance {
namespace {

constexpr auto kCallPatience = std::chrono::seconds(20);
constexpr auto kReconnectPatience = std::chrono::milliseconds(500);

std::chrono::system_clock::time_point After(std::chrono::milliseconds patience) {
  return std::chrono::system_clock::now() + patience;
}

void Prepare(grpc::ClientContext& context) {
  context.set_wait_for_ready(true);  // through a restart of the centre
  context.set_deadline(After(kCallPatience));
}

bool IsOpen(const v1::Referral& referral) {
  return referral.state() == v1::REFERRAL_STATE_OPEN || referral.state() == v1::REFERRAL_STATE_CLAIMED ||
         referral.state() == v1::REFERRAL_STATE_AWAITING_SECOND_OFFICER;
}

}  // namespace

OfficerDesk::OfficerDesk(const Hall& hall)
    : supervisor_(v1::ReviewService::NewStub(hall.CentreAs("supervisor-1"))), channel_(hall.CentreAs("officer-1")) {
  officer_ = v1::ReviewService::NewStub(channel_);
  watcher_ = std::thread([this] { Watch(); });
  answerer_ = std::thread([this] { AnswerLoop(); });
}

OfficerDesk::~OfficerDesk() {
  {
    const std::scoped_lock lock(mutex_);
    ending_ = true;
    if (watching_ != nullptr) watching_->TryCancel();
    changed_.notify_all();
  }
  watcher_.join();
  answerer_.join();
}

void OfficerDesk::Expect(const std::string& lane_id, Plan plan) {
  const std::scoped_lock lock(mutex_);
  plans_[lane_id] = plan;
  changed_.notify_all();
}

void OfficerDesk::Release(const std::string& lane_id) {
  const std::scoped_lock lock(mutex_);
  plans_[lane_id].kept = false;
  changed_.notify_all();
}

bool OfficerDesk::WaitForReferral(const std::string& lane_id, Duration patience) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, patience, [&] {
    return std::any_of(crossings_.begin(), crossings_.end(),
                       [&](const auto& known) { return known.second == lane_id; });
  });
}

std::string OfficerDesk::ReferralAt(const std::string& lane_id) const {
  const std::scoped_lock lock(mutex_);
  for (const auto& [referral_id, lane] : crossings_) {
    if (lane == lane_id) return referral_id;
  }
  return "";
}

std::optional<Inspection> OfficerDesk::InspectionOf(const std::string& referral_id) const {
  const std::scoped_lock lock(mutex_);
  const auto found = inspections_.find(referral_id);
  return found == inspections_.end() ? std::nullopt : std::optional(found->second);
}

bool OfficerDesk::RefusedToAdmit(const std::string& referral_id) const {
  const std::scoped_lock lock(mutex_);
  const auto found = refusals_.find(referral_id);
  return found != refusals_.end() && found->second == 2;
}

std::optional<v1::Referral> OfficerDesk::WaitForDoubleUse(const std::string& booking_id, Duration patience) {
  std::optional<v1::Referral> found;
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, patience, [&] {
    for (const auto& [id, referral] : cases_) {
      if (referral.booking_id() == booking_id && referral.booking_uses_size() > 0) found = referral;
    }
    return found.has_value();
  });
  return found;
}

int OfficerDesk::cases() const {
  const std::scoped_lock lock(mutex_);
  return static_cast<int>(cases_.size());
}

void OfficerDesk::Watch() {
  for (;;) {
    grpc::ClientContext context;
    {
      const std::scoped_lock lock(mutex_);
      if (ending_) return;
      watching_ = &context;
    }
    if (channel_->WaitForConnected(After(kReconnectPatience))) {
      // Always from a snapshot: what was answered meanwhile is simply not in it.
      v1::WatchReferralsRequest request;
      const auto reader = officer_->WatchReferrals(&context, request);
      for (v1::WatchReferralsResponse message; reader->Read(&message);)
        if (message.has_referral()) Seen(message.referral());
      (void)reader->Finish();
    }
    const std::scoped_lock lock(mutex_);
    watching_ = nullptr;
  }
}

void OfficerDesk::Seen(const v1::Referral& referral) {
  const std::scoped_lock lock(mutex_);
  if (referral.has_inspection()) {
    auto inspection = FromProto(referral.inspection());
    if (inspection.ok()) inspections_[referral.referral_id()] = *std::move(inspection);
  }
  if (referral.kind() != v1::REFERRAL_KIND_CROSSING) {
    cases_[referral.referral_id()] = referral;
  } else if (IsOpen(referral)) {
    crossings_[referral.referral_id()] = referral.lane().lane_id();
  } else {
    crossings_.erase(referral.referral_id());
  }
  changed_.notify_all();
}

void OfficerDesk::AnswerLoop() {
  std::unique_lock lock(mutex_);
  for (;;) {
    const auto ready = [&] {
      return std::find_if(crossings_.begin(), crossings_.end(), [&](const auto& known) {
        const auto plan = plans_.find(known.second);
        return plan != plans_.end() && !plan->second.kept;
      });
    };
    changed_.wait(lock, [&] { return ending_ || ready() != crossings_.end(); });
    if (ending_) return;
    const auto next = ready();
    const std::string referral_id = next->first;
    const Plan plan = plans_[next->second];
    crossings_.erase(next);
    lock.unlock();
    if (plan.tries_to_admit) TryToAdmit(referral_id);
    Answer(referral_id, plan.answer);
    lock.lock();
  }
}

void OfficerDesk::TryToAdmit(const std::string& referral_id) {
  int refused = 0;
  for (v1::ReviewService::Stub* who : {officer_.get(), supervisor_.get()}) {
    v1::Referral referral;
    const grpc::Status status = Send(*who, referral_id, Resolution::kAdmit, referral);
    if (status.error_code() == grpc::StatusCode::PERMISSION_DENIED) ++refused;
  }
  const std::scoped_lock lock(mutex_);
  refusals_[referral_id] = refused;
}

void OfficerDesk::Answer(const std::string& referral_id, Resolution answer) {
  for (v1::ReviewService::Stub* who : {officer_.get(), supervisor_.get()}) {
    v1::Referral referral;
    const grpc::Status status = Send(*who, referral_id, answer, referral);
    if (!status.ok() || referral.state() != v1::REFERRAL_STATE_AWAITING_SECOND_OFFICER) return;
  }
}

grpc::Status OfficerDesk::Send(v1::ReviewService::Stub& who, const std::string& referral_id, Resolution answer,
                               v1::Referral& referral) {
  v1::ResolveReferralRequest request;
  request.set_request_id(NewUuid(random_));
  request.set_referral_id(referral_id);
  request.set_resolution(ToProtoEnum(answer));
  request.set_ground(answer == Resolution::kAdmit ? "identity confirmed by the officer" : "as the reasons say");
  v1::ResolveReferralResponse response;
  grpc::Status status(grpc::StatusCode::UNAVAILABLE, "");
  // The same request id until there is an answer: a centre that died after writing it does not write it twice.
  for (int tries = 0; tries < 20 && status.error_code() == grpc::StatusCode::UNAVAILABLE; ++tries) {
    grpc::ClientContext context;
    Prepare(context);
    status = who.ResolveReferral(&context, request, &response);
  }
  referral = response.referral();
  return status;
}

}  // namespace clearance
