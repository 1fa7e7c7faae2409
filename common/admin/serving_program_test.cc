#include "common/admin/serving_program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "common/admin/admin_endpoint.h"
#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "common/base/file_descriptor.h"
#include "common/base/telemetry.h"
#include "tests/support/temporary_folder.h"

namespace clearance {
namespace {

// Nothing but the life of the process, below, may start one.
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
  std::string key;
};

ConfiguredPlaces PlacesOf(const AnyConfig& config) {
  return {.written = {{.key = "log.file", .path = config.log_file, .as = WrittenAs::kAppended}},
          .read = {{"keys.seal", config.key}}};
}

Status NeverServed::Check(const AnyConfig& config) {
  return config.in_order ? OkStatus() : Error(StatusCode::kNotFound, error_reason::kFileUnreadable, "no key");
}

struct Told {
  int code;
  std::string out;
  std::string err;
};

template <typename Process = NeverServed>
Told Ran(const ServingFlags& flags, const StatusOr<AnyConfig>& config) {
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  const std::vector<ConfigValue> values = {{"listen", "127.0.0.1:0", "default"}};
  const int code = RunServing<Process>("gate", flags, config, values, [](const Process&) { std::cout << "serves\n"; });
  return {code, testing::internal::GetCapturedStdout(), testing::internal::GetCapturedStderr()};
}

TEST(ServingProgram, ReadsItsFlags) {
  CLI::App app;
  ServingFlags flags;
  AddServingFlags(app, flags, "Examples:\n  gate --config gate.toml");
  app.parse("--config gate.toml --set level=full --set log.level=debug --check-config");
  EXPECT_EQ(flags.config, "gate.toml");
  EXPECT_EQ(flags.set, (std::vector<std::string>{"level=full", "log.level=debug"}));
  EXPECT_TRUE(flags.check_config);
  EXPECT_FALSE(flags.print_config || flags.health);
  CLI::App nameless;
  ServingFlags none;
  AddServingFlags(nameless, none, "");
  EXPECT_THROW(nameless.parse("--health"), CLI::RequiredError);
}

TEST(ServingProgram, TellsExitCodesAfterExamples) {
  CLI::App app("", "gate");
  ServingFlags flags;
  AddServingFlags(app, flags, "Examples:\n  gate --config gate.toml");
  EXPECT_THAT(app.help(), testing::HasSubstr("gate --config gate.toml\nExit codes: 0 "));
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

// Before the log is opened: a line in it would be a line in the key.
TEST(ServingProgram, DoesNotStartWhereItsLogIsWhatAnotherSettingNames) {
  const std::string key = testing::TempDir() + "serving_program_key_" + std::to_string(getpid());
  ASSERT_TRUE(WriteFile(key, "a key\n").ok());
  AnyConfig config;
  config.log_file = key;
  config.key = key;
  const Told told = Ran({}, config);
  EXPECT_EQ(told.code, 1);
  EXPECT_EQ(told.err, "gate: log.file: " + key + " is what keys.seal reads\n");
  EXPECT_EQ(ReadFile(key, 100).value(), "a key\n");
  unlink(key.c_str());
}

TEST(ServingProgram, IsNotHealthyWhereNobodyCanBeAsked) {
  ServingFlags flags;
  flags.health = true;
  const Told told = Ran(flags, AnyConfig{});
  EXPECT_EQ(told.code, 1);
  EXPECT_EQ(told.out, "");
  EXPECT_EQ(told.err.substr(0, 6), "gate: ");
}

TEST(ServingProgram, IsHealthyWhereTheOneThatRunsSaysSo) {
  const Telemetry telemetry;
  std::string why_not;
  const auto endpoint = AdminEndpoint::Open({"127.0.0.1:0", telemetry, [&why_not] { return why_not; }});
  ASSERT_TRUE(endpoint.ok()) << endpoint.status();
  ServingFlags flags;
  flags.health = true;
  AnyConfig config;
  config.admin_listen = (*endpoint)->address();
  const Told ready = Ran(flags, config);
  EXPECT_EQ(ready.code, 0);
  EXPECT_EQ(ready.out, "ready\n");
  EXPECT_EQ(ready.err, "");
  why_not = "draining";
  const Told draining = Ran(flags, config);
  EXPECT_EQ(draining.code, 1);
  EXPECT_EQ(draining.out, "");
  EXPECT_NE(draining.err.find("draining"), std::string::npos) << draining.err;
}

struct Unstartable : NeverServed {
  static StatusOr<std::unique_ptr<Unstartable>> Start(const AnyConfig&) {
    return Error(StatusCode::kUnavailable, error_reason::kStoreUnavailable, "no room on the disk");
  }
};

TEST(ServingProgram, TellsWhyItCannotStart) {
  const Told told = Ran<Unstartable>({}, AnyConfig{});
  EXPECT_EQ(told.code, 1);
  EXPECT_EQ(told.out, "");
  EXPECT_EQ(told.err, "gate: no room on the disk\n");
}

// A service manager that hears what the process tells it, and ends it after its first sign of life.
class Supervisor {
 public:
  Supervisor() : name_("@clearance-serving-" + std::to_string(::getpid())) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    name_.copy(address.sun_path, name_.size());
    address.sun_path[0] = '\0';
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name_.size());
    EXPECT_EQ(::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address), size), 0);
    const timeval patience{.tv_sec = 60, .tv_usec = 0};  // reached only when something is broken
    EXPECT_EQ(::setsockopt(socket_.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience), 0);
    ::setenv("NOTIFY_SOCKET", name_.c_str(), 1);
    ::setenv("WATCHDOG_USEC", "40000", 1);
  }
  ~Supervisor() {
    for (const char* variable : {"NOTIFY_SOCKET", "WATCHDOG_USEC"}) ::unsetenv(variable);
  }

  std::vector<std::string> Supervise() {
    std::vector<std::string> heard;
    while (heard.empty() || heard.back() != "STOPPING=1") {
      std::array<char, 64> state{};
      const ssize_t size = ::recv(socket_.get(), state.data(), state.size(), 0);
      const std::string one(state.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
      if (!heard.empty() && heard.back() == one) continue;
      heard.push_back(one);
      if (size < 0 || one == "WATCHDOG=1") ::kill(::getpid(), SIGTERM);
      if (size < 0) break;
    }
    return heard;
  }

 private:
  const std::string name_;
  const FileDescriptor socket_{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
};

struct Serving {
  static inline std::vector<std::string> life;
  static Status Check(const AnyConfig&) { return OkStatus(); }
  static StatusOr<std::unique_ptr<Serving>> Start(const AnyConfig&) {
    life = {"started"};
    return std::make_unique<Serving>();
  }
  std::vector<LifeSign::Ask> LifeSigns() {
    return {[](const LifeSign::Answered& answered) { answered(); }};
  }
  void Drain() { life.emplace_back("drained"); }
};

TEST(ServingProgram, ServesUntilItIsToldToEndAndDrains) {
  Supervisor supervisor;
  std::vector<std::string> heard;
  std::thread supervising([&] { heard = supervisor.Supervise(); });
  const Told told = Ran<Serving>({}, AnyConfig{});
  supervising.join();
  EXPECT_EQ(told.code, 0);
  EXPECT_EQ(told.out, "serves\n");
  EXPECT_EQ(Serving::life, (std::vector<std::string>{"started", "drained"}));
  EXPECT_EQ(heard, (std::vector<std::string>{"READY=1", "WATCHDOG=1", "STOPPING=1"}));
  EXPECT_NE(told.err.find("\"event\":\"draining\",\"signal\":15"), std::string::npos) << told.err;
  EXPECT_NE(told.err.find("\"event\":\"stopped\""), std::string::npos) << told.err;
}

struct CannotGoOn : Serving {
  static StatusOr<std::unique_ptr<CannotGoOn>> Start(const AnyConfig&) {
    life = {"started"};
    EndSignals::EndOfItself();
    return std::make_unique<CannotGoOn>();
  }
};

// So that whoever started it starts it again; Docker does so for no other reason.
TEST(ServingProgram, DrainsAndFailsWhereItCannotGoOn) {
  const Told told = Ran<CannotGoOn>({}, AnyConfig{});
  EXPECT_EQ(told.code, 1);
  EXPECT_EQ(Serving::life, (std::vector<std::string>{"started", "drained"}));
  EXPECT_NE(told.err.find("\"event\":\"stopped\""), std::string::npos) << told.err;
}

// Nobody has a limit or a reader in mind that this process should die of.
TEST(ServingProgram, BeginsWithoutWhatCouldKillIt) {
  const TemporaryFolder folder;
  BeginServing();
  rlimit files{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &files), 0);
  EXPECT_EQ(files.rlim_cur, files.rlim_max);
  int broken[2];
  ASSERT_EQ(::pipe(broken), 0);
  ::close(broken[0]);
  const FileDescriptor writer(broken[1]);
  EXPECT_EQ(WriteAll(writer.get(), "nobody reads it"), EPIPE);
  const rlimit size{.rlim_cur = 1, .rlim_max = RLIM_INFINITY};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &size), 0);
  EXPECT_FALSE(WriteFile(folder.Path("too long"), "more than one octet").ok());
  const rlimit none{.rlim_cur = RLIM_INFINITY, .rlim_max = RLIM_INFINITY};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &none), 0);
}

}  // namespace
}  // namespace clearance
