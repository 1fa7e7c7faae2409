#include "services/server/lookup_key_record.h"

#include "common/base/log.h"
#include "db/transact_and_wait.h"

namespace clearance {
namespace {

void LogRecorded(LookupKeyStanding standing) {
  if (standing == LookupKeyStanding::kUnproven) {
    LogWarning("lookup_key_believed", {{"why", "no document of this ledger can be opened that would prove it"}});
  } else {
    LogInfo("lookup_key_recorded", {{"proven", standing == LookupKeyStanding::kProven}});
  }
}

}  // namespace

Status RecordLookupKey(Store& store, const GivenLookupKey& given, const PersonalFields& fields) {
  LookupKeyStanding standing = LookupKeyStanding::kRecorded;
  RETURN_IF_ERROR(store.Read([&](const Snapshot& s) -> Status {
    ASSIGN_OR_RETURN(standing, LookupKeyStandingOf(s, given, fields));
    return OkStatus();
  }));
  if (standing == LookupKeyStanding::kRecorded) return OkStatus();
  RETURN_IF_ERROR(
      TransactAndWait(store, [&](Transaction& t) { return t.lookup_key_check().Put(given.pseudonyms.CheckValue()); }));
  LogRecorded(standing);
  return OkStatus();
}

}  // namespace clearance
