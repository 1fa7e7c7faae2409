// EF.SOD: at most sixteen hashes of the right length and each departure told once, or an error. The input is taken as a
// file and as the content of a sound message, for only so does it reach the reader behind CMS often.
#include <set>

#include "common/base/check.h"
#include "common/document/chip_files.h"
#include "tests/fuzz/targets.h"
#include "tests/support/oids.h"
#include "tests/support/security_objects.h"

namespace clearance {
namespace {

void Read(std::string_view file) {
  const auto object = ReadEfSod(file);
  if (!object.ok()) {
    const StatusCode code = object.status().code();
    CHECK(code == StatusCode::kInvalidArgument || code == StatusCode::kUnimplemented);
    return;
  }
  CHECK(object->version == 0 || object->version == 1);
  CHECK(!object->hashes.empty());
  for (const auto& [group, hash] : object->hashes) {
    CHECK(group >= kFirstDataGroup && group <= kLastDataGroup);
    CHECK(hash.size() == DigestBytes(object->digest));
  }
  CHECK(object->version == 1 || object->lds_version.empty());
  const std::set<InspectionReason> defects(object->defects.begin(), object->defects.end());
  CHECK(defects.size() == object->defects.size());
  // What is behind the file's element is told, and changes nothing else.
  const auto longer = ReadEfSod(std::string(file) + 'x');
  if (!longer.ok()) {
    CHECK(file.size() == kMaxSecurityObjectBytes);
    return;
  }
  CHECK(longer->hashes == object->hashes);
  CHECK(std::set<InspectionReason>(longer->defects.begin(), longer->defects.end())
            .contains(InspectionReason::kTrailingBytes));
}

void Run(std::string_view input) {
  Read(input);
  Read(EfSodOf(std::string(input)));
}

std::vector<std::string> Seeds() {
  const std::string old_one = LdsSecurityObject(DataGroupHash(1) + DataGroupHash(2) + DataGroupHash(15));
  const std::string new_one = LdsSecurityObject(DataGroupHash(1, 20) + DataGroupHash(14, 20), 1, LdsVersionInfo(),
                                                OidOf(DigestAlgorithm::kSha1));
  const std::string pieces = BerElementOf(0x24, DerOctets(old_one.substr(0, 20)) + DerOctets(old_one.substr(20)));
  return {old_one, new_one, EfSodOf(old_one), EfSodOf(new_one), SignedDataMessage(pieces, 1)};
}

}  // namespace

FuzzTarget EfSodTarget() { return {"ef_sod", Run, Seeds}; }

}  // namespace clearance
