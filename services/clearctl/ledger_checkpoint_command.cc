// `clearctl ledger checkpoint`: signs how far each log has come. Reads the ledger, writes at most the file it is told.

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "common/base/base64.h"
#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "common/base/secret_file.h"
#include "common/crypto/signature.h"
#include "common/crypto/signed_note.h"
#include "db/checkpoints.h"
#include "db/merkle_proofs.h"
#include "db/restore_marks.h"
#include "db/sqlite_store.h"
#include "services/clearctl/checkpoint_file.h"
#include "services/clearctl/json_text.h"
#include "services/clearctl/ledger_command.h"
#include "services/clearctl/terminal.h"
#include "services/clearctl/written_files.h"

namespace clearance {
namespace {

using Json = nlohmann::ordered_json;

constexpr char kFooter[] =
    R"(One checkpoint for each log: a signed note (c2sp.org/tlog-checkpoint) that says how many entries the log has and which
root. What it is signed over is read from the ledger as it stands, not recomputed: verify first. A log that has lost or
altered what an earlier checkpoint in the ledger was signed for is not signed again.
With --json each is an object on a line of its own, with the key in the form that other tools take ("verifier_key").
Examples:
  clearctl ledger checkpoint --database clearance.db --key ledger_key.pem --site khorgos.example/ledger
  clearctl ledger checkpoint --database clearance.db --key ledger_key.pem --site khorgos.example/ledger \
    --log KHORGOS --out khorgos.txt
Exit codes: 0 signed, 1 could not be done, 2 the ledger differs from an earlier checkpoint.)";

struct CheckpointArguments {
  std::string database;
  std::string key;
  std::string site;
  std::string log;
  std::string out;
  bool json = false;
};

struct SignedRoot {
  LogRoot root;
  std::string note;
};

// The logs asked for as they stand. DATA_LOSS when one of them no longer has what was signed before.
StatusOr<std::vector<LogRoot>> RootsToSign(const Snapshot& snapshot, const std::string& log) {
  ASSIGN_OR_RETURN(std::vector<LogRoot> roots, snapshot.ledger().Roots());
  if (!log.empty()) std::erase_if(roots, [&](const LogRoot& root) { return root.log != log; });
  if (roots.empty()) {
    return Error(StatusCode::kNotFound, error_reason::kNotFound, log.empty() ? "the ledger is empty" : "no such log");
  }
  for (const LogRoot& root : roots) {
    ASSIGN_OR_RETURN(const std::optional<StoredCheckpoint> latest, snapshot.checkpoints().Latest(root.log));
    if (!latest) continue;
    const auto then = RootAt(snapshot.ledger(), root.log, latest->root.size);
    if (then.ok() && *then == latest->root.root_hash) continue;
    return Error(StatusCode::kDataLoss, error_reason::kStoreCorrupt,
                 "log " + root.log + " no longer has the " + std::to_string(latest->root.size) +
                     " entries of its latest checkpoint");
  }
  return roots;
}

StatusOr<std::vector<SignedRoot>> SignRoots(StoreReader& store, const CheckpointArguments& arguments,
                                            const SigningKey& key) {
  std::vector<LogRoot> roots;
  RETURN_IF_ERROR(store.Read([&](const Snapshot& snapshot) -> Status {
    ASSIGN_OR_RETURN(roots, RootsToSign(snapshot, arguments.log));
    return OkStatus();
  }));
  std::vector<SignedRoot> signed_roots;
  for (LogRoot& root : roots) {
    ASSIGN_OR_RETURN(std::string note, MakeCheckpoint(arguments.site, root, key));
    signed_roots.push_back({std::move(root), std::move(note)});
  }
  return signed_roots;
}

StatusOr<std::string> MakeAnswer(StoreReader& store, const CheckpointArguments& arguments) {
  std::vector<std::string> read = FilesOfLedger(arguments.database);
  read.push_back(arguments.key);
  RETURN_IF_ERROR(CheckWrittenFiles({{"--out", arguments.out, CheckpointFileKind()}}, read));
  ASSIGN_OR_RETURN(const SigningKey key, OfSetting("--key", SigningKey::FromFile(arguments.key)));
  ASSIGN_OR_RETURN(const std::vector<SignedRoot> signed_roots, SignRoots(store, arguments, key));
  std::string answer;
  for (const SignedRoot& one : signed_roots) {
    if (!arguments.json) {
      if (!answer.empty()) answer += "\n";
      answer += one.note;
      continue;
    }
    ASSIGN_OR_RETURN(const NoteVerifier verifier,
                     NoteVerifier::Make(LogOrigin(arguments.site, one.root.log), key.PublicKey()));
    answer += JsonText(Json{{"log", one.root.log},
                            {"size", one.root.size},
                            {"root_hash", ToBase64(one.root.root_hash)},
                            {"verifier_key", verifier.ToText()},
                            {"note", one.note}}) +
              "\n";
  }
  if (!arguments.out.empty()) RETURN_IF_ERROR(WriteFile(arguments.out, answer));
  return answer;
}

int RunCheckpoint(const CheckpointArguments& arguments) {
  const auto store = OpenSqliteReader(arguments.database);
  if (!store.ok()) return Fail(store.status());
  const auto answer = MakeAnswer(**store, arguments);
  if (!answer.ok()) return FailOrDiffer(answer.status());
  if (arguments.out.empty()) std::cout << *answer;
  return 0;
}

}  // namespace

LedgerCommand AddLedgerCheckpoint(CLI::App& ledger) {
  const auto arguments = std::make_shared<CheckpointArguments>();
  CLI::App* checkpoint = ledger.add_subcommand("checkpoint", "Sign how many entries each log has, and its root");
  checkpoint->add_option("--database", arguments->database, std::string(kLedgerFileHelp))->required();
  checkpoint->add_option("--key", arguments->key, "The private key of the ledger, PEM (keys.ledger)")->required();
  checkpoint->add_option("--site", arguments->site, "What the names of the logs begin with (ledger.site)")->required();
  checkpoint->add_option("--log", arguments->log, "This log alone, e.g. KHORGOS; by default all");
  checkpoint->add_option("--out", arguments->out, "Where to write them; by default to standard output");
  checkpoint->add_flag("--json", arguments->json, "JSON lines");
  checkpoint->footer(kFooter);
  return {checkpoint, [arguments] { return RunCheckpoint(*arguments); }};
}

}  // namespace clearance
