// Tests of places_apart: what is written is nothing else that the configuration names.
#include "common/base/places_apart.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "common/base/error_reasons.h"
#include "tests/support/temporary_folder.h"

namespace clearance {
namespace {

namespace fs = std::filesystem;

class PlacesApartTest : public testing::Test {
 protected:
  PlacesApartTest() {
    fs::create_directory(Path("models"));
    for (const char* name : {"key.pem", "models/a.onnx"})
      EXPECT_TRUE((std::ofstream(Path(name)) << "x").flush().good());
  }
  std::string Path(const std::string& name) const { return name.empty() ? "" : folder_.Path(name); }

  struct Names {
    std::string outbox = "g.db";
    std::string log = "g.log";
    std::string seals = "g.seals";
    std::string checkpoints = "checkpoints";
    std::string trust = "trust";
    std::string key = "key.pem";
  };
  // What is said of such a gate, without the folder's name; "" when all is apart.
  std::string Said(const Names& names) const {
    const ConfiguredPlaces places = {
        .written =
            {{.key = "outbox", .path = Path(names.outbox), .as = WrittenAs::kDatabase},
             {.key = "log", .path = Path(names.log), .as = WrittenAs::kAppended},
             {.key = "seals", .path = Path(names.seals), .as = WrittenAs::kReplaced},
             {.key = "checkpoints", .path = Path(names.checkpoints), .as = WrittenAs::kFolder, .ending = ".checkpoint"},
             {.key = "trust", .path = Path(names.trust), .as = WrittenAs::kFolder}},
        .read = {{"key", Path(names.key)}, {"models", Path("models")}, {"unset", ""}}};
    const Status status = CheckApart(places);
    EXPECT_EQ(CheckPlaces(places).ok(), status.ok());
    if (status.ok()) return "";
    EXPECT_EQ(status.code(), StatusCode::kInvalidArgument);
    EXPECT_EQ(ReasonOf(status), error_reason::kConfigInvalid);
    std::string said = MessageOf(status);
    for (std::size_t at = said.find(folder_.Path("")); at != std::string::npos; at = said.find(folder_.Path("")))
      said.erase(at, folder_.path().size() + 1);
    return said;
  }

  const TemporaryFolder folder_;
};

TEST_F(PlacesApartTest, EachInAPlaceOfItsOwn) {
  EXPECT_EQ(Said({}), "");
  EXPECT_EQ(Said({.log = "", .checkpoints = "", .trust = ""}), "");
  EXPECT_EQ(Said({.log = "g.db2", .seals = "g.db-wal2"}), "");
}

TEST_F(PlacesApartTest, NothingIsWrittenTwice) {
  EXPECT_EQ(Said({.seals = "g.db"}), "seals: g.db is what outbox writes");
  EXPECT_EQ(Said({.log = "g.db"}), "log: g.db is what outbox writes");
  EXPECT_EQ(Said({.seals = "g.log"}), "seals: g.log is what log writes");
  EXPECT_EQ(Said({.trust = "checkpoints"}), "trust: checkpoints is what checkpoints writes");
}

TEST_F(PlacesApartTest, ADatabaseIsAlsoWhatLiesBesideIt) {
  for (const std::string suffix : {"-wal", "-shm", "-journal", ".lock"}) {
    EXPECT_EQ(Said({.log = "g.db" + suffix}), "log: g.db" + suffix + " is what outbox writes");
    EXPECT_EQ(Said({.key = "g.db" + suffix}), "outbox: g.db" + suffix + " is what key reads");
  }
  // It lies beside the file that a link leads to, and not beside the link.
  fs::create_directory(Path("data"));
  fs::create_symlink("data/g.db", Path("link.db"));
  EXPECT_EQ(Said({.outbox = "link.db", .log = "data/g.db-wal"}), "log: data/g.db-wal is what outbox writes");
  EXPECT_EQ(Said({.outbox = "link.db", .log = "link.db-wal"}), "");
}

TEST_F(PlacesApartTest, WhatIsReadIsNotWritten) {
  EXPECT_EQ(Said({.outbox = "key.pem"}), "outbox: key.pem is what key reads");
  EXPECT_EQ(Said({.log = "key.pem"}), "log: key.pem is what key reads");
  EXPECT_EQ(Said({.seals = "models/a.onnx"}), "seals: models/a.onnx lies in what models reads, models");
  EXPECT_EQ(Said({.checkpoints = "models"}), "checkpoints: models is what models reads");
  EXPECT_EQ(Said({.checkpoints = "models/c"}), "checkpoints: models/c lies in what models reads, models");
}

TEST_F(PlacesApartTest, LinksLeadToTheSameFile) {
  fs::create_symlink("key.pem", Path("soft"));
  fs::create_hard_link(Path("key.pem"), Path("hard"));
  fs::create_symlink("g.db", Path("early"));  // before there is an outbox
  EXPECT_EQ(Said({.log = "soft"}), "log: soft is what key reads, key.pem");
  EXPECT_EQ(Said({.log = "hard"}), "log: hard is what key reads, key.pem");
  EXPECT_EQ(Said({.log = "early"}), "log: early is what outbox writes, g.db");
  EXPECT_EQ(Said({.log = "models/../g.db"}), "log: models/../g.db is what outbox writes, g.db");
}

TEST_F(PlacesApartTest, AFolderThatIsWrittenHoldsNothingElseOfOurs) {
  EXPECT_EQ(Said({.outbox = "trust/g.db"}), "trust: trust holds what outbox writes, trust/g.db");
  EXPECT_EQ(Said({.key = "trust/ca.pem"}), "trust: trust holds what key reads, trust/ca.pem");
  EXPECT_EQ(Said({.checkpoints = "trust/c"}), "trust: trust holds what checkpoints writes, trust/c");
}

// Checkpoints have names of their own: their folder may be the one that everything else lies in.
TEST_F(PlacesApartTest, AFolderOfFilesOfOneEndingMayHoldOthers) {
  fs::create_directory(Path("state"));
  EXPECT_EQ(Said({.outbox = "state/g.db", .checkpoints = "state", .trust = "state/trust"}), "");
  EXPECT_EQ(Said({.seals = "state/KHORGOS.checkpoint", .checkpoints = "state"}),
            "checkpoints: state holds what seals writes, state/KHORGOS.checkpoint");
}

TEST_F(PlacesApartTest, WhatCannotBeWrittenIsToldOfWhatIsApart) {
  ConfiguredPlaces places = {.written = {{.key = "outbox", .path = Path("no/g.db")},
                                         {.key = "log", .path = Path("no/g.db"), .as = WrittenAs::kAppended}},
                             .read = {}};
  EXPECT_EQ(ReasonOf(CheckPlaces(places)), error_reason::kConfigInvalid);
  places.written.back().path = Path("no/g.log");
  EXPECT_TRUE(CheckApart(places).ok());
  EXPECT_EQ(ReasonOf(CheckPlaces(places)), error_reason::kFileUnreadable);
}

}  // namespace
}  // namespace clearance
