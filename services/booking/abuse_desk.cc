#include "services/booking/abuse_desk.h"

#include <charconv>
#include <utility>

#include "db/transact_for.h"
#include "services/booking/record_look.h"

namespace clearance {
namespace {

AttemptCursor CursorOf(const PageAfter& after) {
  AttemptCursor cursor{.at = after.at};
  std::from_chars(after.id.data(), after.id.data() + after.id.size(), cursor.number);
  return cursor;
}

StatusOr<AttemptPage> AttemptsIn(Transaction& t, const AttemptQuery& query, const std::string& by, Instant now) {
  std::optional<AttemptCursor> after;
  if (query.after) after = CursorOf(*query.after);
  const AttemptFilter filter{.from = query.from,
                             .to = query.to,
                             .act = query.act,
                             .result = query.result,
                             .contact_hash = query.contact_hash,
                             .document = query.document,
                             .subject = query.booking_id};
  AttemptPage page;
  ASSIGN_OR_RETURN(page.attempts, t.booking_attempts().List(filter, after, static_cast<std::size_t>(query.page_size)));
  page.more = page.attempts.size() == static_cast<std::size_t>(query.page_size);
  BookingLook look{.act = "LIST_ATTEMPTS", .viewer = by, .reason = query.reason};
  look.scope.AddTimes(query.from, query.to).Add("booking", query.booking_id);
  if (query.act) look.scope.Add("act", AttemptActName(*query.act));
  if (query.result) look.scope.Add("result", AttemptResultName(*query.result));
  if (!query.contact_hash.empty()) look.scope.Add("of", "contact");
  if (!query.document.empty()) look.scope.Add("of", "document");
  RETURN_IF_ERROR(RecordLook(t, look, now));
  return page;
}

StatusOr<std::vector<AbuseCount>> CasesOf(const Snapshot& s, const AbuseQuery& query, std::size_t limit) {
  switch (query.signal) {
    case AbuseSignal::kManyDocumentsOneContact:
      return s.booking_attempts().DocumentsByContact(query.from, query.to, query.at_least, limit);
    case AbuseSignal::kManyAttemptsOneSeal:
      return s.booking_attempts().FailedUsesBySeal(query.from, query.to, query.at_least, limit);
    case AbuseSignal::kSerialNoShows:
      return s.bookings().NoShowsByDocument(query.from, query.to, query.at_least, limit);
  }
  return std::vector<AbuseCount>();
}

StatusOr<AbusePage> AbuseIn(Transaction& t, const AbuseQuery& query, const std::string& by, Instant now) {
  const std::size_t end = BoundedLimit(query.skip + static_cast<std::size_t>(query.page_size));
  ASSIGN_OR_RETURN(const auto cases, CasesOf(t, query, end));
  AbusePage page;
  page.more = cases.size() == end && end < kMaxRowsPerRead;
  if (cases.size() > query.skip)
    page.cases.assign(cases.begin() + static_cast<std::ptrdiff_t>(query.skip), cases.end());
  BookingLook look{.act = "LIST_ABUSE", .viewer = by, .reason = query.reason};
  look.scope.Add("signal", AbuseSignalName(query.signal)).AddTimes(query.from, query.to);
  look.scope.Add("at_least", std::to_string(query.at_least));
  RETURN_IF_ERROR(RecordLook(t, look, now));
  return page;
}

}  // namespace

void AbuseDesk::ListAttempts(const AttemptQuery& query, const std::string& by, OnAttempts done) {
  TransactFor<AttemptPage>(
      store_, [this, query, by](Transaction& t) { return AttemptsIn(t, query, by, clock_.Now()); }, std::move(done));
}

void AbuseDesk::ListAbuse(const AbuseQuery& query, const std::string& by, OnAbuse done) {
  TransactFor<AbusePage>(
      store_, [this, query, by](Transaction& t) { return AbuseIn(t, query, by, clock_.Now()); }, std::move(done));
}

}  // namespace clearance
