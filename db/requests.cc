#include "db/requests.h"

#include "common/base/error_reasons.h"
#include "common/base/uuid_bytes.h"

namespace clearance {

Status ValidateRequestRecord(const RequestRecord& record) {
  if (!UuidToBytes(record.request_id)) return InvalidField("request_id", "not a UUID in canonical form");
  if (record.rpc.empty() || record.rpc.size() > kMaxRpcNameBytes) return InvalidField("rpc", "1 to 64 characters");
  if (record.body_hash.size() != kBodyHashBytes) return InvalidField("body_hash", "not 32 bytes");
  if (record.response.size() > kMaxResponseBytes) return InvalidField("response", "longer than 65,536 bytes");
  return OkStatus();
}

// A call of the last moment of a day is remembered for the whole window too.
Date ForgetOn(Instant now) { return UtcDayOf(now) + kRequestWindow + Days(1); }

Status RequestIdReused() {
  return Error(StatusCode::kAlreadyExists, error_reason::kRequestIdReused, "this request id was used for another call");
}

StatusOr<std::optional<RequestRecord>> FindReplay(const Requests& requests, std::string_view request_id,
                                                  std::string_view rpc, std::string_view body_hash) {
  ASSIGN_OR_RETURN(std::optional<RequestRecord> found, requests.Find(request_id));
  if (found && (found->rpc != rpc || found->body_hash != body_hash.substr(0, kKeptHashBytes))) return RequestIdReused();
  return found;
}

}  // namespace clearance
