// What `clearctl doctor` has found: a line for each thing it looked at, how it stands, and what to do.
#pragma once

#include <string>
#include <vector>

namespace clearance {

enum class DoctorState {
  kOk,
  kWarn,  // it works, and somebody should look
  kFail,  // it does not, or not for long
};

struct DoctorLine {
  std::string check;  // "certificate", one word for programs
  DoctorState state = DoctorState::kOk;
  std::string what;
  std::string todo{};  // empty where nothing is to be done
};

class DoctorReport {
 public:
  void Ok(std::string check, std::string what);
  void Warn(std::string check, std::string what, std::string todo);
  void Fail(std::string check, std::string what, std::string todo);

  const std::vector<DoctorLine>& lines() const { return lines_; }
  bool failed() const;

  // For people, what is not in order last. Names of files in it are others' text, and shown as such.
  std::string Text() const;
  // {"state":"warn","checks":[{"check","state","what","todo"}]}
  std::string Json() const;

 private:
  std::vector<DoctorLine> lines_;
};

}  // namespace clearance
