// `clearctl ledger prove`: proofs that need no trust in the ledger's file, as JSON.

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "db/sqlite_store.h"
#include "services/clearctl/given_options.h"
#include "services/clearctl/ledger_command.h"
#include "services/clearctl/ledger_proofs.h"
#include "services/clearctl/terminal.h"

namespace clearance {
namespace {

constexpr char kFooter[] =
    R"(One JSON object, which docs/ledger.md describes. With --position: the entry's sealed bytes and the proof that the
tree of the checkpoint (without one, of now) holds them. With --from-checkpoint: the proof that its tree is the beginning
of that of --to-checkpoint (without one, of now). Whoever gets it checks the checkpoint's signature and the proof, and
needs no ledger for it. A file may hold checkpoints of several logs: the entry's log decides, or --log.
Examples:
  clearctl ledger prove --database clearance.db --position 300 --checkpoint noted.txt
  clearctl ledger prove --database clearance.db --from-checkpoint monday.txt --to-checkpoint friday.txt --log KHORGOS
Exit codes: 0 proved, 1 could not be done, 2 the ledger does not have what the checkpoint says.)";

struct ProveArguments {
  std::string database;
  std::uint64_t position = 0;
  std::string checkpoint;
  std::string from;
  std::string to;
  std::string log;
};

// Absent for an empty path.
StatusOr<std::optional<FiledCheckpoint>> CheckpointIn(const std::string& path, const std::string& log) {
  std::optional<FiledCheckpoint> checkpoint;
  if (path.empty()) return checkpoint;
  ASSIGN_OR_RETURN(checkpoint, ReadCheckpointOf(path, log));
  return checkpoint;
}

StatusOr<std::string> ProveEntry(StoreReader& store, const ProveArguments& arguments) {
  std::string json;
  RETURN_IF_ERROR(store.Read([&](const Snapshot& snapshot) -> Status {
    ASSIGN_OR_RETURN(const StoredEntry stored, snapshot.ledger().Get(arguments.position));
    ASSIGN_OR_RETURN(const auto checkpoint, CheckpointIn(arguments.checkpoint, stored.entry.log));
    ASSIGN_OR_RETURN(json, InclusionJson(snapshot, arguments.position, checkpoint));
    return OkStatus();
  }));
  return json;
}

StatusOr<std::string> ProveGrowth(StoreReader& store, const ProveArguments& arguments) {
  ASSIGN_OR_RETURN(const FiledCheckpoint from, ReadCheckpointOf(arguments.from, arguments.log));
  ASSIGN_OR_RETURN(const auto to, CheckpointIn(arguments.to, from.root.log));
  std::string json;
  RETURN_IF_ERROR(store.Read([&](const Snapshot& snapshot) -> Status {
    ASSIGN_OR_RETURN(json, ConsistencyJson(snapshot, from, to));
    return OkStatus();
  }));
  return json;
}

int RunProve(const ProveArguments& arguments) {
  const auto store = OpenSqliteReader(arguments.database);
  if (!store.ok()) return Fail(store.status());
  const auto json = arguments.from.empty() ? ProveEntry(**store, arguments) : ProveGrowth(**store, arguments);
  if (!json.ok()) return FailOrDiffer(json.status());
  std::cout << *json << "\n";
  return 0;
}

}  // namespace

LedgerCommand AddLedgerProve(CLI::App& ledger) {
  const auto arguments = std::make_shared<ProveArguments>();
  CLI::App* prove = ledger.add_subcommand("prove", "Prove that an entry stands in the ledger, or that a log only grew");
  prove->add_option("--database", arguments->database, std::string(kLedgerFileHelp))->required();
  CLI::Option* position = prove->add_option("--position", arguments->position, "The entry")->check(CLI::PositiveNumber);
  prove->add_option("--checkpoint", arguments->checkpoint, "A file with a checkpoint of the entry's log")
      ->needs(position);
  CLI::Option* from = prove->add_option("--from-checkpoint", arguments->from, "A file with the earlier checkpoint");
  prove->add_option("--to-checkpoint", arguments->to, "A file with the later one")->needs(from);
  prove->add_option("--log", arguments->log, "The log, where the earlier file holds several")->needs(from);
  prove->final_callback([position, from] { RequireOneGiven({position, from}); });
  prove->footer(kFooter);
  return {prove, [arguments] { return RunProve(*arguments); }};
}

}  // namespace clearance
