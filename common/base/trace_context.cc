#include "common/base/trace_context.h"

#include <algorithm>
#include <array>

#include "common/base/bytes.h"
#include "common/base/ids.h"

namespace clearance {
namespace {

// "00-" trace "-" span "-" flags
constexpr std::size_t kTraceAt = 3;
constexpr std::size_t kTraceLength = 32;
constexpr std::size_t kSpanAt = kTraceAt + kTraceLength + 1;
constexpr std::size_t kSpanLength = 16;
constexpr std::size_t kFlagsAt = kSpanAt + kSpanLength + 1;
constexpr std::size_t kLength = kFlagsAt + 2;
constexpr std::string_view kFirstVersion = "00";
constexpr std::string_view kNoVersion = "ff";
constexpr int kSampledFlag = 1;

bool IsLowerHex(std::string_view text) { return text.find_first_not_of("0123456789abcdef") == std::string_view::npos; }

bool IsId(std::string_view text) { return IsLowerHex(text) && text.find_first_not_of('0') != std::string_view::npos; }

// Random, and never all zeros.
template <std::size_t kBytes>
std::string NewId(Random& random) {
  std::array<std::uint8_t, kBytes> bytes;
  do {
    random.Fill(bytes);
  } while (std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t byte) { return byte == 0; }));
  return ToHex(std::string(bytes.begin(), bytes.end()));
}

}  // namespace

std::string TraceIdOf(std::string_view request_id) {
  if (!IsUuid(request_id)) return "";
  std::string id(request_id);
  std::erase(id, '-');
  return IsId(id) ? id : "";
}

TraceContext TraceOf(std::string_view request_id, Random& random) {
  std::string trace_id = TraceIdOf(request_id);
  if (trace_id.empty()) return NewTrace(random);
  return {std::move(trace_id), NewId<kSpanLength / 2>(random)};
}

TraceContext NewTrace(Random& random) { return {NewId<kTraceLength / 2>(random), NewId<kSpanLength / 2>(random)}; }

std::string FormatTraceparent(const TraceContext& trace) {
  return std::string(kFirstVersion) + "-" + trace.trace_id + "-" + trace.span_id + (trace.sampled ? "-01" : "-00");
}

std::optional<TraceContext> ParseTraceparent(std::string_view text) {
  if (text.size() < kLength) return std::nullopt;
  const std::string_view version = text.substr(0, 2);
  const std::string_view flags = text.substr(kFlagsAt, 2);
  if (!IsLowerHex(version) || version == kNoVersion || !IsLowerHex(flags)) return std::nullopt;
  if (text.size() > kLength && (version == kFirstVersion || text[kLength] != '-')) return std::nullopt;
  for (const std::size_t hyphen : {kTraceAt - 1, kSpanAt - 1, kFlagsAt - 1})
    if (text[hyphen] != '-') return std::nullopt;
  const std::string_view trace_id = text.substr(kTraceAt, kTraceLength);
  const std::string_view span_id = text.substr(kSpanAt, kSpanLength);
  if (!IsId(trace_id) || !IsId(span_id)) return std::nullopt;
  const int last = flags[1] <= '9' ? flags[1] - '0' : flags[1] - 'a' + 10;
  return TraceContext{std::string(trace_id), std::string(span_id), (last & kSampledFlag) != 0};
}

}  // namespace clearance
