#include "services/clearctl/keys_commands.h"

#include <CLI/CLI.hpp>
#include <iostream>

#include "common/base/executor.h"
#include "common/base/secret_file.h"
#include "db/key_rotation.h"
#include "db/personal_fields.h"
#include "db/sqlite_store.h"
#include "services/clearctl/existing_store.h"
#include "services/clearctl/terminal.h"

namespace clearance {
namespace {

constexpr char kKeysExamples[] = R"(Examples:
  clearctl keys check --database clearance.db --master master_key.hex
  openssl rand -hex 32 > new_master_key.hex
  clearctl keys rotate --database clearance.db --old-master master_key.hex --new-master new_master_key.hex
Exit codes: 0 every key opens; 1 could not be done; 2 some do not.)";

constexpr char kRotateFooter[] =
    R"(Wraps the key of every person's fields under a new master key; what is sealed under them stays as it is. No server may
have the file open; start it with the new key afterwards, and destroy the old one once backups made under it may go. A
rotation that was stopped is gone on with by running it again. Keys of a third master key and damaged ones are left as
they are and counted.)";

struct KeysArguments {
  std::string database;
  std::string master;
  std::string old_master;
  std::string new_master;
};

void ShowProgress(std::uint64_t keys) { ShowProgressLine(std::to_string(keys) + " keys", false); }

StatusOr<KeyCheckReport> Check(const KeysArguments& arguments) {
  ASSIGN_OR_RETURN(const PersonalFields fields, OfSetting("--master", PersonalFields::FromFile(arguments.master)));
  ASSIGN_OR_RETURN(const auto reader, OpenSqliteReader(arguments.database));
  return CheckPersonalKeys(*reader, fields, [](const KeyCheckReport& report) { ShowProgress(report.Seen()); });
}

int RunCheck(const KeysArguments& arguments) {
  const auto report = Check(arguments);
  ShowProgressLine("", true);
  if (!report.ok()) return Fail(report.status());
  std::cout << "keys that open: " << report->open << ", under another master key: " << report->of_another_master
            << ", damaged: " << report->damaged << "\n";
  return report->open == report->Seen() ? 0 : kExitDifference;
}

StatusOr<RotationReport> Rotate(const KeysArguments& arguments) {
  ASSIGN_OR_RETURN(const PersonalFields from,
                   OfSetting("--old-master", PersonalFields::FromFile(arguments.old_master)));
  ASSIGN_OR_RETURN(const PersonalFields to, OfSetting("--new-master", PersonalFields::FromFile(arguments.new_master)));
  ThreadPool executor(1);
  ASSIGN_OR_RETURN(const auto store, OpenExistingStore(arguments.database, executor));
  ASSIGN_OR_RETURN(const RotationReport report, RotatePersonalKeys(*store, from, to, [](const RotationReport& so_far) {
                     ShowProgress(so_far.Seen());
                   }));
  // What the old master key opens is to be nowhere any more.
  RETURN_IF_ERROR(EmptyWal(*store, arguments.database));
  return report;
}

int RunRotate(const KeysArguments& arguments) {
  const auto report = Rotate(arguments);
  ShowProgressLine("", true);
  if (!report.ok()) return Fail(report.status());
  std::cout << "keys wrapped anew: " << report->rewrapped << ", already before: " << report->already_new
            << ", left, of a third master key or damaged: " << report->left << "\n";
  return report->left == 0 ? 0 : kExitDifference;
}

}  // namespace

struct KeysCommands::Commands {
  CLI::App* check = nullptr;
  CLI::App* rotate = nullptr;
  KeysArguments arguments;
};

KeysCommands::KeysCommands(CLI::App& app) : commands_(std::make_unique<Commands>()) {
  KeysArguments& arguments = commands_->arguments;
  CLI::App* keys = app.add_subcommand("keys", "The keys of personal fields: check, rotate");
  keys->require_subcommand(1);
  keys->footer(kKeysExamples);

  commands_->check = keys->add_subcommand("check", "Whether every key opens under a master key");
  commands_->check->add_option("--database", arguments.database, "The ledger's file; may be in use, or a copy")
      ->required();
  commands_->check->add_option("--master", arguments.master, "The centre's master key file")->required();

  commands_->rotate = keys->add_subcommand("rotate", "Wrap every key under a new master key");
  commands_->rotate->footer(kRotateFooter);
  commands_->rotate->add_option("--database", arguments.database, "The ledger's file; no server may have it open")
      ->required();
  commands_->rotate->add_option("--old-master", arguments.old_master, "The master key so far")->required();
  commands_->rotate->add_option("--new-master", arguments.new_master, "The master key from now on")->required();
}

KeysCommands::~KeysCommands() = default;

std::optional<int> KeysCommands::Run() const {
  if (commands_->check->parsed()) return RunCheck(commands_->arguments);
  if (commands_->rotate->parsed()) return RunRotate(commands_->arguments);
  return std::nullopt;
}

}  // namespace clearance
