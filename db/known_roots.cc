#include "db/known_roots.h"

#include <algorithm>
#include <utility>

namespace clearance {
namespace {

std::string NameOf(const StoredCheckpoint& stored) { return "the stored checkpoint " + std::to_string(stored.number); }

std::string Rewritten(const LogRoot& root, const std::string& source) {
  return "log " + root.log + ": its first " + std::to_string(root.size) + " entries do not have the root of " + source +
         ": they are not those it was signed for";
}

std::string CutOff(const LogRoot& root, std::uint64_t size, const std::string& source) {
  return "log " + root.log + " ends after " + std::to_string(size) + " entries, " + source + " is of " +
         std::to_string(root.size) + ": the last " + std::to_string(root.size - size) + " are missing";
}

std::uint64_t SizeOf(const std::map<std::string, MerkleFrontier>& trees, const std::string& log) {
  const auto tree = trees.find(log);
  return tree == trees.end() ? 0 : tree->second.size();
}

}  // namespace

std::string CutOffBefore(const StoredCheckpoint& stored, std::uint64_t size) {
  return stored.root.size > size ? CutOff(stored.root, size, NameOf(stored)) : "";
}

KnownRoots::KnownRoots(std::vector<KnownRoot> given) {
  std::stable_sort(given.begin(), given.end(),
                   [](const KnownRoot& a, const KnownRoot& b) { return a.root.size < b.root.size; });
  for (KnownRoot& known : given) {
    // An empty log has but one root, and nothing after it says anything of it.
    if (known.root.size == 0) continue;
    std::vector<KnownRoot>& of_log = logs_[known.root.log].given;
    of_log.push_back(std::move(known));
  }
}

Status KnownRoots::FindNext(const Checkpoints& stored, const std::string& log, OfLog& of_log) {
  const std::uint64_t after = of_log.next_stored ? of_log.next_stored->number : 0;
  ASSIGN_OR_RETURN(std::vector<StoredCheckpoint> found, stored.List(log, after, 1));
  of_log.stored_looked_up = true;
  of_log.next_stored.reset();
  if (!found.empty()) of_log.next_stored = std::move(found.front());
  return OkStatus();
}

StatusOr<std::string> KnownRoots::AfterLeaf(const Checkpoints& stored, const std::string& log,
                                            const MerkleFrontier& tree) {
  OfLog& of_log = logs_[log];
  if (!of_log.stored_looked_up) RETURN_IF_ERROR(FindNext(stored, log, of_log));
  for (; of_log.seen < of_log.given.size() && of_log.given[of_log.seen].root.size == tree.size(); ++of_log.seen) {
    const KnownRoot& known = of_log.given[of_log.seen];
    if (known.root.root_hash != tree.Root()) return Rewritten(known.root, known.source);
  }
  while (of_log.next_stored && of_log.next_stored->root.size <= tree.size()) {
    const LogRoot& root = of_log.next_stored->root;
    if (root.size < tree.size()) return "log " + log + ": " + NameOf(*of_log.next_stored) + " is out of order";
    if (root.root_hash != tree.Root()) return Rewritten(root, NameOf(*of_log.next_stored));
    RETURN_IF_ERROR(FindNext(stored, log, of_log));
  }
  return std::string();
}

StatusOr<std::string> KnownRoots::AtEnd(const Ledger& ledger, const Checkpoints& stored,
                                        const std::map<std::string, MerkleFrontier>& trees) {
  for (auto& [log, of_log] : logs_) {
    if (of_log.seen < of_log.given.size()) {
      const KnownRoot& latest = of_log.given.back();
      return CutOff(latest.root, SizeOf(trees, log), latest.source);
    }
    ASSIGN_OR_RETURN(const std::optional<StoredCheckpoint> latest, stored.Latest(log));
    if (!latest) continue;
    ASSIGN_OR_RETURN(const LogRoot now, ledger.Root(log));
    if (std::string cut_off = CutOffBefore(*latest, now.size); !cut_off.empty()) return cut_off;
  }
  return std::string();
}

}  // namespace clearance
