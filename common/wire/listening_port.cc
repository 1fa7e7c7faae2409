#include "common/wire/listening_port.h"

#include <utility>

namespace clearance {

void ListenAt(grpc::ServerBuilder& builder, const std::string& address,
              std::shared_ptr<grpc::ServerCredentials> credentials, int& port, Duration patience) {
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddChannelArgument(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS,
                             static_cast<int>(std::chrono::milliseconds(patience).count()));
  builder.AddListeningPort(address, std::move(credentials), &port);
}

}  // namespace clearance
