#include "tests/acceptance/demo/ledger_audit.h"

#include <grpcpp/grpcpp.h>

#include <filesystem>
#include <set>

#include "clearance/v1/ledger.grpc.pb.h"
#include "common/base/bytes.h"
#include "common/wire/grpc_status.h"
#include "db/sqlite_store.h"

namespace clearance {
namespace {

constexpr auto kCallPatience = std::chrono::seconds(30);
constexpr std::size_t kMaxDatabaseBytes = std::size_t{1} << 30;
constexpr int kExitDifference = 2;

struct Counts {
  int passages = 0;
  int decisions = 0;  // with the request id asked for
  bool twice = false;
};

StatusOr<Counts> Count(v1::LedgerService::Stub& stub, const std::string& decision_request_id) {
  Counts counts;
  std::set<std::string> seen;
  v1::ListEntriesRequest request;
  request.set_page_size(1000);
  do {
    v1::ListEntriesResponse page;
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + kCallPatience);
    RETURN_IF_ERROR(FromGrpcStatus(stub.ListEntries(&context, request, &page)));
    for (const v1::LedgerEntry& entry : page.entries()) {
      counts.twice = counts.twice || !seen.insert(entry.request_id()).second;
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

// The sealed bytes of the last entry in a ledger's file.
StatusOr<std::string> LastSealedBytes(const std::string& path) {
  ASSIGN_OR_RETURN(const auto reader, OpenSqliteReader(path));
  std::string sealed;
  RETURN_IF_ERROR(reader->Read([&](const Snapshot& s) -> Status {
    ASSIGN_OR_RETURN(const std::uint64_t last, s.ledger().LastPosition());
    ASSIGN_OR_RETURN(const StoredEntry entry, s.ledger().Get(last));
    sealed = entry.sealed;
    return OkStatus();
  }));
  return sealed;
}

}  // namespace

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

StatusOr<std::string> TamperWithCopy(Hall& hall) {
  const std::string copy = hall.Path("copy.db");
  std::error_code failed;
  std::filesystem::copy_file(hall.Database(), copy, std::filesystem::copy_options::overwrite_existing, failed);
  if (failed) return "the ledger could not be copied: " + failed.message();
  int exit_code = 0;
  RETURN_IF_ERROR(hall.Clearctl({"ledger", "verify", "--database", copy}, exit_code).status());
  if (exit_code != 0) return std::string("an untouched copy is said to differ");

  ASSIGN_OR_RETURN(const std::string sealed, LastSealedBytes(copy));
  ASSIGN_OR_RETURN(std::string bytes, ReadFile(copy, kMaxDatabaseBytes));
  const std::size_t place = bytes.find(sealed);
  if (place == std::string::npos) return std::string("the last entry is not in the file as it was sealed");
  bytes[place + sealed.size() / 2] ^= 0x01;
  RETURN_IF_ERROR(WriteFile(copy, bytes));
  ASSIGN_OR_RETURN(const std::string output, hall.Clearctl({"ledger", "verify", "--database", copy}, exit_code));
  if (exit_code != kExitDifference) return "a changed byte was not noticed: " + output;
  return std::string("found");
}

}  // namespace clearance
