// FaultDisk: the disk of a test. Files in memory behind a write cache that only a sync empties; its power can be cut,
// and its calls can fail. Knows nothing of SQLite (fault_vfs.h puts it beneath). For tests: no program links it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/random.h"

namespace clearance::sqlite {

// What a power cut leaves whole of a write that was under way.
inline constexpr std::size_t kSectorBytes = 512;

inline constexpr std::uint64_t kPlentyOfBytes = std::numeric_limits<std::uint64_t>::max();

// Which calls go wrong from now on. Chances are in thousandths of the calls they concern.
struct DiskFaults {
  int write_fails = 0;      // nothing is written
  int write_cut_short = 0;  // only a part is written
  int read_fails = 0;
  int sync_fails = 0;  // what waited for it may be written by a later sync, or never, though it is still read, or not
  int truncate_fails = 0;
  int remove_fails = 0;
  int open_fails = 0;
  std::uint64_t free_bytes = kPlentyOfBytes;  // how much files may grow; beyond, a write is cut short
  std::uint64_t power_cut_at = 0;             // the power goes in the n-th changing call from now on; 0: never
  bool lies = false;                          // a sync says that all is well and does nothing
};

struct DiskStatistics {
  std::uint64_t failed_writes = 0;
  std::uint64_t short_writes = 0;  // though there was room
  std::uint64_t full_writes = 0;   // for want of room
  std::uint64_t failed_reads = 0;
  std::uint64_t failed_syncs = 0;
  std::uint64_t failed_others = 0;  // truncate, remove, open
  std::uint64_t power_cuts = 0;     // and killed processes
  std::uint64_t lies = 0;           // syncs that did nothing
  std::uint64_t lost_writes = 0;    // gone, in whole or in part, at a power cut
  // Every fault: all but the last.
  std::uint64_t Faults() const;
  DiskStatistics& operator+=(const DiskStatistics& other);
};

enum class DiskResult { kDone, kFailed, kFull, kNotThere };

// A file that somebody may hold open though its name is gone. Its content is the disk's alone.
class DiskFile;
struct DiskChange;

// Thread-safe. The same calls in the same order have the same faults for the same seed.
class FaultDisk {
 public:
  explicit FaultDisk(std::uint64_t seed);
  ~FaultDisk();
  FaultDisk(const FaultDisk&) = delete;
  FaultDisk& operator=(const FaultDisk&) = delete;

  void SetFaults(const DiskFaults& faults);
  DiskStatistics Statistics() const;

  // Every call fails until one of the two below.
  void CutPower();
  bool HasPower() const;
  // As after kill -9: nothing is lost, and what was not synced is not so yet. Nobody may hold a file open.
  void RestartProcess();
  // As after a power cut. Nobody may hold a file open. What was not synced is gone, or there in whole or in part, in
  // any order; a name made or removed since its folder was last synced is the new one or the old one.
  void RestorePower();

  // nullptr when it cannot be opened, or is not there and not to be made.
  std::shared_ptr<DiskFile> Open(const std::string& path, bool make);
  // A file without a name.
  std::shared_ptr<DiskFile> OpenTemporary();
  bool Exists(const std::string& path) const;
  // `durably`: the folder is synced too.
  DiskResult Remove(const std::string& path, bool durably);

  DiskResult Write(DiskFile& file, std::uint64_t offset, std::string_view bytes);
  // Sets `got` to what is there, at most `size` bytes.
  DiskResult Read(const DiskFile& file, std::uint64_t offset, std::size_t size, std::string& got);
  DiskResult Truncate(DiskFile& file, std::uint64_t size);
  // `with_folder`: names too.
  DiskResult Sync(DiskFile& file, bool with_folder);
  std::optional<std::uint64_t> Size(const DiskFile& file) const;  // nullopt without power

 private:
  using Names = std::map<std::string, std::shared_ptr<DiskFile>>;
  enum class Survival : std::uint8_t { kNothing, kEverything, kAnything, kUpToAMoment };

  // All need mutex_.
  bool Happens(int thousandths);
  // True when the power goes, or is gone, in this changing call.
  bool LosesPower();
  void ForgetSome(DiskFile& file);
  void SurvivePowerCut(DiskFile& file, Survival survival, std::uint64_t moment);
  void ApplyInPart(std::string& content, const DiskChange& change);

  mutable std::mutex mutex_;
  SeededRandom random_;
  DiskFaults faults_;
  DiskStatistics statistics_;
  bool power_ = true;
  std::uint64_t changes_ = 0;  // so far, to order them
  Names names_;                // as they are seen
  Names durable_names_;        // as a power cut would leave them
};

}  // namespace clearance::sqlite
