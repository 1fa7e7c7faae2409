// RFC 4180 by its own clauses, and that any table written by them is read back.
#include "gate-agent/evaluation/csv.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace clearance {
namespace {

using Cells = std::vector<std::string>;

std::vector<Cells> CellsOf(std::string_view csv) {
  std::vector<Cells> cells;
  const std::vector<CsvRow> rows = ReadCsv(csv, {"a", "b"}).value();
  for (const CsvRow& row : rows) {
    EXPECT_EQ(row.problem, "") << row.line;
    cells.push_back(row.cells);
  }
  return cells;
}

TEST(CsvTest, ReadsWhatSpreadsheetsWrite) {
  const std::vector<Cells> expected = {{"1", "2"}, {"3", "4"}};
  EXPECT_EQ(CellsOf("a,b\n1,2\n3,4\n"), expected);
  EXPECT_EQ(CellsOf("a,b\n1,2\n3,4"), expected) << "2.2: the last line need not end";
  EXPECT_EQ(CellsOf("a,b\r\n1,2\r\n3,4\r\n"), expected) << "2.1";
  EXPECT_EQ(CellsOf("\xEF\xBB\xBF"
                    "a,b\r\n1,2\r\n3,4"),
            expected);
  EXPECT_EQ(CellsOf("\"a\",\"b\"\n\"1\",\"2\"\n3,\"4\"\n"), expected) << "2.5";
  EXPECT_EQ(CellsOf("a, b \n 1 ,2\t\n\"3\" , \"4\" \r\n"), expected) << "blanks around a cell";
  EXPECT_EQ(CellsOf("a,b\n\n1,2\n \r\n3,4\n\n"), expected) << "empty lines";
  EXPECT_EQ(CellsOf("a,b\n"), std::vector<Cells>{});
  EXPECT_EQ(CellsOf("a,b"), std::vector<Cells>{});
}

TEST(CsvTest, QuotesKeepWhatStandsWithin) {
  EXPECT_EQ(CellsOf("a,b\n\"x,y\",\" z \"\n"), (std::vector<Cells>{{"x,y", " z "}})) << "2.6";
  EXPECT_EQ(CellsOf("a,b\n\"he said \"\"no\"\"\",\"\"\n"), (std::vector<Cells>{{"he said \"no\"", ""}})) << "2.7";
  const auto rows = ReadCsv("a,b\n\"x\r\ny\",1\nz,2\n", {"a", "b"}).value();
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].cells[0], "x\r\ny");
  EXPECT_EQ(rows[0].line, 2U);
  EXPECT_EQ(rows[1].line, 4U) << "a row may fill several lines";
}

TEST(CsvTest, CellsAreCountedAndEmptyOnesAreCells) {
  EXPECT_EQ(CellsOf("a,b\n1\n1,\n,\n1,2,3\n\"\"\n"), (std::vector<Cells>{{"1"}, {"1", ""}, {"", ""}, {"1", "2", "3"}}));
}

TEST(CsvTest, ABadRowIsToldAndDoesNotEndTheReading) {
  const auto rows = ReadCsv("a,b\n\"1\"x,2\n3,4\n5,\"6\n7,8\n", {"a", "b"}).value();
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0].problem, "a cell that goes on behind its quotes");
  EXPECT_EQ(rows[1].problem, "");
  EXPECT_EQ(rows[2].problem, "a quote that does not end");
  EXPECT_EQ(rows[2].line, 4U);
}

TEST(CsvTest, AnotherHeadIsNone) {
  for (const char* csv : {"", "b,a\n", "a;b\n", "a,b,c\n1,2,3\n", "\"a,b\n1,2\n", "\n\na,b\n"}) {
    EXPECT_FALSE(ReadCsv(csv, {"a", "b"})) << csv;
  }
}

RC_GTEST_PROP(CsvTest, EveryTableIsReadBack, ()) {
  const auto letter = rc::gen::elementOf(std::string("ab \",\r\n\t"));
  const auto table = *rc::gen::container<std::vector<std::vector<std::string>>>(
      rc::gen::container<std::vector<std::string>>(2, rc::gen::container<std::string>(letter)));
  std::string csv = "a,b\n";
  for (const auto& row : table) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      csv += i > 0 ? ",\"" : "\"";
      for (const char c : row[i]) csv += c == '"' ? std::string("\"\"") : std::string(1, c);
      csv += '"';
    }
    csv += "\n";
  }
  const auto rows = ReadCsv(csv, {"a", "b"});
  RC_ASSERT(rows.has_value());
  RC_ASSERT(rows->size() == table.size());
  for (std::size_t i = 0; i < table.size(); ++i) {
    RC_ASSERT((*rows)[i].problem.empty());
    RC_ASSERT((*rows)[i].cells == table[i]);
  }
}

}  // namespace
}  // namespace clearance
