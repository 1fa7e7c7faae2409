// Both ends of the tests' mutual TLS, with the keys of PkiFolder (agent_fixture.h).
#pragma once

#include <grpcpp/security/credentials.h>
#include <grpcpp/security/server_credentials.h>

#include <memory>
#include <string>

namespace clearance {

// The centre's: whoever calls must show a certificate of the tests' authority.
std::shared_ptr<grpc::ServerCredentials> CentreTls();

// Those of "gate-1", "auditor-1", ....
std::shared_ptr<grpc::ChannelCredentials> TlsOf(const std::string& name);

}  // namespace clearance
