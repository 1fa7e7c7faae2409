// What `clearctl doctor` says of ports that are taken, and of a centre that does not answer.
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "common/admin/admin_endpoint.h"
#include "common/base/telemetry.h"
#include "tests/integration/doctor_fixture.h"

namespace clearance {
namespace {

using testing::HasSubstr;

// Somebody who listens: HTTP, without TLS.
class Somebody {
 public:
  std::string address() const { return (*endpoint_)->address(); }

 private:
  const Telemetry telemetry_;
  const StatusOr<std::unique_ptr<AdminEndpoint>> endpoint_ =
      AdminEndpoint::Open({"127.0.0.1:0", telemetry_, [] { return std::string(); }});
};

TEST_F(DoctorTest, FindsPortsThatOthersHaveAndClocksThatAreApart) {
  Replace("gate-1.toml", "listen = \"127.0.0.1:0\"", "listen = \"" + hall().CentreAddress() + "\"");
  ExpectLine(Examine("gate-1.toml"), "port", "fail", hall().CentreAddress() + ": another process listens there");
  Replace("server.toml", "listen = \"127.0.0.1:0\"", "listen = \"" + hall().CentreAddress() + "\"");
  ExpectLine(Examine("server.toml"), "port", "ok", hall().CentreAddress() + ": in use by the service, which runs");
  StopCentre();
  ExpectLine(Examine("server.toml"), "port", "ok", hall().CentreAddress() + ": free");
  ExpectLine(Examine("gate-1.toml"), "centre", "warn", "does not answer");
}

// The centre runs, and would not come up again: its port is somebody else's.
TEST_F(DoctorTest, DoesNotTakeAnothersPortForThatOfTheServiceThatRuns) {
  const Somebody somebody;
  const std::string taken = somebody.address();
  for (const char* key : {"listen", "admin.listen"})
    ExpectLine(Examine("server.toml", {"--set", std::string(key) + "=" + taken}), "port", "fail",
               std::string(key) + ": " + taken + ": another process listens there (clearance_integ, pid " +
                   std::to_string(::getpid()) + ")");
}

// What it may not look at is neither missing nor in order, and it says as whom to run it.
TEST_F(DoctorTest, SaysWhatItMayNotSee) {
  if (::geteuid() != 0) GTEST_SKIP() << "SKIPPED: only root can run it as somebody else";
  constexpr uid_t kNobody = 65'534;
  const std::vector<std::string> as_nobody = {"/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups",
                                              BinPath("clearctl")};
  for (const auto& entry : std::filesystem::recursive_directory_iterator(hall().Path("")))
    ASSERT_EQ(::lchown(entry.path().c_str(), kNobody, kNobody), 0) << entry.path();
  ASSERT_EQ(::chown(hall().Path("").c_str(), kNobody, kNobody), 0);
  const auto as = [&](const std::vector<std::string>& words) {
    std::vector<std::string> argv = as_nobody;
    argv.insert(argv.end(), words.begin(), words.end());
    return Run(argv);
  };
  if (as({"--version"}).exit_code != 0) GTEST_SKIP() << "SKIPPED: another user may not run the programs";
  ASSERT_EQ(::chmod(hall().Path("pki").c_str(), 0), 0);
  const Ended examined =
      as({"doctor", "--config", hall().Path("server.toml"), "--set", "listen=" + hall().CentreAddress()});
  ASSERT_EQ(::chmod(hall().Path("pki").c_str(), 0700), 0);
  EXPECT_THAT(examined.said,
              HasSubstr("pki/server.pem: Permission denied\n                    do: run the doctor as root,"));
  EXPECT_THAT(examined.said,
              HasSubstr(hall().CentreAddress() + ": in use; whether by the service, which runs, cannot be "
                                                 "seen from here\n"));
}

// Each cause by its name, and what there is to be done about that one.
TEST_F(DoctorTest, SaysWhyTheCentreDoesNotAnswer) {
  const std::string wrong_ca = hall().Path("pki/stranger.pem");
  const Somebody somebody;
  struct Cause {
    std::string set;
    std::string why;
    std::string todo;
  };
  const std::vector<Cause> causes = {
      {"centre.name=elsewhere", "Peer name elsewhere is not in peer certificate", "give centre.name as"},
      {"tls.ca=" + wrong_ca, "certificate verify failed", "see that tls.ca is the authority"},
      {"centre.address=127.0.0.1:1", "Connection refused", "see that the centre runs"},
      {"centre.address=a..b:7443", "DNS resolution failed", "resolve its name"},
      {"centre.address=" + somebody.address(), "wrong version number", "does not speak TLS"},
  };
  for (const Cause& cause : causes) {
    const nlohmann::json gate = Examine("gate-1.toml", {"--set", cause.set});
    ExpectLine(gate, "centre", "warn", cause.why);
    for (const nlohmann::json& line : gate["checks"]) {
      if (line["check"] != "centre") continue;
      EXPECT_THAT(std::string(line["what"]), testing::Not(HasSubstr("Deadline"))) << cause.set;
      EXPECT_THAT(line.value("todo", ""), HasSubstr(cause.todo)) << cause.set;
    }
  }
}

}  // namespace
}  // namespace clearance
