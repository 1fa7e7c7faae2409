// FaultVfs: SQLite on a FaultDisk. Locks and shared memory are those of the system's own VFS, on an empty file of the
// same name, so that WAL journals and several connections work as they do in production. For tests: no program links
// it.
#pragma once

#include <memory>
#include <string>

#include "common/sqlite/fault_disk.h"

namespace clearance::sqlite {

// Registered with SQLite under a name of its own as long as it lives, which must be longer than every connection
// through it. All files must be of one real folder. Thread-safe.
class FaultVfs {
 public:
  explicit FaultVfs(FaultDisk& disk);
  ~FaultVfs();
  FaultVfs(const FaultVfs&) = delete;
  FaultVfs& operator=(const FaultVfs&) = delete;

  // For Connection::Open.
  const std::string& name() const;

  struct Registration;  // what SQLite calls

 private:
  std::unique_ptr<Registration> registration_;
};

}  // namespace clearance::sqlite
