// Rows of a CSV file as spreadsheets and scripts write them (RFC 4180), for the files of pairs, groups and attacks.
//
// It reads text, never what a cell means. A bad row is told with its line and does not end the reading.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace clearance {

struct CsvRow {
  std::size_t line = 0;  // where it begins, from 1
  std::vector<std::string> cells;
  std::string problem;  // why its cells must not be used; empty when they may
};

// The rows below the first one; nullopt when that has other cells than `head`. A cell in quotes may hold commas, line
// breaks and, doubled, quotes. Blanks around a cell are none of it unless they are within its quotes. Lines end in LF
// or CRLF; those without a letter are passed over, and so is a byte order mark. What follows a quote that never ends is
// that row's.
std::optional<std::vector<CsvRow>> ReadCsv(std::string_view csv, const std::vector<std::string>& head);

}  // namespace clearance
