#include "gate-agent/evaluation/csv.h"

#include <algorithm>
#include <utility>

namespace clearance {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";  // what spreadsheets put before UTF-8
constexpr std::string_view kBlanks = " \t\r";                // the last only before a line's end

class Scanner {
 public:
  explicit Scanner(std::string_view text) : left_(text) {}

  bool AtEnd() const { return left_.empty(); }

  // The next row, and the line break behind it.
  CsvRow NextRow() {
    CsvRow row;
    row.line = line_;
    do {
      row.cells.push_back(NextCell(row.problem));
    } while (Take(','));
    if (Take('\n')) ++line_;
    return row;
  }

 private:
  // Up to the comma or the line break behind it.
  std::string NextCell(std::string& problem) {
    left_.remove_prefix(std::min(left_.find_first_not_of(kBlanks), left_.size()));
    if (Take('"')) return Quoted(problem);
    return std::string(Trimmed(Until(",\n")));
  }

  std::string Quoted(std::string& problem) {
    std::string cell;
    for (;;) {
      const std::string_view part = Until("\"");
      line_ += static_cast<std::size_t>(std::count(part.begin(), part.end(), '\n'));
      cell += part;
      if (!Take('"')) {
        problem = "a quote that does not end";
        return cell;
      }
      if (!Take('"')) break;
      cell += '"';
    }
    if (!Trimmed(Until(",\n")).empty()) problem = "a cell that goes on behind its quotes";
    return cell;
  }

  static std::string_view Trimmed(std::string_view text) { return text.substr(0, text.find_last_not_of(kBlanks) + 1); }

  std::string_view Until(std::string_view ends) {
    const std::string_view part = left_.substr(0, left_.find_first_of(ends));
    left_.remove_prefix(part.size());
    return part;
  }

  bool Take(char letter) {
    if (!left_.starts_with(letter)) return false;
    left_.remove_prefix(1);
    return true;
  }

  std::string_view left_;
  std::size_t line_ = 1;
};

bool IsEmptyLine(const CsvRow& row) {
  return row.problem.empty() && row.cells.size() == 1 && row.cells.front().empty();
}

}  // namespace

std::optional<std::vector<CsvRow>> ReadCsv(std::string_view csv, const std::vector<std::string>& head) {
  if (csv.starts_with(kByteOrderMark)) csv.remove_prefix(kByteOrderMark.size());
  Scanner scanner(csv);
  const CsvRow first = scanner.NextRow();
  if (!first.problem.empty() || first.cells != head) return std::nullopt;
  std::vector<CsvRow> rows;
  while (!scanner.AtEnd()) {
    CsvRow row = scanner.NextRow();
    if (!IsEmptyLine(row)) rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace clearance
