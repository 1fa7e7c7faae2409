// Cited: W3C Trace Context, https://www.w3.org/TR/trace-context/.
#include "common/base/trace_context.h"

#include <gtest/gtest.h>

namespace clearance {
namespace {

constexpr char kTrace[] = "4bf92f3577b34da6a3ce929d0e0e4736";
constexpr char kSpan[] = "00f067aa0ba902b7";

// §3.2.4, the example.
TEST(Traceparent, ReadsTheStandardsExample) {
  const auto sampled = ParseTraceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
  EXPECT_EQ(sampled, (TraceContext{kTrace, kSpan, true}));
  const auto not_sampled = ParseTraceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00");
  EXPECT_EQ(not_sampled, (TraceContext{kTrace, kSpan, false}));
}

// §3.2.2.5: only the lowest flag is known; others are passed over.
TEST(Traceparent, KnowsOneFlag) {
  const std::string head = std::string("00-") + kTrace + "-" + kSpan + "-";
  EXPECT_TRUE(ParseTraceparent(head + "ff")->sampled);
  EXPECT_TRUE(ParseTraceparent(head + "0b")->sampled);
  EXPECT_FALSE(ParseTraceparent(head + "fe")->sampled);
}

// §3.2.2.1 to §3.2.2.4.
TEST(Traceparent, IsNothingWhenItIsMalformed) {
  for (const char* text : {
           "", "00",
           "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",       // no flags
           "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0",     // half of them
           "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",    // upper case
           "00-4bf92f3577b34da6a3ce929d0e0e473g-00f067aa0ba902b7-01",    // no digit
           "00-00000000000000000000000000000000-00f067aa0ba902b7-01",    // no trace
           "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",    // no parent
           "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0g",    // no flag
           "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-x",  // version 00 has no more
           "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-011",   //
           "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",    // the version there is not
           "0g-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",    // no version
           "00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",    // no hyphen
           "00-4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7-01",    //
           "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7_01",    //
       }) {
    EXPECT_EQ(ParseTraceparent(text), std::nullopt) << text;
  }
}

// §4.3: versions to come begin as this one does.
TEST(Traceparent, ReadsWhatItKnowsOfALaterVersion) {
  const std::string later = std::string("01-") + kTrace + "-" + kSpan + "-01";
  EXPECT_EQ(ParseTraceparent(later), (TraceContext{kTrace, kSpan, true}));
  EXPECT_EQ(ParseTraceparent(later + "-what-there-will-be"), (TraceContext{kTrace, kSpan, true}));
  EXPECT_EQ(ParseTraceparent(later + "1"), std::nullopt);
}

TEST(Traceparent, IsReadAsItIsWritten) {
  SeededRandom random(7);
  for (int i = 0; i < 100; ++i) {
    TraceContext trace = NewTrace(random);
    trace.sampled = i % 2 == 0;
    EXPECT_EQ(ParseTraceparent(FormatTraceparent(trace)), trace);
  }
}

TEST(TraceOf, IsTheRequestsIdWithASpanOfItsOwnInEachCall) {
  SeededRandom random(7);
  const std::string id = "4bf92f35-77b3-4da6-a3ce-929d0e0e4736";
  const TraceContext first = TraceOf(id, random);
  const TraceContext second = TraceOf(id, random);
  EXPECT_EQ(first.trace_id, kTrace);
  EXPECT_EQ(second.trace_id, kTrace);
  EXPECT_NE(first.span_id, second.span_id);
  EXPECT_EQ(TraceIdOf(id), kTrace);
}

TEST(TraceOf, IsRandomWhereThereIsNoUuid) {
  SeededRandom random(7);
  for (const char* text : {"", "request-1", "00000000-0000-0000-0000-000000000000"}) {
    EXPECT_EQ(TraceIdOf(text), "");
    EXPECT_TRUE(ParseTraceparent(FormatTraceparent(TraceOf(text, random)))) << text;
  }
}

}  // namespace
}  // namespace clearance
