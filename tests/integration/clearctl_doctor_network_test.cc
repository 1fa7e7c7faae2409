// What `clearctl doctor` says of ports that are taken, and of a centre that does not answer.
#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/grpcpp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "common/admin/admin_endpoint.h"
#include "common/base/bytes.h"
#include "common/base/telemetry.h"
#include "tests/integration/doctor_fixture.h"
#include "tests/support/loopback_socket.h"

namespace clearance {
namespace {

using testing::HasSubstr;

// Somebody who listens: HTTP, without TLS.
class Somebody {
 public:
  std::string address() const { return (*endpoint_)->address(); }

 private:
  Telemetry telemetry_;
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
  const std::string stranger = hall().Path("pki/stranger.pem");
  const Somebody somebody;
  struct Cause {
    std::vector<std::string> set;
    std::string why;
    std::string todo;
  };
  const std::vector<Cause> causes = {
      {{"centre.name=elsewhere"}, "hostname mismatch", "give centre.name as"},
      {{"tls.ca=" + stranger}, "self-signed certificate in certificate chain", "see that tls.ca is the authority"},
      {{"tls.certificate=" + stranger, "tls.private_key=" + hall().Path("pki/stranger_key.pem")},
       "ends the connection after the handshake",
       "has not expired, and that the centre's tls.client_ca is its authority"},
      {{"centre.address=127.0.0.1:1"}, "Connection refused", "see that the centre runs"},
      {{"centre.address=a..b:7443"}, "its name cannot be resolved", "resolve its name"},
      // In words of OpenSSL, or that it ended the connection: whichever comes first.
      {{"centre.address=" + somebody.address()}, somebody.address() + ": does not answer: ", "does not speak TLS"},
  };
  for (const Cause& cause : causes) {
    std::vector<std::string> more;
    for (const std::string& one : cause.set) more.insert(more.end(), {"--set", one});
    const nlohmann::json gate = Examine("gate-1.toml", more);
    ExpectLine(gate, "centre", "warn", "does not answer: ");
    ExpectLine(gate, "centre", "warn", cause.why);
    for (const nlohmann::json& line : gate["checks"]) {
      if (line["check"] != "centre") continue;
      EXPECT_THAT(line.value("todo", ""), HasSubstr(cause.todo)) << gate.dump(1);
    }
  }
}

// A gRPC server with the centre's own certificate, and nothing else of a centre: it answers every call with an empty
// message, or leaves it waiting.
class OtherServer final : public grpc::CallbackGenericService {
 public:
  enum class Calls { kAreAnswered, kAreLeftWaiting };

  OtherServer(const std::string& pki, Calls calls) : calls_(calls) {
    const auto text = [&](const char* name) { return ReadFile(pki + "/" + name, 1 << 20).value(); };
    grpc::SslServerCredentialsOptions tls(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
    tls.pem_root_certs = text("ca.pem");
    tls.pem_key_cert_pairs = {{text("server_key.pem"), text("server.pem")}};
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::SslServerCredentials(tls), &port_);
    builder.RegisterCallbackGenericService(this);
    server_ = builder.BuildAndStart();
  }
  ~OtherServer() override { server_->Shutdown(std::chrono::system_clock::now()); }
  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }

 private:
  class Call final : public grpc::ServerGenericBidiReactor {
   public:
    explicit Call(Calls calls) {
      if (calls == Calls::kAreAnswered) StartWriteAndFinish(&empty_, {}, grpc::Status::OK);
    }
    void OnCancel() override { Finish(grpc::Status::CANCELLED); }
    void OnDone() override { delete this; }

   private:
    const grpc::Slice nothing_{""};
    const grpc::ByteBuffer empty_{&nothing_, 1};
  };
  grpc::ServerGenericBidiReactor* CreateReactor(grpc::GenericCallbackServerContext*) override {
    return new Call(calls_);
  }

  const Calls calls_;
  std::unique_ptr<grpc::Server> server_;
  int port_ = 0;
};

TEST_F(DoctorTest, SaysHowFarItGotWithWhoTakesItsConnection) {
  const auto asked = [&](const std::string& address) {
    return Examine("gate-1.toml", {"--set", "centre.address=" + address});
  };
  const LoopbackSocket silent;
  ExpectLine(asked(silent.address()), "centre", "warn",
             silent.address() + ": does not answer: is connected and says nothing");
  const OtherServer hangs(hall().Path("pki"), OtherServer::Calls::kAreLeftWaiting);
  ExpectLine(asked(hangs.address()), "centre", "warn",
             hangs.address() + ": does not answer: takes the connection, and answers nothing within 2 s");
  const OtherServer timeless(hall().Path("pki"), OtherServer::Calls::kAreAnswered);
  const nlohmann::json gate = asked(timeless.address());
  ExpectLine(gate, "centre", "ok", timeless.address() + ": answers");
  ExpectLine(gate, "centre_clock", "warn", timeless.address() + ": does not tell its time");
}

TEST_F(DoctorTest, SaysWhichFileOfItsOwnCannotBeUsed) {
  const std::string own = hall().Path("pki/gate-1_key.pem"), encrypted = hall().Path("encrypted.pem");
  ASSERT_EQ(Run({"openssl", "pkey", "-in", own, "-aes256", "-passout", "pass:p", "-out", encrypted}).exit_code, 0);
  const nlohmann::json gate = Examine("gate-1.toml", {"--set", "tls.private_key=" + encrypted});
  ExpectLine(gate, "certificate", "fail", encrypted + ": is not a key in PEM form without a pass phrase");
  ExpectLine(gate, "centre", "warn", ": does not answer: " + encrypted + ": ");
}

}  // namespace
}  // namespace clearance
