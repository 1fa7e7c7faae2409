#include "services/clearctl/doctor_service.h"

#include <netdb.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "common/admin/readiness.h"
#include "common/base/address.h"
#include "common/base/file_descriptor.h"
#include "common/base/place.h"
#include "common/base/resolved_address.h"
#include "common/sqlite/file_lock.h"
#include "services/clearctl/port_listener.h"

namespace clearance {
namespace {

// 0 when the address can be listened on, or why not (errno); -1 when it is no address of this machine.
int ListenProblem(const std::string& address) {
  const auto parts = ParseAddress(address);
  if (!parts) return -1;
  const ResolvedAddresses found = ResolveAddress(*parts, AI_PASSIVE);
  if (found == nullptr) return -1;
  const FileDescriptor tried(socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const int yes = 1;  // as servers do: a port that was just left is free
  setsockopt(tried.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  const bool free = bind(tried.get(), found->ai_addr, found->ai_addrlen) == 0 && listen(tried.get(), 1) == 0;
  return free ? 0 : errno;
}

// A port in use is in order only where the running service has it itself: the next start will want it.
void CheckTakenPort(const std::string& name, const std::string& address, const OwnFile& own, DoctorReport& report) {
  const PortListener listener = ListenerAt(address, sqlite::FileLock::NameFor(own.path));
  if (listener.who == Listener::kHolder) return report.Ok("port", name + ": in use by the service, which runs");
  if (listener.who == Listener::kUnseen && own.in_use)
    return report.Warn("port", name + ": in use; whether by the service, which runs, cannot be seen from here",
                       "run the doctor as root or as the service's user");
  const std::string who = listener.process.empty() ? "" : " (" + listener.process + ")";
  report.Fail("port", name + ": another process listens there" + who,
              "ss -ltnp says which; end it, or take another port");
}

}  // namespace

OwnFile LookAtOwnFile(const std::string& database) {
  // Asked for only where a process of ours has been: the lock's file is not to be made here.
  if (!std::filesystem::exists(sqlite::FileLock::NameFor(database))) return {database};
  const auto lock = sqlite::FileLock::Acquire(database);
  return {database, !lock.ok() && MessageOf(lock.status()).find("in use by another process") != std::string::npos};
}

void CheckPort(const std::string& key, const std::string& address, const OwnFile& own, DoctorReport& report) {
  const auto parts = ParseAddress(address);
  if (parts && parts->port == 0) return report.Ok("port", key + ": any free one");
  const std::string name = key + ": " + address;
  const int problem = ListenProblem(address);
  if (problem == EADDRINUSE) return CheckTakenPort(name, address, own, report);
  if (problem == 0 && !own.in_use) return report.Ok("port", name + ": free");
  if (problem == 0)
    return report.Warn("port", name + ": nobody listens there, though the service runs",
                       "was the configuration changed since its start? Restart it");
  report.Fail("port", name + ": " + (problem < 0 ? "is no address" : std::strerror(problem)),
              "give an address of this machine, and a port it may listen on");
}

bool CheckService(const std::string& admin_listen, const OwnFile& own, DoctorReport& report) {
  if (!own.in_use) return true;
  const auto address = ParseAddress(admin_listen);
  if (!address || address->port == 0) {
    report.Warn("service", own.path + ": a process has it in use, and cannot be asked whether it does its work",
                "set admin.listen, with a port");
    return true;
  }
  const Status ready = AskReadiness(admin_listen, kReadinessPatience);
  if (ready.ok()) {
    report.Ok("service", admin_listen + ": runs, and is ready");
    return true;
  }
  report.Fail(
      "service", "a process has " + own.path + " in use, and does not do its work: " + MessageOf(ready),
      "unless a command of clearctl is at work on it, docs/operations.md (When the machine goes wrong) says what each "
      "cause asks for; the file was not opened");
  return false;
}

bool CheckHeldFiles(const OwnFile& own, DoctorReport& report) {
  if (!own.in_use) return true;
  const std::string file = Place(own.path).path().string();
  for (const char* suffix : {"", "-wal", "-shm"}) {
    if (std::filesystem::exists(file + suffix)) continue;
    report.Fail(
        "database",
        file + suffix + ": is not there, though a process has it in use: what that holds is lost when it ends",
        "unless a restore is at work on it, leave that process running: docs/operations.md (When a file in use is "
        "gone) says how to save what it holds");
    return false;
  }
  return true;
}

}  // namespace clearance
