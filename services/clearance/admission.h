// Admission: the use cases of a crossing, each one transaction of the store. Row 1 is the decision, row 2 the passage;
// days of stay are counted from passages only. Judges nothing itself: Decide does. Knows no gRPC.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "common/base/clock.h"
#include "common/base/random.h"
#include "common/domain/crossing.h"
#include "common/domain/decision.h"
#include "common/domain/stay_account.h"
#include "common/domain/zone_table.h"
#include "common/rules/decide.h"
#include "common/rules/rule_book.h"
#include "db/personal_fields.h"
#include "db/pseudonyms.h"
#include "db/store.h"

namespace clearance {

// How long before and after its slot a booking serves.
struct BookingTolerance {
  Duration early = std::chrono::minutes(15);
  Duration late = std::chrono::minutes(30);
};

// How far a gate's clock may be ahead of the centre's before a passage becomes a case.
inline constexpr Duration kMaxClockLead = std::chrono::minutes(5);

// Where a person stands in a territory.
struct StayReport {
  bool inside = false;                 // by the record, on whatever ground
  std::optional<StayAccount> account;  // absent where no regime covers the document
  TravelHistory history;
  HistoryCompleteness completeness = HistoryCompleteness::kUnknown;
  std::string rule_book_version;
};

// Who looks at a person's stay, and why.
struct StayLook {
  std::string viewer{};  // "officer/officer-1"
  std::string reason{};
};

// What Admission works with; owns none of it, all must outlive it.
struct AdmissionParts {
  Store& store;
  const Pseudonyms& pseudonyms;
  const PersonalFields& personal_fields;
  const RuleBook& rule_book;
  const ZoneTable& zones;
  const Clock& clock;
  Random& random;
  BookingTolerance tolerance;
};

// Thread-safe. Every `done` runs once, after the commit, on the store's executor. A request id used again gets the
// first answer; with another body ALREADY_EXISTS (REQUEST_ID_REUSED).
class Admission {
 public:
  using OnDecided = std::function<void(StatusOr<DecideAnswer>)>;
  using OnRecorded = std::function<void(StatusOr<std::uint64_t>)>;  // the ledger position

  explicit Admission(const AdmissionParts& parts) : parts_(parts) {}

  void Decide(const CrossingRequest& request, OnDecided done);
  void RecordPassage(const Passage& passage, OnRecorded done);
  void RecordAbandonment(const Abandonment& abandonment, OnRecorded done);

  StatusOr<StayReport> GetStay(const StayQuery& query);
  // Records that an officer looks; to be durable before GetStay is answered to them.
  void RecordStayLook(const StayQuery& query, const StayLook& look, std::function<void(Status)> done);

 private:
  // What is made of a call before its transaction.
  struct Prepared {
    std::string body_hash{};
    DocumentNames names{};                 // of the document shown
    std::optional<PreparedField> shown{};  // its fields, in case it is shown for the first time
  };

  StatusOr<DecideAnswer> DecideIn(Transaction& t, const CrossingRequest& request, const Prepared& prepared) const;
  StatusOr<std::uint64_t> PassageIn(Transaction& t, const Passage& passage, const Prepared& prepared) const;
  StatusOr<std::uint64_t> AbandonmentIn(Transaction& t, const Abandonment& abandonment, const Prepared& prepared) const;

  const AdmissionParts parts_;
};

}  // namespace clearance
