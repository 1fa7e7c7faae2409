// The parts of `clearctl doctor` about the process that serves, a centre or a gate: whether one runs, its ports, the
// files it has in use, and whether it does its work. They look and change nothing.
#pragma once

#include <string>

#include "services/clearctl/doctor_report.h"

namespace clearance {

// The file that one process alone may have: the database, or the outbox.
struct OwnFile {
  std::string path;
  bool in_use = false;  // some process has it now
};
OwnFile LookAtOwnFile(const std::string& database);

// Check "port": can be listened on, or is by the process that has `own`. `key` of the configuration.
void CheckPort(const std::string& key, const std::string& address, const OwnFile& own, DoctorReport& report);

// Check "service": where a process has `own`, what it says itself of whether it does its work, asked at admin.listen as
// by its own --health. False when it says it does not, or says nothing: then its files are nothing to open. One of them
// may be gone, and to open what is left would make another under its name.
bool CheckService(const std::string& admin_listen, const OwnFile& own, DoctorReport& report);

// Check "database": false, and told as a failure, where a file is not there that a process has in use.
bool CheckHeldFiles(const OwnFile& own, DoctorReport& report);

}  // namespace clearance
