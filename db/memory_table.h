// The memory store's tables: ordered maps whose changes can be undone, so that a failed function leaves nothing.
#pragma once

#include <functional>
#include <map>
#include <utility>
#include <vector>

namespace clearance {

// What to do, last first, to be as before.
class UndoLog {
 public:
  void Add(std::function<void()> undo) { steps_.push_back(std::move(undo)); }
  void Forget() { steps_.clear(); }
  void Undo() {
    for (auto step = steps_.rbegin(); step != steps_.rend(); ++step) (*step)();
    steps_.clear();
  }

 private:
  std::vector<std::function<void()>> steps_;
};

template <typename Key, typename Row>
class MemoryTable {
 public:
  using Rows = std::map<Key, Row, std::less<>>;
  explicit MemoryTable(UndoLog& undo) : undo_(undo) {}
  MemoryTable(const MemoryTable&) = delete;
  MemoryTable& operator=(const MemoryTable&) = delete;

  const Rows& rows() const { return rows_; }

  template <typename AnyKey>
  const Row* Find(const AnyKey& key) const {
    const auto found = rows_.find(key);
    return found == rows_.end() ? nullptr : &found->second;
  }

  // The row, or a value-initialised one.
  template <typename AnyKey>
  Row Get(const AnyKey& key) const {
    const Row* found = Find(key);
    return found == nullptr ? Row() : *found;
  }

  void Set(const Key& key, Row row) {
    const auto [place, inserted] = rows_.try_emplace(key, row);
    if (inserted) {
      undo_.Add([this, key] { rows_.erase(key); });
    } else {
      undo_.Add([this, key, before = std::exchange(place->second, std::move(row))] { rows_[key] = before; });
    }
  }

  void Erase(const Key& key) {
    const auto place = rows_.find(key);
    if (place == rows_.end()) return;
    undo_.Add([this, key, before = std::move(place->second)] { rows_.emplace(key, before); });
    rows_.erase(place);
  }

 private:
  UndoLog& undo_;
  Rows rows_;
};

}  // namespace clearance
