// Config files: what is read, and that every mistake names its file, line and key.
#include "common/base/config.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "tests/support/temporary_folder.h"

namespace clearance {
namespace {

ConfigReader Parse(std::string_view text) {
  auto reader = ConfigReader::FromText(text, "conf/server.toml");
  EXPECT_TRUE(reader.ok()) << reader.status();
  return *std::move(reader);
}

void ExpectProblem(const Status& status, const std::string& message) {
  EXPECT_EQ(status.code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(status), error_reason::kConfigInvalid);
  EXPECT_EQ(MessageOf(status), message);
}

TEST(ConfigTest, ReadsEveryKind) {
  ConfigReader config = Parse(
      "name = 'khorgos'\n"
      "ratio = 0.5\n"
      "whole = 2\n"
      "[tls]\n"
      "certificate = 'pki/server.pem'\n"
      "key = '/etc/key.pem'\n"
      "required = true\n"
      "[[lanes]]\n"
      "id = 'A'\n"
      "port = 1\n"
      "[[lanes]]\n"
      "id = 'B'\n"
      "[lanes.camera]\n"
      "device = 7\n");
  EXPECT_EQ(config.String("name"), "khorgos");
  EXPECT_EQ(config.NumberOr("ratio", 0, 1, 0.1), 0.5);
  EXPECT_EQ(config.NumberOr("whole", 0, 10, 0.1), 2.0);
  EXPECT_EQ(config.Path("tls.certificate"), "conf/pki/server.pem");
  EXPECT_EQ(config.PathOr("tls.key", ""), "/etc/key.pem");
  EXPECT_TRUE(config.BoolOr("tls.required", false));
  std::vector<ConfigReader> lanes = config.Tables("lanes");
  ASSERT_EQ(lanes.size(), 2u);
  EXPECT_EQ(lanes[0].String("id"), "A");
  EXPECT_EQ(lanes[0].Integer("port", 0, 10), 1);
  EXPECT_EQ(lanes[1].String("id"), "B");
  EXPECT_EQ(lanes[1].IntegerOr("camera.device", 0, 9, 0), 7);
  EXPECT_TRUE(config.Finish().ok()) << config.Finish();
  EXPECT_TRUE(lanes[0].Finish().ok());
}

TEST(ConfigTest, FallsBackWhereAKeyIsAbsent) {
  ConfigReader config = Parse("");
  EXPECT_EQ(config.StringOr("a", "x"), "x");
  EXPECT_EQ(config.IntegerOr("b.c", 1, 9, 5), 5);
  EXPECT_EQ(config.NumberOr("d", 0, 1, 0.25), 0.25);
  EXPECT_TRUE(config.BoolOr("e", true));
  EXPECT_EQ(config.PathOr("f", "data/x.db"), "conf/data/x.db");
  EXPECT_EQ(config.PathOr("g", ""), "");
  EXPECT_TRUE(config.Tables("lanes").empty());
  EXPECT_TRUE(config.Finish().ok()) << config.Finish();
}

TEST(ConfigTest, ASyntaxErrorNamesItsLine) {
  const Status status = ConfigReader::FromText("a = 1\nb = = 2\n", "x.toml").status();
  EXPECT_EQ(status.code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(status), error_reason::kConfigInvalid);
  EXPECT_EQ(MessageOf(status).rfind("x.toml:2: ", 0), 0u) << status;
}

TEST(ConfigTest, AKeyGivenTwiceOrBinaryInputIsASyntaxError) {
  EXPECT_FALSE(ConfigReader::FromText("a = 1\na = 2\n", "x.toml").ok());
  EXPECT_FALSE(ConfigReader::FromText(std::string("\0\1\2\xff", 4), "x.toml").ok());
}

TEST(ConfigTest, AnUnknownKeyIsRefusedWithItsLine) {
  ConfigReader config = Parse("known = 1\n\nknwon = 2\n");
  config.Integer("known", 0, 9);
  ExpectProblem(config.Finish(), "conf/server.toml:3: knwon: unknown key");
}

TEST(ConfigTest, UnknownKeysInTablesAndArraysAreRefused) {
  ConfigReader nested = Parse("[tls]\nkey = 'k'\nkeyy = 'k'\n");
  nested.String("tls.key");
  ExpectProblem(nested.Finish(), "conf/server.toml:3: tls.keyy: unknown key");

  ConfigReader table = Parse("[tsl]\nkey = 'k'\n");
  table.StringOr("tls.key", "");
  ExpectProblem(table.Finish(), "conf/server.toml:1: tsl: unknown key");

  ConfigReader array = Parse("[[lanes]]\nid = 'A'\n[[lanes]]\nid = 'B'\nspeed = 1\n");
  for (ConfigReader& lane : array.Tables("lanes")) lane.String("id");
  ExpectProblem(array.Finish(), "conf/server.toml:5: lanes[1].speed: unknown key");
}

TEST(ConfigTest, AQuotedKeyWithADotIsNoPath) {
  ConfigReader config = Parse("'tls.key' = 'k'\n");
  EXPECT_EQ(config.StringOr("tls.key", "none"), "none");
  ExpectProblem(config.Finish(), "conf/server.toml:1: \"tls.key\": unknown key");
}

TEST(ConfigTest, AMissingKeyNamesTheTableItShouldStandIn) {
  ConfigReader config = Parse("a = 1\n[tls]\nkey = 'k'\n");
  EXPECT_EQ(config.String("tls.certificate"), "");
  ExpectProblem(config.Finish(), "conf/server.toml:2: tls.certificate: is required");
  ConfigReader empty = Parse("");
  EXPECT_EQ(empty.Integer("port", 1, 9), 1);
  ExpectProblem(empty.Finish(), "conf/server.toml:1: port: is required");
}

TEST(ConfigTest, AWrongTypeIsRefused) {
  ConfigReader number = Parse("a = 1\nport = '8443'\n");
  number.Integer("a", 0, 9);
  EXPECT_EQ(number.IntegerOr("port", 1, 65535, 9), 9);
  ExpectProblem(number.Finish(), "conf/server.toml:2: port: must be an integer, is a string");

  ConfigReader text = Parse("name = 8");
  EXPECT_EQ(text.String("name"), "");
  ExpectProblem(text.Finish(), "conf/server.toml:1: name: must be a string, is an integer");

  ConfigReader yes = Parse("yes = 1");
  yes.BoolOr("yes", false);
  ExpectProblem(yes.Finish(), "conf/server.toml:1: yes: must be true or false, is an integer");

  ConfigReader whole = Parse("n = 1.5");
  whole.Integer("n", 0, 9);
  ExpectProblem(whole.Finish(), "conf/server.toml:1: n: must be an integer, is a number");

  ConfigReader table = Parse("n = {}");
  table.NumberOr("n", 0, 9, 1);
  ExpectProblem(table.Finish(), "conf/server.toml:1: n: must be a number, is a table");

  ConfigReader array = Parse("lanes = 3");
  EXPECT_TRUE(array.Tables("lanes").empty());
  ExpectProblem(array.Finish(), "conf/server.toml:1: lanes: must be an array of tables ([[lanes]])");

  ConfigReader mixed = Parse("lanes = [{}, 3]");
  EXPECT_EQ(mixed.Tables("lanes").size(), 1u);
  ExpectProblem(mixed.Finish(), "conf/server.toml:1: lanes[1]: must be a table, is an integer");
}

TEST(ConfigTest, ANumberOutOfRangeIsRefused) {
  ConfigReader low = Parse("port = 0");
  low.Integer("port", 1, 65535);
  ExpectProblem(low.Finish(), "conf/server.toml:1: port: must be from 1 to 65535, is 0");
  ConfigReader high = Parse("port = 65536");
  high.Integer("port", 1, 65535);
  ExpectProblem(high.Finish(), "conf/server.toml:1: port: must be from 1 to 65535, is 65536");
  ConfigReader edge = Parse("low = 1\nhigh = 9");
  EXPECT_EQ(edge.Integer("low", 1, 9), 1);
  EXPECT_EQ(edge.Integer("high", 1, 9), 9);
  EXPECT_TRUE(edge.Finish().ok());
  ConfigReader nan = Parse("x = nan");
  EXPECT_EQ(nan.NumberOr("x", 0, 1, 0.5), 0.5);
  EXPECT_FALSE(nan.Finish().ok());
}

TEST(ConfigTest, AnEmptyRequiredPathIsRefused) {
  ConfigReader config = Parse("file = ''");
  config.Path("file");
  ExpectProblem(config.Finish(), "conf/server.toml:1: file: must not be empty");
}

TEST(ConfigTest, TellsTheFirstProblemInFileOrder) {
  ConfigReader config = Parse("a = 'x'\nb = 'x'\n");
  config.Integer("b", 0, 9);
  config.Integer("a", 0, 9);
  ExpectProblem(config.Finish(), "conf/server.toml:1: a: must be an integer, is a string");
}

TEST(ConfigTest, ReadsListsOfStringsAndDates) {
  ConfigReader config = Parse("states = ['CHN', 'KAZ']\nfrom = 2023-11-10\nswitch = true\n");
  EXPECT_EQ(config.Strings("states"), (std::vector<std::string>{"CHN", "KAZ"}));
  EXPECT_EQ(config.Date("from"), std::chrono::local_days(std::chrono::year(2023) / 11 / 10));
  EXPECT_EQ(config.OptionalDate("to"), std::nullopt);
  EXPECT_TRUE(config.Bool("switch"));
  EXPECT_TRUE(config.Has("from"));
  EXPECT_FALSE(config.Has("to"));
  EXPECT_FALSE(config.Has("from.day"));
  EXPECT_TRUE(config.Finish().ok()) << config.Finish();
}

TEST(ConfigTest, AListThatIsNoneOrAnElementOutOfPlaceIsRefused) {
  const auto problem = [](std::string_view text) {
    ConfigReader config = Parse(text);
    config.Strings("states");
    return MessageOf(config.Finish());
  };
  EXPECT_EQ(problem(""), "conf/server.toml:1: states: is required");
  EXPECT_EQ(problem("\nstates = 'CHN'"), "conf/server.toml:2: states: must be a list of strings, is a string");
  EXPECT_EQ(problem("states = []"), "conf/server.toml:1: states: must not be empty");
  EXPECT_EQ(problem("states = [\n'CHN',\n7]"), "conf/server.toml:3: states[1]: must be a string, is an integer");
  EXPECT_EQ(problem("states = [\n'CHN',\n'CHN']"), "conf/server.toml:3: states[1]: stands twice");
}

TEST(ConfigTest, WhatIsNoDateIsRefused) {
  const auto problem = [](std::string_view text) {
    ConfigReader config = Parse(text);
    config.Date("from");
    return MessageOf(config.Finish());
  };
  const std::string wanted = "conf/server.toml:1: from: must be a date (2026-11-22, without quotes), is ";
  EXPECT_EQ(problem(""), "conf/server.toml:1: from: is required");
  EXPECT_EQ(problem("from = '2023-11-10'"), wanted + "a string");
  EXPECT_EQ(problem("from = 2023-11-10T00:00:00Z"), wanted + "a time");
  EXPECT_EQ(problem("from = 1899-12-31"), "conf/server.toml:1: from: must be a day of the years 1900 to 2199");
  EXPECT_EQ(problem("from = 2200-01-01"), "conf/server.toml:1: from: must be a day of the years 1900 to 2199");
  EXPECT_FALSE(ConfigReader::FromText("from = 2023-02-30", "x.toml").ok());
}

TEST(ConfigTest, AMissingOrWrongSwitchIsRefused) {
  ConfigReader none = Parse("");
  EXPECT_FALSE(none.Bool("switch"));
  ExpectProblem(none.Finish(), "conf/server.toml:1: switch: is required");
}

TEST(ConfigTest, RejectsAnElementAtItsOwnLine) {
  ConfigReader config = Parse("names = [\n 'a',\n 'b']\n[[limits]]\nmax = 1\n[[limits]]\nmax = 2\n");
  config.Strings("names");
  for (ConfigReader& limit : config.Tables("limits")) limit.Integer("max", 0, 9);
  config.Reject("names[1]", "is none of a");
  ExpectProblem(config.Finish(), "conf/server.toml:3: names[1]: is none of a");
  ConfigReader second = Parse("[[limits]]\nmax = 1\n[[limits]]\nmax = 2\n");
  second.Reject("limits[1].max", "is too much");
  ExpectProblem(second.Finish(), "conf/server.toml:4: limits[1].max: is too much");
  for (const std::string_view nowhere : {"limits[2].max", "limits[x].max", "limits[", "limits[1"}) {
    ConfigReader third = Parse("[[limits]]\nmax = 1\n");
    third.Reject(nowhere, "is nowhere");
    ExpectProblem(third.Finish(), "conf/server.toml:1: " + std::string(nowhere) + ": is nowhere");
  }
}

TEST(ConfigTest, ACallerMayRejectAValue) {
  ConfigReader config = Parse("x = 1\n[[lanes]]\nid = 'A'\nsides = 'both'\n");
  config.Integer("x", 0, 9);
  for (ConfigReader& lane : config.Tables("lanes")) {
    lane.String("id");
    lane.String("sides");
    lane.Reject("sides", "is none of exit, entry");
  }
  ExpectProblem(config.Finish(), "conf/server.toml:4: lanes[0].sides: is none of exit, entry");
}

TEST(ConfigTest, ReadsAFileAndTakesPathsFromItsFolder) {
  const TemporaryFolder folder;
  const std::string path = folder.Path("server.toml");
  ASSERT_TRUE(WriteFile(path, "database = '../data/x.db'\n").ok());
  auto config = ConfigReader::FromFile(path);
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->Path("database"),
            (std::filesystem::path(folder.path()).parent_path() / "data/x.db").lexically_normal().string());
  EXPECT_TRUE(config->Finish().ok());
  EXPECT_EQ(ReasonOf(ConfigReader::FromFile(folder.Path("absent.toml")).status()), error_reason::kFileUnreadable);
}

}  // namespace
}  // namespace clearance
