// Settings that name the place of another, or what is no place for what is written there: `--check-config`, the start
// and `clearctl doctor` refuse them in the same words, and what stands there is as it was. With real processes; what is
// expected is said in docs/operations.md ("When the machine goes wrong").
#include <sys/stat.h>

#include <nlohmann/json.hpp>

#include "tests/integration/gate_faults_fixture.h"

namespace clearance {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class PlacesTest : public GateFaultsTest {
 protected:
  void SetUp() override {
    GateFaultsTest::SetUp();
    PrepareGateAlone("[documents]\ntrust = \"gate-1.trust\"\n");
  }

  // A slip: that key of a program's configuration names that file of the hall's.
  struct Slip {
    std::string key;
    std::string file;
    std::string said;  // behind "KEY: ", with each "@" for the hall's folder and a "/"
  };
  std::string Whole(std::string text) {
    for (std::size_t at = text.find('@'); at != std::string::npos; at = text.find('@', at))
      text.replace(at, 1, hall().Path(""));
    return text;
  }
  static std::vector<std::string> Program(bool gate) {
    if (gate) return {BinPath("gate-agent"), "--models", "none", "--config"};
    return {BinPath("clearance-server"), "--config"};
  }
  Ended RunWith(bool gate, const std::string& set, bool check_only) {
    std::vector<std::string> program = Program(gate);
    program.push_back(hall().Path(gate ? "gate-1.toml" : "server.toml"));
    program.insert(program.end(), {"--set", set});
    if (check_only) program.push_back("--check-config");
    return Run(program);
  }
  // What fails, "CHECK: WHAT" in lines.
  std::string DoctorOf(bool gate, const std::string& set, const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments = {"doctor", "--config", hall().Path(gate ? "gate-1.toml" : "server.toml"),
                                          "--json", "--set",    set};
    arguments.insert(arguments.end(), more.begin(), more.end());
    int exit_code = -1;
    const auto output = hall().Clearctl(std::move(arguments), exit_code);
    EXPECT_EQ(exit_code, 2) << set;
    const auto json = nlohmann::json::parse(output.ok() ? *output : "", nullptr, false);
    std::string failed;
    if (!json.is_object()) return FileText("clearctl.log");
    for (const nlohmann::json& line : json["checks"]) {
      if (line["state"] == "fail") failed += std::string(line["check"]) + ": " + std::string(line["what"]) + "\n";
    }
    return failed;
  }

  // Everything of the hall but the logs of what is run here, by its path; the content of files alone.
  std::map<std::string, std::string> Everything() {
    std::map<std::string, std::string> all;
    for (const auto& entry : fs::recursive_directory_iterator(hall().Path(""))) {
      const std::string name = fs::relative(entry.path(), hall().Path("")).string();
      if (!name.ends_with(".log")) all[name] = entry.is_regular_file() ? FileText(name) : "";
    }
    return all;
  }

  // All three say so, and nothing has changed.
  void ExpectRefused(bool gate, const Slip& slip) {
    const std::string set = slip.key + "=" + hall().Path(slip.file);
    const std::string words = slip.key + ": " + Whole(slip.said);
    const std::string line = (gate ? "gate-agent: " : "clearance-server: ") + words + "\n";
    const auto before = Everything();
    for (const bool check_only : {true, false}) {
      const Ended ended = RunWith(gate, set, check_only);
      EXPECT_EQ(ended.exit_code, 1) << set << "\n" << ended.said;
      EXPECT_EQ(ended.said, line) << set;
    }
    EXPECT_EQ(DoctorOf(gate, set, {"--skip-database"}), "disk: " + words + "\n") << set;
    const auto after = Everything();
    for (const auto& [name, content] : after) {
      const auto was = before.find(name);
      ASSERT_NE(was, before.end()) << set << " made " << name;
      EXPECT_TRUE(was->second == content) << set << " changed " << name;
    }
    EXPECT_EQ(after.size(), before.size()) << set;
  }
};

TEST_F(PlacesTest, NothingOfAGateIsWrittenWhereAnotherSettingHasItsFile) {
  const std::vector<Slip> slips = {
      {"keys.seal_set", "gate-1.outbox.db", "@gate-1.outbox.db is what outbox writes"},
      {"keys.seal_set", "pki/gate-1_key.pem", "@pki/gate-1_key.pem is what tls.private_key reads"},
      {"documents.trust", "gate-1.checkpoints", "@gate-1.checkpoints is what ledger.checkpoints writes"},
      {"log.file", "gate-1.outbox.db", "@gate-1.outbox.db is what outbox writes"},
      {"log.file", "gate-1.outbox.db-wal", "@gate-1.outbox.db-wal is what outbox writes"},
      {"log.file", "pki/seal_document_key.hex", "@pki/seal_document_key.hex is what keys.seal_document reads"},
      {"log.file", "gate-1.toml", "@gate-1.toml is what --config reads"}};
  for (const Slip& slip : slips) ExpectRefused(true, slip);
}

// What no setting names may still be somebody's.
TEST_F(PlacesTest, ASealSetTakesThePlaceOfNothingElse) {
  ASSERT_TRUE(WriteFile(hall().Path("notes"), std::string(200, 'n')).ok());
  const std::string set = "keys.seal_set=" + hall().Path("notes");
  const std::string words = "keys.seal_set: " + hall().Path("notes") + ": is there already and is not a seal set";
  const Ended checked = RunWith(true, set, true);
  EXPECT_EQ(checked.exit_code, 1);
  EXPECT_THAT(checked.said, HasSubstr(words));
  EXPECT_THAT(DoctorOf(true, set), testing::StartsWith("disk: " + words));
}

TEST_F(PlacesTest, NothingOfTheCentreIsWrittenWhereAnotherSettingHasItsFile) {
  fs::create_symlink("pki/master_key.hex", hall().Path("link"));
  const std::vector<Slip> slips = {
      {"log.file", "clearance.db", "@clearance.db is what database writes"},
      {"log.file", "clearance.db-wal", "@clearance.db-wal is what database writes"},
      {"log.file", "clearance.db-journal", "@clearance.db-journal is what database writes"},
      {"log.file", "pki/seal_key.pem", "@pki/seal_key.pem is what keys.seal reads"},
      {"log.file", "link", "@link is what keys.master reads, @pki/master_key.hex"},
      {"log.file", "server.toml", "@server.toml is what --config reads"}};
  for (const Slip& slip : slips) ExpectRefused(false, slip);
}

// A pipe keeps for ever who opens it; nobody may be made to wait without a word.
TEST_F(PlacesTest, WhatIsNoFileIsNoPlaceForALogOrADatabase) {
  ASSERT_EQ(::mkfifo(hall().Path("pipe").c_str(), 0600), 0);
  const std::string words = "cannot open " + hall().Path("pipe") + ": it is no regular file\n";
  for (const bool gate : {false, true}) {
    const std::string program = gate ? "gate-agent: " : "clearance-server: ";
    const std::string database = gate ? "outbox" : "database";
    for (const std::string& key : {database, std::string("log.file")}) {
      const std::string set = key + "=" + hall().Path("pipe");
      const Ended checked = RunWith(gate, set, true);
      EXPECT_EQ(checked.exit_code, 1);
      EXPECT_EQ(checked.said, program + key + ": " + words);
      EXPECT_EQ(DoctorOf(gate, set), "disk: " + key + ": " + words);
    }
    const Ended started = RunWith(gate, database + "=" + hall().Path("pipe"), false);
    EXPECT_EQ(started.exit_code, 1);
    EXPECT_THAT(started.said, HasSubstr(program + words));
    EXPECT_FALSE(fs::exists(hall().Path("pipe.lock")));
    EXPECT_EQ(RunWith(gate, "log.file=/dev/null", true).exit_code, 0);
  }
  for (const char* device : {"/dev/zero", "/dev/null"}) {
    for (const bool gate : {false, true}) {
      for (const bool check_only : {true, false}) {
        const Ended ended = RunWith(gate, std::string(gate ? "outbox=" : "database=") + device, check_only);
        EXPECT_EQ(ended.exit_code, 1);
        EXPECT_THAT(ended.said, HasSubstr(std::string("cannot open ") + device + ": it is no regular file\n"));
      }
    }
    for (const char* suffix : {".lock", "-wal", "-shm", "-journal"})
      EXPECT_FALSE(fs::exists(std::string(device) + suffix)) << suffix;
  }
}

// Without the question of --check-config a log that has no place goes to standard error, and the program serves.
TEST_F(PlacesTest, AProgramWhoseLogIsAPipeServes) {
  ASSERT_EQ(::mkfifo(hall().Path("pipe").c_str(), 0600), 0);
  std::vector<std::string> program = Program(false);
  program.insert(program.end(), {hall().Path("server.toml"), "--set", "log.file=" + hall().Path("pipe")});
  auto centre = Process::Start(program, hall().Path("told.log"));
  ASSERT_TRUE(centre.ok()) << centre.status();
  EXPECT_TRUE((*centre)->WaitForLine("listening on ", kFaultPatience).ok());
  (*centre)->Signal(SIGTERM);
  EXPECT_EQ((*centre)->Wait(), 0);
  EXPECT_THAT(FileText("told.log"), HasSubstr("log_file_unusable"));
}

TEST_F(PlacesTest, CommandsOverAPipeEndWithItsName) {
  const std::string pipe = hall().Path("pipe");
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  const std::string key = hall().Path("pki/ledger_key.pem");
  const std::vector<std::vector<std::string>> commands = {
      {"ledger", "verify", "--database", pipe},
      {"ledger", "checkpoint", "--database", pipe, "--key", key, "--site", "khorgos.test/ledger"},
      {"ledger", "rebuild", "--database", pipe},
      {"db", "backup", "--database", pipe, "--out", hall().Path("backup")},
      {"db", "check", "--database", pipe}};
  for (std::vector<std::string> command : commands) {
    command.insert(command.begin(), BinPath("clearctl"));
    const Ended ended = Run(command);
    EXPECT_NE(ended.exit_code, 0) << command[2];
    EXPECT_THAT(ended.said, HasSubstr("cannot open " + pipe + ": it is no regular file")) << command[2];
  }
  EXPECT_FALSE(fs::exists(pipe + ".lock") || fs::exists(hall().Path("backup")));
}

// A slip of the pen: the program's own words before there is a lock beside a file of somebody else's.
TEST_F(PlacesTest, AFileThatIsNoDatabaseIsFoundBeforeTheStart) {
  const std::vector<std::string> contents = {"somebody's notes\n", std::string(5'000, 'r')};
  for (const std::string& content : contents) {
    ASSERT_TRUE(WriteFile(hall().Path("notes"), content).ok());
    for (const bool gate : {false, true}) {
      const std::string set = std::string(gate ? "outbox=" : "database=") + hall().Path("notes");
      const std::string words = "cannot open " + hall().Path("notes") + ": it is no SQLite database\n";
      const Ended checked = RunWith(gate, set, true);
      EXPECT_EQ(checked.exit_code, 1);
      EXPECT_THAT(checked.said, HasSubstr(words));
      EXPECT_FALSE(fs::exists(hall().Path("notes.lock")));
      EXPECT_THAT(DoctorOf(gate, set), testing::AllOf(testing::StartsWith("disk: "), testing::EndsWith(words)));
      const Ended started = RunWith(gate, set, false);
      EXPECT_EQ(started.exit_code, 1);
      EXPECT_THAT(started.said,
                  HasSubstr(hall().Path("notes") + ": cannot be opened as a database: file is not a database"));
      fs::remove(hall().Path("notes.lock"));
      EXPECT_EQ(FileText("notes"), content);
    }
  }
}

}  // namespace
}  // namespace clearance
