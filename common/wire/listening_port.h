// The port of a gRPC server: how it is listened at, and how long who connects may take to say what they want.
#pragma once

#include <grpcpp/server_builder.h>

#include <memory>
#include <string>

#include "common/base/instant.h"

namespace clearance {

// A connection that has not come to TLS and to its first HTTP/2 settings by then is closed; gRPC itself would keep it
// for two minutes. Many times what the slowest line takes, and as long as a stranger holds a file descriptor of ours
// for nothing.
inline constexpr Duration kConnectPatience = std::chrono::seconds(20);

// Has the server listen at "host:port" alone: another on the same port fails, and does not share it. `port` is the one
// it got, 0 where it could not listen, and is set by BuildAndStart.
void ListenAt(grpc::ServerBuilder& builder, const std::string& address,
              std::shared_ptr<grpc::ServerCredentials> credentials, int& port, Duration patience = kConnectPatience);

}  // namespace clearance
