// WriteHealth: whether a database can be written, by the last try and by whether its files still have their names; told
// in the log when it changes, and to whoever asks whether the process does its work.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "common/base/status.h"
#include "common/sqlite/held_files.h"

namespace clearance::sqlite {

// Thread-safe.
class WriteHealth {
 public:
  // `setting` names `path` ("database"); empty: nothing is logged, and `path` is named alone. `held` may be null.
  WriteHealth(std::string_view setting, std::string path, std::shared_ptr<const HeldFiles> held);

  // How a write ended that the disk had to take. Of one that failed `store_unwritable` tells, an error, the first of a
  // row; then once more where the files are found to have lost their names. `store_writable_again` is the first that
  // was good behind it.
  void Note(const Status& written);

  // Whether the last write that was noted was good.
  bool Writable() const;

  // OK, or UNAVAILABLE (STORE_UNAVAILABLE) "SETTING: PATH: nothing can be written: WHY", for people. Also looks at the
  // names now, and notes it where they are lost. Files that are back are believed with the next write.
  Status Now();

 private:
  enum class State { kWritable, kRefused, kLost };
  void Become(State state, const Status& why);

  const std::string_view setting_;
  const std::string path_;
  const std::shared_ptr<const HeldFiles> held_;
  mutable std::mutex mutex_;
  State state_ = State::kWritable;
  std::string why_;  // it is not writable
};

}  // namespace clearance::sqlite
