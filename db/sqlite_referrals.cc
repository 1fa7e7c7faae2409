// Referrals of the SQLite store: a view of sqlite_views.h.

#include "db/ledger.h"
#include "db/row_codec.h"
#include "db/sqlite_views.h"
#include "db/view_errors.h"

namespace clearance {
namespace {

constexpr std::string_view kView = "referrals";

// Of a statement whose columns are `row` and `change`.
StatusOr<Referral> ReferralOf(const sqlite::Statement& row) {
  ASSIGN_OR_RETURN(Referral referral, DecodeReferral(row.Bytes(0)));
  referral.change = static_cast<std::uint64_t>(row.Int(1));
  return referral;
}

StatusOr<std::vector<Referral>> AllOf(sqlite::Statement& statement) {
  std::vector<Referral> referrals;
  RETURN_IF_ERROR(ForEachRow(statement, [&](const sqlite::Statement& row) -> Status {
    ASSIGN_OR_RETURN(Referral referral, ReferralOf(row));
    referrals.push_back(std::move(referral));
    return OkStatus();
  }));
  return referrals;
}

}  // namespace

StatusOr<std::uint64_t> NextChange(sqlite::Connection& connection, std::string_view view) {
  ASSIGN_OR_RETURN(const std::optional<std::int64_t> last,
                   FindInt(connection,
                           "INSERT INTO change_numbers (view, last) VALUES (?, 1) "
                           "ON CONFLICT (view) DO UPDATE SET last = last + 1 RETURNING last",
                           view));
  if (!last) return CorruptStore("a change without a number");
  return static_cast<std::uint64_t>(*last);
}

StatusOr<std::optional<Referral>> SqliteReferrals::Find(std::string_view referral_id) const {
  ASSIGN_OR_RETURN(sqlite::Statement statement,
                   connection_.Prepare("SELECT row, change FROM referrals WHERE referral_id = ?"));
  statement.Bind(referral_id);
  ASSIGN_OR_RETURN(const bool found, statement.Step());
  if (!found) return std::optional<Referral>();
  ASSIGN_OR_RETURN(Referral referral, ReferralOf(statement));
  return std::optional<Referral>(std::move(referral));
}

StatusOr<std::vector<Referral>> SqliteReferrals::FindByDecision(std::string_view decision_request_id) const {
  ASSIGN_OR_RETURN(
      sqlite::Statement statement,
      connection_.Prepare("SELECT row, change FROM referrals WHERE decision_request_id = ? ORDER BY change LIMIT ?"));
  statement.Bind(decision_request_id, kMaxReferralsPerDecision);
  return AllOf(statement);
}

StatusOr<std::vector<Referral>> SqliteReferrals::List(const ReferralFilter& filter,
                                                      const std::optional<ReferralCursor>& after,
                                                      std::size_t limit) const {
  // `final = 0` stands alone so that SQLite sees that the index of unresolved ones serves.
  constexpr std::string_view kAny =
      "SELECT row, change FROM referrals WHERE (opened_at_ms, referral_id) > (?1, ?2) "
      "AND (?3 = '' OR state = ?3) AND (?4 = '' OR port = ?4) AND (?5 = '' OR lane_id = ?5) "
      "ORDER BY opened_at_ms, referral_id LIMIT ?6";
  constexpr std::string_view kUnresolved =
      "SELECT row, change FROM referrals WHERE final = 0 AND (opened_at_ms, referral_id) > (?1, ?2) "
      "AND (?3 = '' OR state = ?3) AND (?4 = '' OR port = ?4) AND (?5 = '' OR lane_id = ?5) "
      "ORDER BY opened_at_ms, referral_id LIMIT ?6";
  const bool unresolved = filter.unresolved_only || (filter.state && !IsFinal(*filter.state));
  ASSIGN_OR_RETURN(sqlite::Statement statement, connection_.Prepare(unresolved ? kUnresolved : kAny));
  const ReferralCursor from = after.value_or(ReferralCursor{Instant::min(), ""});
  statement.Bind(ToUnixMs(from.opened_at), from.referral_id,
                 filter.state ? ReferralStateName(*filter.state) : std::string_view(), filter.port, filter.lane_id,
                 BoundedLimit(limit));
  return AllOf(statement);
}

StatusOr<std::vector<Referral>> SqliteReferrals::ChangesSince(std::uint64_t change, std::size_t limit) const {
  if (!std::in_range<std::int64_t>(change)) return std::vector<Referral>();
  ASSIGN_OR_RETURN(sqlite::Statement statement,
                   connection_.Prepare("SELECT row, change FROM referrals WHERE change > ? ORDER BY change LIMIT ?"));
  statement.Bind(change, BoundedLimit(limit));
  return AllOf(statement);
}

StatusOr<std::uint64_t> SqliteReferrals::LastChange() const {
  ASSIGN_OR_RETURN(const std::optional<std::int64_t> last,
                   FindInt(connection_, "SELECT last FROM change_numbers WHERE view = ?", kView));
  return static_cast<std::uint64_t>(last.value_or(0));
}

StatusOr<std::uint64_t> SqliteReferrals::Insert(const Referral& referral) {
  RETURN_IF_ERROR(ValidateTraveller(referral.traveller));
  ASSIGN_OR_RETURN(const std::optional<Referral> before, Find(referral.referral_id));
  if (before) return ReferralExists();
  ASSIGN_OR_RETURN(const std::uint64_t change, NextChange(connection_, kView));
  const std::string row = EncodeReferral(referral);
  RETURN_IF_ERROR(connection_.Run(
      "INSERT INTO referrals (referral_id, decision_request_id, port, lane_id, state, final, opened_at_ms, change, "
      "row) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      referral.referral_id, referral.decision_request_id, referral.lane.port, referral.lane.lane_id,
      ReferralStateName(referral.state), IsFinal(referral.state), ToUnixMs(referral.opened_at), change,
      sqlite::Blob{row}));
  changes_.referrals = true;
  return change;
}

StatusOr<std::uint64_t> SqliteReferrals::Update(const Referral& referral) {
  RETURN_IF_ERROR(ValidateTraveller(referral.traveller));
  ASSIGN_OR_RETURN(const std::optional<Referral> before, Find(referral.referral_id));
  if (!before) return NoSuchReferral();
  ASSIGN_OR_RETURN(const std::uint64_t change, NextChange(connection_, kView));
  const std::string row = EncodeReferral(referral);
  RETURN_IF_ERROR(connection_.Run(
      "UPDATE referrals SET decision_request_id = ?, port = ?, lane_id = ?, state = ?, final = ?, opened_at_ms = ?, "
      "change = ?, row = ? WHERE referral_id = ?",
      referral.decision_request_id, referral.lane.port, referral.lane.lane_id, ReferralStateName(referral.state),
      IsFinal(referral.state), ToUnixMs(referral.opened_at), change, sqlite::Blob{row}, referral.referral_id));
  changes_.referrals = true;
  return change;
}

}  // namespace clearance
