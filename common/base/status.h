// Errors as values: the one door to abseil's Status and StatusOr.
//
// Every Status that may reach the gRPC edge carries a *reason* (a constant of error_reasons.h, listed in
// docs/errors.md) and, for bad input, the *field* at fault. Messages never hold personal data: name the
// field, never its content.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace clearance {

using absl::Status;
using absl::StatusCode;
using absl::StatusOr;

inline Status OkStatus() { return absl::OkStatus(); }

// A failure with its reason: `reason` is a constant of error_reasons.h, `message` a sentence for people.
Status Error(StatusCode code, std::string_view reason, std::string_view message);

// INVALID_ARGUMENT naming the field in the sender's own spelling, e.g. "documents[0].number".
Status InvalidField(std::string_view field, std::string_view problem);

// The reason carried by `status`, or "" when it has none.
std::string ReasonOf(const Status& status);

// The field named by InvalidField, or "".
std::string FieldOf(const Status& status);

// The same status with `prefix` put before its field ("documents[0]" + "number" = "documents[0].number").
Status WithFieldPrefix(const Status& status, std::string_view prefix);

// The same failure with a fact for programs, which goes out in the metadata of its ErrorInfo. Never personal data.
Status WithFact(Status status, std::string_view name, std::string_view value);

// Its facts, in order of their names.
std::vector<std::pair<std::string, std::string>> FactsOf(const Status& status);

// True for UNAVAILABLE, DEADLINE_EXCEEDED, ABORTED and what says when (retry.h): worth a second try, same request id.
bool IsRetryable(const Status& status);

// The message as a std::string (abseil's own string_view is not the standard one here).
std::string MessageOf(const Status& status);

}  // namespace clearance

#define CLEARANCE_CONCAT_(a, b) a##b
#define CLEARANCE_CONCAT(a, b) CLEARANCE_CONCAT_(a, b)

// Returns from the enclosing function when `expr` is not OK. `expr` may hold a lambda that uses it as well.
#define RETURN_IF_ERROR(expr) CLEARANCE_RETURN_IF_ERROR_(CLEARANCE_CONCAT(clearance_status_, __LINE__), expr)
#define CLEARANCE_RETURN_IF_ERROR_(var, expr) \
  do {                                        \
    ::clearance::Status var = (expr);         \
    if (!var.ok()) return var;                \
  } while (false)

// Evaluates a StatusOr; returns its error or moves its value into `lhs`.
#define ASSIGN_OR_RETURN(lhs, expr) CLEARANCE_ASSIGN_OR_RETURN_(CLEARANCE_CONCAT(clearance_or_, __LINE__), lhs, expr)
#define CLEARANCE_ASSIGN_OR_RETURN_(var, lhs, expr) \
  auto var = (expr);                                \
  if (!var.ok()) return var.status();               \
  lhs = *std::move(var)
