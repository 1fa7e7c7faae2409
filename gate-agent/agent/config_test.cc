#include "gate-agent/agent/config.h"

#include <gtest/gtest.h>

#include <map>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "tests/support/shared_data.h"

namespace clearance {
namespace {

constexpr std::string_view kWhole = R"(gate = "gate-1"
outbox = "gate-1.db"
[centre]
address = "127.0.0.1:7443"
[tls]
ca = "pki/ca.pem"
certificate = "pki/gate-1.pem"
private_key = "/elsewhere/gate-1_key.pem"
[keys]
seal_public = "pki/seal_pub.pem"
seal_document = "pki/seal_document_key.hex"
[devices]
kind = "simulated"
listen = "127.0.0.1:0"
[[lanes]]
id = "gate-1/a"
group = "icbc-kaz"
[[lanes.profiles]]
port = "KHORGOS"
authority = "KAZ"
from = "KAZ"
to = "ICBC"
decides_exit = true
decides_entry = true
[[lanes.profiles]]
port = "KHORGOS"
authority = "KAZ"
from = "ICBC"
to = "KAZ"
decides_entry = true
lane_group = "icbc-kaz-back"
)";

// kWhole with `from` (which it must hold) replaced.
std::string With(std::string_view from, std::string_view to) {
  std::string text(kWhole);
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  if (at != std::string::npos) text.replace(at, from.size(), to);
  return text;
}

std::string ProblemWith(const std::string& text) {
  const Status status = ParseAgentConfig(text, "gate.toml").status();
  EXPECT_EQ(status.code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(status), error_reason::kConfigInvalid);
  return MessageOf(status);
}

TEST(AgentConfig, WhichNetworksCompareFaces) {
  const auto config = ParseAgentConfig(
      With("[devices]", "[vision]\nembedders = \"dlib-resnet*1\"\nlandmarks = false\n[devices]"), "gate.toml");
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->embedders, "dlib-resnet*1");
  EXPECT_FALSE(config->landmarks);
}

TEST(AgentConfig, TheTrustFolderIsTakenFromTheFilesFolder) {
  const auto trusting =
      ParseAgentConfig(With("[devices]", "[documents]\ntrust = \"trust\"\n[devices]"), "/etc/clearance/gate.toml");
  ASSERT_TRUE(trusting.ok()) << trusting.status();
  EXPECT_EQ(trusting->trust_folder, "/etc/clearance/trust");
}

TEST(AgentConfig, EveryFileItNamesIsHeldAgainstTheOthers) {
  auto config = ParseAgentConfig(
      With("[devices]",
           "ledger_public = \"l.pem\"\n[ledger]\ncheckpoints = \"c\"\n[documents]\ntrust = \"t\"\n[log]\nfile = "
           "\"a.log\"\n[vision]\nmodels = \"m\"\ncalibration = \"c.json\"\n[devices]"),
      "/x/gate.toml");
  ASSERT_TRUE(config.ok()) << config.status();
  config->file = "/x/gate.toml";
  const ConfiguredPlaces places = PlacesOf(*config);
  std::map<std::string, std::string> names;
  for (const WrittenPlace& place : places.written) names[std::string(place.key)] = place.path;
  for (const ReadPlace& place : places.read) names[std::string(place.key)] = place.path;
  const std::map<std::string, std::string> expected = {{"--config", "/x/gate.toml"},
                                                       {"outbox", "/x/gate-1.db"},
                                                       {"log.file", "/x/a.log"},
                                                       {"keys.seal_set", "/x/gate-1.seals"},
                                                       {"ledger.checkpoints", "/x/c"},
                                                       {"documents.trust", "/x/t"},
                                                       {"tls.ca", "/x/pki/ca.pem"},
                                                       {"tls.certificate", "/x/pki/gate-1.pem"},
                                                       {"tls.private_key", "/elsewhere/gate-1_key.pem"},
                                                       {"keys.seal_public", "/x/pki/seal_pub.pem"},
                                                       {"keys.seal_document", "/x/pki/seal_document_key.hex"},
                                                       {"keys.ledger_public", "/x/l.pem"},
                                                       {"vision.models", "/x/m"},
                                                       {"vision.calibration", "/x/c.json"}};
  EXPECT_EQ(names, expected);
}

TEST(AgentConfig, ReadsAWholeFile) {
  const StatusOr<AgentConfig> config = ParseAgentConfig(kWhole, "/etc/clearance/gate.toml");
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->gate_id, "gate-1");
  EXPECT_EQ(config->outbox, "/etc/clearance/gate-1.db");
  EXPECT_EQ(config->seal_set, "/etc/clearance/gate-1.seals") << "beside the outbox";
  EXPECT_EQ(config->tls_ca, "/etc/clearance/pki/ca.pem");
  EXPECT_EQ(config->tls_private_key, "/elsewhere/gate-1_key.pem");
  EXPECT_EQ(config->level, ServiceLevel::kFull);
  EXPECT_EQ(config->calibration, "");
  EXPECT_EQ(config->embedders, "");
  EXPECT_TRUE(config->landmarks);
  EXPECT_EQ(config->trust_folder, "");
  EXPECT_FALSE(config->allow_provisional);
  EXPECT_EQ(config->booking_early, std::chrono::minutes(15));
  EXPECT_EQ(config->booking_late, std::chrono::minutes(30));
  EXPECT_EQ(config->limits, LaneLimits());
  ASSERT_EQ(config->lanes.size(), 1u);
  const LaneConfig& lane = config->lanes[0];
  EXPECT_EQ(lane.id, "gate-1/a");
  ASSERT_EQ(lane.profiles.size(), 2u);
  EXPECT_EQ(lane.profiles[0], (LaneProfile{.lane_id = "gate-1/a",
                                           .port = "KHORGOS",
                                           .lane_group = "icbc-kaz",
                                           .authority = Territory::kKaz,
                                           .movement = {Territory::kKaz, Territory::kIcbc},
                                           .sides = {.exit = true, .entry = true}}));
  EXPECT_EQ(lane.profiles[1].lane_group, "icbc-kaz-back");
  EXPECT_EQ(lane.profiles[1].sides, (Sides{.exit = false, .entry = true}));
}

TEST(AgentConfig, TheExampleOfTheDocumentsIsReadAndShowsTheDefaults) {
  const StatusOr<AgentConfig> example = ReadAgentConfig(SourcePath("docs/gate-agent.example.toml"));
  ASSERT_TRUE(example.ok()) << example.status();
  EXPECT_EQ(example->limits, LaneLimits());
  EXPECT_EQ(example->lanes.at(0).profiles.size(), 2u);
  const StatusOr<AgentConfig> whole = ParseAgentConfig(kWhole, "gate.toml");
  EXPECT_EQ(example->booking_early, whole->booking_early);
  EXPECT_EQ(example->booking_late, whole->booking_late);
  EXPECT_EQ(example->worker_threads, whole->worker_threads);
  EXPECT_EQ(example->devices_seed, whole->devices_seed);
  EXPECT_EQ(example->log_level, whole->log_level);
}

TEST(AgentConfig, WaitsCanBeSet) {
  const StatusOr<AgentConfig> config = ParseAgentConfig(
      With("[devices]",
           "[limits]\nface_ms = 9000\nclosed_in_ms = 90000\ncaptures = 5\nattempts = 2\ncoaching_ms = 1500\n[devices]"),
      "f");
  ASSERT_TRUE(config.ok()) << config.status();
  LaneLimits limits;
  limits.face = Duration(9000);
  limits.closed_in = Duration(90000);
  limits.captures = 5;
  limits.attempts = 2;
  limits.coaching = std::chrono::milliseconds(1500);
  EXPECT_EQ(config->limits, limits);
}

struct BadConfig {
  std::string_view from;
  std::string_view to;
  std::string_view problem;
};
class AgentConfigBad : public testing::TestWithParam<BadConfig> {};
TEST_P(AgentConfigBad, NamesFileLineAndKey) {
  EXPECT_EQ(ProblemWith(With(GetParam().from, GetParam().to)).substr(0, GetParam().problem.size()), GetParam().problem);
}
INSTANTIATE_TEST_SUITE_P(
    Inputs, AgentConfigBad,
    testing::Values(
        BadConfig{"gate = \"gate-1\"\n", "", "gate.toml:1: gate: is required"},
        BadConfig{"gate = \"gate-1\"", "gate = \"Gate 1\"", "gate.toml:1: gate: must be 1 to 64 of a-z, 0-9, / and -"},
        BadConfig{"gate = \"gate-1\"", "gate = \"gate-1/x\"", "gate.toml:1: gate: must not hold a /"},
        BadConfig{"gate = \"gate-1\"", "gate = 1", "gate.toml:1: gate: must be a string, is an integer"},
        BadConfig{"gate = \"gate-1\"", "gate = ", "gate.toml:1: "},
        BadConfig{"outbox = \"gate-1.db\"", "outbox = \"\"", "gate.toml:2: outbox: must not be empty"},
        BadConfig{"outbox = ", "otbox = 1\noutbox = ", "gate.toml:2: otbox: unknown key"},
        BadConfig{"outbox = ", "level = \"fast\"\noutbox = ", "gate.toml:2: level: must be full, no_screening,"},
        BadConfig{"outbox = ", "worker_threads = 0\noutbox = ", "gate.toml:2: worker_threads: must be from 1 to 64"},
        BadConfig{"[centre]", "[log]\nlevel = \"loud\"\n[centre]", "gate.toml:4: log.level: must be debug, info,"},
        BadConfig{"127.0.0.1:7443", "127.0.0.1", "gate.toml:4: centre.address: must be host:port"},
        BadConfig{"127.0.0.1:7443", "127.0.0.1:70000", "gate.toml:4: centre.address: must be host:port"},
        BadConfig{"certificate = \"pki/gate-1.pem\"\n", "", "gate.toml:5: tls.certificate: is required"},
        BadConfig{"kind = \"simulated\"", "kind = \"real\"", "gate.toml:13: devices.kind: must be \"simulated\""},
        BadConfig{"\"127.0.0.1:0\"", "\"0.0.0.0:0\"", "gate.toml:14: devices.listen: must be a loopback address"},
        BadConfig{"\"127.0.0.1:0\"", "\"127.0.0.1\"", "gate.toml:14: devices.listen: must be host:port"},
        BadConfig{"[devices]", "[limits]\nface_ms = 0\n[devices]", "gate.toml:13: limits.face_ms: must be from 1 to"},
        BadConfig{"[devices]", "[limits]\nclosed_in_ms = 60000\n[devices]",
                  "gate.toml:13: limits.closed_in_ms: must be more than limits.closed_in_alone_ms"},
        BadConfig{"[devices]", "[vision]\nembedders = \"vggface*1\"\n[devices]",
                  "gate.toml:13: vision.embedders: \"vggface*1\" begins with no embedder"},
        BadConfig{"id = \"gate-1/a\"", "id = \"gate-2/a\"",
                  "gate.toml:16: lanes[0].id: must begin with the gate's own id and a /"},
        BadConfig{"[[lanes]]\n",
                  "[[lanes]]\nid = \"gate-1/a\"\ngroup = \"g\"\n[[lanes.profiles]]\nport = \"P\"\n"
                  "authority = \"KAZ\"\nfrom = \"KAZ\"\nto = \"ICBC\"\ndecides_exit = true\n[[lanes]]\n",
                  "gate.toml:25: lanes[1].id: is another lane's already"},
        BadConfig{"port = \"KHORGOS\"", "port = \"khorgos\"",
                  "gate.toml:19: lanes[0].profiles[0].port: must be 1 to 32"},
        BadConfig{"authority = \"KAZ\"", "authority = \"ICBC\"",
                  "gate.toml:20: lanes[0].profiles[0].authority: must be CHN or KAZ"},
        BadConfig{"from = \"KAZ\"", "from = \"MONGOLIA\"",
                  "gate.toml:21: lanes[0].profiles[0].from: must be CHN, KAZ or ICBC"},
        BadConfig{"to = \"ICBC\"", "to = \"KAZ\"", "gate.toml:22: lanes[0].profiles[0].to: must differ from `from`"},
        BadConfig{"decides_exit = true\ndecides_entry = true\n", "",
                  "gate.toml:18: lanes[0].profiles[0].decides_exit: must be true, or decides_entry"},
        BadConfig{"lane_group = \"icbc-kaz-back\"", "lane_group = \"x\"\nspeed = 3",
                  "gate.toml:32: lanes[0].profiles[1].speed: unknown key"}));

TEST(AgentConfig, AGateWithoutLanesOrALaneWithoutProfilesIsAnError) {
  std::string text(kWhole);
  EXPECT_EQ(ProblemWith(text.substr(0, text.find("[[lanes]]"))),
            "gate.toml:1: lanes: must have one table at least ([[lanes]])");
  EXPECT_EQ(ProblemWith(text.substr(0, text.find("[[lanes.profiles]]"))),
            "gate.toml:15: lanes[0].profiles: must have one table at least ([[lanes.profiles]])");
}

TEST(AgentConfig, AFileThatIsNotThereIsNamed) {
  const Status status = ReadAgentConfig("/nowhere/gate.toml").status();
  EXPECT_EQ(ReasonOf(status), error_reason::kFileUnreadable);
  EXPECT_NE(MessageOf(status).find("/nowhere/gate.toml"), std::string::npos);
}

TEST(LevelWord, IsReadInEitherCaseAndNothingElse) {
  EXPECT_EQ(*ParseLevelWord("no_biometrics"), ServiceLevel::kNoBiometrics);
  EXPECT_EQ(*ParseLevelWord("NO_SCREENING"), ServiceLevel::kNoScreening);
  EXPECT_EQ(FieldOf(ParseLevelWord("biometrics").status()), "level");
  EXPECT_EQ(FieldOf(ParseLevelWord("").status()), "level");
}

}  // namespace
}  // namespace clearance
