#include "services/clearctl/db_commands.h"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>

#include "common/base/bytes.h"
#include "common/base/clock.h"
#include "common/base/stop_signals.h"
#include "db/backup.h"
#include "db/restore.h"
#include "db/restore_marks.h"
#include "services/clearctl/db_check.h"
#include "services/clearctl/db_output.h"
#include "services/clearctl/derived_check.h"
#include "services/clearctl/given_options.h"
#include "services/clearctl/terminal.h"
#include "services/clearctl/written_files.h"

namespace clearance {
namespace {

constexpr char kKeysFileName[] = "personal.keys";

constexpr char kExamples[] = R"(Examples:
  mkdir -p backups
  clearctl db backup --database clearance.db --out backups/2026-11-26
  clearctl db check --backup backups/2026-11-26 --keys backups/personal.keys
  clearctl db check --database clearance.db
  clearctl db restore --backup backups/2026-11-26 --database clearance.db --keys backups/personal.keys
Exit codes: 0 done and in order, 1 could not be done, 2 the file or the backup is damaged, or the keys checked are of
another history; 130, 143 or 129 interrupted by SIGINT (Ctrl-C), SIGTERM or SIGHUP: what was half made is gone, and
nothing was changed.
docs/operations.md says where to keep what, and for how long.)";

struct BackupArguments {
  std::string database;
  std::string out;
  std::string keys;
  std::string erased_from;
};

struct RestoreArguments {
  std::string backup;
  std::string database;
  std::string keys;
  std::string erased_from;
  bool replace = false;
  bool quick = false;
  bool rebuild = false;
};

// One file beside all backups, so that each new one takes the place of the last.
std::string KeysFileBeside(const std::string& out) {
  std::filesystem::path folder(out);
  if (!folder.has_filename()) folder = folder.parent_path();
  return (folder.parent_path() / kKeysFileName).string();
}

int RunBackup(const BackupArguments& arguments) {
  const StopSignals signals;
  BackupOptions options;
  options.database = arguments.database;
  options.folder = arguments.out;
  options.keys_file = arguments.keys.empty() ? KeysFileBeside(arguments.out) : arguments.keys;
  options.erased_from = arguments.erased_from;
  options.made_at = SystemClock().Now();
  std::vector<std::string> read = FilesOfLedger(options.database);
  if (!options.erased_from.empty()) {
    const std::vector<std::string> later = FilesOfLedger(options.erased_from);
    read.insert(read.end(), later.begin(), later.end());
  }
  const Status apart = CheckWrittenFiles({{"--out", options.folder}, {"--keys", options.keys_file}}, read);
  if (!apart.ok()) return Fail(apart);
  StatusOr<BackupMade> made = Error(StatusCode::kInternal, "", "");
  {
    ProgressLine line;
    made = MakeBackup(options, ToldTo(line), signals.token());
  }
  if (!made.ok()) return FailOrInterrupted(made.status(), signals);
  const BackupManifest& ledger = made->ledger;
  std::cout << "backed up to " << ShownText(arguments.out) << ": " << ledger.last_position << " entries, "
            << ledger.file.bytes << " bytes, SHA-256 " << ToHex(ledger.file.sha256) << "\n";
  PrintLogs(ledger.logs);
  std::cout << "wrapped keys of personal fields: " << made->keys.keys << ", in " << ShownText(options.keys_file)
            << "; keep it apart from the backup, and no older one\n";
  return 0;
}

void SayOfKeys(const Restored& restored) {
  if (!restored.keys) {
    if (restored.checked.manifest.last_position > 0)
      std::cerr << "clearctl: NO KEYS WERE RESTORED: personal fields of this ledger cannot be opened. Restore again "
                   "with --keys and --replace if there is a keys file\n";
    return;
  }
  const RestoredKeys& keys = *restored.keys;
  std::cout << "wrapped keys: " << keys.restored << " restored, " << keys.erased << " left out as erased since, "
            << keys.unknown << " of travellers this ledger does not know yet\n";
}

int RunRestore(const RestoreArguments& arguments) {
  const StopSignals signals;
  RestoreOptions options;
  options.folder = arguments.backup;
  options.database = arguments.database;
  options.keys_file = arguments.keys;
  options.erased_from = arguments.erased_from;
  options.replace = arguments.replace;
  options.now = SystemClock().Now();
  RebuildDifferences differences;
  if (!arguments.quick) options.check_derived = arguments.rebuild ? RebuildDerived(differences) : CompareDerived();
  // A ledger that --erased-from names may be the one that is replaced: it is only moved aside.
  const Status apart = CheckWrittenFiles({{"--database", options.database}}, {options.folder, options.keys_file});
  if (!apart.ok()) return Fail(apart);
  StatusOr<Restored> restored = Error(StatusCode::kInternal, "", "");
  {
    ProgressLine line;
    restored = RestoreBackup(options, ToldTo(line), signals.token());
  }
  if (restored.status().code() == StatusCode::kDataLoss) return SayFault(MessageOf(restored.status()));
  if (!restored.ok()) return FailOrInterrupted(restored.status(), signals);
  if (!restored->checked.first_fault.empty()) {
    std::cerr << "clearctl: nothing was restored\n";
    if (restored->checked.derived && !arguments.rebuild)
      std::cerr << "clearctl: the entries are in order; --rebuild makes what is derived from them anew in what is "
                   "restored\n";
    return SayFault(restored->checked.first_fault);
  }
  const BackupManifest& manifest = restored->checked.manifest;
  std::cout << "restored to " << ShownText(arguments.database) << ": " << manifest.last_position << " entries, as of "
            << FormatInstant(manifest.made_at) << ", every hash recomputed\n";
  for (const std::string& difference : differences) std::cout << "  was different: " << ShownText(difference) << "\n";
  PrintDerived(restored->checked);
  PrintLogs(manifest.logs);
  if (!restored->aside.empty()) std::cout << "the ledger that was there is now " << ShownText(restored->aside) << "\n";
  SayOfKeys(*restored);
  return 0;
}

}  // namespace

struct DbCommands::Commands {
  CLI::App* backup = nullptr;
  CLI::App* check = nullptr;
  CLI::App* restore = nullptr;
  BackupArguments made;
  CheckArguments checked;
  RestoreArguments restored;
};

DbCommands::DbCommands(CLI::App& app) : commands_(std::make_unique<Commands>()) {
  Commands& commands = *commands_;
  CLI::App* db = app.add_subcommand("db", "The ledger's file: backups, and whether it is sound");
  db->require_subcommand(1);
  db->footer(kExamples);

  commands.backup = db->add_subcommand("backup", "Copy the ledger as of now; a server may have it in use");
  commands.backup->add_option("--database", commands.made.database, "The ledger's file")->required();
  commands.backup
      ->add_option("--out", commands.made.out,
                   "The backup's folder; is made, and must not be there; the folder it is in must")
      ->required();
  commands.backup->add_option("--keys", commands.made.keys,
                              "Where the wrapped keys go, in the place of older ones; default: personal.keys beside "
                              "the backup's folder. Not replaced where keys would be lost with it");
  commands.backup->add_option("--erased-from", commands.made.erased_from,
                              "A later ledger: whoever was erased there may be missing in the place of older keys");

  commands.check = db->add_subcommand("check", "Reread a backup or a ledger's file, name the first fault");
  CLI::Option* backup = commands.check->add_option("--backup", commands.checked.backup, "A backup's folder");
  commands.check->add_option("--keys", commands.checked.keys, "And the keys file that goes with it")->needs(backup);
  CLI::Option* database =
      commands.check->add_option("--database", commands.checked.database, "A ledger's file; may be in use");
  commands.check->add_flag(
      "--quick", commands.checked.quick,
      "Of a file: without holding indexes against tables. Of a backup: without the tables that follow "
      "from the entries");
  commands.check->add_flag("--json", commands.checked.json, "One JSON object");
  commands.check->final_callback([backup, database] { RequireOneGiven({backup, database}); });

  commands.restore = db->add_subcommand("restore", "Put a backup in the place of a ledger; no server may have it open");
  commands.restore->add_option("--backup", commands.restored.backup, "The backup's folder")->required();
  commands.restore->add_option("--database", commands.restored.database, "The ledger's file")->required();
  CLI::Option* keys = commands.restore->add_option("--keys", commands.restored.keys,
                                                   "The keys file; without it nobody can open personal fields");
  commands.restore
      ->add_option("--erased-from", commands.restored.erased_from,
                   "A later ledger: whoever was erased there stays erased")
      ->needs(keys);
  CLI::Option* quick =
      commands.restore->add_flag("--quick", commands.restored.quick,
                                 "Without comparing the tables that follow from the entries: a centre does when "
                                 "it has started");
  commands.restore
      ->add_flag("--rebuild", commands.restored.rebuild, "Make the tables that follow from the entries anew")
      ->excludes(quick);
  commands.restore->add_flag("--replace", commands.restored.replace, "Move a ledger that is there aside");
  for (CLI::App* command : {commands.backup, commands.check, commands.restore}) command->footer(kExamples);
}

DbCommands::~DbCommands() = default;

std::optional<int> DbCommands::Run() const {
  if (commands_->backup->parsed()) return RunBackup(commands_->made);
  if (commands_->check->parsed()) return RunDbCheck(commands_->checked);
  if (commands_->restore->parsed()) return RunRestore(commands_->restored);
  return std::nullopt;
}

}  // namespace clearance
