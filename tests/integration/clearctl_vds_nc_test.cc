// `clearctl vds-nc check` as a process: its answers and exit codes on the Australian seals, with the trust folder made
// of the authority and list that came with them.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "common/base/bytes.h"
#include "tests/support/process.h"
#include "tests/support/shared_data.h"

namespace clearance {
namespace {

constexpr std::size_t kMaxLogBytes = 1 << 16;

struct Ended {
  int exit_code = -1;
  std::string output;
  std::string errors;
  std::string result;  // of --json
};

class ClearctlVdsNcTest : public testing::Test {
 protected:
  ClearctlVdsNcTest() { std::filesystem::create_directories(folder_ + "/trust"); }
  ~ClearctlVdsNcTest() override { std::filesystem::remove_all(folder_); }

  void Trust(const std::string& file, const std::string& name) {
    ASSERT_TRUE(WriteFile(folder_ + "/trust/" + name, ReadFile(file, kMaxLogBytes).value()).ok());
  }
  Ended Check(const std::string& seal, std::vector<std::string> options) {
    std::vector<std::string> argv = {BinPath("clearctl"), "vds-nc", "check", seal, "--json"};
    argv.insert(argv.end(), options.begin(), options.end());
    return Run(std::move(argv));
  }
  Ended Run(std::vector<std::string> argv) {
    Ended ended;
    std::filesystem::remove(folder_ + "/log");
    const auto output = RunProcess(std::move(argv), folder_ + "/log", ended.exit_code);
    EXPECT_TRUE(output.ok()) << output.status();
    ended.output = output.value_or("");
    ended.errors = ReadFile(folder_ + "/log", kMaxLogBytes).value_or("");
    const auto json = nlohmann::json::parse(ended.output, nullptr, false);
    if (json.is_object()) ended.result = json.value("result", "");
    return ended;
  }
  std::string trust() const { return folder_ + "/trust"; }

  const std::string folder_ = testing::TempDir() + "clearctl_vds_nc_" + std::to_string(getpid());
};

TEST_F(ClearctlVdsNcTest, TellsWhatASealIsWorth) {
  REQUIRE_SHARED(seals, "testdata/vds_nc");
  Trust(seals + "/csca_AU.der", "csca_AU.der");
  Trust(seals + "/csca_AU.crl", "csca_AU.crl");
  const std::vector<std::string> in_time = {"--trust", trust(), "--at", "2021-09-15"};
  const Ended valid = Check(seals + "/valid.json", in_time);
  EXPECT_EQ(valid.exit_code, 0) << valid.errors;
  EXPECT_EQ(valid.output,
            R"({"result":"VALID","valid":true,"problem":null,"type":"icao.vacc","version":1,"issuing_state":"AUS",)"
            R"("signer":"C=AU, CN=DFAT","revocation":"CHECKED","at":"2021-09-15T00:00:00.000Z"})"
            "\n");
  const Ended expired = Check(seals + "/valid.json", {"--trust", trust(), "--at", "2031-10-01T00:00:00Z"});
  EXPECT_EQ(expired.result, "EXPIRED");
  EXPECT_EQ(expired.exit_code, 2);
  const Ended altered = Check(seals + "/invalid_name_changed.json", in_time);
  EXPECT_EQ(altered.result, "SIGNATURE_WRONG");
  EXPECT_EQ(altered.exit_code, 2);
  EXPECT_EQ(Check(seals + "/not_vds.json", in_time).result, "MALFORMED");
  EXPECT_EQ(Check(seals + "/not_vds.json", in_time).exit_code, 2);
  EXPECT_EQ(Check(seals + "/valid.json", {"--at", "2021-09-15"}).result, "SIGNER_UNKNOWN");

  const Ended piped = Run({"/bin/sh", "-c",
                           "exec '" + BinPath("clearctl") + "' vds-nc check --trust '" + trust() +
                               "' --at 2021-09-15 < '" + seals + "/valid.json'"});
  EXPECT_EQ(piped.output, "VALID (icao.vacc version 1 of AUS, signer C=AU, CN=DFAT, by a revocation list in force)\n");
  EXPECT_EQ(piped.exit_code, 0);
}

TEST_F(ClearctlVdsNcTest, SaysWhatItCouldNotDo) {
  REQUIRE_SHARED(seals, "testdata/vds_nc");
  const std::string seal = seals + "/valid.json";
  for (const auto& [file, options] :
       std::initializer_list<std::pair<std::string, std::vector<std::string>>>{{folder_ + "/none.json", {}},
                                                                               {folder_, {}},
                                                                               {seal, {"--trust", folder_ + "/none"}},
                                                                               {seal, {"--at", "yesterday"}}}) {
    const Ended ended = Check(file, options);
    EXPECT_EQ(ended.exit_code, 1) << file;
    EXPECT_EQ(ended.output, "");
    EXPECT_NE(ended.errors.find("clearctl: "), std::string::npos) << ended.errors;
  }
  EXPECT_EQ(Check(folder_, {}).errors, "clearctl: cannot read " + folder_ + ": Is a directory\n");
  EXPECT_EQ(Check(seal, {"--at", "9999-12-31"}).errors, "clearctl: --at: must be in the years 1900 to 2199\n");
  ASSERT_TRUE(WriteFile(folder_ + "/long.json", std::string(16 * 1024 + 1, ' ')).ok());
  const Ended piped =
      Run({"/bin/sh", "-c", "cat '" + folder_ + "/long.json' | '" + BinPath("clearctl") + "' vds-nc check; exit $?"});
  EXPECT_EQ(piped.exit_code, 1);
  EXPECT_EQ(piped.errors, "clearctl: standard input is longer than 16384 bytes\n");
}

}  // namespace
}  // namespace clearance
