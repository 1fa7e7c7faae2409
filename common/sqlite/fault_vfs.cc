#include "common/sqlite/fault_vfs.h"

#include <sqlite3.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <new>
#include <string_view>

#include "common/base/check.h"

namespace clearance::sqlite {

struct FaultVfs::Registration {
  explicit Registration(FaultDisk& the_disk) : disk(the_disk) {}
  FaultDisk& disk;
  sqlite3_vfs* system = nullptr;
  std::string name{};
  sqlite3_vfs vfs{};
};

namespace {

// What SQLite allocates for a file; the system's own file of the same name follows it.
struct FaultFile {
  sqlite3_file base;
  FaultDisk* disk;
  std::shared_ptr<DiskFile> file;
  sqlite3_file* system;  // for locks and shared memory; nullptr but for a database
  bool syncs_folder;     // a journal: its first sync through this handle makes names durable, as SQLite's own VFS does
};

constexpr int kSystemFileAt = static_cast<int>((sizeof(FaultFile) + 15) / 16 * 16);
// What SQLite's own VFS says of a file system it knows nothing better of.
constexpr int kSectorSizeTold = 4096;
// What SQLite's own VFS reads or writes at once is less than this.
constexpr int kMaxPiece = 1 << 17;

FaultFile& Of(sqlite3_file* file) { return *reinterpret_cast<FaultFile*>(file); }

int CodeOf(DiskResult result, int failed) {
  switch (result) {
    case DiskResult::kDone:
      return SQLITE_OK;
    case DiskResult::kFull:
      return SQLITE_FULL;
    case DiskResult::kFailed:
    case DiskResult::kNotThere:
      break;
  }
  return failed;
}

int Close(sqlite3_file* file) {
  FaultFile& self = Of(file);
  if (self.system != nullptr && self.system->pMethods != nullptr) self.system->pMethods->xClose(self.system);
  self.file.~shared_ptr();
  return SQLITE_OK;
}

int Read(sqlite3_file* file, void* into, int size, sqlite3_int64 offset) {
  std::string got;
  CHECK(size < kMaxPiece);
  const FaultFile& self = Of(file);
  const auto wanted = static_cast<std::size_t>(size);
  if (self.disk->Read(*self.file, static_cast<std::uint64_t>(offset), wanted, got) != DiskResult::kDone) {
    return SQLITE_IOERR_READ;
  }
  std::memset(into, 0, wanted);
  std::memcpy(into, got.data(), got.size());
  return got.size() == wanted ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

int Write(sqlite3_file* file, const void* from, int size, sqlite3_int64 offset) {
  CHECK(size < kMaxPiece);
  const FaultFile& self = Of(file);
  const std::string_view bytes(static_cast<const char*>(from), static_cast<std::size_t>(size));
  return CodeOf(self.disk->Write(*self.file, static_cast<std::uint64_t>(offset), bytes), SQLITE_IOERR_WRITE);
}

int Truncate(sqlite3_file* file, sqlite3_int64 size) {
  const FaultFile& self = Of(file);
  return CodeOf(self.disk->Truncate(*self.file, static_cast<std::uint64_t>(size)), SQLITE_IOERR_TRUNCATE);
}

int Sync(sqlite3_file* file, int) {
  FaultFile& self = Of(file);
  const DiskResult result = self.disk->Sync(*self.file, self.syncs_folder);
  if (result == DiskResult::kDone) self.syncs_folder = false;
  return CodeOf(result, SQLITE_IOERR_FSYNC);
}

int FileSize(sqlite3_file* file, sqlite3_int64* size) {
  const FaultFile& self = Of(file);
  const auto found = self.disk->Size(*self.file);
  if (!found) return SQLITE_IOERR_FSTAT;
  *size = static_cast<sqlite3_int64>(*found);
  return SQLITE_OK;
}

// Only databases are locked and have shared memory. A journal asks for neither.
int Lock(sqlite3_file* file, int level) {
  FaultFile& self = Of(file);
  return self.system == nullptr ? SQLITE_OK : self.system->pMethods->xLock(self.system, level);
}

int Unlock(sqlite3_file* file, int level) {
  FaultFile& self = Of(file);
  return self.system == nullptr ? SQLITE_OK : self.system->pMethods->xUnlock(self.system, level);
}

int CheckReservedLock(sqlite3_file* file, int* reserved) {
  FaultFile& self = Of(file);
  *reserved = 0;
  return self.system == nullptr ? SQLITE_OK : self.system->pMethods->xCheckReservedLock(self.system, reserved);
}

int FileControl(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }

int SectorSize(sqlite3_file*) { return kSectorSizeTold; }

// A write that the power cuts changes no byte beside it: FaultDisk keeps to that.
int DeviceCharacteristics(sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }

int ShmMap(sqlite3_file* file, int region, int size, int extend, void volatile** memory) {
  FaultFile& self = Of(file);
  return self.system->pMethods->xShmMap(self.system, region, size, extend, memory);
}

int ShmLock(sqlite3_file* file, int offset, int count, int flags) {
  FaultFile& self = Of(file);
  return self.system->pMethods->xShmLock(self.system, offset, count, flags);
}

void ShmBarrier(sqlite3_file* file) {
  FaultFile& self = Of(file);
  self.system->pMethods->xShmBarrier(self.system);
}

int ShmUnmap(sqlite3_file* file, int and_delete) {
  FaultFile& self = Of(file);
  return self.system->pMethods->xShmUnmap(self.system, and_delete);
}

constexpr int kMethodsVersion = 2;  // with shared memory, without mapped files
const sqlite3_io_methods kMethods = {
    kMethodsVersion,
    Close,
    Read,
    Write,
    Truncate,
    Sync,
    FileSize,
    Lock,
    Unlock,
    CheckReservedLock,
    FileControl,
    SectorSize,
    DeviceCharacteristics,
    ShmMap,
    ShmLock,
    ShmBarrier,
    ShmUnmap,
    nullptr,
    nullptr,
};

FaultVfs::Registration& Of(sqlite3_vfs* vfs) { return *static_cast<FaultVfs::Registration*>(vfs->pAppData); }

int Open(sqlite3_vfs* vfs, sqlite3_filename name, sqlite3_file* file, int flags, int* flags_out) {
  FaultVfs::Registration& own = Of(vfs);
  file->pMethods = nullptr;
  const bool makes = (flags & SQLITE_OPEN_CREATE) != 0;
  std::shared_ptr<DiskFile> opened = name == nullptr ? own.disk.OpenTemporary() : own.disk.Open(name, makes);
  if (opened == nullptr) return SQLITE_CANTOPEN;
  sqlite3_file* system = nullptr;
  if ((flags & SQLITE_OPEN_MAIN_DB) != 0) {
    system = reinterpret_cast<sqlite3_file*>(reinterpret_cast<char*>(file) + kSystemFileAt);
    std::memset(system, 0, static_cast<std::size_t>(own.system->szOsFile));
    const int code = own.system->xOpen(own.system, name, system, flags, flags_out);
    if (code != SQLITE_OK) return code;
  }
  const bool is_journal = (flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL)) != 0;
  new (file) FaultFile{{&kMethods}, &own.disk, std::move(opened), system, makes && is_journal};
  if (flags_out != nullptr) *flags_out = flags;
  return SQLITE_OK;
}

int Delete(sqlite3_vfs* vfs, const char* name, int sync_folder) {
  const DiskResult result = Of(vfs).disk.Remove(name, sync_folder != 0);
  if (result == DiskResult::kNotThere) return SQLITE_IOERR_DELETE_NOENT;
  return CodeOf(result, SQLITE_IOERR_DELETE);
}

int Access(sqlite3_vfs* vfs, const char* name, int, int* yes) {
  FaultDisk& disk = Of(vfs).disk;
  if (!disk.HasPower()) return SQLITE_IOERR_ACCESS;
  *yes = disk.Exists(name) ? 1 : 0;
  return SQLITE_OK;
}

int FullPathname(sqlite3_vfs* vfs, const char* name, int size, char* out) {
  sqlite3_vfs* system = Of(vfs).system;
  return system->xFullPathname(system, name, size, out);
}

int Randomness(sqlite3_vfs* vfs, int size, char* out) {
  sqlite3_vfs* system = Of(vfs).system;
  return system->xRandomness(system, size, out);
}

int Sleep(sqlite3_vfs* vfs, int microseconds) {
  sqlite3_vfs* system = Of(vfs).system;
  return system->xSleep(system, microseconds);
}

int CurrentTime(sqlite3_vfs* vfs, double* now) {
  sqlite3_vfs* system = Of(vfs).system;
  return system->xCurrentTime(system, now);
}

int GetLastError(sqlite3_vfs*, int, char*) { return 0; }

int CurrentTimeInt64(sqlite3_vfs* vfs, sqlite3_int64* now) {
  sqlite3_vfs* system = Of(vfs).system;
  return system->xCurrentTimeInt64(system, now);
}

}  // namespace

FaultVfs::FaultVfs(FaultDisk& disk) : registration_(std::make_unique<Registration>(disk)) {
  static std::atomic<int> made{0};
  Registration& own = *registration_;
  own.system = sqlite3_vfs_find(nullptr);
  CHECK(own.system != nullptr);
  own.name = "fault-" + std::to_string(++made);
  own.vfs.iVersion = 2;
  own.vfs.szOsFile = kSystemFileAt + own.system->szOsFile;
  own.vfs.mxPathname = own.system->mxPathname;
  own.vfs.zName = own.name.c_str();
  own.vfs.pAppData = &own;
  own.vfs.xOpen = Open;
  own.vfs.xDelete = Delete;
  own.vfs.xAccess = Access;
  own.vfs.xFullPathname = FullPathname;
  own.vfs.xRandomness = Randomness;
  own.vfs.xSleep = Sleep;
  own.vfs.xCurrentTime = CurrentTime;
  own.vfs.xGetLastError = GetLastError;
  own.vfs.xCurrentTimeInt64 = CurrentTimeInt64;
  CHECK(sqlite3_vfs_register(&own.vfs, 0) == SQLITE_OK);
}

FaultVfs::~FaultVfs() { sqlite3_vfs_unregister(&registration_->vfs); }

const std::string& FaultVfs::name() const { return registration_->name; }

}  // namespace clearance::sqlite
