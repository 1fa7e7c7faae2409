#include "common/admin/admin_config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace clearance {
namespace {

using testing::HasSubstr;

// The address, or what is wrong.
std::string ListenIn(const std::string& text) {
  auto reader = ConfigReader::FromText(text, "server.toml");
  EXPECT_TRUE(reader.ok()) << reader.status();
  const std::string listen = AdminListenFrom(*reader, {"listen", "127.0.0.1:7443"});
  const Status status = reader->Finish();
  return status.ok() ? listen : MessageOf(status);
}

TEST(AdminListen, IsNowhereUnlessTheFileSaysWhere) {
  EXPECT_EQ(ListenIn(""), "");
  EXPECT_EQ(ListenIn("[admin]\nlisten = \"127.0.0.1:9464\"\n"), "127.0.0.1:9464");
  EXPECT_EQ(ListenIn("[admin]\nlisten = \"[::1]:0\"\n"), "[::1]:0");
}

TEST(AdminListen, IsOpenToTheNetworkOnlyWhereThatIsSaid) {
  EXPECT_THAT(ListenIn("[admin]\nlisten = \"0.0.0.0:9464\"\n"),
              HasSubstr("server.toml:2: admin.listen: must be a loopback address"));
  EXPECT_EQ(ListenIn("[admin]\nlisten = \"0.0.0.0:9464\"\nopen_to_network = true\n"), "0.0.0.0:9464");
  EXPECT_THAT(ListenIn("[admin]\nlisten = \"9464\"\n"), HasSubstr("admin.listen: must be host:port"));
}

TEST(AdminListen, IsNotWhereTheProgramListensAlready) {
  EXPECT_EQ(ListenIn("[admin]\nlisten = \"127.0.0.1:7443\"\n"),
            "server.toml:2: admin.listen: is where listen listens already (127.0.0.1:7443); take another port");
  EXPECT_THAT(ListenIn("[admin]\nlisten = \"0.0.0.0:7443\"\nopen_to_network = true\n"),
              HasSubstr("admin.listen: is where listen listens already"));
  EXPECT_EQ(ListenIn("[admin]\nlisten = \"[::1]:7443\"\n"), "[::1]:7443");
}

}  // namespace
}  // namespace clearance
