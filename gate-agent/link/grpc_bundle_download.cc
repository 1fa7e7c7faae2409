// See grpc_bundle_download.h.
#include "gate-agent/link/grpc_bundle_download.h"

#include <chrono>
#include <memory>
#include <utility>

namespace clearance {
namespace {

void Open(v1::FleetService::StubInterface& stub, grpc::ClientContext* context, const v1::GetTrustRequest* request,
          grpc::ClientReadReactor<v1::GetTrustResponse>* reactor) {
  stub.async()->GetTrust(context, request, reactor);
}

void Open(v1::FleetService::StubInterface& stub, grpc::ClientContext* context, const v1::GetSealSetRequest* request,
          grpc::ClientReadReactor<v1::GetSealSetResponse>* reactor) {
  stub.async()->GetSealSet(context, request, reactor);
}

// Deletes itself when gRPC is done with it.
template <typename Request, typename Response>
class Download final : public grpc::ClientReadReactor<Response> {
 public:
  Download(CallsInFlight& calls, const BundleDownload& what, Central::OnBundle done)
      : calls_(calls), max_bytes_(what.max_bytes), meter_(what.meter), done_(std::move(done)) {
    request_.set_known_sha256(what.known_sha256);
    context_.set_deadline(std::chrono::system_clock::now() + what.timeout);
  }

  // The call must have entered `calls`.
  void Start(v1::FleetService::StubInterface& stub) {
    if (meter_ != nullptr) meter_->Begun();
    Open(stub, &context_, &request_, this);
    this->StartRead(&response_);
    this->StartCall();
  }

  grpc::ClientContext& context() { return context_; }

  void OnReadDone(bool ok) override {
    if (!ok) return;  // OnDone follows
    is_current_ = is_current_ || response_.current();
    if (response_.chunk().size() > max_bytes_ - bundle_.size()) {
      is_too_long_ = true;
      return context_.TryCancel();
    }
    bundle_.append(response_.chunk());
    this->StartRead(&response_);
  }

  void OnDone(const grpc::Status& status) override {
    if (meter_ != nullptr) meter_->Ended(status.error_code());
    done_(Answer(status));
    calls_.Leave(context_, [this] { delete this; });
  }

 private:
  StatusOr<std::optional<std::string>> Answer(const grpc::Status& status) {
    if (is_too_long_) return InvalidField("chunk", "makes what is sent longer than it may be");
    if (!status.ok()) return CallStatus(status);
    if (is_current_) return std::optional<std::string>();
    return std::optional<std::string>(std::move(bundle_));
  }

  CallsInFlight& calls_;
  const std::size_t max_bytes_;
  RpcMeter* const meter_;
  const Central::OnBundle done_;
  grpc::ClientContext context_;
  Request request_;
  Response response_;
  std::string bundle_;
  bool is_current_ = false;
  bool is_too_long_ = false;
};

template <typename Request, typename Response>
void Begin(v1::FleetService::StubInterface& stub, CallsInFlight& calls, const BundleDownload& what,
           Central::OnBundle done) {
  auto download = std::make_unique<Download<Request, Response>>(calls, what, std::move(done));
  if (!calls.Enter(download->context())) return;
  download.release()->Start(stub);
}

}  // namespace

void DownloadTrust(v1::FleetService::StubInterface& stub, CallsInFlight& calls, const BundleDownload& what,
                   Central::OnBundle done) {
  Begin<v1::GetTrustRequest, v1::GetTrustResponse>(stub, calls, what, std::move(done));
}

void DownloadSealSet(v1::FleetService::StubInterface& stub, CallsInFlight& calls, const BundleDownload& what,
                     Central::OnBundle done) {
  Begin<v1::GetSealSetRequest, v1::GetSealSetResponse>(stub, calls, what, std::move(done));
}

}  // namespace clearance
