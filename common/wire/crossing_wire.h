// Crossings, documents, lanes and findings between proto and domain. FromProto validates everything, once.
#pragma once

#include "clearance/v1/clearance.pb.h"
#include "clearance/v1/types.pb.h"
#include "common/base/status.h"
#include "common/domain/crossing.h"
#include "common/domain/document.h"
#include "common/domain/territory.h"

namespace clearance {

void ToProto(Movement movement, v1::Movement* out);
StatusOr<Movement> FromProto(const v1::Movement& message);

void ToProto(const Document& document, v1::Document* out);
StatusOr<Document> FromProto(const v1::Document& message);

void ToProto(const LaneProfile& lane, v1::LaneProfile* out);
StatusOr<LaneProfile> FromProto(const v1::LaneProfile& message);

void ToProto(const Finding& finding, v1::Finding* out);
StatusOr<Finding> FromProto(const v1::Finding& message);

void ToProto(const CrossingRequest& request, v1::DecideCrossingRequest* out);
StatusOr<CrossingRequest> FromProto(const v1::DecideCrossingRequest& message);

void ToProto(const Passage& passage, v1::ReportPassageRequest* out);
StatusOr<Passage> FromProto(const v1::ReportPassageRequest& message);

void ToProto(const Abandonment& abandonment, v1::ReportAbandonmentRequest* out);
StatusOr<Abandonment> FromProto(const v1::ReportAbandonmentRequest& message);

}  // namespace clearance
