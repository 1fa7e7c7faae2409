#include "common/wire/listening_port.h"

#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/server.h>
#include <gtest/gtest.h>

#include <list>
#include <memory>
#include <string>

#include "tests/support/http_get.h"

namespace clearance {
namespace {

class ListeningPortTest : public testing::Test {
 protected:
  std::unique_ptr<grpc::Server> Listen(const std::string& address, int& port, Duration patience = kConnectPatience) {
    grpc::ServerBuilder builder;
    builder.RegisterCallbackGenericService(&services_.emplace_back());
    ListenAt(builder, address, grpc::InsecureServerCredentials(), port, patience);
    return builder.BuildAndStart();
  }
  static std::string At(int port) { return "127.0.0.1:" + std::to_string(port); }

 private:
  std::list<grpc::CallbackGenericService> services_;  // they know no call; each is of one server
};

TEST_F(ListeningPortTest, WhoConnectsAndSaysNothingIsLetGo) {
  int port = 0;
  const auto server = Listen("127.0.0.1:0", port, std::chrono::milliseconds(50));
  ASSERT_NE(server, nullptr);
  HeldConnections silent(At(port), 2);
  EXPECT_TRUE(silent.AwaitClosed(0));
  EXPECT_TRUE(silent.AwaitClosed(1));
}

TEST_F(ListeningPortTest, IsSharedWithNobody) {
  int port = 0;
  const auto server = Listen("127.0.0.1:0", port);
  ASSERT_NE(server, nullptr);
  int second = 0;
  EXPECT_EQ(Listen(At(port), second), nullptr);
  EXPECT_EQ(second, 0);
}

}  // namespace
}  // namespace clearance
