// A machine whose tzdata is older than Kazakhstan's change of 2024-03-01: the centre must not start on it. The old data
// is put over the system's in a mount namespace of the process alone.
#include "common/base/bytes.h"
#include "tests/integration/centre_fixture.h"
#include "tests/support/own_mounts.h"
#include "tests/support/shared_data.h"

namespace clearance {
namespace {

constexpr char kOldAlmaty[] = "Zone Asia/Almaty 6:00 - +06\n";
// Where Almaty is still at UTC+6.
constexpr char kUnderOldData[] = "mount --bind \"$0/Asia/Almaty\" /usr/share/zoneinfo/Asia/Almaty";

class CentreTzdataTest : public CentreTest {};

TEST_F(CentreTzdataTest, RefusesToStartOnDataFromBeforeTheChange) {
  ASSERT_TRUE(WriteFile(hall().Path("almaty.zi"), kOldAlmaty).ok());
  const Ended compiled = Run({"/usr/sbin/zic", "-d", hall().Path("zi"), hall().Path("almaty.zi")});
  ASSERT_EQ(compiled.exit_code, 0) << compiled.said;
  REQUIRE_OWN_MOUNTS(under_old_data, kUnderOldData, hall().Path("zi"));
  for (const bool check_only : {true, false}) {
    std::vector<std::string> argv = under_old_data;
    argv.insert(argv.end(), {BinPath("clearance-server"), "--config", hall().Path("server.toml")});
    if (check_only) argv.push_back("--check-config");
    const Ended ended = Run(std::move(argv));
    ASSERT_EQ(ended.exit_code, 1) << ended.said;
    EXPECT_NE(ended.said.find("Asia/Almaty lacks the change from UTC+6 to UTC+5"), std::string::npos) << ended.said;
  }
}

}  // namespace
}  // namespace clearance
