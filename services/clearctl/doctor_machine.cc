#include "services/clearctl/doctor_machine.h"

#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>
#include <utility>

#include "common/base/bytes.h"
#include "common/base/kernel_clock.h"
#include "common/base/secret_file.h"
#include "common/crypto/certificate.h"
#include "common/crypto/secret.h"
#include "common/crypto/tls_authorities.h"
#include "common/crypto/tls_chain.h"
#include "common/sqlite/integrity.h"
#include "common/sqlite/sqlite_status.h"
#include "common/zones/zone_source.h"

namespace clearance {
namespace {

constexpr std::size_t kMaxPemBytes = 1 << 20;
constexpr char kZoneVersions[] = "/usr/share/zoneinfo/tzdata.zi";
constexpr double kMostClockError = 1;  // seconds
constexpr char kSaveDatabase[] = "keep a copy with its -wal as evidence, look at the disk, restore the last backup";

bool MayRead(const struct stat& file, const ServiceUser& user) {
  if (user.uid == 0) return true;
  if (file.st_uid == user.uid) return (file.st_mode & S_IRUSR) != 0;
  if (file.st_gid == user.gid) return (file.st_mode & S_IRGRP) != 0;
  return (file.st_mode & S_IROTH) != 0;
}

std::string ModeText(const struct stat& file) {
  const unsigned mode = file.st_mode & 07777U;
  std::string text = "0";
  for (const int shift : {6, 3, 0}) text += static_cast<char>('0' + ((mode >> shift) & 7U));
  return text;
}

// As the units and docs/operations.md have it: root's, and the service reads it through its group; or the service's
// own.
std::string MendOf(const std::string& path, const ServiceUser& user) {
  const std::string group = std::to_string(user.gid);
  return "chown root:" + group + " " + path + "; chmod 640 " + path;
}

void CheckSecrecy(const NamedFile& file, const struct stat& found, const ServiceUser& user, DoctorReport& report) {
  const std::string name = file.key + ": " + ShownSecretName(file.path);
  const std::string mend = MendOf(file.path, user);
  if ((found.st_mode & (S_IRWXO | S_IWGRP)) != 0) {
    report.Fail("file", name + ": a secret that others may read or change (mode " + ModeText(found) + ")",
                mend + "; where others had access, make a new one");
  } else if ((found.st_mode & S_IRGRP) != 0 && found.st_gid != user.gid) {
    report.Warn("file",
                name + ": a secret that group " + std::to_string(found.st_gid) + " may read, not the service's, " +
                    std::to_string(user.gid) + " (mode " + ModeText(found) + ")",
                mend);
  } else if (found.st_uid != user.uid && found.st_uid != 0) {
    report.Warn("file",
                name + ": a secret that belongs to user " + std::to_string(found.st_uid) + ", neither to root nor to " +
                    "the service's, " + std::to_string(user.uid),
                mend);
  } else {
    report.Ok("file", name + " (mode " + ModeText(found) + ")");
  }
}

// False when there is nothing at its place that could be looked into.
bool CheckFile(const NamedFile& file, const ServiceUser& user, DoctorReport& report) {
  const std::string name = file.key + ": " + ShownSecretName(file.path);
  struct stat found {};
  if (stat(file.path.c_str(), &found) != 0) {
    const int problem = errno;
    report.Fail("file", name + ": " + std::strerror(problem),
                problem == EACCES ? "run the doctor as root, or let the service's user into the folder it is in"
                                  : "put it there, or mend " + file.key);
    return false;
  }
  const bool folder = file.use == FileUse::kFolder;
  if (folder ? !S_ISDIR(found.st_mode) : !S_ISREG(found.st_mode)) {
    report.Fail("file", name + ": is no " + (folder ? "folder" : "regular file"), "mend " + file.key);
    return false;
  }
  if (!MayRead(found, user)) {
    report.Fail("file", name + ": user " + std::to_string(user.uid) + " may not read it (mode " + ModeText(found) + ")",
                file.use == FileUse::kSecret ? MendOf(file.path, user) : "chmod a+r " + file.path);
  } else if (file.use == FileUse::kSecret) {
    CheckSecrecy(file, found, user, report);
  } else {
    report.Ok("file", name);
  }
  return true;
}

// Whole days, rounded down: what has twelve hours left has none.
long DaysUntil(Instant end, Instant now) { return std::chrono::floor<std::chrono::days>(end - now).count(); }

// A certificate that is made for a month is not to be renewed on its first day.
long WarnDaysOf(const Certificate& certificate) {
  return std::min<long>(kCertificateWarnDays, DaysUntil(certificate.not_after(), certificate.not_before()) / 3);
}

void CheckValidity(const std::string& path, const Certificate& certificate, Instant now, DoctorReport& report) {
  const std::string until = path + ": until " + FormatInstant(certificate.not_after());
  const long days = DaysUntil(certificate.not_after(), now);
  if (now < certificate.not_before()) {
    report.Fail("certificate", path + ": is not valid before " + FormatInstant(certificate.not_before()),
                "look at this machine's clock; otherwise have another one made");
  } else if (days < 0) {
    report.Fail("certificate", until + ": has expired", "have a new one made and restart the service");
  } else if (days < WarnDaysOf(certificate)) {
    report.Warn("certificate", until + ", " + std::to_string(days) + " days left",
                "have a new one made and restart the service with it");
  } else {
    report.Ok("certificate", until + ", " + std::to_string(days) + " days left");
  }
}

// An authority beside the one that counts (common/crypto/tls_authorities.h): nobody is kept away by its end who was not
// made by it, and who was finds it with the one that counts of their own.
void CheckOtherAuthority(const std::string& name, const Certificate& authority, Instant now, DoctorReport& report) {
  const std::string until = name + ": until " + FormatInstant(authority.not_after());
  const long days = DaysUntil(authority.not_after(), now);
  if (days < 0) {
    report.Warn("certificate", until + ": the file holds also this one, which has expired",
                "take it out: nothing that it made is believed any more");
  } else if (days < WarnDaysOf(authority)) {
    report.Warn("certificate", until + ", " + std::to_string(days) + " days left: the file holds also this one",
                "see that by then nothing that it made is in use, and take it out");
  } else {
    report.Ok("certificate", until + ", " + std::to_string(days) + " days left");
  }
}

void CheckAuthorities(const std::string& path, const TlsAuthorities& authorities, Instant now, DoctorReport& report) {
  const std::size_t count = authorities.all().size();
  for (std::size_t i = 0; i < count; ++i) {
    const std::string place = " (certificate " + std::to_string(i + 1) + " of " + std::to_string(count) + ")";
    const std::string name = count == 1 ? path : path + place;
    const auto check = i == authorities.counting_index() ? CheckValidity : CheckOtherAuthority;
    check(name, authorities.all()[i], now, report);
  }
}

template <typename T>
struct PemFile {
  std::string pem;
  T read;
};

// Nothing when it cannot be read, which the report then says; or is absent, which it says already.
template <typename T>
std::optional<PemFile<T>> ReadPem(const std::string& path, const std::set<std::string>& absent, const std::string& todo,
                                  const std::function<StatusOr<T>(std::string_view)>& parse, DoctorReport& report) {
  if (absent.contains(path)) return std::nullopt;
  auto pem = ReadFile(path, kMaxPemBytes);
  auto read = pem.ok() ? parse(*pem) : StatusOr<T>(pem.status());
  if (read.ok()) return PemFile<T>{*std::move(pem), *std::move(read)};
  const std::string problem = MessageOf(read.status());
  report.Fail("certificate", pem.ok() ? path + ": " + problem : problem,
              pem.ok() ? todo : "run the doctor as root or as the service's user");
  return std::nullopt;
}

void CheckKey(const NamedCertificate& named, const Certificate& certificate, DoctorReport& report) {
  auto key = ReadSecretFile(named.private_key, kMaxPemBytes);
  if (!key.ok())
    return report.Fail("certificate", MessageOf(key.status()), "run the doctor as root or as the service's user");
  const SecretBytes secret(*std::move(key));
  const Status its_own = certificate.CheckPrivateKey(secret.view(), named.private_key, named.certificate);
  if (its_own.ok()) return;
  report.Fail("certificate", MessageOf(its_own), "put the key there that the certificate was made for, in plain PEM");
}

void CheckOwner(const NamedCertificate& named, const Certificate& certificate, DoctorReport& report) {
  const Status own = named.is_own(certificate);
  if (own.ok()) return;
  report.Fail("certificate", MessageOf(own),
              "put this program's own there, with its key, or mend the configuration; the program will not start");
}

std::string ZoneVersion() {
  std::ifstream file(kZoneVersions);
  std::string hash, word, version;
  file >> hash >> word >> version;
  return word == "version" ? " (" + version + ")" : "";
}

std::string BytesText(std::uint64_t bytes) {
  constexpr std::uint64_t kGib = std::uint64_t{1} << 30;
  constexpr std::uint64_t kMib = std::uint64_t{1} << 20;
  return bytes >= kGib ? std::to_string(bytes / kGib) + " GiB" : std::to_string(bytes / kMib) + " MiB";
}

void CheckPlace(const WrittenPlace& place, DoctorReport& report) {
  const Status status = CheckWrittenPlace(place);
  if (status.ok()) return;
  const std::string mend = ", or mend " + std::string(place.key);
  if (status.code() == StatusCode::kDataLoss) return report.Fail("disk", MessageOf(status), kSaveDatabase + mend);
  report.Fail("disk", MessageOf(status),
              status.code() == StatusCode::kNotFound
                  ? "make the folder, the service's own" + mend
                  : "see that the disk is mounted for writing (dmesg says why it is not) and that the service may "
                    "write there" +
                        mend);
}

}  // namespace

ServiceUser UserOf(const std::string& database) {
  struct stat found {};
  if (stat(database.c_str(), &found) == 0 || stat(FolderOf(database).c_str(), &found) == 0)
    return {found.st_uid, found.st_gid};
  return {geteuid(), getegid()};
}

std::set<std::string> CheckFiles(const std::vector<NamedFile>& files, const ServiceUser& user, DoctorReport& report) {
  std::set<std::string> absent;
  for (const NamedFile& file : files) {
    if (!CheckFile(file, user, report)) absent.insert(file.path);
  }
  return absent;
}

void CheckCertificate(const NamedCertificate& named, const std::set<std::string>& absent, Instant now,
                      DoctorReport& report) {
  const auto own =
      ReadPem<Certificate>(named.certificate, absent, "have another one made", &Certificate::FromPem, report);
  const std::string own_pem = own ? own->pem : "";
  const auto parse = [&](std::string_view pem) { return TlsAuthorities::FromPem(pem, own_pem, now); };
  const auto authorities = ReadPem<TlsAuthorities>(named.ca, absent, "put the authority's there", parse, report);
  if (own) CheckValidity(named.certificate, own->read, now, report);
  if (own) CheckOwner(named, own->read, report);
  if (own && !absent.contains(named.private_key)) CheckKey(named, own->read, report);
  if (authorities) CheckAuthorities(named.ca, authorities->read, now, report);
  if (!own || !authorities) return;
  const Status chain = CheckTlsChain(own->pem, authorities->pem, now);
  if (chain.ok()) return report.Ok("certificate", named.certificate + ": signed by " + named.ca);
  report.Fail("certificate", named.certificate + ": " + MessageOf(chain) + " (authority: " + named.ca + ")",
              "have one made by that authority, or put the right authority there");
}

void CheckKernelClock(DoctorReport& report) {
  const auto clock = AskKernelClock();
  if (!clock) {
    report.Warn("clock", "the kernel may not be asked from here how well this clock is kept (adjtimex is forbidden)",
                "look from a shell of the machine, outside the service's or container's confinement");
  } else if (!clock->synchronised) {
    report.Warn("clock", "the kernel does not know of anything that keeps this clock in time",
                "install and start a time service (chrony, systemd-timesyncd)");
  } else if (clock->max_error_seconds > kMostClockError) {
    report.Warn("clock",
                "the kernel takes the clock to be wrong by up to " + std::to_string(clock->max_error_seconds) + " s",
                "look at the time service");
  } else {
    report.Ok("clock", "is kept in time");
  }
}

void CheckTimeZones(DoctorReport& report) {
  const auto zones = MakeZoneTable();
  if (zones.ok()) return report.Ok("tzdata", "knows both territories' civil time" + ZoneVersion());
  report.Fail("tzdata", MessageOf(zones.status()) + ZoneVersion(), "install the distribution's newest tzdata");
}

void CheckDisk(const ConfiguredPlaces& places, DoctorReport& report) {
  if (const Status apart = CheckApart(places); !apart.ok()) {
    report.Fail("disk", MessageOf(apart), "give each of the two a place of its own");
  } else {
    for (const WrittenPlace& place : places.written) CheckPlace(place, report);
  }
  const std::string folder = FolderOf(places.written.front().path);
  struct statvfs disk {};
  if (statvfs(folder.c_str(), &disk) != 0) return;  // no such folder, which is told
  const std::uint64_t free = static_cast<std::uint64_t>(disk.f_bavail) * disk.f_frsize;
  const std::string what = folder + ": " + BytesText(free) + " free";
  if (free < kDiskFailBytes) {
    report.Fail("disk", what, "make room at once: nothing can be recorded on a full disk");
  } else if (free < kDiskWarnBytes) {
    report.Warn("disk", what, "make room: a crossing takes a kilobyte, a backup as much as the ledger");
  } else {
    report.Ok("disk", what);
  }
}

void CheckDatabaseFile(const std::string& path, DoctorReport& report) {
  if (!std::filesystem::exists(path))
    return report.Warn("database", path + ": is not there", "nothing, where it is to be made at the first start");
  if (!CheckIsDatabase(path).ok()) return;  // which CheckDisk has told
  const auto look = [&]() -> StatusOr<std::vector<std::string>> {
    ASSIGN_OR_RETURN(const auto connection, sqlite::Connection::Open(path, sqlite::OpenMode::kReadOnly));
    return sqlite::CheckIntegrity(*connection, sqlite::IntegrityDepth::kQuick);
  };
  const auto faults = look();
  if (!faults.ok()) return report.Fail("database", MessageOf(sqlite::NamingFile(path, faults.status())), kSaveDatabase);
  if (!faults->empty()) return report.Fail("database", path + ": " + faults->front(), kSaveDatabase);
  report.Ok("database", path + ": in order, as far as SQLite can tell");
}

}  // namespace clearance
