// Trace context: what ties the log lines of two processes about one request together (W3C Trace Context, version 00:
// https://www.w3.org/TR/trace-context/). It says nothing about a person and decides nothing.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/base/random.h"

namespace clearance {

inline constexpr char kTraceparentKey[] = "traceparent";  // the name of its header, in HTTP and in gRPC's metadata

struct TraceContext {
  std::string trace_id;  // of the whole, 32 lower-case hexadecimal digits, not all zeros
  std::string span_id;   // of one call in it, 16 of them, not all zeros
  bool sampled = true;   // the caller writes it to its log, and asks the callee to do so
  friend bool operator==(const TraceContext&, const TraceContext&) = default;
};

// The trace that belongs to a request id (a UUID): the same 128 bits. So a report that waited for hours in an outbox
// has the trace of its decision, and who has a ledger entry can find its log lines. A new span in each call. A random
// trace for a text that is no UUID.
TraceContext TraceOf(std::string_view request_id, Random& random);
// Its trace id alone; empty for a text that is no UUID.
std::string TraceIdOf(std::string_view request_id);

TraceContext NewTrace(Random& random);

// "00-<trace id>-<span id>-<01 or 00>".
std::string FormatTraceparent(const TraceContext& trace);

// §3.2 and §4.3: what is not well formed is nothing, as is the version ff. Of a later version, what version 00 has is
// read and the rest passed over.
std::optional<TraceContext> ParseTraceparent(std::string_view text);

}  // namespace clearance
