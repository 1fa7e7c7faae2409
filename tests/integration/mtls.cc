#include "tests/integration/mtls.h"

#include <gtest/gtest.h>

#include "common/base/bytes.h"
#include "tests/integration/agent_fixture.h"

namespace clearance {
namespace {

std::string Pem(const std::string& name) {
  const StatusOr<std::string> pem = ReadFile(PkiFolder() + "/" + name, 1 << 20);
  EXPECT_TRUE(pem.ok()) << pem.status();
  return pem.ok() ? *pem : "";
}

}  // namespace

std::shared_ptr<grpc::ServerCredentials> CentreTls() {
  grpc::SslServerCredentialsOptions tls(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  tls.pem_root_certs = Pem("ca.pem");
  tls.pem_key_cert_pairs.push_back({Pem("server_key.pem"), Pem("server.pem")});
  return grpc::SslServerCredentials(tls);
}

std::shared_ptr<grpc::ChannelCredentials> TlsOf(const std::string& name) {
  return grpc::SslCredentials({Pem("ca.pem"), Pem(name + "_key.pem"), Pem(name + ".pem")});
}

}  // namespace clearance
