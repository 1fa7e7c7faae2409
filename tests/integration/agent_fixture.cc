#include "tests/integration/agent_fixture.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "common/base/ids.h"
#include "common/base/random.h"
#include "tests/support/shared_data.h"

namespace clearance {
namespace {

std::filesystem::path NewPath(const std::string& name) {
  SystemRandom random;
  return std::filesystem::temp_directory_path() / (name + "." + NewUuid(random));
}

}  // namespace

const std::string& PkiFolder() {
  // Never destroyed: it is still read when the folder is removed.
  static const std::string& folder = *new std::string([] {
    const std::string made = NewPath("agent_pki").string();
    const std::string command = "bash '" + SourcePath("tests/support/dev_pki.sh") + "' '" + made + "' >/dev/null";
    EXPECT_EQ(std::system(command.c_str()), 0) << "no certificates could be made";
    std::atexit([] { std::filesystem::remove_all(PkiFolder()); });
    return made;
  }());
  return folder;
}

TestFolder::TestFolder(const std::string& name) : path_(NewPath(name)) { std::filesystem::create_directories(path_); }

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
