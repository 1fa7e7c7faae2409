// Lines of `clearctl stay evaluate` a second, in one thread, beside simdjson alone parsing the same lines: nothing that
// reads them can be faster.
#include <fcntl.h>
#include <simdjson.h>
#include <unistd.h>

#include <filesystem>

#include "common/base/bytes.h"
#include "common/base/random.h"
#include "common/wire/shipped_rule_book.h"
#include "services/clearctl/stay_batch.h"
#include "services/clearctl/stay_evaluate.h"
#include "tests/bench/bench.h"

namespace clearance {
namespace {

constexpr int kLines = 100'000;
constexpr int kRepetitions = 5;
constexpr int kStaysALine = 10;

void AppendPair(std::string& out, Date from, std::optional<Date> to) {
  out.append("[\"").append(FormatDate(from)).append("\",");
  out.append(to ? "\"" + FormatDate(*to) + "\"" : std::string("null")).append("]");
}

// Ten stays a line over some two years; a third of the questions about somebody inside.
std::string Questions() {
  SeededRandom random(11);
  const std::vector<std::string> regimes = {"\"CHN-KAZ@CHN\"", "\"CHN-KAZ@KAZ\"",
                                            R"({"per_stay":30,"window_days":180,"window_max":90})"};
  std::string lines;
  for (int i = 0; i < kLines; ++i) {
    const bool inside = random.Below(3) == 0;
    Date day = MakeDate(2024, 6, 1) + Days(random.Below(60));
    lines.append("{\"id\":").append(std::to_string(i)).append(",\"regime\":").append(regimes[random.Below(3)]);
    lines.append(",\"stays\":[");
    for (int stay = 0; stay < kStaysALine; ++stay) {
      const Date exit = day + Days(random.Below(25));
      const bool open = inside && stay == kStaysALine - 1;
      lines.append(stay == 0 ? "" : ",");
      AppendPair(lines, day, open ? std::nullopt : std::optional(exit));
      if (!open) day = exit + Days(1 + random.Below(30));
    }
    lines.append("],\"on\":\"").append(FormatDate(day + Days(inside ? random.Below(35) : 0)));
    lines.append(inside ? "\",\"question\":\"inside\"}\n" : "\",\"question\":\"enter\"}\n");
  }
  return lines;
}

// Calls `take` with every line of `text`, behind which there is padding.
template <typename Take>
void ForEachLine(std::string_view text, Take take) {
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = text.find('\n', begin);
    take(text.substr(begin, end - begin));
    begin = end + 1;
  }
}

}  // namespace

void BenchStayBatch(BenchReport& report) {
  report.Section("clearctl stay evaluate (thousand lines a second, 10 stays a line, one thread)");
  const std::string text = Questions();
  std::string padded = text;
  padded.append(StayRequestParser::kPaddingBytes, ' ');
  const std::string_view lines = std::string_view(padded).substr(0, text.size());
  const auto rate = [](double seconds) { return kLines / seconds / 1e3; };

  simdjson::dom::parser parser;
  volatile std::size_t sink = 0;
  const double bare = rate(MedianSeconds(kRepetitions, 1, [&] {
    ForEachLine(lines, [&](std::string_view line) {
      simdjson::dom::element root;
      sink = sink + static_cast<std::size_t>(parser.parse(line.data(), line.size(), false).get(root));
    });
  }));
  StayBatch batch(KhorgosRuleBook());
  std::string answers;
  const double answered = rate(MedianSeconds(kRepetitions, 1, [&] {
    answers.clear();
    ForEachLine(lines, [&](std::string_view line) { batch.Answer(line, answers); });
  }));
  report.Add({"parsed, evaluated, written", answered, "k/s", "simdjson parsing the same lines", bare});

  const std::string path = "build/bench/stay_batch.jsonl";
  std::filesystem::create_directories("build/bench");
  if (const Status written = WriteFile(path, text); !written.ok()) {
    return report.Missing("from file to file", MessageOf(written));
  }
  const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  const double end_to_end = rate(MedianSeconds(kRepetitions, 1, [&] {
    const int input = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    sink = sink + AnswerLines(batch, input, nowhere).value_or(EvaluateTotals()).lines;
    close(input);
  }));
  close(nowhere);
  report.Add({"end to end, from a file", end_to_end, "k/s", "simdjson parsing the same lines", bare});
}

}  // namespace clearance
