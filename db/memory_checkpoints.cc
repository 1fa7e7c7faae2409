// The signed checkpoints in memory: a view of memory_views.h.

#include <set>

#include "db/memory_views.h"

namespace clearance {

StatusOr<std::optional<StoredCheckpoint>> MemoryCheckpoints::Latest(std::string_view log) const {
  for (auto row = checkpoints_.rows().rbegin(); row != checkpoints_.rows().rend(); ++row) {
    if (row->second.root.log == log) return std::optional<StoredCheckpoint>(row->second);
  }
  return std::optional<StoredCheckpoint>();
}

StatusOr<std::vector<StoredCheckpoint>> MemoryCheckpoints::List(std::string_view log, std::uint64_t after_number,
                                                                std::size_t limit) const {
  limit = BoundedLimit(limit);
  std::vector<StoredCheckpoint> found;
  for (auto row = checkpoints_.rows().upper_bound(after_number);
       row != checkpoints_.rows().end() && found.size() < limit; ++row) {
    if (row->second.root.log == log) found.push_back(row->second);
  }
  return found;
}

StatusOr<std::vector<StoredCheckpoint>> MemoryCheckpoints::ListAll(std::uint64_t after_number,
                                                                   std::size_t limit) const {
  limit = BoundedLimit(limit);
  std::vector<StoredCheckpoint> found;
  for (auto row = checkpoints_.rows().upper_bound(after_number);
       row != checkpoints_.rows().end() && found.size() < limit; ++row) {
    found.push_back(row->second);
  }
  return found;
}

StatusOr<std::vector<std::string>> MemoryCheckpoints::Logs() const {
  std::set<std::string> logs;
  for (const auto& [number, stored] : checkpoints_.rows()) logs.insert(stored.root.log);
  return std::vector<std::string>(logs.begin(), logs.end());
}

StatusOr<std::uint64_t> MemoryCheckpoints::Put(std::string_view note, Instant made_at) {
  ASSIGN_OR_RETURN(const LogRoot root, RootOfNote(note));
  ASSIGN_OR_RETURN(const std::optional<StoredCheckpoint> latest, Latest(root.log));
  ASSIGN_OR_RETURN(StoredCheckpoint next, NextCheckpoint(latest, note, made_at));
  next.number = checkpoints_.rows().empty() ? 1 : checkpoints_.rows().rbegin()->first + 1;
  checkpoints_.Set(next.number, next);
  return next.number;
}

}  // namespace clearance
