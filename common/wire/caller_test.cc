// Who a certificate's URI names, in text and over TLS, and whose lane a gate may speak for.
#include "common/wire/caller.h"

#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <memory>

#include "clearance/v1/fleet.grpc.pb.h"
#include "common/base/error_reasons.h"
#include "common/wire/grpc_status.h"
#include "tests/support/tls_certificate.h"

namespace clearance {
namespace {

TEST(CallerTest, UrisOfOurFormAreRead) {
  const std::vector<std::pair<std::string, Caller>> table = {
      {"spiffe://khorgos/gate/gate-1", {Role::kGate, "gate-1"}},
      {"spiffe://khorgos/officer/officer-2", {Role::kOfficer, "officer-2"}},
      {"spiffe://khorgos/supervisor/s", {Role::kSupervisor, "s"}},
      {"spiffe://site-2/auditor/0", {Role::kAuditor, "0"}},
      {"spiffe://khorgos/booking/web", {Role::kBooking, "web"}},
      {"spiffe://khorgos/authority/police-1", {Role::kAuthority, "police-1"}},
      {"spiffe://khorgos/gate/" + std::string(64, 'g'), {Role::kGate, std::string(64, 'g')}},
  };
  for (const auto& [uri, expected] : table) {
    const auto caller = ParseCallerUri(uri);
    ASSERT_TRUE(caller.ok()) << uri;
    EXPECT_EQ(*caller, expected) << uri;
  }
}

TEST(CallerTest, EveryOtherUriIsNobody) {
  for (const std::string& uri : {
           std::string(),
           std::string("spiffe://"),
           std::string("spiffe://khorgos"),
           std::string("spiffe://khorgos/gate"),
           std::string("spiffe://khorgos/gate/"),
           std::string("spiffe://khorgos/gate/gate-1/"),
           std::string("spiffe://khorgos/gate/gate-1/a"),
           std::string("spiffe:///gate/gate-1"),
           std::string("spiffe://khorgos//gate-1"),
           std::string("spiffe://khorgos/Gate/gate-1"),
           std::string("spiffe://khorgos/gate/Gate-1"),
           std::string("spiffe://khorgos/centre"),
           std::string("spiffe://khorgos/admin/root"),
           std::string("spiffe://khorgos/gate/gate_1"),
           std::string("spiffe://khorgos/gate/..%2fgate-1"),
           std::string("spiffe://khorgos/gate/gate-1?x"),
           std::string("SPIFFE://khorgos/gate/gate-1"),
           std::string("https://khorgos/gate/gate-1"),
           std::string("spiffe://khorgos/gate/gate-1\0", 29),
           "spiffe://khorgos/gate/" + std::string(65, 'g'),
       }) {
    const auto caller = ParseCallerUri(uri);
    EXPECT_EQ(caller.status().code(), StatusCode::kUnauthenticated) << uri;
    EXPECT_EQ(ReasonOf(caller.status()), error_reason::kUnauthenticated) << uri;
  }
}

TEST(CallerTest, AGateSpeaksForItsOwnLanesOnly) {
  const Caller gate{Role::kGate, "gate-1"};
  EXPECT_TRUE(RequireOwnLane(gate, "gate-1/a").ok());
  for (const std::string_view lane : {"gate-1", "gate-10/a", "gate-2/a", "", "/gate-1/a", "gate-2/gate-1/a"}) {
    const Status refused = RequireOwnLane(gate, lane);
    EXPECT_EQ(refused.code(), StatusCode::kPermissionDenied) << lane;
    EXPECT_EQ(ReasonOf(refused), error_reason::kPermissionDenied);
  }
  EXPECT_FALSE(RequireOwnLane({Role::kOfficer, "gate-1"}, "gate-1/a").ok()) << "an officer of that name is no gate";
}

// Signs for itself. Told apart by their names, as those of different holders are.
TlsHolder HolderOf(const std::string& names) { return MakeTlsHolder({.common_name = names, .names = names}); }

// Gates and auditors may call it; it says whom it took the caller for.
class AskingService final : public v1::FleetService::CallbackService {
  grpc::ServerUnaryReactor* ReportLane(grpc::CallbackServerContext* context, const v1::ReportLaneRequest*,
                                       v1::ReportLaneResponse*) override {
    const auto caller = RequireCaller(*context, {Role::kGate, Role::kAuditor});
    if (caller.ok()) context->AddTrailingMetadata("caller", std::string(RoleName(caller->role)) + " " + caller->id);
    auto* reactor = context->DefaultReactor();
    reactor->Finish(caller.ok() ? grpc::Status::OK : ToGrpcStatus(caller.status()));
    return reactor;
  }
};

class CallerOverTlsTest : public testing::Test {
 protected:
  // "gate gate-1", or the reason of the refusal.
  static std::string Asked(const std::shared_ptr<grpc::Channel>& channel) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
    v1::ReportLaneResponse response;
    const grpc::Status status = v1::FleetService::NewStub(channel)->ReportLane(&context, {}, &response);
    if (!status.ok()) return ReasonOf(FromGrpcStatus(status));
    const auto& metadata = context.GetServerTrailingMetadata();
    const auto caller = metadata.find("caller");
    return caller == metadata.end() ? "" : std::string(caller->second.data(), caller->second.size());
  }

  // What a server answers to a caller whose certificate, which it trusts, has these names.
  static std::string AskedAs(const std::string& names) {
    const TlsHolder client = HolderOf(names), server = HolderOf("IP:127.0.0.1");
    grpc::SslServerCredentialsOptions options(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
    options.pem_root_certs = client.Pem();
    options.pem_key_cert_pairs = {{server.KeyPem(), server.Pem()}};
    AskingService service;
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::SslServerCredentials(options), &port);
    builder.RegisterService(&service);
    const std::unique_ptr<grpc::Server> served = builder.BuildAndStart();
    const auto credentials = grpc::SslCredentials({server.Pem(), client.KeyPem(), client.Pem()});
    return Asked(grpc::CreateChannel("127.0.0.1:" + std::to_string(port), credentials));
  }
};

TEST_F(CallerOverTlsTest, IsWhoItsCertificateNames) {
  EXPECT_EQ(AskedAs("URI:spiffe://khorgos/gate/gate-1"), "gate gate-1");
  EXPECT_EQ(AskedAs("DNS:localhost,URI:spiffe://khorgos/auditor/a-2"), "auditor a-2");
}

TEST_F(CallerOverTlsTest, OfAnotherRoleMayNotCall) {
  EXPECT_EQ(AskedAs("URI:spiffe://khorgos/officer/gate-1"), error_reason::kPermissionDenied);
}

TEST_F(CallerOverTlsTest, IsNobodyWithoutOneNameOfOurForm) {
  EXPECT_EQ(AskedAs("DNS:localhost"), error_reason::kUnauthenticated);
  EXPECT_EQ(AskedAs("DNS:spiffe.khorgos.gate"), error_reason::kUnauthenticated);
  EXPECT_EQ(AskedAs("URI:https://khorgos/gate/gate-1"), error_reason::kUnauthenticated);
  EXPECT_EQ(AskedAs("URI:spiffe://khorgos/gate/gate-1,URI:spiffe://khorgos/auditor/a-2"),
            error_reason::kUnauthenticated)
      << "whoever has two names has none";
  AskingService service;
  grpc::ServerBuilder builder;
  builder.RegisterService(&service);
  const std::unique_ptr<grpc::Server> served = builder.BuildAndStart();
  EXPECT_EQ(Asked(served->InProcessChannel({})), error_reason::kUnauthenticated) << "nor has anybody without TLS";
}

}  // namespace
}  // namespace clearance
