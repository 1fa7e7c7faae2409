#include "tests/support/own_mounts.h"

#include "tests/support/process.h"

namespace clearance {
namespace {

// Of unshare: root's own first, since who is in a chroot gets no user namespace; then as a user who is root in theirs.
constexpr std::string_view kWays[] = {"--mount", "--map-root-user"};

}  // namespace

std::vector<std::string> BehindOwnMounts(std::string_view prepare, const std::string& argument) {
  const std::string script = std::string(prepare) + " && exec \"$@\"";
  for (const std::string_view way : kWays) {
    const std::vector<std::string> words = {
        "/usr/bin/unshare", std::string(way), "--mount", "--", "/bin/sh", "-c", script, argument};
    std::vector<std::string> probe = words;
    probe.emplace_back("/bin/true");
    int exit_code = -1;
    if (RunProcess(std::move(probe), "/dev/null", exit_code).ok() && exit_code == 0) return words;
  }
  return {};
}

}  // namespace clearance
