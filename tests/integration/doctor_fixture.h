// `clearctl doctor` for tests: asked about the machine of a hall with one gate, and held to what it answers.
#pragma once

#include <nlohmann/json.hpp>

#include "tests/integration/faults_fixture.h"

namespace clearance {

class DoctorTest : public FaultsTest {
 protected:
  void SetUp() override {
    FaultsTest::SetUp();
    ASSERT_TRUE(hall().StartGate("gate-1", {{"gate-1/a", {{"icbc-kaz", "KAZ", "KAZ", "ICBC", true, true}}}}).ok());
    EXPECT_EQ(hall().StopGate("gate-1"), 0);
  }

  // What it says of that machine; fails the test when its exit code does not fit its answer.
  nlohmann::json Examine(const std::string& config, std::vector<std::string> more = {}) {
    std::vector<std::string> arguments = {"doctor", "--config", hall().Path(config), "--json"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    int exit_code = -1;
    const auto output = hall().Clearctl(std::move(arguments), exit_code);
    EXPECT_TRUE(output.ok()) << output.status();
    nlohmann::json json = nlohmann::json::parse(output.ok() ? *output : "", nullptr, false);
    EXPECT_TRUE(json.is_object()) << FileText("clearctl.log");
    if (!json.is_object()) return {{"state", ""}, {"checks", nlohmann::json::array()}};
    EXPECT_EQ(exit_code, json["state"] == "fail" ? 2 : 0) << json.dump(1);
    return json;
  }

  // True when it has such a line, and every line that is not in order says what to do.
  static void ExpectLine(const nlohmann::json& examined, const std::string& check, const std::string& state,
                         const std::string& piece) {
    bool found = false;
    for (const nlohmann::json& line : examined["checks"]) {
      EXPECT_EQ(line["state"] == "ok", line.value("todo", "").empty()) << line.dump();
      const std::string what = line["what"];
      found = found || (line["check"] == check && line["state"] == state && what.find(piece) != std::string::npos);
    }
    EXPECT_TRUE(found) << "no " << state << " " << check << " with \"" << piece << "\" in\n" << examined.dump(1);
  }

  // Every line of that check is in order.
  static void ExpectInOrder(const nlohmann::json& examined, const std::string& check) {
    int lines = 0;
    for (const nlohmann::json& line : examined["checks"]) {
      if (line["check"] != check) continue;
      ++lines;
      EXPECT_EQ(line["state"], "ok") << line.dump();
    }
    EXPECT_GT(lines, 0) << "no " << check << " in\n" << examined.dump(1);
  }

  void Replace(const std::string& file, const std::string& piece, const std::string& by) {
    std::string text = FileText(file);
    const std::size_t at = text.find(piece);
    ASSERT_NE(at, std::string::npos) << piece;
    text.replace(at, piece.size(), by);
    ASSERT_TRUE(WriteFile(hall().Path(file), text).ok());
  }
  void StopCentre() {
    Disconnect();
    ASSERT_EQ(hall().StopCentre(), 0);
  }
};

}  // namespace clearance
