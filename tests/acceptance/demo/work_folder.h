// The demo's folder: keys, ledgers and logs of one run. Removed at the end, also on Ctrl-C, unless it is kept.
#pragma once

#include <string>

namespace clearance {

class WorkFolder {
 public:
  WorkFolder();  // a new one of our own among the temporary files
  ~WorkFolder();
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;

  const std::string& path() const { return path_; }  // empty: it could not be made
  void Keep() { kept_ = true; }
  void Remove();
  // From now on a signal to end removes it and ends the process; those started by it die with it.
  void RemoveOnInterrupt();

 private:
  std::string path_;
  bool kept_ = false;
};

}  // namespace clearance
