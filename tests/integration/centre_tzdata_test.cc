// A machine whose tzdata is older than Kazakhstan's change of 2024-03-01: the centre must not start on it. The old data
// is put over the system's in a mount namespace of the process alone.
#include "common/base/bytes.h"
#include "tests/integration/centre_fixture.h"
#include "tests/support/shared_data.h"

namespace clearance {
namespace {

constexpr char kOldAlmaty[] = "Zone Asia/Almaty 6:00 - +06\n";
constexpr char kUnderOldData[] =
    "mount --bind \"$1/Asia/Almaty\" /usr/share/zoneinfo/Asia/Almaty && shift && exec \"$@\"";

class CentreTzdataTest : public CentreTest {
 protected:
  // Runs `argv` where Almaty is still at UTC+6.
  Ended RunUnderOldData(const std::vector<std::string>& argv) {
    std::vector<std::string> whole = {"/usr/bin/unshare", "--mount", "--", "/bin/sh", "-c", kUnderOldData, "sh",
                                      hall().Path("zi")};
    whole.insert(whole.end(), argv.begin(), argv.end());
    return Run(std::move(whole));
  }
};

TEST_F(CentreTzdataTest, RefusesToStartOnDataFromBeforeTheChange) {
  ASSERT_TRUE(WriteFile(hall().Path("almaty.zi"), kOldAlmaty).ok());
  const Ended compiled = Run({"/usr/sbin/zic", "-d", hall().Path("zi"), hall().Path("almaty.zi")});
  ASSERT_EQ(compiled.exit_code, 0) << compiled.said;
  if (const Ended tried = RunUnderOldData({"/bin/true"}); tried.exit_code != 0) {
    if (SharedRequired()) FAIL() << "no mount namespace here, so this is not tested: " << tried.said;
    GTEST_SKIP() << "no mount namespace here (are you root?), so this is not tested: " << tried.said;
  }
  for (const bool check_only : {true, false}) {
    std::vector<std::string> argv = {BinPath("clearance-server"), "--config", hall().Path("server.toml")};
    if (check_only) argv.push_back("--check-config");
    const Ended ended = RunUnderOldData(argv);
    ASSERT_EQ(ended.exit_code, 1) << ended.said;
    EXPECT_NE(ended.said.find("Asia/Almaty lacks the change from UTC+6 to UTC+5"), std::string::npos) << ended.said;
  }
}

}  // namespace
}  // namespace clearance
