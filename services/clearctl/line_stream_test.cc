// Lines from pipes: whole ones, in pieces, too long, and answers that never wait for the next question.
#include "services/clearctl/line_stream.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <string>
#include <thread>

#include "common/base/error_reasons.h"
#include "common/wire/shipped_rule_book.h"
#include "services/clearctl/stay_evaluate.h"

namespace clearance {
namespace {

class Pipe {
 public:
  Pipe() { EXPECT_EQ(pipe(ends_.data()), 0); }
  ~Pipe() {
    CloseWriting();
    close(ends_[0]);
  }
  int reading() const { return ends_[0]; }
  int writing() const { return ends_[1]; }
  void Write(std::string_view text) { EXPECT_TRUE(WriteOutput(ends_[1], text).ok()); }
  void CloseWriting() {
    if (ends_[1] >= 0) close(ends_[1]);
    ends_[1] = -1;
  }

 private:
  std::array<int, 2> ends_{-1, -1};
};

constexpr LineStreamLimits kLimits{.max_line_bytes = 10, .padding_bytes = 4};

// The lines that `pieces` make, each read by itself.
std::vector<std::string> LinesOf(const std::vector<std::string>& pieces) {
  Pipe pipe;
  LineStream stream(pipe.reading(), kLimits);
  std::vector<std::string> lines;
  const auto take = [&] {
    EXPECT_TRUE(*stream.Read());
    while (const auto line = stream.Next()) lines.emplace_back(*line);
  };
  for (const std::string& piece : pieces) {
    pipe.Write(piece);
    take();
  }
  pipe.CloseWriting();
  take();
  EXPECT_FALSE(*stream.Read());
  EXPECT_FALSE(stream.Next());
  return lines;
}

using Lines = std::vector<std::string>;

TEST(LineStreamTest, LinesAreWholeHoweverTheyCome) {
  EXPECT_EQ(LinesOf({}), Lines());
  EXPECT_EQ(LinesOf({"a\nb\n"}), (Lines{"a", "b"}));
  EXPECT_EQ(LinesOf({"a\r\n\nb"}), (Lines{"a", "", "b"})) << "an empty line is a line, and the last needs no break";
  EXPECT_EQ(LinesOf({"a", "b", "\nc", "\n"}), (Lines{"ab", "c"}));
  EXPECT_EQ(LinesOf({"0123456789\n", "0123456789\r", "\n0123456789"}),
            (Lines{"0123456789", "0123456789", "0123456789"}));
}

TEST(LineStreamTest, ALineTooLongComesOnceAndTheRestGoesOn) {
  for (const Lines& pieces :
       {Lines{"0123456789abcdef\nb\n"}, Lines{"0123456789ab", "cdef", "gh\nb\n"}, Lines{"0123456789ab", "c\n", "b"}}) {
    const Lines lines = LinesOf(pieces);
    ASSERT_EQ(lines.size(), 2u);
    EXPECT_GT(lines[0].size(), kLimits.max_line_bytes);
    EXPECT_EQ(lines[1], "b");
  }
  EXPECT_EQ(LinesOf({"0123456789abcdef", "0123456789abcdef"}).size(), 1u);
}

TEST(LineStreamTest, WhatCannotBeReadOrWrittenIsAnError) {
  LineStream stream(-1, kLimits);
  EXPECT_EQ(ReasonOf(stream.Read().status()), error_reason::kFileUnreadable);
  EXPECT_EQ(ReasonOf(WriteOutput(-1, "a")), error_reason::kFileUnreadable);
}

constexpr std::string_view kQuestion = R"({"id":1,"regime":"CHN-KAZ","stays":[],"on":"2026-11-22","question":"enter"})";

constexpr int kPatienceMs = 20'000;

// The next line; what has come of it when patience ends.
std::string ReadLine(int fd) {
  std::string line;
  pollfd waiting{.fd = fd, .events = POLLIN, .revents = 0};
  for (char c = 0; poll(&waiting, 1, kPatienceMs) == 1 && read(fd, &c, 1) == 1 && c != '\n';) line.push_back(c);
  return line;
}

TEST(AnswerLinesTest, EachAnswerComesBeforeTheNextQuestionIsAsked) {
  Pipe questions;
  Pipe answers;
  StayBatch batch(KhorgosRuleBook());
  StatusOr<EvaluateTotals> totals = EvaluateTotals();
  std::thread answering([&] { totals = AnswerLines(batch, questions.reading(), answers.writing()); });
  for (int i = 0; i < 3; ++i) {
    questions.Write(std::string(kQuestion) + "\n");
    EXPECT_EQ(ReadLine(answers.reading()).substr(0, 26), R"({"id":1,"admissible":true,)");
  }
  questions.Write("\n" + std::string(2 * kMaxStayLineBytes, 'x') + "\n" + std::string(kQuestion));
  questions.CloseWriting();
  EXPECT_EQ(ReadLine(answers.reading()), R"({"id":null,"error":"line: is not JSON"})");
  EXPECT_EQ(ReadLine(answers.reading()), R"({"id":null,"error":"line: must be at most 1048576 bytes"})");
  EXPECT_EQ(ReadLine(answers.reading()).substr(0, 26), R"({"id":1,"admissible":true,)");
  answering.join();
  ASSERT_TRUE(totals.ok()) << totals.status();
  EXPECT_EQ(totals->lines, 6u);
  EXPECT_EQ(totals->errors, 2u);
}

}  // namespace
}  // namespace clearance
