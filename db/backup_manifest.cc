#include "db/backup_manifest.h"

#include <nlohmann/json.hpp>
#include <optional>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "common/base/text.h"
#include "common/crypto/hash.h"

namespace clearance {
namespace {

using nlohmann::json;

constexpr std::string_view kLedgerContent = "ledger";
constexpr std::string_view kKeysContent = "personal keys";

std::string Member(std::string_view name, const std::string& value) { return JsonString(name) + ":" + value; }

std::string WithoutItsHash(const BackupManifest& manifest) {
  const bool ledger = manifest.content == BackupContent::kLedger;
  std::string logs;
  for (const LogRoot& log : manifest.logs) {
    if (!logs.empty()) logs += ",";
    logs += "{" + Member("log", JsonString(log.log)) + "," + Member("size", std::to_string(log.size)) + "," +
            Member("root", JsonString(ToHex(log.root_hash))) + "}";
  }
  return "{" + Member("format", std::to_string(kBackupFormat)) + "," +
         Member("content", JsonString(ledger ? kLedgerContent : kKeysContent)) + "," +
         Member("made_at", JsonString(FormatInstant(manifest.made_at))) + "," +
         Member("schema_version", std::to_string(manifest.schema_version)) + "," +
         Member("last_position", std::to_string(manifest.last_position)) + "," +
         Member("last_leaf_hash", JsonString(ToHex(manifest.last_leaf_hash))) + "," + Member("logs", "[" + logs + "]") +
         "," + Member("keys", std::to_string(manifest.keys)) + "," +
         Member("bytes", std::to_string(manifest.file.bytes)) + "," +
         Member("sha256", JsonString(ToHex(manifest.file.sha256)));
}

// Members of a JSON object of the right kind, or absent.
std::optional<std::uint64_t> NumberIn(const json& object, const char* name) {
  const auto member = object.find(name);
  if (member == object.end() || !member->is_number_unsigned()) return std::nullopt;
  return member->get<std::uint64_t>();
}

std::optional<std::string> TextIn(const json& object, const char* name) {
  const auto member = object.find(name);
  if (member == object.end() || !member->is_string()) return std::nullopt;
  return member->get<std::string>();
}

std::optional<std::string> BytesIn(const json& object, const char* name) {
  const auto hex = TextIn(object, name);
  if (!hex) return std::nullopt;
  StatusOr<std::string> bytes = FromHex(*hex);
  if (!bytes.ok()) return std::nullopt;
  return *std::move(bytes);
}

std::optional<LogRoot> LogFrom(const json& object) {
  if (!object.is_object()) return std::nullopt;
  const auto log = TextIn(object, "log");
  const auto size = NumberIn(object, "size");
  const auto root = BytesIn(object, "root");
  if (!log || !size || !root) return std::nullopt;
  return LogRoot{*log, *size, *root};
}

std::optional<BackupManifest> ManifestFrom(const json& object) {
  const auto content = TextIn(object, "content");
  const auto made_at = TextIn(object, "made_at");
  const auto schema_version = NumberIn(object, "schema_version");
  const auto last_position = NumberIn(object, "last_position");
  const auto last_leaf_hash = BytesIn(object, "last_leaf_hash");
  const auto logs = object.find("logs");
  const auto keys = NumberIn(object, "keys");
  const auto bytes = NumberIn(object, "bytes");
  const auto sha256 = BytesIn(object, "sha256");
  if (!content || !made_at || !schema_version || *schema_version > 1'000'000 || !last_position || !last_leaf_hash ||
      logs == object.end() || !logs->is_array() || !keys || !bytes || !sha256) {
    return std::nullopt;
  }
  const StatusOr<Instant> instant = ParseInstant(*made_at);
  if (!instant.ok() || (*content != kLedgerContent && *content != kKeysContent)) return std::nullopt;
  BackupManifest manifest{.content = *content == kLedgerContent ? BackupContent::kLedger : BackupContent::kPersonalKeys,
                          .made_at = *instant,
                          .schema_version = static_cast<int>(*schema_version),
                          .last_position = *last_position,
                          .last_leaf_hash = *last_leaf_hash,
                          .keys = *keys,
                          .file = {*bytes, *sha256}};
  for (const json& one : *logs) {
    const auto log = LogFrom(one);
    if (!log) return std::nullopt;
    manifest.logs.push_back(*log);
  }
  return manifest;
}

}  // namespace

std::string RenderManifest(const BackupManifest& manifest) {
  const std::string body = WithoutItsHash(manifest);
  return body + "," + Member("manifest_sha256", JsonString(ToHex(Sha256(body)))) + "}\n";
}

StatusOr<BackupManifest> ParseManifest(std::string_view text, const std::string& name) {
  const json parsed = json::parse(text.begin(), text.end(), nullptr, false);
  const Status altered =
      Error(StatusCode::kDataLoss, error_reason::kStoreCorrupt, name + ": the manifest is not as it was written");
  if (!parsed.is_object()) return altered;
  const auto format = NumberIn(parsed, "format");
  if (format && *format > kBackupFormat && *format < 1000) {
    return Error(StatusCode::kFailedPrecondition, error_reason::kStoreUnavailable,
                 name + ": has format " + std::to_string(*format) + ", this program knows up to " +
                     std::to_string(kBackupFormat) + ": a newer program has written it, or it was altered");
  }
  const std::optional<BackupManifest> manifest = ManifestFrom(parsed);
  // Byte for byte what would be written: no second form of the same values passes.
  if (!manifest || RenderManifest(*manifest) != text) return altered;
  return *manifest;
}

}  // namespace clearance
