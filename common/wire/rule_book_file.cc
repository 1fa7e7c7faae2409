#include "common/wire/rule_book_file.h"

#include <algorithm>
#include <utility>

#include "common/base/bytes.h"
#include "common/base/config.h"
#include "common/base/error_reasons.h"
#include "common/wire/regime_file.h"
#include "common/wire/rule_book_words.h"
#include "common/wire/shipped_rule_book.h"

namespace clearance {
namespace {

constexpr std::size_t kMaxVersionBytes = 64;
constexpr std::size_t kMaxStateBytes = 3;
constexpr int kMaxAge = 150;
constexpr int kMaxLeaseSeconds = 3'600;
constexpr std::string_view kNoRegime = "no_regime";

bool IsVersion(std::string_view text) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
  };
  return !text.empty() && text.size() <= kMaxVersionBytes && std::all_of(text.begin(), text.end(), allowed);
}

DocumentRule ReadDocumentRule(ConfigReader& table) {
  DocumentRule rule{{ReadTerritory(table, "from"), ReadTerritory(table, "to")}};
  if (rule.movement.from == rule.movement.to) table.Reject("to", "must differ from `from`");
  rule.nationality = table.String("nationality");
  if (rule.nationality == kEvery) {
    rule.nationality.clear();
  } else if (!IsStateCode(rule.nationality)) {
    table.Reject("nationality", "must be a state of 1 to 3 capital letters, or \"*\" for all others");
  }
  rule.document_kinds = ReadDocumentKinds(table);
  return rule;
}

DocumentClearance ReadDocumentClearance(ConfigReader& table) {
  DocumentClearance row;
  row.document_kinds = ReadDocumentKinds(table);
  const auto checks = [&table](const std::string& key) {
    return ValuesOf(table, key, table.StringsOrNone(key), ParseInspectionCheck, "is no check of a document");
  };
  row.required = checks("required");
  row.required_if_supported = checks("required_if_supported");
  return row;
}

std::vector<LevelChecks> ReadLevels(ConfigReader& reader) {
  std::vector<LevelChecks> levels;
  for (const ServiceLevel level : kAllServiceLevels) {
    const std::string key = "level_checks." + std::string(ServiceLevelName(level));
    levels.push_back({level, ReadWords(reader, key, ParseCheckKind, "is no check")});
  }
  return levels;
}

RetentionTimes ReadRetention(ConfigReader& reader) {
  const auto days = [&reader](std::string_view key) { return Days(reader.Integer(key, 1, kMaxRetentionDays)); };
  return {.fields = days("retention.fields_days"),
          .fields_of_open_stay = days("retention.fields_of_open_stay_days"),
          .booking_attempts = days("retention.booking_attempts_days")};
}

// The engine knows no other law for them; the file says so, and may not say otherwise.
void ReadOwnNationals(ConfigReader& reader) {
  for (const std::string key : {"own_nationals.CHN", "own_nationals.KAZ"}) {
    if (reader.String(key) != kNoRegime) reader.Reject(key, "must be no_regime: no rule stops an own national's entry");
  }
}

// The file's key for what CheckRuleBook calls `field`.
std::string KeyOfField(const RuleBook& book, const std::string& field) {
  if (field == "decision_lease") return "decision_lease_seconds";
  constexpr std::string_view kRegimes = "regimes[";
  const std::size_t dot = field.find('.');
  if (!field.starts_with(kRegimes) || dot == std::string::npos) return field;
  const std::size_t index = std::stoul(field.substr(kRegimes.size()));
  return field.substr(0, dot + 1) + KeyOfRegimeField(book.regimes[index], field.substr(dot + 1));
}

}  // namespace

bool IsEvery(const std::vector<std::string>& words) { return words.size() == 1 && words.front() == kEvery; }

bool IsStateCode(std::string_view word) {
  return !word.empty() && word.size() <= kMaxStateBytes &&
         std::all_of(word.begin(), word.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

std::vector<DocumentKind> ReadDocumentKinds(ConfigReader& table) {
  const std::string key = "document_kinds";
  if (IsEvery(table.Strings(key))) {
    std::vector<DocumentKind> kinds(kAllDocumentKinds.begin(), kAllDocumentKinds.end());
    std::erase(kinds, DocumentKind::kUnknown);
    return kinds;
  }
  std::vector<DocumentKind> kinds = ReadWords(table, key, ParseDocumentKind, "is no kind of document");
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    if (kinds[i] == DocumentKind::kUnknown)
      table.Reject(key + "[" + std::to_string(i) + "]", "an unknown document serves for nothing");
  }
  return kinds;
}

Territory ReadTerritory(ConfigReader& table, std::string_view key) {
  return ReadWord(table, key, ParseTerritory, "must be CHN, KAZ or ICBC");
}

namespace {

// `earlier`: what keys have that a sealed book may lack; null where every key is required.
StatusOr<RuleBook> Parse(std::string_view text, std::string_view name, const RuleBook* earlier) {
  if (text.size() > kMaxRuleBookBytes) {
    return Error(StatusCode::kInvalidArgument, error_reason::kConfigInvalid,
                 std::string(name) + ":1: a rule book has at most " + std::to_string(kMaxRuleBookBytes) + " bytes");
  }
  ASSIGN_OR_RETURN(ConfigReader reader, ConfigReader::FromText(text, name));
  RuleBook book;
  book.version = reader.String("version");
  if (!IsVersion(book.version)) reader.Reject("version", "must be 1 to 64 letters, digits, hyphens and dots");
  book.effective_from = reader.Date("effective_from");
  book.incomplete_history =
      ReadWord(reader, "incomplete_history", ParseIncompleteHistory, "must be admit_with_note or refer");
  book.officer_compares_face_below_age =
      static_cast<int>(reader.Integer("officer_compares_face_below_age", 0, kMaxAge));
  book.decision_lease = std::chrono::seconds(reader.Integer("decision_lease_seconds", 1, kMaxLeaseSeconds));
  if (earlier != nullptr && !reader.Has("two_persons")) {
    book.two_persons = earlier->two_persons;
  } else {
    book.two_persons = ValuesOf(reader, "two_persons", reader.StringsOrNone("two_persons"), ParseRecordActKind,
                                "must be CORRECTION, RETURNED, ANNULMENT or BASIS_CHANGE");
  }
  book.retention =
      earlier != nullptr && !reader.Has("retention.fields_days") ? earlier->retention : ReadRetention(reader);
  ReadOwnNationals(reader);
  for (ConfigReader& table : reader.Tables("regimes")) book.regimes.push_back(ReadRegime(table));
  for (ConfigReader& table : reader.Tables("document_rules")) book.document_rules.push_back(ReadDocumentRule(table));
  book.weak_digest_fatal_from = reader.Date("documents.weak_digest_fatal_from");
  for (ConfigReader& table : reader.Tables("document_clearance")) {
    book.document_clearance.push_back(ReadDocumentClearance(table));
  }
  book.level_checks = ReadLevels(reader);
  RETURN_IF_ERROR(reader.Finish());
  const Status checked = CheckRuleBook(book);
  if (checked.ok()) return book;
  const std::string field = FieldOf(checked);
  const std::string message = MessageOf(checked);
  reader.Reject(KeyOfField(book, field), message.substr(std::min(message.size(), field.size() + 2)));
  return reader.Finish();
}

}  // namespace

StatusOr<RuleBook> ParseRuleBook(std::string_view text, std::string_view name) { return Parse(text, name, nullptr); }

StatusOr<RuleBook> ParseSealedRuleBook(std::string_view text, std::string_view name) {
  const RuleBook ships = KhorgosRuleBook();
  return Parse(text, name, &ships);
}

StatusOr<RuleBook> ReadRuleBook(const std::string& path) {
  ASSIGN_OR_RETURN(const std::string text, ReadFile(path, kMaxRuleBookBytes));
  return ParseRuleBook(text, path);
}

}  // namespace clearance
