#include "common/admin/gate_writes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace clearance {
namespace {

using testing::ElementsAre;

ConfigReader Reader(const std::string& text) {
  return std::move(ConfigReader::FromText(text, "/etc/clearance/gate.toml").value());
}

std::vector<std::string> PathsOf(const GateWrites& writes) {
  std::vector<std::string> paths;
  for (const WrittenPlace& place : WrittenPlacesOf(writes)) paths.push_back(std::string(place.key) + "=" + place.path);
  return paths;
}

TEST(GateWritesTest, WhatTheFileNames) {
  ConfigReader reader = Reader(
      "outbox = \"/var/a.db\"\n[log]\nfile = \"/var/a.log\"\n[keys]\nseal_set = \"/var/a.seals\"\n"
      "ledger_public = \"ledger.pem\"\n[ledger]\ncheckpoints = \"/var/c\"\n[documents]\ntrust = \"/var/t\"\n");
  const GateWrites writes = GateWritesFrom(reader, "gate-1");
  EXPECT_TRUE(reader.Finish().ok());
  EXPECT_EQ(writes.ledger_public_key, "/etc/clearance/ledger.pem");
  EXPECT_THAT(PathsOf(writes), ElementsAre("outbox=/var/a.db", "log.file=/var/a.log", "keys.seal_set=/var/a.seals",
                                           "ledger.checkpoints=/var/c", "documents.trust=/var/t"));
}

TEST(GateWritesTest, WhatItDoesNotNameLiesBesideItOrIsNotWritten) {
  ConfigReader reader = Reader("outbox = \"a.db\"\n[keys]\nledger_public = \"ledger.pem\"\n");
  EXPECT_THAT(PathsOf(GateWritesFrom(reader, "gate-1")),
              ElementsAre("outbox=/etc/clearance/a.db", "log.file=", "keys.seal_set=/etc/clearance/gate-1.seals",
                          "ledger.checkpoints=/etc/clearance/checkpoints", "documents.trust="));
  ConfigReader without_key = Reader("outbox = \"a.db\"\n[ledger]\ncheckpoints = \"c\"\n");
  EXPECT_EQ(PathsOf(GateWritesFrom(without_key, "gate-1"))[3], "ledger.checkpoints=")
      << "nothing to check them by, so that none are kept";
}

TEST(GateWritesTest, WhatMayBeThereAlready) {
  ConfigReader reader = Reader("outbox = \"a.db\"\n[keys]\nledger_public = \"ledger.pem\"\n");
  const std::vector<WrittenPlace> places = WrittenPlacesOf(GateWritesFrom(reader, "gate-1"));
  ASSERT_TRUE(places[2].kind.has_value());
  EXPECT_EQ(places[2].kind->name, "a seal set");
  EXPECT_EQ(places[3].ending, ".checkpoint");
}

TEST(GateWritesTest, WhatMustBeNamedIsMissed) {
  ConfigReader no_outbox = Reader("");
  GateWritesFrom(no_outbox, "gate-1");
  EXPECT_FALSE(no_outbox.Finish().ok());
  ConfigReader no_seals = Reader("outbox = \"a.db\"\n[keys]\nseal_set = \"\"\n");
  GateWritesFrom(no_seals, "gate-1");
  EXPECT_NE(MessageOf(no_seals.Finish()).find("keys.seal_set: must name a file"), std::string::npos);
}

}  // namespace
}  // namespace clearance
