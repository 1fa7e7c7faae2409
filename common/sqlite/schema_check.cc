#include "common/sqlite/schema_check.h"

#include <algorithm>
#include <map>
#include <utility>

namespace clearance::sqlite {
namespace {

// By name, which is one to an object whatever its kind; value: kind, table, SQL text.
struct Object {
  std::string kind{};
  std::string table{};
  std::string sql{};
  friend bool operator==(const Object&, const Object&) = default;
};
using Objects = std::map<std::string, Object>;

constexpr std::size_t kMaxShownName = 64;

StatusOr<Objects> ObjectsOf(Connection& connection) {
  Objects objects;
  ASSIGN_OR_RETURN(Statement statement,
                   connection.Prepare("SELECT name, type, tbl_name, sql FROM sqlite_schema WHERE NOT "
                                      "(type = 'table' AND name IN ('sqlite_stat1', 'sqlite_stat4'))"));
  for (;;) {
    ASSIGN_OR_RETURN(const bool row, statement.Step());
    if (!row) return objects;
    objects[statement.Text(0)] = {statement.Text(1), statement.Text(2), statement.Text(3)};
  }
}

StatusOr<Objects> ObjectsMadeBy(std::span<const Migration> migrations) {
  // Without a name: in memory, as long as it is so small.
  ASSIGN_OR_RETURN(const auto scratch, Connection::Open("", OpenMode::kNewCopy));
  RETURN_IF_ERROR(Migrate(*scratch, migrations));
  return ObjectsOf(*scratch);
}

// Whoever planted it chose the name.
std::string Shown(std::string_view kind, std::string name) {
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c < 0x20 || c > 0x7e; }, '?');
  return std::string(kind) + " " + name.substr(0, kMaxShownName);
}

}  // namespace

StatusOr<std::string> SchemaFault(Connection& connection, std::span<const Migration> migrations) {
  ASSIGN_OR_RETURN(const int applied, AppliedMigrations(connection, migrations));
  ASSIGN_OR_RETURN(const Objects found, ObjectsOf(connection));
  if (found.empty()) return std::string();  // a new file
  ASSIGN_OR_RETURN(const Objects expected, ObjectsMadeBy(migrations.first(static_cast<std::size_t>(applied))));
  for (const auto& [name, object] : found) {
    const auto known = expected.find(name);
    if (known == expected.end()) return Shown(object.kind, name) + " is none of this program's";
    if (known->second != object) return Shown(object.kind, name) + " is not made as this program makes it";
  }
  for (const auto& [name, object] : expected) {
    if (!found.contains(name)) return Shown(object.kind, name) + " is missing";
  }
  return std::string();
}

}  // namespace clearance::sqlite
