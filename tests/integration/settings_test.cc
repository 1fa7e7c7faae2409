// Where the two programs take their settings from: file, environment, flags, each over the one before; and what
// --print-config shows of it.
#include <gmock/gmock.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <tuple>

#include "common/base/bytes.h"
#include "tests/integration/centre_fixture.h"
#include "tests/support/shared_data.h"

namespace clearance {
namespace {

namespace fs = std::filesystem;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

class SettingsTest : public CentreTest {
 protected:
  void SetUp() override {
    CentreTest::SetUp();
    ASSERT_TRUE(hall().StartGate("gate-1", {{"gate-1/a", {{"icbc-kaz", "KAZ", "KAZ", "ICBC", true, true}}}}).ok());
    EXPECT_EQ(hall().StopGate("gate-1"), 0);
  }
  void TearDown() override {
    for (const char* name : {"CLEARANCE_SERVER__LOG__LEVEL", "CLEARANCE_SERVER__LISTN", "CLEARANCE_GATE__LEVEL",
                             "CLEARANCE_SERVER_LISTEN", "CLEARANCE_GATE_TLS_CA", "CLEARANCE_SERVER__KEYS__MASTER"})
      unsetenv(name);
  }

  // Runs it to its end; what it said.
  std::string Run(std::vector<std::string> argv, int exit_code) {
    const std::string log = "settings-" + std::to_string(++runs_) + ".log";
    argv[0] = BinPath(argv[0]);
    int ended = -1;
    const auto output = RunProcess(std::move(argv), hall().Path(log), ended);
    EXPECT_TRUE(output.ok()) << output.status();
    const std::string said = FileText(log) + (output.ok() ? *output : "");
    EXPECT_EQ(ended, exit_code) << said;
    return said;
  }

 private:
  int runs_ = 0;
};

TEST_F(SettingsTest, TheCentreTakesAFlagOverTheEnvironmentOverItsFileAndShowsWhichItWas) {
  setenv("CLEARANCE_SERVER__LOG__LEVEL", "warning", 1);
  const std::string file = hall().Path("server.toml");
  const std::string said = Run({"clearance-server", "--config", file, "--listen", "127.0.0.1:7", "--set",
                                "worker_threads=3", "--set", "booking.early_minutes=5", "--print-config"},
                               0);
  EXPECT_THAT(said, ContainsRegex("listen += \"127.0.0.1:7\" +# flag --listen\n"));
  EXPECT_THAT(said, ContainsRegex("worker_threads += 3 +# flag --set worker_threads\n"));
  EXPECT_THAT(said, ContainsRegex("log.level += \"warning\" +# environment CLEARANCE_SERVER__LOG__LEVEL\n"));
  EXPECT_THAT(said, ContainsRegex("database += \"" + hall().Path("clearance.db") + "\" +# " + file + ":2\n"));
  EXPECT_THAT(said, ContainsRegex("booking.late_minutes += 30 +# " + file + ":[0-9]+\n"));
  EXPECT_THAT(said, ContainsRegex("admin.listen += \"\" +# default\n"));
  EXPECT_THAT(said, ContainsRegex("gates.1..id += \"gate-2\" +# " + file + ":[0-9]+\n"));
  EXPECT_THAT(Run({"clearance-server", "--config", file, "--set", "log.level=error", "--print-config"}, 0),
              ContainsRegex("log.level += \"error\" +# flag --set log.level\n"));
}

TEST_F(SettingsTest, TheGateDoesTheSame) {
  setenv("CLEARANCE_GATE__LEVEL", "manual", 1);
  const std::string file = hall().Path("gate-1.toml");
  const std::string said =
      Run({"gate-agent", "--config", file, "--models", "none", "--set", "limits.decision_ms=100", "--print-config"}, 0);
  EXPECT_THAT(said, ContainsRegex("level += \"manual\" +# environment CLEARANCE_GATE__LEVEL\n"));
  EXPECT_THAT(said, ContainsRegex("vision.models += \"none\" +# flag --models\n"));
  EXPECT_THAT(said, ContainsRegex("limits.decision_ms += 100 +# flag --set limits.decision_ms\n"));
  EXPECT_THAT(said, ContainsRegex("lanes.0..profiles.0..authority += \"KAZ\" +# " + file + ":[0-9]+\n"));
  EXPECT_THAT(Run({"gate-agent", "--config", file, "--level", "document_only", "--print-config"}, 0),
              ContainsRegex("level += \"document_only\" +# flag --level\n"));
}

TEST_F(SettingsTest, WhatIsWrongIsNamedByWhereItStands) {
  const std::string file = hall().Path("server.toml");
  setenv("CLEARANCE_SERVER__LISTN", "127.0.0.1:0", 1);
  EXPECT_THAT(
      Run({"clearance-server", "--config", file}, 1),
      HasSubstr(
          "clearance-server: environment CLEARANCE_SERVER__LISTN: listn: unknown key; is CLEARANCE_SERVER__LISTEN "
          "meant?\n"));
  unsetenv("CLEARANCE_SERVER__LISTN");
  setenv("CLEARANCE_SERVER_LISTEN", "127.0.0.1:0", 1);
  EXPECT_THAT(
      Run({"clearance-server", "--config", file, "--check-config"}, 1),
      HasSubstr("clearance-server: environment CLEARANCE_SERVER_LISTEN: names no key: two low lines stand behind "
                "CLEARANCE_SERVER and in the place of each dot; is CLEARANCE_SERVER__LISTEN meant?\n"));
  // It is the centre's, and nothing to a gate.
  Run({"gate-agent", "--config", hall().Path("gate-1.toml"), "--models", "none", "--print-config"}, 0);
  unsetenv("CLEARANCE_SERVER_LISTEN");
  setenv("CLEARANCE_GATE_TLS_CA", "ca.pem", 1);
  EXPECT_THAT(Run({"gate-agent", "--config", hall().Path("gate-1.toml"), "--check-config"}, 1),
              HasSubstr("environment CLEARANCE_GATE_TLS_CA: names no key"));
  EXPECT_THAT(Run({"clearctl", "doctor", "--config", hall().Path("gate-1.toml")}, 2),
              HasSubstr("environment CLEARANCE_GATE_TLS_CA: names no key"));
  unsetenv("CLEARANCE_GATE_TLS_CA");
  EXPECT_THAT(Run({"clearance-server", "--config", file, "--set", "worker_threads=many"}, 1),
              HasSubstr("flag --set worker_threads: worker_threads: must be an integer"));
  EXPECT_THAT(Run({"clearance-server", "--config", file, "--set", "worker_threads"}, 1), HasSubstr("--set"));
  EXPECT_EQ(Run({"clearance-server", "--config", file, "--set", "listen=127.0.0.1:1", "--listen", "127.0.0.1:2"}, 1),
            "clearance-server: flag --set listen and flag --listen: listen: is given twice\n");
  const std::string admin = "admin.listen=127.0.0.1:7443";
  for (const auto& [program, config, key] :
       {std::array<std::string, 3>{"clearance-server", file, "listen"},
        std::array<std::string, 3>{"gate-agent", hall().Path("gate-1.toml"), "devices.listen"}}) {
    const std::vector<std::string> same = {"--config", config, "--set", key + "=127.0.0.1:7443", "--set", admin};
    const auto with = [&](std::vector<std::string> words) {
      words.insert(words.end(), same.begin(), same.end());
      return words;
    };
    const std::string line = "flag --set admin.listen: admin.listen: is where " + key + " listens already";
    EXPECT_THAT(Run(with({program, "--check-config"}), 1), HasSubstr(line));
    EXPECT_THAT(Run(with({program}), 1), HasSubstr(line));
    EXPECT_THAT(Run(with({"clearctl", "doctor"}), 2), HasSubstr(line));
    // Each is a whole question of its own.
    EXPECT_THAT(Run({program, "--config", config, "--print-config", "--check-config"}, 108), HasSubstr("excludes"));
    EXPECT_THAT(Run({program, "--config", config, "--health", "--check-config"}, 108), HasSubstr("excludes"));
    EXPECT_THAT(Run({program, "--config", config, "--health", "--print-config"}, 108), HasSubstr("excludes"));
  }
  EXPECT_THAT(Run({"gate-agent", "--config", hall().Path("gate-1.toml"), "--set", "gate.id=x", "--print-config"}, 1),
              HasSubstr("flag --set gate.id: gate.id: is no key of a plain table"));
}

// What systemd asks before it starts them: a start that would write where nothing can be is told of there.
TEST_F(SettingsTest, AFileThatCannotBeWrittenIsNamedByItsSetting) {
  const std::string absent = hall().Path("absent");
  const std::string because = ": its folder " + absent + ": No such file or directory\n";
  struct Case {
    std::string program;
    std::string config;
    std::string key;
    std::string doing;
  };
  const std::vector<Case> cases = {{"clearance-server", "server.toml", "database", "open"},
                                   {"clearance-server", "server.toml", "log.file", "open"},
                                   {"gate-agent", "gate-1.toml", "outbox", "open"},
                                   {"gate-agent", "gate-1.toml", "log.file", "open"},
                                   {"gate-agent", "gate-1.toml", "keys.seal_set", "write"},
                                   {"gate-agent", "gate-1.toml", "ledger.checkpoints", "make"},
                                   {"gate-agent", "gate-1.toml", "documents.trust", "make"}};
  for (const Case& one : cases) {
    const auto check = [&](const std::string& path, int exit_code) {
      return Run({one.program, "--config", hall().Path(one.config), "--set", one.key + "=" + path, "--check-config"},
                 exit_code);
    };
    EXPECT_EQ(check(absent + "/x", 1),
              one.program + ": " + one.key + ": cannot " + one.doing + " " + absent + "/x" + because);
    EXPECT_FALSE(fs::exists(absent)) << one.key;
    const std::string fresh = hall().Path("fresh");
    EXPECT_THAT(check(fresh, 0), HasSubstr("in order")) << one.key;
    EXPECT_FALSE(fs::exists(fresh)) << one.key << ": is looked at and not made";
    EXPECT_FALSE(fs::exists(fresh + ".lock")) << one.key;
    EXPECT_THAT(check("/proc/nope/x", 1), HasSubstr(": its folder /proc/nope: ")) << one.key;
  }
  // Of what a gate keeps only with a key to check it by, nothing is asked without one.
  Run({"gate-agent", "--config", hall().Path("gate-1.toml"), "--set", "ledger.checkpoints=" + absent + "/x", "--set",
       "keys.ledger_public=", "--check-config"},
      0);
}

TEST_F(SettingsTest, NoSecretIsShown) {
  const std::string server = Run({"clearance-server", "--config", hall().Path("server.toml"), "--print-config"}, 0);
  const std::string gate = Run({"gate-agent", "--config", hall().Path("gate-1.toml"), "--print-config"}, 0);
  for (const char* key : {"lookup_key.hex", "master_key.hex", "seal_document_key.hex", "seal_key.pem", "server_key.pem",
                          "gate-1_key.pem"}) {
    const std::string content = FileText("pki/" + std::string(key));
    ASSERT_GT(content.size(), 64u) << key;
    // Some of its middle: nothing of the dashed lines that every key has.
    const std::string piece = content.substr(content.size() / 2 - 10, 20);
    EXPECT_THAT(server, Not(HasSubstr(piece))) << key;
    EXPECT_THAT(gate, Not(HasSubstr(piece))) << key;
  }
  const std::string secret(64, 'a');
  EXPECT_THAT(Run({"clearance-server", "--config", hall().Path("server.toml"), "--set", "keys.master=" + secret,
                   "--print-config"},
                  0),
              Not(HasSubstr(secret)));
}

// A key that stands where the name of its file should: however it looks, and wherever it stands.
TEST_F(SettingsTest, AKeyInThePlaceOfItsFilesNameIsNotShown) {
  const std::string key = "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=";
  const std::vector<std::pair<std::string, std::vector<std::string>>> programs = {
      {"clearance-server",
       {"tls.private_key", "keys.lookup", "keys.ledger", "keys.master", "keys.seal", "keys.seal_document"}},
      {"gate-agent", {"tls.private_key", "keys.seal_document"}}};
  for (const auto& [program, names] : programs) {
    const std::string file = program == "gate-agent" ? "gate-1.toml" : "server.toml";
    for (const std::string& name : names) {
      const std::string said =
          Run({program, "--config", hall().Path(file), "--set", name + "=" + key, "--print-config"}, 0);
      EXPECT_THAT(said, Not(HasSubstr(key))) << program << " " << name;
      EXPECT_THAT(said, HasSubstr("(not shown: there is no such file)")) << program << " " << name;
    }
  }
  std::string text = FileText("server.toml");
  text.replace(text.find("pki/master_key.hex"), 18, key);
  ASSERT_TRUE(WriteFile(hall().Path("server.toml"), text).ok());
  EXPECT_THAT(Run({"clearance-server", "--config", hall().Path("server.toml"), "--print-config"}, 0),
              Not(HasSubstr(key)));
}

// Nor where the programs say that they cannot open it: systemd brings what they say into the journal.
TEST_F(SettingsTest, AKeyInThePlaceOfItsFilesNameIsInNoError) {
  const std::string hex(64, 'c');
  const std::string base64 = "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=";
  const std::vector<std::tuple<std::string, std::string, std::vector<std::string>>> programs = {
      {"clearance-server",
       "server.toml",
       {"tls.certificate", "tls.client_ca", "tls.private_key", "keys.lookup", "keys.ledger", "keys.master", "keys.seal",
        "keys.seal_document"}},
      {"gate-agent",
       "gate-1.toml",
       {"tls.ca", "tls.certificate", "tls.private_key", "keys.seal_public", "keys.ledger_public",
        "keys.seal_document"}}};
  for (const auto& [program, file, names] : programs) {
    const std::string config = hall().Path(file);
    for (const std::string& name : names) {
      for (const std::string& key : {hex, base64, hall().Path("pki/") + hex}) {
        const std::string set = name + "=" + key;
        const auto expect_told = [&](const std::string& said) {
          EXPECT_THAT(said, Not(HasSubstr(key.substr(key.size() - 40)))) << name;
          EXPECT_THAT(said, HasSubstr(name + ": ")) << said;
          EXPECT_THAT(said, HasSubstr("(not shown: ")) << name;
          EXPECT_THAT(said, HasSubstr("No such file or directory")) << name;
        };
        expect_told(Run({program, "--config", config, "--set", set, "--check-config"}, 1));
        expect_told(Run({"clearctl", "doctor", "--config", config, "--set", set, "--skip-database"}, 2));
      }
      EXPECT_THAT(Run({program, "--config", config, "--set", name + "=slip_of_the_pen.pem", "--check-config"}, 1),
                  HasSubstr(name + ": cannot open slip_of_the_pen.pem: No such file or directory"));
    }
    Run({program, "--config", config, "--set", names.back() + "=" + hex}, 1);
  }
  setenv("CLEARANCE_SERVER__KEYS__MASTER", hex.c_str(), 1);
  EXPECT_EQ(Run({"clearance-server", "--config", hall().Path("server.toml"), "--check-config"}, 1),
            "clearance-server: keys.master: cannot open (not shown: looks like a key): No such file or directory\n");
  EXPECT_THAT(Run({"clearctl", "doctor", "--config", hall().Path("server.toml"), "--json"}, 2), Not(HasSubstr(hex)));
  unsetenv("CLEARANCE_SERVER__KEYS__MASTER");
  EXPECT_EQ(Run({"clearctl", "keys", "check", "--database", hall().Path("clearance.db"), "--master", hex}, 1),
            "clearctl: --master: cannot open (not shown: looks like a key): No such file or directory\n");
}

}  // namespace
}  // namespace clearance
