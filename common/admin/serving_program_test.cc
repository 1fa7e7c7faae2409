#include "common/admin/serving_program.h"

#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "common/base/error_reasons.h"

namespace clearance {
namespace {

// Nothing of these tests may start it: tests of the programs themselves are tests/integration's.
struct NeverServed {
  static Status Check(const struct AnyConfig& config);
  static StatusOr<std::unique_ptr<NeverServed>> Start(const AnyConfig&) {
    ADD_FAILURE() << "it was started";
    return Error(StatusCode::kInternal, error_reason::kConfigInvalid, "never");
  }
  std::vector<LifeSign::Ask> LifeSigns() { return {}; }
  void Drain() {}
};

struct AnyConfig {
  std::string admin_listen;
  LogLevel log_level = LogLevel::kInfo;
  std::string log_file;
  bool in_order = true;
};

Status NeverServed::Check(const AnyConfig& config) {
  return config.in_order ? OkStatus() : Error(StatusCode::kNotFound, error_reason::kFileUnreadable, "no key");
}

struct Told {
  int code;
  std::string out;
  std::string err;
};

Told Ran(const ServingFlags& flags, const StatusOr<AnyConfig>& config) {
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  const std::vector<ConfigValue> values = {{"listen", "127.0.0.1:0", "default"}};
  const int code = RunServing<NeverServed>("gate", flags, config, values, [](const NeverServed&) {});
  return {code, testing::internal::GetCapturedStdout(), testing::internal::GetCapturedStderr()};
}

TEST(ServingProgram, ReadsItsFlags) {
  CLI::App app;
  ServingFlags flags;
  AddServingFlags(app, flags);
  app.parse("--config gate.toml --set level=full --set log.level=debug --check-config");
  EXPECT_EQ(flags.config, "gate.toml");
  EXPECT_EQ(flags.set, (std::vector<std::string>{"level=full", "log.level=debug"}));
  EXPECT_TRUE(flags.check_config);
  EXPECT_FALSE(flags.print_config || flags.health);
  CLI::App nameless;
  ServingFlags none;
  AddServingFlags(nameless, none);
  EXPECT_THROW(nameless.parse("--health"), CLI::RequiredError);
}

// The later of two counts, so the order is what is tested.
TEST(ServingProgram, AnOwnFlagCountsMoreThanSet) {
  ServingFlags flags;
  flags.set = {"level=full"};
  const auto overrides = ServingOverrides(flags, "CLEARANCE_NO_SUCH", {{"level", "manual", "flag --level"}});
  ASSERT_TRUE(overrides.ok());
  ASSERT_EQ(overrides->size(), 2u);
  EXPECT_EQ((*overrides)[0].text, "full");
  EXPECT_EQ((*overrides)[1].origin, "flag --level");
}

TEST(ServingProgram, RefusesASetThatIsNone) {
  ServingFlags flags;
  flags.set = {"level"};
  EXPECT_EQ(ReasonOf(ServingOverrides(flags, "CLEARANCE_NO_SUCH", {}).status()), error_reason::kConfigInvalid);
}

TEST(ServingProgram, FailsWithItsNameWhereTheConfigurationIsNone) {
  const Told told = Ran({}, Error(StatusCode::kInvalidArgument, error_reason::kConfigInvalid, "gate.toml:3: level"));
  EXPECT_EQ(told.code, 1);
  EXPECT_EQ(told.err, "gate: gate.toml:3: level\n");
}

TEST(ServingProgram, PrintsWhereValuesComeFromAndEnds) {
  ServingFlags flags;
  flags.print_config = true;
  const Told told = Ran(flags, AnyConfig{});
  EXPECT_EQ(told.code, 0);
  EXPECT_NE(told.out.find("default"), std::string::npos) << told.out;
}

TEST(ServingProgram, ChecksAndEnds) {
  ServingFlags flags;
  flags.config = "gate.toml";
  flags.check_config = true;
  const Told in_order = Ran(flags, AnyConfig{});
  EXPECT_EQ(in_order.code, 0);
  EXPECT_EQ(in_order.out, "gate.toml: in order\n");
  AnyConfig without_key;
  without_key.in_order = false;
  const Told wrong = Ran(flags, without_key);
  EXPECT_EQ(wrong.code, 1);
  EXPECT_EQ(wrong.err, "gate: no key\n");
}

TEST(ServingProgram, IsNotHealthyWhereNobodyCanBeAsked) {
  ServingFlags flags;
  flags.health = true;
  const Told told = Ran(flags, AnyConfig{});
  EXPECT_EQ(told.code, 1);
  EXPECT_EQ(told.out, "");
  EXPECT_EQ(told.err.substr(0, 6), "gate: ");
}

}  // namespace
}  // namespace clearance
