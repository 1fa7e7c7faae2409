#include "db/sqlite_holds.h"

#include <algorithm>
#include <utility>

#include "db/ledger.h"
#include "db/sqlite_dictionary.h"
#include "db/sqlite_views.h"
#include "db/view_errors.h"

namespace clearance {
namespace {

constexpr std::string_view kView = "holds";

// The columns of a hold, in the order in which HoldOf reads them.
#define CLEARANCE_HOLD_COLUMNS                                                                                   \
  "hold_id, authority, kind, territories, exits, entries, ports, from_ms, to_ms, visibility, ground, document, " \
  "person, name, sealed_text, content, state, put_by, confirmed_by, lift_proposed_by, lifted_by, lift_ground, "  \
  "put_at_ms, changed_at_ms, change"
#define CLEARANCE_HIT_COLUMNS "hold_id, match, moment, at_ms, port, lane_id, decision_request_id, position, change"

template <typename Enum>
StatusOr<Enum> Named(std::string_view name, std::optional<Enum> (*parse)(std::string_view)) {
  const std::optional<Enum> value = parse(name);
  if (!value) return CorruptStore("a hold with a name of no list");
  return *value;
}

std::string Joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text.append(text.empty() ? "" : " ").append(word);
  return text;
}

std::vector<std::string> Split(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    words.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

std::string TerritoriesText(const std::vector<Territory>& territories) {
  std::vector<std::string> names;
  for (const Territory territory : territories) names.emplace_back(TerritoryName(territory));
  return Joined(names);
}

Status ReadTerms(const sqlite::Statement& row, HoldTerms& terms) {
  ASSIGN_OR_RETURN(terms.kind, Named(row.Text(2), ParseHoldKind));
  for (const std::string& name : Split(row.Text(3))) {
    ASSIGN_OR_RETURN(const Territory territory, Named(name, ParseTerritory));
    terms.scope.territories.push_back(territory);
  }
  terms.scope.sides = {.exit = row.Int(4) != 0, .entry = row.Int(5) != 0};
  terms.scope.ports = Split(row.Text(6));
  terms.from = FromUnixMs(row.Int(7));
  if (const auto to = row.OptionalInt(8)) terms.to = FromUnixMs(*to);
  ASSIGN_OR_RETURN(terms.visibility, Named(row.Text(9), ParseHoldVisibility));
  return OkStatus();
}

StatusOr<Hold> HoldOf(const sqlite::Statement& row) {
  Hold hold;
  hold.hold_id = row.Text(0);
  hold.authority = row.Text(1);
  RETURN_IF_ERROR(ReadTerms(row, hold.terms));
  hold.ground = row.Text(10);
  hold.keys = {.document = row.Bytes(11), .person = row.Bytes(12), .name = row.Bytes(13)};
  hold.sealed_text = row.Bytes(14);
  hold.content = row.Bytes(15);
  ASSIGN_OR_RETURN(hold.state, Named(row.Text(16), ParseHoldState));
  hold.put_by = row.Text(17);
  hold.confirmed_by = row.Text(18);
  hold.lift_proposed_by = row.Text(19);
  hold.lifted_by = row.Text(20);
  hold.lift_ground = row.Text(21);
  hold.put_at = FromUnixMs(row.Int(22));
  hold.changed_at = FromUnixMs(row.Int(23));
  hold.change = static_cast<std::uint64_t>(row.Int(24));
  return hold;
}

StatusOr<HoldHit> HitOf(const sqlite::Statement& row) {
  HoldHit hit;
  hit.hold_id = row.Text(0);
  ASSIGN_OR_RETURN(hit.match, Named(row.Text(1), ParseHoldMatch));
  ASSIGN_OR_RETURN(hit.moment, Named(row.Text(2), ParseHoldMoment));
  hit.at = FromUnixMs(row.Int(3));
  hit.port = row.Text(4);
  hit.lane_id = row.Text(5);
  hit.decision_request_id = row.Text(6);
  hit.position = static_cast<std::uint64_t>(row.Int(7));
  hit.change = static_cast<std::uint64_t>(row.Int(8));
  return hit;
}

template <typename Row>
StatusOr<std::vector<Row>> AllOf(sqlite::Statement& statement, StatusOr<Row> (*read)(const sqlite::Statement&)) {
  std::vector<Row> rows;
  RETURN_IF_ERROR(ForEachRow(statement, [&](const sqlite::Statement& row) -> Status {
    ASSIGN_OR_RETURN(Row value, read(row));
    rows.push_back(std::move(value));
    return OkStatus();
  }));
  return rows;
}

std::optional<sqlite::Blob> KeyOrNull(const std::string& key) {
  if (key.empty()) return std::nullopt;
  return sqlite::Blob{key};
}

// The visibilities shown to `seen_by`, as SQL compares them; empty for all.
std::string ShownTo(std::optional<HoldVisibility> seen_by) {
  std::string names;
  if (!seen_by) return names;
  for (const HoldVisibility visibility : kAllHoldVisibilities) {
    if (visibility <= *seen_by) names.append(HoldVisibilityName(visibility)).append(" ");
  }
  return names;
}

}  // namespace

StatusOr<std::optional<Hold>> SqliteHolds::Find(std::string_view hold_id) const {
  ASSIGN_OR_RETURN(sqlite::Statement statement,
                   connection_.Prepare("SELECT " CLEARANCE_HOLD_COLUMNS " FROM holds WHERE hold_id = ?"));
  statement.Bind(hold_id);
  ASSIGN_OR_RETURN(const bool found, statement.Step());
  if (!found) return std::optional<Hold>();
  ASSIGN_OR_RETURN(Hold hold, HoldOf(statement));
  return std::optional<Hold>(std::move(hold));
}

StatusOr<std::vector<MatchedHold>> SqliteHolds::FindFor(const HoldSearch& search, Instant from) const {
  // `binds = 1` stands alone so that SQLite sees that the partial indexes serve.
  constexpr std::string_view kByDocument =
      "SELECT " CLEARANCE_HOLD_COLUMNS " FROM holds WHERE binds = 1 AND document = ? AND (to_ms IS NULL OR to_ms > ?)";
  constexpr std::string_view kByPerson =
      "SELECT " CLEARANCE_HOLD_COLUMNS " FROM holds WHERE binds = 1 AND person = ? AND (to_ms IS NULL OR to_ms > ?)";
  constexpr std::string_view kByName =
      "SELECT " CLEARANCE_HOLD_COLUMNS " FROM holds WHERE binds = 1 AND name = ? AND (to_ms IS NULL OR to_ms > ?)";
  const auto add = [&](std::string_view sql, const std::string& key, std::vector<Hold>& holds) -> Status {
    if (key.empty()) return OkStatus();
    ASSIGN_OR_RETURN(sqlite::Statement statement, connection_.Prepare(sql));
    statement.Bind(sqlite::Blob{key}, ToUnixMs(from));
    ASSIGN_OR_RETURN(std::vector<Hold> found, AllOf<Hold>(statement, HoldOf));
    std::move(found.begin(), found.end(), std::back_inserter(holds));
    return OkStatus();
  };
  std::vector<Hold> exact;
  std::vector<Hold> possible;
  for (const std::string& document : search.documents) RETURN_IF_ERROR(add(kByDocument, document, exact));
  for (const std::string& person : search.persons) RETURN_IF_ERROR(add(kByPerson, person, exact));
  RETURN_IF_ERROR(add(kByName, search.name, possible));
  return JoinMatches(std::move(exact), std::move(possible));
}

StatusOr<std::vector<Hold>> SqliteHolds::List(const HoldFilter& filter, const std::optional<HoldCursor>& after,
                                              std::size_t limit) const {
  ASSIGN_OR_RETURN(
      sqlite::Statement statement,
      connection_.Prepare("SELECT " CLEARANCE_HOLD_COLUMNS " FROM holds WHERE (put_at_ms, hold_id) > (?1, ?2) "
                          "AND (?3 = '' OR state = ?3) AND (?4 = '' OR kind = ?4) "
                          "AND (?5 = '' OR authority = ?5) AND (?6 = '' OR instr(?6, visibility) > 0) "
                          "ORDER BY put_at_ms, hold_id LIMIT ?7"));
  const HoldCursor from = after.value_or(HoldCursor{Instant::min(), ""});
  statement.Bind(ToUnixMs(from.put_at), from.hold_id, filter.state ? HoldStateName(*filter.state) : std::string_view(),
                 filter.kind ? HoldKindName(*filter.kind) : std::string_view(), filter.authority,
                 ShownTo(filter.seen_by), BoundedLimit(limit));
  return AllOf<Hold>(statement, HoldOf);
}

StatusOr<std::vector<HoldHit>> SqliteHolds::HitsOf(std::string_view decision_request_id, std::size_t limit) const {
  ASSIGN_OR_RETURN(sqlite::Statement statement,
                   connection_.Prepare("SELECT " CLEARANCE_HIT_COLUMNS
                                       " FROM hold_hits WHERE decision_request_id = ? ORDER BY change LIMIT ?"));
  statement.Bind(decision_request_id, BoundedLimit(limit));
  return AllOf<HoldHit>(statement, HitOf);
}

StatusOr<std::vector<HoldNews>> SqliteHolds::ChangesSince(std::uint64_t change, std::size_t limit) const {
  std::vector<HoldNews> news;
  if (!std::in_range<std::int64_t>(change)) return news;
  const std::size_t most = BoundedLimit(limit);
  {
    ASSIGN_OR_RETURN(
        sqlite::Statement statement,
        connection_.Prepare("SELECT " CLEARANCE_HOLD_COLUMNS " FROM holds WHERE change > ? ORDER BY change LIMIT ?"));
    statement.Bind(change, most);
    ASSIGN_OR_RETURN(std::vector<Hold> holds, AllOf<Hold>(statement, HoldOf));
    for (Hold& hold : holds) news.push_back({std::move(hold), std::nullopt});
  }
  ASSIGN_OR_RETURN(
      sqlite::Statement statement,
      connection_.Prepare("SELECT " CLEARANCE_HIT_COLUMNS " FROM hold_hits WHERE change > ? ORDER BY change LIMIT ?"));
  statement.Bind(change, most);
  ASSIGN_OR_RETURN(const std::vector<HoldHit> hits, AllOf<HoldHit>(statement, HitOf));
  for (const HoldHit& hit : hits) {
    ASSIGN_OR_RETURN(std::optional<Hold> hold, Find(hit.hold_id));
    if (!hold) return CorruptStore("a hit of no hold");
    news.push_back({*std::move(hold), hit});
  }
  std::sort(news.begin(), news.end(), [](const HoldNews& a, const HoldNews& b) { return a.change() < b.change(); });
  news.resize(std::min(news.size(), most));
  return news;
}

StatusOr<std::uint64_t> SqliteHolds::LastChange() const {
  ASSIGN_OR_RETURN(const std::optional<std::int64_t> last,
                   FindInt(connection_, "SELECT last FROM change_numbers WHERE view = ?", kView));
  return static_cast<std::uint64_t>(last.value_or(0));
}

StatusOr<std::uint64_t> SqliteHolds::Stamp() {
  ASSIGN_OR_RETURN(const std::uint64_t change, NextChange(connection_, kView));
  changes_.holds = true;
  return change;
}

StatusOr<std::uint64_t> SqliteHolds::Insert(const Hold& hold) {
  RETURN_IF_ERROR(ValidateHoldKeys(hold.keys));
  ASSIGN_OR_RETURN(const std::optional<Hold> before, Find(hold.hold_id));
  if (before) return HoldExists();
  ASSIGN_OR_RETURN(const std::uint64_t change, Stamp());
  const HoldTerms& terms = hold.terms;
  RETURN_IF_ERROR(connection_.Run(
      "INSERT INTO holds (" CLEARANCE_HOLD_COLUMNS
      ", binds) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      hold.hold_id, hold.authority, HoldKindName(terms.kind), TerritoriesText(terms.scope.territories),
      terms.scope.sides.exit, terms.scope.sides.entry, Joined(terms.scope.ports), ToUnixMs(terms.from),
      terms.to ? std::optional(ToUnixMs(*terms.to)) : std::nullopt, HoldVisibilityName(terms.visibility), hold.ground,
      KeyOrNull(hold.keys.document), KeyOrNull(hold.keys.person), KeyOrNull(hold.keys.name),
      sqlite::Blob{hold.sealed_text}, sqlite::Blob{hold.content}, HoldStateName(hold.state), hold.put_by,
      hold.confirmed_by, hold.lift_proposed_by, hold.lifted_by, hold.lift_ground, ToUnixMs(hold.put_at),
      ToUnixMs(hold.changed_at), change, Binds(hold.state)));
  return change;
}

StatusOr<std::uint64_t> SqliteHolds::Update(const Hold& hold) {
  RETURN_IF_ERROR(ValidateHoldKeys(hold.keys));
  ASSIGN_OR_RETURN(const std::optional<Hold> before, Find(hold.hold_id));
  if (!before) return NoSuchHold();
  RETURN_IF_ERROR(connection_.Run("DELETE FROM holds WHERE hold_id = ?", hold.hold_id));
  return Insert(hold);
}

StatusOr<std::uint64_t> SqliteHolds::AddHit(const HoldHit& hit) {
  ASSIGN_OR_RETURN(const std::optional<Hold> hold, Find(hit.hold_id));
  if (!hold) return NoSuchHold();
  ASSIGN_OR_RETURN(const std::uint64_t change, Stamp());
  RETURN_IF_ERROR(connection_.Run("INSERT INTO hold_hits (" CLEARANCE_HIT_COLUMNS
                                  ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                                  hit.hold_id, HoldMatchName(hit.match), HoldMomentName(hit.moment), ToUnixMs(hit.at),
                                  hit.port, hit.lane_id, hit.decision_request_id, hit.position, change));
  return change;
}

}  // namespace clearance
