// The parts of `clearctl doctor` that a centre and a gate share: files and who may read them, certificates, the clock,
// time zones, disks. They look and change nothing.
#pragma once

#include <sys/types.h>

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "common/base/instant.h"
#include "common/base/places_apart.h"
#include "common/crypto/certificate.h"
#include "services/clearctl/doctor_report.h"

namespace clearance {

inline constexpr int kCertificateWarnDays = 30;  // or a third of its life, where that is less
inline constexpr std::uint64_t kDiskFailBytes = std::uint64_t{256} << 20;
inline constexpr std::uint64_t kDiskWarnBytes = std::uint64_t{5} << 30;

// As whom the process runs.
struct ServiceUser {
  uid_t uid = 0;
  gid_t gid = 0;
};
// The owner of the process's own file, or of the folder it will be made in.
ServiceUser UserOf(const std::string& database);

enum class FileUse {
  kSecret,  // a private key: the service's or root's, read by nobody else but the service's group
  kPublic,  // a certificate, a public key, a rule book
  kFolder,
};

struct NamedFile {
  std::string key;  // of the configuration, "tls.private_key"
  std::string path;
  FileUse use = FileUse::kPublic;
};

// Check "file": is there, of that kind, readable by the service and, when it is a secret, by root and its own group at
// most. The paths of those that are not there, or are of another kind: nothing more is to be said of them.
std::set<std::string> CheckFiles(const std::vector<NamedFile>& files, const ServiceUser& user, DoctorReport& report);

struct NamedCertificate {
  std::string certificate;
  std::string private_key;
  std::string ca;  // who must have signed it, where both are of one authority
  // Whether it is this program's, by the question of its own start (common/wire/own_certificate.h).
  std::function<Status(const Certificate&)> is_own;
};
// Check "certificate": readable, valid, for how long, the program's own, the key's own, signed by the authority; as far
// as the files are not `absent`, which CheckFiles has told.
void CheckCertificate(const NamedCertificate& named, const std::set<std::string>& absent, Instant now,
                      DoctorReport& report);

// Check "clock": what the kernel knows of it.
void CheckKernelClock(DoctorReport& report);

// Check "tzdata".
void CheckTimeZones(DoctorReport& report);

// Check "disk": that what the process writes can be and is nothing else that its configuration names, by the look of
// its own --check-config, and room beside the first of these, its database.
void CheckDisk(const ConfiguredPlaces& places, DoctorReport& report);

// Check "database": SQLite's quick look at the file, without the indexes; nothing of what CheckDisk found to be none.
void CheckDatabaseFile(const std::string& path, DoctorReport& report);

}  // namespace clearance
