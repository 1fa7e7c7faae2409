// The file work of backups: whole copies that are on the disk before they get their name, and folders that vanish
// again.
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>

#include "common/base/file_descriptor.h"
#include "common/base/status.h"

namespace clearance {

// Of what is not whole yet; six letters follow.
inline constexpr std::string_view kPartialSuffix = ".partial-";

// A new folder, its owner's alone, that is removed with all it holds unless it is renamed away first; what may hold
// keys is wiped (wiped_file.h). What a process that was killed left of one is removed by the next that makes one in the
// same place: a lock tells it from one in use.
class ScratchFolder {
 public:
  // Beside `path`: "<path>.partial-XXXXXX". First wipes and removes the folders of that form there, whatever comes
  // before the suffix, which nobody holds and which hold nothing but what a backup or a restore makes.
  // FILE_UNREADABLE naming it, and its folder where that is missing or may not be written: NOT_FOUND or
  // FAILED_PRECONDITION.
  static StatusOr<ScratchFolder> Beside(const std::string& path);
  ScratchFolder(ScratchFolder&& other) noexcept;
  ScratchFolder& operator=(ScratchFolder&&) = delete;
  ~ScratchFolder();

  std::string Path(const std::string& name) const { return path_ + "/" + name; }
  // From now on what it holds is to be wiped.
  void HoldKeys() { holds_keys_ = true; }
  // Flushes the folder, gives it the name `path` (where nothing but an empty folder may be), flushes the folder it is
  // in. Nothing is removed from then on.
  Status RenameTo(const std::string& path);

 private:
  ScratchFolder(std::string path, FileDescriptor folder) : path_(std::move(path)), folder_(std::move(folder)) {}
  std::string path_;  // empty: renamed away
  bool holds_keys_ = false;
  FileDescriptor folder_;  // holds the lock on the folder; none: moved from
};

// `header`, then the bytes of `from` behind the first `skip`, into the new file `to`, flushed as it grows and at the
// end. Only its owner may read it. `progress` (may be null) is told how many bytes are there. Errors FILE_UNREADABLE
// naming the file, CANCELLED once `stop` asks for it; `to` is then left as it is, to be removed with its ScratchFolder.
Status CopyInto(const std::string& from, std::uint64_t skip, const std::string& header, const std::string& to,
                const std::function<void(std::uint64_t)>& progress, const std::stop_token& stop = {});

// As rename(2), and durable. FILE_UNREADABLE naming both.
Status RenameDurably(const std::string& from, const std::string& to);

// What was written to the file is on the disk.
Status FlushFile(const std::string& path);

// Flushes the folder that `path` is in.
Status FlushFolderOf(const std::string& path);

}  // namespace clearance
