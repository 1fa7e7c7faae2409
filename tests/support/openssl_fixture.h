// A test that holds what it makes against the `openssl` program, in a folder of its own that goes with it.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "common/base/bytes.h"
#include "tests/support/document_pki.h"
#include "tests/support/process.h"
#include "tests/support/shared_data.h"

namespace clearance {

// A folder of its own, and `openssl` run in it.
class OpensslTest : public testing::Test {
 protected:
  OpensslTest() : folder_(testing::TempDir() + "document_pki_" + std::to_string(getpid())) {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  ~OpensslTest() override { std::filesystem::remove_all(folder_); }

  std::string Path(const std::string& name) const { return folder_ + "/" + name; }
  std::string Put(const std::string& name, std::string_view content) {
    EXPECT_TRUE(WriteFile(Path(name), content).ok());
    return Path(name);
  }
  std::string PutCertificate(const std::string& name, const PkiHolder& holder) {
    return Put(name, PkiPem(holder.certificate, "CERTIFICATE"));
  }

  // Output and complaints together; the exit code in exit_.
  std::string Openssl(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "/usr/bin/openssl");
    std::filesystem::remove(Path("log"));
    const StatusOr<std::string> output = RunProcess(arguments, Path("log"), exit_);
    EXPECT_TRUE(output.ok());
    return output.value_or("") + ReadFile(Path("log"), 1 << 20).value_or("");
  }

  int exit_ = -1;

 private:
  const std::string folder_;
};

// Two data groups, the second no picture.
inline std::map<int, std::string> TwoGroups() { return {{1, Dg1("I<UTO")}, {2, Dg2("\xFF\xD8 picture")}}; }

}  // namespace clearance
