#include "db/key_rotation.h"

#include <optional>
#include <utility>
#include <vector>

#include "common/base/error_reasons.h"
#include "db/transact_and_wait.h"

namespace clearance {
namespace {

constexpr std::size_t kKeysInOneTransaction = 500;
static_assert(kKeysInOneTransaction <= kMaxRowsPerRead);

// Rewraps the page after `after` and counts it; what is left of `after` is the page's last key, absent behind the end.
Status RotatePage(Transaction& t, const PersonalFields& from, const PersonalFields& to,
                  std::optional<PersonalKey>& after, RotationReport& report) {
  ASSIGN_OR_RETURN(std::vector<PersonalKey> page, t.personal_keys().List(after, kKeysInOneTransaction));
  for (const PersonalKey& key : page) {
    if (to.StandingOf(key) == KeyStanding::kOpens) {
      ++report.already_new;
    } else if (const auto rewrapped = from.Rewrap(key, to); rewrapped.ok()) {
      RETURN_IF_ERROR(t.personal_keys().Put(*rewrapped));
      ++report.rewrapped;
    } else {
      ++report.left;
    }
  }
  after.reset();
  if (!page.empty()) after = std::move(page.back());
  return OkStatus();
}

}  // namespace

StatusOr<RotationReport> RotatePersonalKeys(Store& store, const PersonalFields& from, const PersonalFields& to,
                                            const std::function<void(const RotationReport&)>& progress) {
  if (from.master_key_id() == to.master_key_id()) {
    return Error(StatusCode::kFailedPrecondition, error_reason::kMasterKeyWrong,
                 "the new master key is the old one: nothing would change");
  }
  RotationReport report;
  std::optional<PersonalKey> after;
  for (;;) {
    // The function may be run again: it begins from what stood before it each time.
    RotationReport counted;
    std::optional<PersonalKey> last;
    RETURN_IF_ERROR(TransactAndWait(store, [&](Transaction& t) {
      counted = report;
      last = after;
      return RotatePage(t, from, to, last, counted);
    }));
    report = counted;
    if (!last) return report;
    after = std::move(last);
    progress(report);
  }
}

StatusOr<KeyCheckReport> CheckPersonalKeys(StoreReader& reader, const PersonalFields& fields,
                                           const std::function<void(const KeyCheckReport&)>& progress) {
  KeyCheckReport report;
  std::optional<PersonalKey> after;
  for (;;) {
    std::vector<PersonalKey> page;
    RETURN_IF_ERROR(reader.Read([&](const Snapshot& snapshot) -> Status {
      ASSIGN_OR_RETURN(page, snapshot.personal_keys().List(after, kMaxRowsPerRead));
      return OkStatus();
    }));
    if (page.empty()) return report;
    for (const PersonalKey& key : page) {
      const KeyStanding standing = fields.StandingOf(key);
      report.open += standing == KeyStanding::kOpens ? 1 : 0;
      report.of_another_master += standing == KeyStanding::kOfAnotherMaster ? 1 : 0;
      report.damaged += standing == KeyStanding::kDamaged ? 1 : 0;
    }
    after = std::move(page.back());
    progress(report);
  }
}

}  // namespace clearance
