// Golden tables: behaviour as data in tests/golden/*.csv. The first line names the columns; lines that begin with #
// are comments; cells hold no commas, and none is empty.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/shared_data.h"

namespace clearance {

inline std::vector<std::string> SplitAt(std::string_view text, char separator) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == separator) {
      parts.emplace_back();
    } else {
      parts.back().push_back(c);
    }
  }
  return parts;
}

// Cells by the names of their columns.
using GoldenRow = std::map<std::string, std::string>;

// Every row of a file of the project's tree; the test fails on other columns than `columns`, on a row of another length
// and on an empty cell.
inline std::vector<GoldenRow> ReadGoldenTable(std::string_view relative, const std::vector<std::string>& columns) {
  std::ifstream file(SourcePath(relative));
  EXPECT_TRUE(file.is_open()) << relative;
  std::string line;
  std::getline(file, line);
  EXPECT_EQ(SplitAt(line, ','), columns) << relative;
  std::vector<GoldenRow> rows;
  while (std::getline(file, line)) {
    if (line.starts_with('#')) continue;
    const std::vector<std::string> cells = SplitAt(line, ',');
    EXPECT_EQ(cells.size(), columns.size()) << line;
    if (cells.size() != columns.size()) continue;
    GoldenRow& row = rows.emplace_back();
    for (std::size_t i = 0; i < cells.size(); ++i) {
      EXPECT_FALSE(cells[i].empty()) << columns[i] << " of " << line;
      row[columns[i]] = cells[i];
    }
  }
  return rows;
}

}  // namespace clearance
