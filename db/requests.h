// Requests: the first answer to every writing call, by request id, so that a retry gets the same one. Ids of passages
// and of imported rows are unique for ever, those of other calls for a window.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/instant.h"
#include "common/base/status.h"
#include "common/domain/date.h"

namespace clearance {

inline constexpr std::size_t kBodyHashBytes = 32;
// So much of a hash is kept and compared: nobody gains by two calls of their own that share it.
inline constexpr std::size_t kKeptHashBytes = 16;
// How long the id of a call that is not unique for ever is remembered at least.
inline constexpr Days kRequestWindow{30};
inline constexpr std::size_t kMaxRpcNameBytes = 64;
inline constexpr std::size_t kMaxResponseBytes = 65'536;

struct RequestRecord {
  std::string request_id{};    // UUID
  std::string rpc{};           // "ClearanceService.DecideCrossing"
  std::string body_hash{};     // SHA-256 over the validated domain value in canonical form; kept are kKeptHashBytes
  std::string response{};      // the first answer's bytes, at most kMaxResponseBytes
  std::uint64_t position = 0;  // of the entry it wrote; 0 for none
  std::optional<Date> forget_on{};  // the day (UTC) from which it may be forgotten; absent: never
  friend bool operator==(const RequestRecord&, const RequestRecord&) = default;
};

class Requests {
 public:
  virtual ~Requests() = default;
  virtual StatusOr<std::optional<RequestRecord>> Find(std::string_view request_id) const = 0;
  // ALREADY_EXISTS (REQUEST_ID_REUSED) when the id is taken; INVALID_ARGUMENT for anything out of its form.
  virtual Status Put(const RequestRecord& record) = 0;
  // Forgets those that may be on `today`, the longest due first, at most `limit` (≤ kMaxRowsPerRead); how many.
  virtual StatusOr<std::size_t> Forget(Date today, std::size_t limit) = 0;
};

// When a call recorded at `now` may be forgotten that is remembered for the window.
Date ForgetOn(Instant now);

// INVALID_ARGUMENT naming the first field out of the form RequestRecord states; a whole hash is asked for.
Status ValidateRequestRecord(const RequestRecord& record);

// ALREADY_EXISTS (REQUEST_ID_REUSED).
Status RequestIdReused();

// What to do with a call: the first answer when it is a replay; absent when it is new; ALREADY_EXISTS
// (REQUEST_ID_REUSED) when the id was used by another rpc or with another body.
StatusOr<std::optional<RequestRecord>> FindReplay(const Requests& requests, std::string_view request_id,
                                                  std::string_view rpc, std::string_view body_hash);

}  // namespace clearance
