// A stranger's client, written in Python in eighty lines, books, moves and cancels against the real centre.
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/integration/centre_fixture.h"
#include "tests/support/process.h"
#include "tests/support/shared_data.h"

namespace clearance {
namespace {

using CentrePythonClientTest = CentreTest;

TEST_F(CentrePythonClientTest, BooksMovesAndCancelsForAFamily) {
  int exit_code = -1;
  const auto output =
      RunProcess({CLEARANCE_PYTHON, "-B", SourcePath("tests/booking_client/booking_client.py"), "--address",
                  hall().CentreAddress(), "--pki", hall().Path("pki"), "--stubs", CLEARANCE_PYTHON_STUBS},
                 hall().Path("python.log"), exit_code);
  ASSERT_TRUE(output.ok()) << output.status();
  ASSERT_EQ(exit_code, 0) << FileText("python.log");
  std::vector<nlohmann::json> steps;
  std::istringstream lines(*output);
  for (std::string line; std::getline(lines, line);) {
    steps.push_back(nlohmann::json::parse(line, nullptr, false));
    ASSERT_TRUE(steps.back().is_object()) << line;
  }
  const std::vector<std::pair<std::string, std::string>> expected = {
      {"booked", "CONFIRMED"}, {"found", "CONFIRMED"},     {"given up", "MOVED"},
      {"moved", "CONFIRMED"},  {"cancelled", "CANCELLED"},
  };
  ASSERT_EQ(steps.size(), 2 * expected.size()) << *output;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    EXPECT_EQ(steps[i]["step"], expected[i / 2].first);
    EXPECT_EQ(steps[i]["state"], "BOOKING_STATE_" + expected[i / 2].second);
    EXPECT_EQ(steps[i]["member"], i % 2);
    EXPECT_EQ(steps[i]["reference"], steps[0]["reference"]);
  }
  const auto text_of = [&](std::size_t step, const char* name) { return steps[step][name].get<std::string>(); };
  EXPECT_EQ(text_of(0, "seal").rfind("KHG1:", 0), 0u);
  EXPECT_NE(text_of(6, "seal"), text_of(0, "seal"));
  EXPECT_EQ(text_of(2, "seal"), text_of(0, "seal"));
  EXPECT_NE(text_of(0, "slot").find("в Казахстане"), std::string::npos) << text_of(0, "slot");
  EXPECT_NE(text_of(0, "rule").find("30 мин"), std::string::npos) << text_of(0, "rule");
  EXPECT_NE(text_of(6, "slot"), text_of(0, "slot"));
  EXPECT_EQ(Entries().size(), 1u + 2 + 2 + 2) << "held, made, moved, cancelled";
}

}  // namespace
}  // namespace clearance
