// What a centre and a gate do at their start when a file they live by is not there, may not be read, or is not what its
// name says: each ends with exit code 1 and a line that names the file. With real processes; what is expected is said
// in docs/operations.md ("When the machine goes wrong").
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>

#include "common/base/file_descriptor.h"
#include "tests/integration/gate_faults_fixture.h"

namespace clearance {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr uid_t kNobody = 65'534;

class FileFaultsTest : public GateFaultsTest {
 protected:
  void SetUp() override {
    GateFaultsTest::SetUp();
    PrepareGateAlone("[documents]\ntrust = \"gate-1.trust\"\n");
    fs::copy_file(SourcePath("common/rules/khorgos.toml"), hall().Path("book.toml"));
    ConfigWith("database = ", "rule_book = \"book.toml\"\nrule_book_approved_by = [\"a\", \"b\"]\ndatabase = ");
  }
  std::vector<std::string> Centre() { return Server(hall().Path("changed.toml")); }
  std::vector<std::string> Gate() {
    return {BinPath("gate-agent"), "--config", hall().Path("gate-1.toml"), "--models", "none"};
  }
  struct Read {
    std::string file;
    std::string setting;  // which names it; of the configuration itself none does
  };
  // The program does not start, and says so of that file and its setting with these words.
  void ExpectNamed(const std::vector<std::string>& program, const Read& read, const std::string& words) {
    const Ended ended = Run(program);
    EXPECT_EQ(ended.exit_code, 1) << ended.said;
    EXPECT_THAT(ended.said, HasSubstr(hall().Path(read.file)));
    if (!read.setting.empty()) {
      EXPECT_THAT(ended.said, HasSubstr(": " + read.setting + ": "));
    }
    EXPECT_THAT(ended.said, HasSubstr(words)) << read.file;
    EXPECT_THAT(ended.said, testing::Not(HasSubstr("listening on "))) << read.file;
  }

  const std::vector<Read> centre_files_ = {{"changed.toml", ""},
                                           {"book.toml", "rule_book"},
                                           {"pki/server.pem", "tls.certificate"},
                                           {"pki/server_key.pem", "tls.private_key"},
                                           {"pki/ca.pem", "tls.client_ca"},
                                           {"pki/lookup_key.hex", "keys.lookup"},
                                           {"pki/seal_key.pem", "keys.seal"},
                                           {"pki/seal_document_key.hex", "keys.seal_document"},
                                           {"pki/ledger_key.pem", "keys.ledger"},
                                           {"pki/master_key.hex", "keys.master"}};
  const std::vector<Read> gate_files_ = {{"gate-1.toml", ""},
                                         {"pki/gate-1.pem", "tls.certificate"},
                                         {"pki/gate-1_key.pem", "tls.private_key"},
                                         {"pki/ca.pem", "tls.ca"},
                                         {"pki/seal_document_key.hex", "keys.seal_document"},
                                         {"pki/seal_pub.pem", "keys.seal_public"},
                                         {"pki/ledger_pub.pem", "keys.ledger_public"}};
  const Read gate_trust_ = {"gate-1.trust/index.json", "documents.trust"};
};

TEST_F(FileFaultsTest, AFileThatIsNotThereIsNamed) {
  const auto without = [this](const std::vector<std::string>& program, const Read& read) {
    fs::rename(hall().Path(read.file), hall().Path("elsewhere"));
    ExpectNamed(program, read, "No such file or directory");
    fs::rename(hall().Path("elsewhere"), hall().Path(read.file));
  };
  for (const Read& read : centre_files_) without(Centre(), read);
  for (const Read& read : gate_files_) without(Gate(), read);
}

TEST_F(FileFaultsTest, AFileThatIsNotWhatItsNameSaysIsNamed) {
  const auto garbled = [this](const std::vector<std::string>& program, const Read& read) {
    const std::string sound = FileText(read.file);
    ASSERT_TRUE(WriteFile(hall().Path(read.file), "garbled\n").ok());
    ExpectNamed(program, read, "");
    ASSERT_TRUE(WriteFile(hall().Path(read.file), sound).ok());
  };
  for (const Read& read : centre_files_) garbled(Centre(), read);
  for (const Read& read : gate_files_) garbled(Gate(), read);
  fs::create_directory(hall().Path("gate-1.trust"));
  garbled(Gate(), gate_trust_);
}

TEST_F(FileFaultsTest, AFileThatMayNotBeReadIsNamed) {
  std::vector<std::string> as_nobody;
  if (::geteuid() == 0) {
    as_nobody = {"/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"};
    for (const auto& entry : fs::recursive_directory_iterator(hall().Path("")))
      ASSERT_EQ(::lchown(entry.path().c_str(), kNobody, kNobody), 0) << entry.path();
    ASSERT_EQ(::chown(hall().Path("").c_str(), kNobody, kNobody), 0);
  }
  const auto by_nobody = [&](const std::vector<std::string>& words) {
    std::vector<std::string> argv = as_nobody;
    argv.insert(argv.end(), words.begin(), words.end());
    return argv;
  };
  if (Run(by_nobody({BinPath("clearance-server"), "--version"})).exit_code != 0)
    GTEST_SKIP() << "SKIPPED: another user may not run the programs";
  const auto unreadable = [&](const std::vector<std::string>& program, const Read& read) {
    const std::string path = hall().Path(read.file);
    ASSERT_EQ(::chmod(path.c_str(), 0), 0);
    ExpectNamed(by_nobody(program), read, "Permission denied");
    ASSERT_EQ(::chmod(path.c_str(), 0600), 0);
  };
  for (const Read& read : centre_files_) unreadable(Centre(), read);
  for (const Read& read : gate_files_) unreadable(Gate(), read);
  fs::create_directory(hall().Path("gate-1.trust"));
  ASSERT_TRUE(WriteFile(hall().Path("gate-1.trust/index.json"), "{}").ok());
  unreadable(Gate(), gate_trust_);
}

// Each of them in its place is what the tests above take away: with all of them both programs start.
TEST_F(FileFaultsTest, WithEveryFileBothStart) {
  for (const auto& program : {Centre(), Gate()}) {
    auto started = Process::Start(program, hall().Path("sound.log"));
    ASSERT_TRUE(started.ok()) << started.status();
    EXPECT_TRUE((*started)->WaitForLine("listening on ", kFaultPatience).ok()) << FileText("sound.log");
    (*started)->Signal(SIGTERM);
    EXPECT_EQ((*started)->Wait(), 0) << FileText("sound.log");
  }
}

// Where programs write what they have to say, and nobody reads it: whoever started them has gone.
class UnreadPipe {
 public:
  UnreadPipe() {
    std::array<int, 2> ends{-1, -1};
    EXPECT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
    unread_ = FileDescriptor(ends[0]);
    to_write_ = FileDescriptor(ends[1]);
    // Full, so that what is written first waits until nobody can read it.
    EXPECT_EQ(::fcntl(ends[1], F_SETFL, O_NONBLOCK), 0);
    while (::write(ends[1], "x", 1) == 1) {
    }
  }
  // Of whoever is started by this process: the pipe is inherited up to exec.
  std::string path() const { return "/proc/self/fd/" + std::to_string(to_write_.get()); }
  void Abandon() { unread_ = FileDescriptor(); }

 private:
  FileDescriptor unread_;
  FileDescriptor to_write_;
};

TEST_F(FileFaultsTest, AStandardErrorThatNobodyReadsEndsNeither) {
  for (const auto& program : {Centre(), Gate()}) {
    UnreadPipe pipe;
    auto started = Process::Start(program, pipe.path());
    ASSERT_TRUE(started.ok()) << started.status();
    pipe.Abandon();
    EXPECT_TRUE((*started)->WaitForLine("listening on ", kFaultPatience).ok()) << program[0];
    (*started)->Signal(SIGTERM);
    EXPECT_EQ((*started)->Wait(), 0) << program[0];
  }
}

TEST_F(FileFaultsTest, AProgramThatCannotSayWhyItDoesNotStartHasItsExitCode) {
  ASSERT_TRUE(WriteFile(hall().Path("garbled.toml"), "garbled\n").ok());
  for (const char* program : {"clearance-server", "gate-agent"}) {
    UnreadPipe pipe;
    auto started = Process::Start({BinPath(program), "--config", hall().Path("garbled.toml")}, pipe.path());
    ASSERT_TRUE(started.ok()) << started.status();
    pipe.Abandon();
    EXPECT_EQ((*started)->Wait(), 1) << program;
  }
}

}  // namespace
}  // namespace clearance
