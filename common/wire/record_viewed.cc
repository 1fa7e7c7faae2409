#include "common/wire/record_viewed.h"

#include "common/base/cbor.h"

namespace clearance {
namespace {

constexpr std::int64_t kVersion = 1;
constexpr std::uint64_t kItems = 5;

}  // namespace

std::string RecordViewedBody(const RecordViewed& viewed) {
  CborWriter out;
  out.Array(kItems).Int(kVersion).Text(viewed.act).Text(viewed.viewer).Text(viewed.reason).Text(viewed.scope);
  return out.Take();
}

StatusOr<RecordViewed> ReadRecordViewedBody(std::string_view body) {
  CborReader in(body);
  ASSIGN_OR_RETURN(const std::uint64_t items, in.Array());
  ASSIGN_OR_RETURN(const std::int64_t version, in.Int());
  if (items != kItems || version != kVersion) return InvalidField("body", "is of another form");
  RecordViewed viewed;
  ASSIGN_OR_RETURN(viewed.act, in.Text());
  ASSIGN_OR_RETURN(viewed.viewer, in.Text());
  ASSIGN_OR_RETURN(viewed.reason, in.Text());
  ASSIGN_OR_RETURN(viewed.scope, in.Text());
  RETURN_IF_ERROR(in.Finish());
  return viewed;
}

}  // namespace clearance
