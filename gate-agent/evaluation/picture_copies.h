// Which files are copies of another picture, byte for byte. A picture is no evidence of itself, whatever its copy is
// called: of a person with one photograph in two files nobody knows whether they are told from others.
#pragma once

#include <map>
#include <string>

namespace clearance {

class PictureCopies {
 public:
  explicit PictureCopies(std::string folder) : folder_(std::move(folder)) {}

  // The name below the folder under which these bytes were first asked of: `name`, when they are new here, and when
  // they are no picture's (the file is missing, empty, too large or may not be read). Reads the file.
  std::string FirstNameOf(const std::string& name);

 private:
  const std::string folder_;
  std::map<std::string, std::string> first_;  // by SHA-256
};

}  // namespace clearance
