#include "services/ledger/ledger_export.h"

#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "common/base/base64.h"
#include "db/merkle_proofs.h"
#include "services/ledger/shown_entries.h"

namespace clearance {
namespace {

using Json = nlohmann::ordered_json;

std::string LineOf(const Json& json) { return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace); }

class EntriesUnderCheckpoints final : public LedgerExport {
 public:
  EntriesUnderCheckpoints(StoreReader& store, EntryFilter filter, ExportHeader header)
      : store_(store), filter_(std::move(filter)), header_(std::move(header)) {}

  StatusOr<std::vector<std::string>> Next() override {
    std::vector<std::string> lines;
    if (!begun_) lines.push_back(HeaderLine());
    begun_ = true;
    RETURN_IF_ERROR(store_.Read([&](const Snapshot& s) { return ReadPage(s, lines); }));
    if (done_) lines.push_back(LineOf({{"entries", entries_}, {"complete", true}}));
    return lines;
  }

  bool Done() const override { return done_; }

 private:
  std::string HeaderLine() const {
    return LineOf({{"format", "clearance-ledger-export/1"},
                   {"made_at", FormatInstant(header_.made_at)},
                   {"reason", header_.reason},
                   {"scope", header_.scope},
                   {"last_position", header_.last_position},
                   {"checkpoints", header_.notes}});
  }

  Status ReadPage(const Snapshot& s, std::vector<std::string>& lines) {
    ASSIGN_OR_RETURN(EntryPage page, s.ledger().List(filter_, after_, kExportEntriesPerPage));
    RETURN_IF_ERROR(LeaveOutUnshown(s, page.entries));
    for (const StoredEntry& stored : page.entries) {
      if (stored.position > header_.last_position) break;
      ASSIGN_OR_RETURN(std::string line, EntryLine(s, stored));
      lines.push_back(std::move(line));
      ++entries_;
    }
    done_ = !page.next_after || *page.next_after >= header_.last_position;
    after_ = page.next_after.value_or(after_);
    return OkStatus();
  }

  StatusOr<std::string> EntryLine(const Snapshot& s, const StoredEntry& stored) {
    const std::string& log = stored.entry.log;
    const std::uint64_t size = header_.sizes.at(log);
    InclusionProver& prover = provers_.try_emplace(log, log, size).first->second;
    ASSIGN_OR_RETURN(const auto hashes, prover.Prove(s.ledger(), stored.leaf_index));
    Json proof = Json::array();
    for (const std::string& hash : hashes) proof.push_back(ToBase64(hash));
    return LineOf({{"position", stored.position},
                   {"log", log},
                   {"leaf_index", stored.leaf_index},
                   {"tree_size", size},
                   {"sealed", ToBase64(stored.sealed)},
                   {"proof", std::move(proof)}});
  }

  StoreReader& store_;
  const EntryFilter filter_;
  const ExportHeader header_;
  bool begun_ = false;
  bool done_ = false;
  std::uint64_t after_ = 0;
  std::uint64_t entries_ = 0;
  std::map<std::string, InclusionProver> provers_;  // by log
};

}  // namespace

std::shared_ptr<LedgerExport> NewLedgerExport(StoreReader& store, EntryFilter filter, ExportHeader header) {
  return std::make_shared<EntriesUnderCheckpoints>(store, std::move(filter), std::move(header));
}

}  // namespace clearance
