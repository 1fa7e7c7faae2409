// `clearctl ledger verify`: the whole ledger reread, and held against checkpoints noted outside it.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "common/base/base64.h"
#include "common/base/bytes.h"
#include "common/base/secret_file.h"
#include "common/crypto/checkpoint.h"
#include "db/sqlite_store.h"
#include "db/verify_ledger.h"
#include "services/clearctl/checkpoint_file.h"
#include "services/clearctl/json_text.h"
#include "services/clearctl/ledger_command.h"
#include "services/clearctl/terminal.h"
#include "services/derivation/verify_derived.h"

namespace clearance {
namespace {

using Json = nlohmann::ordered_json;

constexpr char kFooter[] =
    R"(After the entries the tables derived from them are made anew, in a file beside the ledger that leaves nothing behind,
and compared with those found; --entries-only leaves that out.
With --ledger-key the signatures of the checkpoints the ledger itself keeps are checked.
With --checkpoint the signature of each checkpoint of the file is checked, and that its log has had so many entries and
then that very root: so a ledger is found out that was rewritten together with every hash, or whose end is missing.
Keep checkpoints where those who could alter the ledger cannot: each gate keeps the last one it was given.
Examples:
  clearctl ledger verify --database clearance.db
  clearctl ledger verify --database copy.db --checkpoint gate-1.txt --checkpoint noted.txt --ledger-key ledger_pub.pem
Exit codes: 0 in order, 1 could not be read, 2 different.)";

struct VerifyArguments {
  std::string database;
  std::vector<std::string> checkpoints;
  std::vector<std::string> ledger_keys;
  bool entries_only = false;
  bool json = false;
};

// What was read of the --checkpoint files.
struct HeldAgainst {
  std::vector<KnownRoot> roots;
  std::vector<VerifyingKey> keys;
  std::string unsigned_source;  // the first checkpoint that the key did not sign; empty when there is none
};

bool IsSigned(const std::string& note, const std::vector<VerifyingKey>& keys) {
  return std::any_of(keys.begin(), keys.end(), [&](const VerifyingKey& key) { return OpenCheckpoint(note, key).ok(); });
}

StatusOr<HeldAgainst> ReadCheckpoints(const VerifyArguments& arguments) {
  HeldAgainst held;
  for (const std::string& path : arguments.ledger_keys) {
    ASSIGN_OR_RETURN(VerifyingKey key, OfSetting("--ledger-key", VerifyingKey::FromFile(path)));
    held.keys.push_back(std::move(key));
  }
  for (const std::string& path : arguments.checkpoints) {
    ASSIGN_OR_RETURN(const std::vector<FiledCheckpoint> filed, ReadCheckpointFile(path));
    for (const FiledCheckpoint& checkpoint : filed) {
      std::string source = "the checkpoint in " + ShownText(path);
      if (!IsSigned(checkpoint.note, held.keys)) {
        held.unsigned_source = source + " of the log " + ShownText(checkpoint.root.log);
        return held;
      }
      held.roots.push_back({std::move(source), checkpoint.root});
    }
  }
  return held;
}

int TellDifference(const VerifyArguments& arguments, const LedgerDifference& difference) {
  if (arguments.json) {
    std::cout << JsonText(Json{{"in_order", false}, {"position", difference.position}, {"what", difference.what}})
              << "\n";
  } else if (difference.position == 0) {
    std::cout << "DIFFERENT: " << difference.what << "\n";
  } else {
    std::cout << "DIFFERENT at position " << difference.position << ": " << difference.what << "\n";
  }
  return kExitDifference;
}

// `derived` is absent when the derived tables were not asked for.
void TellInOrder(const VerifyReport& report, const std::optional<DerivedReport>& derived,
                 const std::vector<KnownRoot>& known) {
  std::cout << "in order: " << report.entries_checked << " entries reread, every hash recomputed\n";
  if (derived) std::cout << "  derived tables: " << derived->rows_compared << " rows as they follow from the entries\n";
  if (derived && derived->without_key > 0) {
    std::cout << "  keys: " << derived->without_key
              << " travellers or holds have sealed fields but no key, and no entry says that it was erased\n";
  }
  for (const LogRoot& root : report.roots)
    std::cout << "  log " << root.log << ": " << root.size << " entries, root " << ToHex(root.root_hash) << "\n";
  for (const KnownRoot& held : known) {
    std::cout << "  log " << ShownText(held.root.log) << " began with the " << held.root.size << " entries of "
              << held.source << "\n";
  }
}

Json RootJson(const LogRoot& root) {
  return {{"log", root.log}, {"size", root.size}, {"root_hash", ToBase64(root.root_hash)}};
}

void TellInOrderAsJson(const VerifyReport& report, const std::optional<DerivedReport>& derived,
                       const std::vector<KnownRoot>& known) {
  Json json = {{"in_order", true}, {"entries", report.entries_checked}};
  if (derived) json["derived_rows"] = derived->rows_compared;
  if (derived) json["without_key"] = derived->without_key;
  json["logs"] = Json::array();
  for (const LogRoot& root : report.roots) json["logs"].push_back(RootJson(root));
  json["checkpoints"] = Json::array();
  for (const KnownRoot& held : known) json["checkpoints"].push_back(RootJson(held.root));
  std::cout << JsonText(json) << "\n";
}

StatusOr<std::optional<DerivedReport>> Derived(const VerifyArguments& arguments) {
  if (arguments.entries_only) return std::optional<DerivedReport>();
  ASSIGN_OR_RETURN(const DerivedReport report, VerifyDerived(arguments.database, [](const DerivedReport& so_far) {
                     ShowProgressLine("derived tables: " + std::to_string(so_far.entries_done) + " of " +
                                          std::to_string(so_far.entries_total) + " entries, " +
                                          std::to_string(so_far.rows_compared) + " rows",
                                      so_far.complete);
                   }));
  return std::optional<DerivedReport>(report);
}

int RunVerify(const VerifyArguments& arguments) {
  const auto held = ReadCheckpoints(arguments);
  if (!held.ok()) return Fail(held.status());
  if (!held->unsigned_source.empty()) {
    return TellDifference(arguments, {0, held->unsigned_source + " is not signed with the key of the ledger"});
  }
  auto reader = OpenSqliteReader(arguments.database);
  if (!reader.ok()) return Fail(reader.status());
  const auto show = [](const VerifyReport& so_far) {
    ShowProgressLine(
        std::to_string(so_far.entries_checked) + " of " + std::to_string(so_far.entries_total) + " entries",
        so_far.complete);
  };
  const auto report = VerifyLedger(**reader, show, held->roots, held->keys);
  if (!report.ok()) return Fail(report.status());
  if (report->first_difference) return TellDifference(arguments, *report->first_difference);
  const auto derived = Derived(arguments);
  if (!derived.ok()) return Fail(derived.status());
  if (*derived && (*derived)->first_difference) return TellDifference(arguments, {0, *(*derived)->first_difference});
  arguments.json ? TellInOrderAsJson(*report, *derived, held->roots) : TellInOrder(*report, *derived, held->roots);
  return 0;
}

}  // namespace

LedgerCommand AddLedgerVerify(CLI::App& ledger) {
  const auto arguments = std::make_shared<VerifyArguments>();
  CLI::App* verify = ledger.add_subcommand(
      "verify", "Reread every entry, recompute every hash and derived table, name the first difference");
  verify->add_option("--database", arguments->database, std::string(kLedgerFileHelp))->required();
  CLI::Option* key = verify->add_option(
      "--ledger-key", arguments->ledger_keys,
      "The public key that checkpoints are signed with, PEM; may be repeated after a change of keys");
  verify->add_option("--checkpoint", arguments->checkpoints, "A file of checkpoints noted earlier; may be repeated")
      ->needs(key);
  verify->add_flag("--entries-only", arguments->entries_only, "Leave out the tables derived from the entries");
  verify->add_flag("--json", arguments->json, "One JSON object");
  verify->footer(kFooter);
  return {verify, [arguments] { return RunVerify(*arguments); }};
}

}  // namespace clearance
