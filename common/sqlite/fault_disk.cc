#include "common/sqlite/fault_disk.h"

#include <algorithm>
#include <set>
#include <utility>

#include "common/base/check.h"

namespace clearance::sqlite {

// A write (of `bytes` at `offset`) or a truncation (to `offset`).
struct DiskChange {
  std::uint64_t number = 0;
  bool truncates = false;
  std::uint64_t offset = 0;
  std::string bytes{};

  void ApplyTo(std::string& content) const {
    if (truncates) {
      content.resize(offset);
      return;
    }
    if (content.size() < offset + bytes.size()) content.resize(offset + bytes.size());
    content.replace(offset, bytes.size(), bytes);
  }
};

class DiskFile {
 public:
  std::string content{};              // as it is read
  std::string durable{};              // as it was synced
  std::vector<DiskChange> waiting{};  // what makes the one from the other, in order
};

std::uint64_t DiskStatistics::Faults() const {
  return failed_writes + short_writes + full_writes + failed_reads + failed_syncs + failed_others + power_cuts + lies;
}

DiskStatistics& DiskStatistics::operator+=(const DiskStatistics& other) {
  failed_writes += other.failed_writes;
  short_writes += other.short_writes;
  full_writes += other.full_writes;
  failed_reads += other.failed_reads;
  failed_syncs += other.failed_syncs;
  failed_others += other.failed_others;
  power_cuts += other.power_cuts;
  lies += other.lies;
  lost_writes += other.lost_writes;
  return *this;
}

FaultDisk::FaultDisk(std::uint64_t seed) : random_(seed) {}
FaultDisk::~FaultDisk() = default;

void FaultDisk::SetFaults(const DiskFaults& faults) {
  const std::lock_guard lock(mutex_);
  faults_ = faults;
}

DiskStatistics FaultDisk::Statistics() const {
  const std::lock_guard lock(mutex_);
  return statistics_;
}

bool FaultDisk::Happens(int thousandths) {
  return thousandths > 0 && random_.Below(1000) < static_cast<std::uint64_t>(thousandths);
}

bool FaultDisk::LosesPower() {
  if (!power_) return true;
  ++changes_;
  if (faults_.power_cut_at == 0 || --faults_.power_cut_at > 0) return false;
  power_ = false;
  ++statistics_.power_cuts;
  return true;
}

void FaultDisk::CutPower() {
  const std::lock_guard lock(mutex_);
  if (power_) ++statistics_.power_cuts;
  power_ = false;
}

bool FaultDisk::HasPower() const {
  const std::lock_guard lock(mutex_);
  return power_;
}

void FaultDisk::ApplyInPart(std::string& content, const DiskChange& change) {
  if (change.truncates) return change.ApplyTo(content);
  // Sector by sector, each there or not.
  const std::uint64_t end = change.offset + change.bytes.size();
  for (std::uint64_t from = change.offset; from < end;) {
    const std::uint64_t to = std::min<std::uint64_t>(end, (from / kSectorBytes + 1) * kSectorBytes);
    if (random_.Below(2) == 0) {
      DiskChange{0, false, from, change.bytes.substr(from - change.offset, to - from)}.ApplyTo(content);
    }
    from = to;
  }
}

void FaultDisk::SurvivePowerCut(DiskFile& file, Survival survival, std::uint64_t moment) {
  for (const DiskChange& change : file.waiting) {
    const bool whole = survival == Survival::kEverything ||
                       (survival == Survival::kUpToAMoment && change.number < moment) ||
                       (survival == Survival::kAnything && random_.Below(4) == 0);
    const bool in_part = !whole && ((survival == Survival::kUpToAMoment && change.number == moment) ||
                                    (survival == Survival::kAnything && random_.Below(3) == 0));
    if (whole) change.ApplyTo(file.durable);
    if (in_part) ApplyInPart(file.durable, change);
    if (!whole) ++statistics_.lost_writes;
  }
  file.waiting.clear();
  file.content = file.durable;
}

void FaultDisk::RestartProcess() {
  const std::lock_guard lock(mutex_);
  faults_ = DiskFaults();
  power_ = true;
}

void FaultDisk::RestorePower() {
  const std::lock_guard lock(mutex_);
  if (power_) return;
  Names names;
  std::set<std::string> paths;
  for (const Names* names_of : {&names_, &durable_names_}) {
    for (const auto& [path, file] : *names_of) paths.insert(path);
  }
  const auto survival = static_cast<Survival>(random_.Below(4));
  std::uint64_t oldest = changes_;
  for (const auto& [path, file] : names_) {
    if (!file->waiting.empty()) oldest = std::min(oldest, file->waiting.front().number);
  }
  const std::uint64_t moment = oldest + random_.Below(changes_ - oldest + 1);
  for (const std::string& path : paths) {
    const bool new_name =
        survival == Survival::kEverything || (survival != Survival::kNothing && random_.Below(2) == 0);
    const Names& from = new_name ? names_ : durable_names_;
    const auto found = from.find(path);
    if (found != from.end()) names.insert(*found);
  }
  for (const auto& [path, file] : names) SurvivePowerCut(*file, survival, moment);
  names_ = names;
  durable_names_ = std::move(names);
  faults_ = DiskFaults();
  power_ = true;
}

std::shared_ptr<DiskFile> FaultDisk::Open(const std::string& path, bool make) {
  const std::lock_guard lock(mutex_);
  if (!power_) return nullptr;
  if (Happens(faults_.open_fails)) {
    ++statistics_.failed_others;
    return nullptr;
  }
  const auto found = names_.find(path);
  if (found != names_.end()) return found->second;
  if (!make || LosesPower()) return nullptr;
  return names_.emplace(path, std::make_shared<DiskFile>()).first->second;
}

std::shared_ptr<DiskFile> FaultDisk::OpenTemporary() {
  const std::lock_guard lock(mutex_);
  return power_ ? std::make_shared<DiskFile>() : nullptr;
}

bool FaultDisk::Exists(const std::string& path) const {
  const std::lock_guard lock(mutex_);
  return names_.find(path) != names_.end();
}

DiskResult FaultDisk::Remove(const std::string& path, bool durably) {
  const std::lock_guard lock(mutex_);
  if (LosesPower()) return DiskResult::kFailed;
  if (names_.find(path) == names_.end()) return DiskResult::kNotThere;
  if (Happens(faults_.remove_fails)) {
    ++statistics_.failed_others;
    return DiskResult::kFailed;
  }
  names_.erase(path);
  if (durably) durable_names_ = names_;
  return DiskResult::kDone;
}

DiskResult FaultDisk::Write(DiskFile& file, std::uint64_t offset, std::string_view bytes) {
  const std::lock_guard lock(mutex_);
  const bool had_power = power_;
  const bool goes = LosesPower();
  if (!had_power) return DiskResult::kFailed;
  if (!goes && Happens(faults_.write_fails)) {
    ++statistics_.failed_writes;
    return DiskResult::kFailed;
  }
  DiskResult result = goes ? DiskResult::kFailed : DiskResult::kDone;
  std::uint64_t size = bytes.size();
  if (!goes && Happens(faults_.write_cut_short)) {
    size = random_.Below(size);
    result = random_.Below(2) == 0 ? DiskResult::kFailed : DiskResult::kFull;
  }
  const std::uint64_t old_size = file.content.size();
  const bool full = offset + size > old_size && offset + size - old_size > faults_.free_bytes;
  if (full) {
    const std::uint64_t end = old_size + faults_.free_bytes;
    size = end > offset ? end - offset : 0;
    result = DiskResult::kFull;
  }
  if (result != DiskResult::kDone && !goes) ++(full ? statistics_.full_writes : statistics_.short_writes);
  if (size > 0) {
    file.waiting.push_back({changes_, false, offset, std::string(bytes.substr(0, size))});
    file.waiting.back().ApplyTo(file.content);
    if (faults_.free_bytes != kPlentyOfBytes) faults_.free_bytes -= file.content.size() - old_size;
  }
  return result;
}

DiskResult FaultDisk::Read(const DiskFile& file, std::uint64_t offset, std::size_t size, std::string& got) {
  const std::lock_guard lock(mutex_);
  if (!power_) return DiskResult::kFailed;
  if (Happens(faults_.read_fails)) {
    ++statistics_.failed_reads;
    return DiskResult::kFailed;
  }
  got = offset < file.content.size() ? file.content.substr(offset, size) : std::string();
  return DiskResult::kDone;
}

DiskResult FaultDisk::Truncate(DiskFile& file, std::uint64_t size) {
  const std::lock_guard lock(mutex_);
  if (LosesPower()) return DiskResult::kFailed;
  if (Happens(faults_.truncate_fails)) {
    ++statistics_.failed_others;
    return DiskResult::kFailed;
  }
  file.waiting.push_back({changes_, true, size, {}});
  file.waiting.back().ApplyTo(file.content);
  return DiskResult::kDone;
}

void FaultDisk::ForgetSome(DiskFile& file) {
  for (const DiskChange& change : file.waiting) {
    if (random_.Below(2) == 0) change.ApplyTo(file.durable);
  }
  file.waiting.clear();
  // The system may keep in memory what it thinks is on the disk, or read it anew.
  if (random_.Below(2) == 0) file.content = file.durable;
}

DiskResult FaultDisk::Sync(DiskFile& file, bool with_folder) {
  const std::lock_guard lock(mutex_);
  const bool had_power = power_;
  const bool goes = LosesPower();
  if (!had_power) return DiskResult::kFailed;
  // The power may go before the work or after it.
  if (goes && random_.Below(2) == 0) return DiskResult::kFailed;
  if (!goes && faults_.lies) {
    ++statistics_.lies;
    return DiskResult::kDone;
  }
  if (!goes && Happens(faults_.sync_fails)) {
    ++statistics_.failed_syncs;
    // As Linux does it: what could not be written may be taken for written ever after.
    if (random_.Below(2) == 0) ForgetSome(file);
    return DiskResult::kFailed;
  }
  for (const DiskChange& change : file.waiting) change.ApplyTo(file.durable);
  file.waiting.clear();
  if (with_folder) durable_names_ = names_;
  return goes ? DiskResult::kFailed : DiskResult::kDone;
}

std::optional<std::uint64_t> FaultDisk::Size(const DiskFile& file) const {
  const std::lock_guard lock(mutex_);
  if (!power_) return std::nullopt;
  return file.content.size();
}

}  // namespace clearance::sqlite
