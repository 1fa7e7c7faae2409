// `clearctl doctor` on a machine in order and on machines that are not, each wrong in one thing.
#include <sys/stat.h>
#include <unistd.h>

#include "common/sqlite/connection.h"
#include "tests/integration/doctor_fixture.h"

namespace clearance {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr std::int64_t kDay = 24 * 3'600;
constexpr uid_t kService = 10'001;  // as in docker/Dockerfile
constexpr uid_t kOthers = 20'002;

TEST_F(DoctorTest, FindsAMachineInOrderThatIs) {
  // The centre listens where --listen says; its file says a free port.
  const nlohmann::json centre = Examine("server.toml");
  for (const char* check : {"configuration", "file", "tzdata", "rule_book", "port", "database"})
    ExpectInOrder(centre, check);
  EXPECT_NE(centre["state"], "fail");
  const nlohmann::json gate = Examine("gate-1.toml");
  for (const char* check : {"configuration", "file", "tzdata", "port", "database", "centre", "centre_clock"})
    ExpectInOrder(gate, check);
  EXPECT_NE(gate["state"], "fail");
  // The development certificates are for thirty days: new ones are no reason for anybody to look.
  ExpectInOrder(centre, "certificate");
  ExpectInOrder(gate, "certificate");
  ExpectLine(centre, "certificate", "ok", "signed by " + hall().Path("pki/ca.pem"));
}

TEST_F(DoctorTest, WarnsOfCertificatesInTheLastThirdOfTheirTime) {
  SetClock(21 * kDay);
  ExpectLine(Examine("server.toml"), "certificate", "warn", "pki/server.pem: until");
}

TEST_F(DoctorTest, FindsKeysThatOthersMayReadAndFilesThatAreNotThere) {
  ASSERT_EQ(::chmod(hall().Path("pki/lookup_key.hex").c_str(), 0644), 0);
  ASSERT_EQ(::chmod(hall().Path("pki/seal_key.pem").c_str(), 0666), 0);
  fs::remove(hall().Path("pki/ledger_key.pem"));
  const nlohmann::json centre = Examine("server.toml");
  ExpectLine(centre, "file", "fail", "pki/lookup_key.hex: a secret that others may read or change (mode 0644)");
  ExpectLine(centre, "file", "fail", "pki/seal_key.pem: a secret that others may read or change (mode 0666)");
  ExpectLine(centre, "file", "fail", "pki/ledger_key.pem: No such file or directory");
  ASSERT_EQ(::chmod(hall().Path("pki/gate-1_key.pem").c_str(), 0604), 0);
  ExpectLine(Examine("gate-1.toml"), "file", "fail", "pki/gate-1_key.pem: a secret that others may read");
}

// As systemd's units and docs/operations.md have it, and as its own advice makes it.
TEST_F(DoctorTest, TakesKeysThatAreRootsAndThatTheServicesGroupReads) {
  ASSERT_EQ(::chmod(hall().Path("pki/master_key.hex").c_str(), 0640), 0);
  ExpectInOrder(Examine("server.toml"), "file");
  if (::geteuid() != 0) GTEST_SKIP() << "SKIPPED: only root can give files away";
  const auto give = [this](const std::string& file, uid_t user, gid_t group, mode_t mode) {
    ASSERT_EQ(::chown(hall().Path(file).c_str(), user, group), 0);
    ASSERT_EQ(::chmod(hall().Path(file).c_str(), mode), 0);
  };
  give("clearance.db", kService, kService, 0600);
  for (const auto& entry : fs::directory_iterator(hall().Path("pki")))
    give("pki/" + entry.path().filename().string(), 0, kService, 0640);
  ExpectInOrder(Examine("server.toml"), "file");
  give("pki/master_key.hex", kService, kService, 0400);
  ExpectInOrder(Examine("server.toml"), "file");
  give("pki/master_key.hex", 0, kService, 0600);
  ExpectLine(Examine("server.toml"), "file", "fail", "pki/master_key.hex: user 10001 may not read it");
  give("pki/master_key.hex", kService, kOthers, 0640);
  give("pki/lookup_key.hex", kOthers, kService, 0640);
  const nlohmann::json centre = Examine("server.toml");
  ExpectLine(centre, "file", "warn", "pki/master_key.hex: a secret that group 20002 may read");
  ExpectLine(centre, "file", "warn", "pki/lookup_key.hex: a secret that belongs to user 20002");
  for (const nlohmann::json& line : centre["checks"]) {
    if (line["check"] != "file" || line["state"] == "ok") continue;
    EXPECT_THAT(line.value("todo", ""), HasSubstr("chown root:10001 ")) << line.dump();
  }
}

TEST_F(DoctorTest, TakesWhatStandsOverTheFileAsTheServiceDoes) {
  setenv("CLEARANCE_SERVER__DATABASE", "/nonexistent/x.db", 1);
  const nlohmann::json elsewhere = Examine("server.toml");
  const nlohmann::json flagged = Examine("server.toml", {"--set", "database=" + hall().Database()});
  unsetenv("CLEARANCE_SERVER__DATABASE");
  ExpectLine(elsewhere, "configuration", "ok", "environment CLEARANCE_SERVER__DATABASE");
  ExpectLine(elsewhere, "database", "warn", "/nonexistent/x.db: is not there");
  ExpectLine(elsewhere, "disk", "fail", "/nonexistent: ");
  ExpectLine(flagged, "database", "ok", hall().Database());
  setenv("CLEARANCE_GATE__TLS__CA", "/nonexistent/ca.pem", 1);
  const nlohmann::json gate = Examine("gate-1.toml");
  unsetenv("CLEARANCE_GATE__TLS__CA");
  ExpectLine(gate, "file", "fail", "tls.ca: /nonexistent/ca.pem");
  // A file that leaves the database to the environment is a centre's, where the environment names one.
  Replace("server.toml", "database = \"clearance.db\"\n", "");
  setenv("CLEARANCE_SERVER__DATABASE", hall().Database().c_str(), 1);
  const nlohmann::json centre = Examine("server.toml");
  unsetenv("CLEARANCE_SERVER__DATABASE");
  ExpectLine(centre, "database", "ok", hall().Database());
}

TEST_F(DoctorTest, FindsCertificatesThatFitNeitherKeyNorAuthority) {
  Replace("server.toml", "pki/server_key.pem", "pki/gate-2_key.pem");
  ExpectLine(Examine("server.toml"), "certificate", "fail",
             "pki/gate-2_key.pem: is not the key of " + hall().Path("pki/server.pem"));
  Replace("gate-1.toml", "pki/gate-1.pem", "pki/stranger.pem");
  Replace("gate-1.toml", "pki/gate-1_key.pem", "pki/stranger_key.pem");
  const nlohmann::json gate = Examine("gate-1.toml");
  ExpectLine(gate, "certificate", "fail", "pki/stranger.pem: unable to get local issuer certificate");
  ExpectLine(gate, "centre", "warn", "does not answer");
  EXPECT_EQ(FileText("clearctl.log"), "") << "nothing of what gRPC logs of the handshake";
}

// A gate with another's is refused at every report, a centre with a client's by every client; both would run.
TEST_F(DoctorTest, FindsCertificatesOfSomebodyElseAsAStartDoes) {
  const auto expect_told = [&](const std::string& config, const std::string& line) {
    const std::string program = config == "server.toml" ? "clearance-server" : "gate-agent";
    ExpectLine(Examine(config), "certificate", "fail", line);
    for (const char* flag : {"--check-config", ""}) {
      std::vector<std::string> argv = {BinPath(program), "--config", hall().Path(config)};
      if (*flag != '\0') argv.emplace_back(flag);
      const Ended ended = Run(argv);
      EXPECT_EQ(ended.exit_code, 1) << ended.said;
      EXPECT_THAT(ended.said, HasSubstr(program + ": tls.certificate: " + hall().Path(line))) << flag;
    }
  };
  StopCentre();
  for (const char* key : {"", "_key"}) {
    Replace("gate-1.toml", "pki/gate-1" + std::string(key) + ".pem", "pki/gate-2" + std::string(key) + ".pem");
    Replace("server.toml", "pki/server" + std::string(key) + ".pem", "pki/gate-1" + std::string(key) + ".pem");
  }
  expect_told("gate-1.toml", "pki/gate-2.pem: is the certificate of gate gate-2, not of gate gate-1");
  expect_told("server.toml", "pki/gate-1.pem: is the certificate of gate gate-1, who calls a centre, not a centre's");
}

// One cause, one line, one advice.
TEST_F(DoctorTest, SaysOnceThatAFileIsNotThere) {
  const auto lines_of = [](const nlohmann::json& examined, const std::string& piece) {
    std::vector<std::string> lines;
    for (const nlohmann::json& line : examined["checks"]) {
      const std::string what = line["what"];
      if (line["state"] != "ok" && what.find(piece) != std::string::npos) lines.push_back(line["check"]);
    }
    return lines;
  };
  const std::vector<std::string> once = {"file"};
  for (const char* name : {"server.pem", "server_key.pem", "ca.pem", "gate-1.pem", "gate-1_key.pem"}) {
    const std::string path = hall().Path("pki/" + std::string(name));
    fs::rename(path, path + ".away");
    const nlohmann::json centre = Examine("server.toml");
    const nlohmann::json gate = Examine("gate-1.toml");
    fs::rename(path + ".away", path);
    const bool of_centre = std::string_view(name).starts_with("server");
    const bool of_both = std::string_view(name) == "ca.pem";
    if (of_centre || of_both) {
      EXPECT_EQ(lines_of(centre, name), once) << centre.dump(1);
    }
    if (of_centre) continue;
    EXPECT_EQ(lines_of(gate, name), once) << gate.dump(1);
    for (const nlohmann::json& line : gate["checks"]) EXPECT_NE(line["check"], "centre") << line.dump();
  }
  Replace("server.toml",
          "database = ", "rule_book = \"away.toml\"\nrule_book_approved_by = [\"a\", \"b\"]\ndatabase = ");
  const nlohmann::json centre = Examine("server.toml");
  EXPECT_EQ(lines_of(centre, "away.toml"), once) << centre.dump(1);
}

// What no look of its own finds, the program's does.
TEST_F(DoctorTest, SaysWhatTheCentreSaysOfItsFiles) {
  ExpectInOrder(Examine("server.toml"), "start");
  ASSERT_TRUE(WriteFile(hall().Path("pki/ledger_key.pem"), "no key\n").ok());
  const Ended program = Run({BinPath("clearance-server"), "--config", hall().Path("server.toml"), "--check-config"});
  EXPECT_EQ(program.exit_code, 1);
  const nlohmann::json centre = Examine("server.toml");
  ExpectLine(centre, "start", "fail", hall().Path("pki/ledger_key.pem"));
  for (const nlohmann::json& line : centre["checks"]) {
    const std::string what = line["what"];
    if (line["check"] != "start") continue;
    EXPECT_EQ(program.said, "clearance-server: " + what + "\n");
  }
}

// An address that the program refuses is none for the doctor, whichever key it stands under.
TEST_F(DoctorTest, TakesNoAddressThatTheProgramRefuses) {
  const std::vector<std::pair<std::string, std::vector<std::string>>> keys_of = {
      {"server.toml", {"listen", "admin.listen"}},
      {"gate-1.toml", {"centre.address", "devices.listen", "admin.listen"}}};
  for (const auto& [config, keys] : keys_of) {
    const bool gate = config == "gate-1.toml";
    for (const std::string& key : keys) {
      for (const char* address : {"nonsense", "127.0.0.1:99999", "127.0.0.1:", "[::1:7443", "10.0.0.1:x"}) {
        const std::string set = key + "=" + address;
        const Ended program = Run({BinPath(gate ? "gate-agent" : "clearance-server"), "--config", hall().Path(config),
                                   "--check-config", "--set", set});
        EXPECT_EQ(program.exit_code, 1) << set << ": " << program.said;
        EXPECT_THAT(program.said, HasSubstr(key + ": must be host:port")) << set;
        ExpectLine(Examine(config, {"--set", set}), "configuration", "fail", key + ": must be host:port");
      }
    }
  }
  ExpectLine(Examine("gate-1.toml", {"--set", "devices.listen=0.0.0.0:1"}), "configuration", "fail",
             "devices.listen: must be a loopback address");
  ExpectLine(Examine("gate-1.toml", {"--set", "admin.listen=0.0.0.0:1"}), "configuration", "fail",
             "admin.listen: must be a loopback address");
  ExpectLine(Examine("gate-1.toml", {"--set", "centre.address=localhost:0"}), "configuration", "fail",
             "centre.address: must have a port");
}

// Where something is written by default the program knows, and so does the doctor.
TEST_F(DoctorTest, FindsADefaultPlaceThatCannotBeWritten) {
  Replace("gate-1.toml", "checkpoints = ", "# ");
  ExpectInOrder(Examine("gate-1.toml"), "disk");
  for (const char* name : {"gate-1.seals", "checkpoints"}) {
    const std::string place = hall().Path(name);
    const std::string away = place + ".away";
    std::error_code none;
    fs::rename(place, away, none);
    ASSERT_EQ(::mkfifo(place.c_str(), 0600), 0);
    const Ended program = Run({BinPath("gate-agent"), "--config", hall().Path("gate-1.toml"), "--check-config"});
    EXPECT_EQ(program.exit_code, 1) << program.said;
    EXPECT_THAT(program.said, HasSubstr(place));
    ExpectLine(Examine("gate-1.toml"), "disk", "fail", place);
    fs::remove(place);
    fs::rename(away, place, none);
  }
}

TEST_F(DoctorTest, FindsWhatCannotBeWrittenByItsSetting) {
  const std::vector<std::pair<std::string, std::vector<std::string>>> keys_of = {
      {"server.toml", {"database", "log.file"}},
      {"gate-1.toml", {"outbox", "log.file", "keys.seal_set", "ledger.checkpoints", "documents.trust"}}};
  const std::string folder = hall().Path("absent");
  for (const auto& [config, keys] : keys_of) {
    for (const std::string& key : keys) {
      const nlohmann::json examined = Examine(config, {"--set", key + "=" + folder + "/x"});
      ExpectLine(examined, "disk", "fail", key + ": cannot ");
      ExpectLine(examined, "disk", "fail", "/x: its folder " + folder + ": No such file or directory");
      int failed = 0;
      for (const nlohmann::json& line : examined["checks"]) failed += line["state"] == "fail" ? 1 : 0;
      EXPECT_EQ(failed, 1) << "one cause, one line: " << examined.dump(1);
    }
    ExpectLine(Examine(config, {"--set", "log.file=" + hall().Path("pki")}), "disk", "fail",
               "log.file: cannot open " + hall().Path("pki") + ": Is a directory");
  }
  EXPECT_FALSE(fs::exists(folder));
}

TEST_F(DoctorTest, FindsCertificatesThatHaveExpired) {
  SetClock(40 * kDay);
  const nlohmann::json centre = Examine("server.toml");
  ExpectLine(centre, "certificate", "fail", "has expired");
  ExpectLine(centre, "certificate", "fail", "pki/server.pem: certificate has expired (authority: ");
}

TEST_F(DoctorTest, SaysOfNetworksThatAreNotThereOnceThatTheyAreNot) {
  const nlohmann::json gate =
      Examine("gate-1.toml", {"--set", "vision.models=nowhere", "--set", "vision.calibration=nowhere.json"});
  ExpectLine(gate, "file", "fail", "vision.models: nowhere: No such file or directory");
  for (const nlohmann::json& line : gate["checks"]) EXPECT_NE(line["check"], "models") << line.dump();
}

TEST_F(DoctorTest, FindsADatabaseThatIsDamagedAndABookThatIsNone) {
  StopCentre();
  ASSERT_TRUE(WriteFile(hall().Path("draft.toml"), "version = 3\n").ok());
  Replace("server.toml",
          "database = ", "rule_book = \"draft.toml\"\nrule_book_approved_by = [\"a\", \"b\"]\ndatabase = ");
  std::string bytes = FileText("clearance.db");
  ASSERT_GT(bytes.size(), 20'000u);
  bytes.replace(8'192, 4'096, std::string(4'096, 'x'));
  ASSERT_TRUE(WriteFile(hall().Path("clearance.db"), bytes).ok());
  const nlohmann::json centre = Examine("server.toml");
  ExpectLine(centre, "rule_book", "fail", "draft.toml:1: version");
  ExpectLine(centre, "database", "fail", "clearance.db: ");
  fs::remove(hall().Database());
  ASSERT_TRUE(WriteFile(hall().Database(), "no database, but a text that is long enough to be read as one").ok());
  const std::string twice = hall().Database() + ": " + hall().Database();
  for (const nlohmann::json& line : Examine("server.toml")["checks"])
    EXPECT_THAT(std::string(line["what"]), testing::Not(HasSubstr(twice)));
  const nlohmann::json skipped = Examine("server.toml", {"--skip-database"});
  for (const nlohmann::json& line : skipped["checks"]) EXPECT_NE(line["check"], "database") << line.dump();
}

// Each of them ends a start, and nothing else would have told of it before.
TEST_F(DoctorTest, FindsInTheLedgerWhatEndsAStart) {
  ASSERT_TRUE(TryToDecide(Crossing(1)).ok());
  ExpectLine(
      Examine("server.toml"), "ledger", "ok",
      hall().Database() + ": its tables, its end and its keys are as a start wants them; a process has it in use");
  StopCentre();
  const std::string sound = FileText("clearance.db");
  const auto expect_refused = [&](const std::string& line) {
    const Ended ended = Run(Server(hall().Path("server.toml")));
    EXPECT_EQ(ended.exit_code, 1) << ended.said;
    EXPECT_THAT(ended.said, HasSubstr(line));
    ExpectLine(Examine("server.toml", {"--skip-database"}), "ledger", "fail", line);
  };
  const auto expect_refused_after = [&](std::string_view sql, const std::string& line) {
    {
      const auto file = sqlite::Connection::Open(hall().Database(), sqlite::OpenMode::kReadWrite);
      ASSERT_TRUE(file.ok()) << file.status();
      ASSERT_EQ((*file)->RunScript(sql), OkStatus());
    }
    expect_refused(line);
    ASSERT_TRUE(WriteFile(hall().Database(), sound).ok());
  };
  ExpectLine(Examine("server.toml"), "ledger", "ok", "are as a start wants them");
  expect_refused_after("DROP INDEX entries_by_leaf", "clearance.db: index entries_by_leaf is missing");
  expect_refused_after("CREATE TRIGGER planted AFTER INSERT ON entries BEGIN DELETE FROM stays; END",
                       "clearance.db: trigger planted is none of this program's");
  expect_refused_after("UPDATE entries SET sealed = substr(sealed, 2) WHERE position = 1",
                       "the end of the ledger is damaged");
  ASSERT_TRUE(WriteFile(hall().Database() + ".restoring", "").ok());
  expect_refused("a restore was interrupted");
  fs::remove(hall().Database() + ".restoring");
  ASSERT_TRUE(WriteFile(hall().Path("other_key.hex"), std::string(64, '7')).ok());
  Replace("server.toml", "pki/master_key.hex", "other_key.hex");
  expect_refused("under another (id ");
  // Nothing of all that has changed a byte of it.
  EXPECT_EQ(FileText("clearance.db"), sound);
}

TEST_F(DoctorTest, SaysOfALedgerThatIsNotThereWhetherOneMayBeMade) {
  StopCentre();
  fs::rename(hall().Database(), hall().Path("away"));
  ExpectLine(Examine("server.toml"), "ledger", "ok", "is not there, and nothing is in the way of making it");
  fs::rename(hall().Path("away"), hall().Database() + ".replaced-2026-11-26T10-00-00.000Z");
  ExpectLine(Examine("server.toml"), "ledger", "fail", "there is no ledger, but ");
  EXPECT_FALSE(fs::exists(hall().Database()));
}

TEST_F(DoctorTest, SaysWhatItCannotLookAt) {
  Replace("server.toml", "level = \"info\"", "level = \"loud\"");
  ExpectLine(Examine("server.toml"), "configuration", "fail", "log.level: must be debug");
  ASSERT_TRUE(WriteFile(hall().Path("other.toml"), "colour = \"blue\"\n").ok());
  int exit_code = -1;
  const auto other = hall().Clearctl({"doctor", "--config", hall().Path("other.toml")}, exit_code);
  EXPECT_EQ(exit_code, 1);
  EXPECT_THAT(FileText("clearctl.log"), HasSubstr("--config: " + hall().Path("other.toml") +
                                                  " is not told to be a centre's or a gate's: a centre's has the key "
                                                  "database, a gate's the key gate, and none has both"));
  const auto people = hall().Clearctl({"doctor", "--config", hall().Path("gate-1.toml")}, exit_code);
  ASSERT_TRUE(people.ok());
  EXPECT_EQ(exit_code, 0) << *people;
  EXPECT_THAT(*people, HasSubstr(" ok, "));
}

}  // namespace
}  // namespace clearance
