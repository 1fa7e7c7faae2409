// clearctl rules as a program: over files, and over the database of a running centre.
#include <nlohmann/json.hpp>
#include <sstream>

#include "common/base/bytes.h"
#include "common/wire/shipped_rule_book.h"
#include "tests/integration/centre_fixture.h"

namespace clearance {
namespace {

constexpr int kWrongWords = 106;  // of CLI11: what is required is not there

class ClearctlRulesTest : public CentreTest {
 protected:
  // What it prints to standard output; `exit_code` as expected.
  std::string Rules(std::vector<std::string> arguments, int exit_code) {
    arguments.insert(arguments.begin(), "rules");
    int exited = -1;
    const auto output = hall().Clearctl(arguments, exited);
    EXPECT_TRUE(output.ok()) << output.status();
    EXPECT_EQ(exited, exit_code) << (output.ok() ? *output : "") << FileText("clearctl.log");
    return output.ok() ? *output : "";
  }

  // The shipped book with one piece of it changed; its path.
  std::string Draft(const std::string& piece, const std::string& by) {
    std::string text(ShippedRuleBookText());
    const std::size_t at = text.find(piece);
    EXPECT_NE(at, std::string::npos) << piece;
    if (at != std::string::npos) text.replace(at, piece.size(), by);
    EXPECT_TRUE(WriteFile(hall().Path("draft.toml"), text).ok());
    return hall().Path("draft.toml");
  }
};

TEST_F(ClearctlRulesTest, AWordThatItDoesNotKnowIsNamed) {
  Rules({"chekc"}, kWrongWords);
  EXPECT_NE(FileText("clearctl.log").find("clearctl rules: no such command: chekc (did you mean check?)"),
            std::string::npos)
      << FileText("clearctl.log");
}

TEST_F(ClearctlRulesTest, ShowsChecksAndCompares) {
  EXPECT_NE(Rules({"show"}, 0).find("limit: per-stay-30, rolling-90-180"), std::string::npos);
  EXPECT_EQ(Rules({"show", "--toml"}, 0), ShippedRuleBookText());
  EXPECT_NE(Rules({"check"}, 0).find("in order: version khorgos-2026-11-25.4"), std::string::npos);
  EXPECT_EQ(Rules({"diff", "-", "-"}, 0), "the same\n");
  const std::string draft = Draft("window = 180", "window = 365");
  EXPECT_NE(Rules({"check", draft}, 0).find("11 regimes"), std::string::npos);
  EXPECT_EQ(Rules({"diff", "-", draft}, 2),
            "CHN-KAZ in CHN: limit rolling-90-365 added\nCHN-KAZ in CHN: limit rolling-90-180 removed\n");
  const std::string broken = Draft("window = 180", "windows = 180");
  EXPECT_EQ(Rules({"check", broken}, 1), "");
  EXPECT_NE(FileText("clearctl.log").find("draft.toml:"), std::string::npos) << FileText("clearctl.log");
  Rules({"diff", broken, "-"}, 1);
  Rules({"replay", "--database", hall().Path("none.db"), "--rules", "-"}, 1);
}

TEST_F(ClearctlRulesTest, ReplaysTheDecisionsOfARunningCentre) {
  for (int number = 0; number < 5; ++number) {
    const v1::DecideCrossingRequest crossing = Crossing(number);
    Decide(crossing);
    Report(PassageOf(crossing));
  }
  Decide(DoubtfulCrossing(9));
  const std::string same = Rules({"replay", "--database", hall().Database(), "--rules", "-"}, 0);
  EXPECT_NE(same.find("6 decisions under khorgos-2026-11-25.4"), std::string::npos) << same;
  EXPECT_NE(same.find(": 0 would change"), std::string::npos) << same;
  EXPECT_EQ(same.find("sealed"), std::string::npos) << same;

  // Nobody enters ICBC any more.
  const std::string icbc = "document_kinds = [\"*\"]  # which";
  const std::string draft = Draft(icbc, "document_kinds = [\"EXIT_ENTRY_PERMIT\"]  # which");
  const std::string lines = Rules({"replay", "--database", hall().Database(), "--rules", draft, "--json"}, 2);
  std::istringstream in(lines);
  std::string line;
  int changes = 0;
  nlohmann::json last;
  while (std::getline(in, line)) {
    last = nlohmann::json::parse(line);
    if (!last.contains("position")) continue;
    ++changes;
    EXPECT_EQ(last["after"]["verdict"], "REFER") << line;
    EXPECT_NE(line.find("NOT_COVERED"), std::string::npos) << line;
  }
  EXPECT_EQ(changes, 6);
  EXPECT_EQ(last["totals"]["admit_to_refer"], 5);
  EXPECT_EQ(last["totals"]["as_sealed"], 6);

  EXPECT_NE(
      Rules({"replay", "--database", hall().Database(), "--rules", draft, "--to", "2026-01-01"}, 0).find("0 decisions"),
      std::string::npos);
  Rules({"replay", "--database", hall().Database(), "--rules", draft, "--from", "yesterday"}, 1);
  Rules({"replay", "--database", hall().Database(), "--rules", draft, "--from", "2026-02-02", "--to", "2026-01-01"}, 1);
}

}  // namespace
}  // namespace clearance
