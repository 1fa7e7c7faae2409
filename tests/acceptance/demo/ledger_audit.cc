#include "tests/acceptance/demo/ledger_audit.h"

#include <fmt/format.h>
#include <grpcpp/grpcpp.h>

#include <filesystem>
#include <set>
#include <sstream>
#include <utility>

#include "clearance/v1/ledger.grpc.pb.h"
#include "common/base/bytes.h"
#include "common/base/ids.h"
#include "common/base/random.h"
#include "common/wire/grpc_status.h"
#include "db/sqlite_store.h"

namespace clearance {
namespace {

constexpr auto kCallPatience = std::chrono::seconds(30);
constexpr std::size_t kMaxDatabaseBytes = std::size_t{1} << 30;
constexpr int kExitDifference = 2;
constexpr std::size_t kEntriesPerPage = 1000;

struct Counts {
  int passages = 0;
  int decisions = 0;  // with the request id asked for
  bool twice = false;
};

StatusOr<Counts> Count(v1::LedgerService::Stub& stub, const std::string& decision_request_id) {
  Counts counts;
  // What follows from a call is recorded under the call's id: a decision and the hit of a hold.
  std::set<std::pair<std::string, std::string>> seen;
  SystemRandom random;
  v1::ListEntriesRequest request;
  request.set_request_id(NewUuid(random));
  request.set_reason("the demonstration's count of its passages");
  request.set_page_size(1000);
  do {
    v1::ListEntriesResponse page;
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + kCallPatience);
    RETURN_IF_ERROR(FromGrpcStatus(stub.ListEntries(&context, request, &page)));
    for (const v1::LedgerEntry& entry : page.entries()) {
      const bool of_a_call = !entry.request_id().empty();
      counts.twice = counts.twice || (of_a_call && !seen.insert({entry.kind(), entry.request_id()}).second);
      if (entry.kind() == "PASSAGE") ++counts.passages;
      if (entry.kind() == "DECISION" && entry.request_id() == decision_request_id) ++counts.decisions;
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return counts;
}

StatusOr<std::string> FirstDifference(v1::LedgerService::Stub& stub) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kCallPatience);
  const auto reader = stub.VerifyLedger(&context, {});
  v1::VerifyLedgerResponse last;
  for (v1::VerifyLedgerResponse message; reader->Read(&message);) last = message;
  RETURN_IF_ERROR(FromGrpcStatus(reader->Finish()));
  if (!last.complete()) return std::string("the verification did not come to its end");
  return last.first_difference();
}

// The last passage in a ledger's file.
StatusOr<StoredEntry> LastPassage(const std::string& path) {
  ASSIGN_OR_RETURN(const auto reader, OpenSqliteReader(path));
  EntryFilter passages;
  passages.kind = EntryKind::kPassage;
  std::optional<StoredEntry> last;
  RETURN_IF_ERROR(reader->Read([&](const Snapshot& s) -> Status {
    for (std::optional<std::uint64_t> after = 0; after;) {
      ASSIGN_OR_RETURN(EntryPage page, s.ledger().List(passages, *after, kEntriesPerPage));
      if (!page.entries.empty()) last = std::move(page.entries.back());
      after = page.next_after;
    }
    return OkStatus();
  }));
  if (!last) return Status(StatusCode::kNotFound, "there is no passage in " + path);
  return *std::move(last);
}

// Turns the bit in the file; how that is told. Empty: the entry does not stand in the file as it was sealed.
StatusOr<std::string> TurnOneBit(const std::string& path, const StoredEntry& entry) {
  ASSIGN_OR_RETURN(std::string bytes, ReadFile(path, kMaxDatabaseBytes));
  const std::size_t begin = bytes.find(entry.sealed);
  if (begin == std::string::npos) return std::string();
  const std::size_t place = begin + entry.sealed.size() / 2;
  const auto before = static_cast<unsigned char>(bytes[place]);
  const auto after = static_cast<unsigned char>(before ^ 0x01);
  bytes[place] = static_cast<char>(after);
  RETURN_IF_ERROR(WriteFile(path, bytes));
  return fmt::format("byte {} of the copy, in the sealed bytes of entry {}, a PASSAGE: {:02x} becomes {:02x}", place,
                     entry.position, before, after);
}

// clearctl ledger verify in the hall's folder; what it printed, line by line, goes behind the command.
StatusOr<Examined> Verify(Hall& hall, std::vector<std::string> files, int& exit_code) {
  std::vector<std::string> arguments = {"ledger", "verify"};
  Examined examined{.outcome = "", .lines = {"$ clearctl ledger verify"}};
  for (const std::string& file : files) {
    const bool option = file.starts_with("--");
    arguments.push_back(option ? file : hall.Path(file));
    examined.lines.front() += " " + file;
  }
  ASSIGN_OR_RETURN(std::string output, hall.Clearctl(std::move(arguments), exit_code));
  const std::string folder = hall.Path("");
  for (std::size_t at = output.find(folder); at != std::string::npos; at = output.find(folder, at))
    output.erase(at, folder.size());
  std::istringstream lines(output);
  for (std::string line; std::getline(lines, line);) examined.lines.push_back(line);
  return examined;
}

}  // namespace

std::string KeptCheckpoint(const std::string& gate) { return gate + ".checkpoints/KHORGOS.checkpoint"; }

StatusOr<std::string> AuditLedger(const Hall& hall, int passages, const std::string& decision_request_id) {
  const auto stub = v1::LedgerService::NewStub(hall.CentreAs("auditor-1"));
  ASSIGN_OR_RETURN(const Counts counts, Count(*stub, decision_request_id));
  ASSIGN_OR_RETURN(const std::string difference, FirstDifference(*stub));
  if (!difference.empty()) return "the ledger differs: " + difference;
  if (counts.twice) return std::string("a request id is in the ledger twice");
  if (counts.decisions != 1) return "the decision is there " + std::to_string(counts.decisions) + " times";
  if (counts.passages != passages)
    return std::to_string(passages) + " went through, the ledger has " + std::to_string(counts.passages);
  return std::string("each once");
}

StatusOr<Examined> VerifyOriginal(Hall& hall, const std::string& gate) {
  int exit_code = 0;
  ASSIGN_OR_RETURN(Examined examined, Verify(hall,
                                             {"--database", "clearance.db", "--checkpoint", KeptCheckpoint(gate),
                                              "--ledger-key", "pki/ledger_pub.pem"},
                                             exit_code));
  examined.outcome = exit_code == 0 ? "in order" : "exit code " + std::to_string(exit_code);
  return examined;
}

StatusOr<Examined> TamperWithCopy(Hall& hall) {
  const std::string copy = hall.Path("copy.db");
  std::error_code failed;
  std::filesystem::copy_file(hall.Database(), copy, std::filesystem::copy_options::overwrite_existing, failed);
  if (failed) return Examined{"the ledger could not be copied: " + failed.message(), {}};
  int exit_code = 0;
  RETURN_IF_ERROR(Verify(hall, {"--database", "copy.db"}, exit_code).status());
  if (exit_code != 0) return Examined{"an untouched copy is said to differ", {}};

  ASSIGN_OR_RETURN(const StoredEntry entry, LastPassage(copy));
  ASSIGN_OR_RETURN(const std::string turned, TurnOneBit(copy, entry));
  if (turned.empty()) return Examined{"the last passage is not in the file as it was sealed", {}};
  ASSIGN_OR_RETURN(Examined examined, Verify(hall, {"--database", "copy.db"}, exit_code));
  const std::string named = "DIFFERENT at position " + std::to_string(entry.position) + ":";
  const bool found = exit_code == kExitDifference && examined.lines.size() > 1 && examined.lines[1].starts_with(named);
  examined.outcome = found ? "found" : "not found";
  examined.lines.insert(examined.lines.begin(), turned);
  return examined;
}

}  // namespace clearance
