// See grpc_trust_download.h.
#include "gate-agent/link/grpc_trust_download.h"

#include <chrono>
#include <memory>
#include <utility>

namespace clearance {
namespace {

// Deletes itself when gRPC is done with it.
class TrustDownload final : public grpc::ClientReadReactor<v1::GetTrustResponse> {
 public:
  TrustDownload(CallsInFlight& calls, std::size_t max_bytes, Central::OnTrust done)
      : calls_(calls), max_bytes_(max_bytes), done_(std::move(done)) {}

  // The call must have entered `calls`.
  void Start(v1::FleetService::StubInterface& stub, const std::string& known_sha256) {
    request_.set_known_sha256(known_sha256);
    stub.async()->GetTrust(&context_, &request_, this);
    StartRead(&response_);
    StartCall();
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
    StartRead(&response_);
  }

  void OnDone(const grpc::Status& status) override {
    done_(Answer(status));
    calls_.Leave(context_, [this] { delete this; });
  }

 private:
  StatusOr<std::optional<std::string>> Answer(const grpc::Status& status) {
    if (is_too_long_) return InvalidField("chunk", "makes the trust bundle longer than it may be");
    if (!status.ok()) return CallStatus(status);
    if (is_current_) return std::optional<std::string>();
    return std::optional<std::string>(std::move(bundle_));
  }

  CallsInFlight& calls_;
  const std::size_t max_bytes_;
  const Central::OnTrust done_;
  grpc::ClientContext context_;
  v1::GetTrustRequest request_;
  v1::GetTrustResponse response_;
  std::string bundle_;
  bool is_current_ = false;
  bool is_too_long_ = false;
};

}  // namespace

void DownloadTrust(v1::FleetService::StubInterface& stub, CallsInFlight& calls, const std::string& known_sha256,
                   std::size_t max_bytes, Duration timeout, Central::OnTrust done) {
  auto download = std::make_unique<TrustDownload>(calls, max_bytes, std::move(done));
  download->context().set_deadline(std::chrono::system_clock::now() + timeout);
  if (!calls.Enter(download->context())) return;
  download.release()->Start(stub, known_sha256);
}

}  // namespace clearance
