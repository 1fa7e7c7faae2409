// Body of a RECORD_VIEWED entry: who looked at the record, or took some of it away, and why.
#pragma once

#include <string>
#include <string_view>

#include "common/base/status.h"

namespace clearance {

struct RecordViewed {
  std::string act{};     // what was done: "LIST_ENTRIES", "EXPORT_ENTRIES", "LIST_HOLDS", "WATCH_HOLDS", "GET_STAY"
  std::string viewer{};  // role and id, "auditor/auditor-1"
  std::string reason{};  // their own words, without personal data
  // What was looked at, "log=KHORGOS kind=PASSAGE", of one person "traveller=" and their pseudonym in hexadecimal;
  // empty: everything.
  std::string scope{};
  friend bool operator==(const RecordViewed&, const RecordViewed&) = default;
};

std::string RecordViewedBody(const RecordViewed& viewed);

// INVALID_ARGUMENT for anything RecordViewedBody does not write.
StatusOr<RecordViewed> ReadRecordViewedBody(std::string_view body);

}  // namespace clearance
