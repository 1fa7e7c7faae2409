#include "tests/integration/agent_fixture.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/support/shared_data.h"
#include "tests/support/temporary_folder.h"

namespace clearance {

const std::string& PkiFolder() {
  static const TemporaryFolder folder;
  static const std::string made = [] {
    const std::string pki = folder.Path("pki");
    const std::string command = "bash '" + SourcePath("tests/support/dev_pki.sh") + "' '" + pki + "' >/dev/null";
    EXPECT_EQ(std::system(command.c_str()), 0) << "no certificates could be made";
    return pki;
  }();
  return made;
}

std::string GateConfigText(const std::string& centre_address, const std::string& more) {
  const std::string pki = PkiFolder();
  return "gate = \"gate-1\"\noutbox = \"gate-1.db\"\n[centre]\naddress = \"" + centre_address + "\"\n[tls]\nca = \"" +
         pki + "/ca.pem\"\ncertificate = \"" + pki + "/gate-1.pem\"\nprivate_key = \"" + pki +
         "/gate-1_key.pem\"\n[keys]\nseal_public = \"" + pki + "/seal_pub.pem\"\nseal_document = \"" + pki +
         "/seal_document_key.hex\"\n[devices]\nkind = \"simulated\"\nlisten = \"127.0.0.1:0\"\n" + more + R"(
[[lanes]]
id = "gate-1/a"
group = "icbc-kaz"
[[lanes.profiles]]
port = "KHORGOS"
authority = "KAZ"
from = "KAZ"
to = "ICBC"
decides_exit = true
decides_entry = true
[[lanes.profiles]]
port = "KHORGOS"
authority = "KAZ"
from = "ICBC"
to = "KAZ"
decides_exit = true
decides_entry = true
[[lanes]]
id = "gate-1/b"
group = "road-chn"
[[lanes.profiles]]
port = "KHORGOS"
authority = "CHN"
from = "KAZ"
to = "CHN"
decides_entry = true
)";
}

}  // namespace clearance
