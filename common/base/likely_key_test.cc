// Tests of likely_key: the key that was meant, and none where nobody can tell.
#include "common/base/likely_key.h"

#include <gtest/gtest.h>

namespace clearance {
namespace {

const std::set<std::string, std::less<>> kKnown = {"admin.listen", "database",  "listen",
                                                   "log.file",     "log.level", "tls.private_key"};

TEST(LikelyKey, IsTheOneThatIsSpeltAlike) {
  EXPECT_EQ(LikelyKey("listn", kKnown), "listen");
  EXPECT_EQ(LikelyKey("lissten", kKnown), "listen");
  EXPECT_EQ(LikelyKey("tls_private_key", kKnown), "tls.private_key");
  EXPECT_EQ(LikelyKey("tls_privat_key", kKnown), "tls.private_key");
  EXPECT_EQ(LikelyKey("log.levels", kKnown), "log.level");
  EXPECT_EQ(LikelyKey("admin_listen", kKnown), "admin.listen");
}

TEST(LikelyKey, IsNoneWhereNoneIsAlike) {
  for (const char* given : {"", "x", "port", "colour", "tls", "service_host", "log"})
    EXPECT_EQ(LikelyKey(given, kKnown), "") << given;
  EXPECT_EQ(LikelyKey(std::string(100'000, 'x'), kKnown), "");
  EXPECT_EQ(LikelyKey("listen", {}), "");
}

TEST(LikelyKey, HasItsVariable) {
  EXPECT_EQ(VariableOfKey("CLEARANCE_SERVER", "tls.private_key"), "CLEARANCE_SERVER__TLS__PRIVATE_KEY");
  EXPECT_EQ(VariableOfKey("CLEARANCE_GATE", "level"), "CLEARANCE_GATE__LEVEL");
}

}  // namespace
}  // namespace clearance
