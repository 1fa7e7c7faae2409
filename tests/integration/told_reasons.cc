#include "tests/integration/told_reasons.h"

#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include <cctype>
#include <cstdlib>
#include <fstream>
#include <map>
#include <mutex>
#include <set>
#include <sstream>
#include <string>
#include <string_view>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "google/rpc/status.pb.h"
#include "tests/support/shared_data.h"

namespace clearance {
namespace {

using Reasons = std::set<std::string>;

constexpr std::size_t kMaxPageBytes = 1 << 20;
constexpr std::string_view kAnyCall = "any call may come back with";
constexpr std::string_view kOnce = "one with a `request_id` with";
constexpr std::string_view kPaged = "one with a `page_token` with";

// Words as reasons are written.
Reasons ReasonsIn(std::string_view text) {
  Reasons reasons;
  std::string word;
  for (const char c : std::string(text) + " ") {
    if (std::isupper(static_cast<unsigned char>(c)) != 0 || c == '_') {
      word += c;
      continue;
    }
    if (word.size() > 1) reasons.insert(word);
    word.clear();
  }
  return reasons;
}

// From the first `begin` to the next `end`; fails the test when it is not there.
std::string_view Between(std::string_view text, std::string_view begin, std::string_view end) {
  const std::size_t from = text.find(begin);
  const std::size_t to = from == std::string_view::npos ? from : text.find(end, from + begin.size());
  EXPECT_NE(to, std::string_view::npos) << "docs/api.md no longer says: " << begin;
  if (to == std::string_view::npos) return {};
  return text.substr(from + begin.size(), to - from - begin.size());
}

// What the page tells, by "BookingService.HoldSlot".
class ToldReasons {
 public:
  ToldReasons() {
    const auto page = ReadFile(SourcePath("docs/api.md"), kMaxPageBytes);
    EXPECT_TRUE(page.ok()) << page.status();
    const std::string text = page.ok() ? *page : "";
    const Reasons any = ReasonsIn(Between(text, kAnyCall, ";"));
    const Reasons once = ReasonsIn(Between(text, kOnce, ","));
    const Reasons paged = ReasonsIn(Between(text, kPaged, "."));
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
      if (line.rfind("| `", 0) != 0) continue;
      const std::string rpc = line.substr(3, line.find('`', 3) - 3);
      Reasons& told = told_[rpc] = any;
      told.merge(ReasonsIn(line.substr(line.rfind('|', line.size() - 2))));
      if (HasField(rpc, "request_id")) told.insert(once.begin(), once.end());
      if (HasField(rpc, "page_token")) told.insert(paged.begin(), paged.end());
    }
  }

  bool Has(const std::string& rpc, const std::string& reason) const {
    const auto row = told_.find(rpc);
    return row != told_.end() && row->second.contains(reason);
  }

 private:
  static bool HasField(const std::string& rpc, const char* field) {
    const auto* method = google::protobuf::DescriptorPool::generated_pool()->FindMethodByName("clearance.v1." + rpc);
    return method != nullptr && method->input_type()->FindFieldByName(field) != nullptr;
  }

  std::map<std::string, Reasons> told_;
};

void NoteSeen(const std::string& rpc, const std::string& reason) {
  static std::mutex mutex;
  const char* file = std::getenv("CLEARANCE_SEEN_REASONS");
  if (file == nullptr) return;
  const std::lock_guard lock(mutex);
  std::ofstream(file, std::ios::app) << rpc << " " << reason << "\n";
}

// What docs/errors.md promises of them.
bool OfAField(std::string_view reason) {
  return reason == error_reason::kInvalidField || reason == error_reason::kPageTokenInvalid;
}

// Of "/clearance.v1.BookingService/HoldSlot". An error without a reason is gRPC's own: nobody was there.
void Compare(std::string rpc, const grpc::Status& status) {
  google::rpc::Status details;
  google::rpc::ErrorInfo info;
  if (status.ok() || !details.ParseFromString(status.error_details())) return;
  for (const google::protobuf::Any& detail : details.details()) {
    if (detail.Is<google::rpc::ErrorInfo>()) detail.UnpackTo(&info);
  }
  if (info.reason().empty()) return;
  static const ToldReasons& told = *new ToldReasons();  // never destroyed: calls may still end then
  rpc = rpc.substr(rpc.rfind('.') + 1);
  rpc.replace(rpc.find('/'), 1, ".");
  EXPECT_TRUE(told.Has(rpc, info.reason()))
      << rpc << " answers " << info.reason() << ", of which docs/api.md says nothing";
  EXPECT_EQ(info.metadata().contains("field"), OfAField(info.reason()))
      << rpc << " answers " << info.ShortDebugString();
  NoteSeen(rpc, info.reason());
}

class Watcher final : public grpc::experimental::Interceptor {
 public:
  explicit Watcher(std::string method) : method_(std::move(method)) {}
  void Intercept(grpc::experimental::InterceptorBatchMethods* methods) override {
    if (methods->QueryInterceptionHookPoint(grpc::experimental::InterceptionHookPoints::POST_RECV_STATUS))
      Compare(method_, *methods->GetRecvStatus());
    methods->Proceed();
  }

 private:
  const std::string method_;
};

class WatcherFactory final : public grpc::experimental::ClientInterceptorFactoryInterface {
 public:
  grpc::experimental::Interceptor* CreateClientInterceptor(grpc::experimental::ClientRpcInfo* info) override {
    return new Watcher(info->method());  // gRPC's to delete
  }
};

}  // namespace

std::vector<std::unique_ptr<grpc::experimental::ClientInterceptorFactoryInterface>> WatchReasons() {
  std::vector<std::unique_ptr<grpc::experimental::ClientInterceptorFactoryInterface>> factories;
  factories.push_back(std::make_unique<WatcherFactory>());
  return factories;
}

}  // namespace clearance
