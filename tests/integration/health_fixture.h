// What the tests of a program's health share: a program with an admin address, and the question of a container's health
// check.
#pragma once

#include "tests/integration/gate_faults_fixture.h"

namespace clearance {

class HealthTest : public GateFaultsTest {
 protected:
  void AddAdmin(const std::string& file) {
    ASSERT_TRUE(WriteFile(hall().Path(file), FileText(file) + "\n[admin]\nlisten = \"127.0.0.1:0\"\n").ok());
  }
  static std::string AdminOf(Process& process) {
    const auto address = process.WaitForLine("metrics on ", kFaultPatience);
    EXPECT_TRUE(address.ok()) << address.status();
    return address.ok() ? *address : "127.0.0.1:1";
  }
  Ended Ask(const std::string& program, const std::string& config, const std::string& admin) {
    return Run({BinPath(program), "--config", hall().Path(config), "--set", "admin.listen=" + admin, "--health"});
  }
};

}  // namespace clearance
