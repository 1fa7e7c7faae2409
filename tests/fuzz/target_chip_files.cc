// EF.COM, DG1, DG14 and DG15, told apart by the first byte: a file is read or malformed, nothing else, and what is
// answered is bounded and lies inside the file.
#include "common/base/ber.h"
#include "common/base/check.h"
#include "common/document/chip_keys.h"
#include "common/document/lds.h"
#include "tests/fuzz/targets.h"
#include "tests/support/security_objects.h"

namespace clearance {
namespace {

constexpr std::size_t kFiles = 4;

bool Inside(std::string_view piece, std::string_view whole) {
  return piece.data() >= whole.data() && piece.data() + piece.size() <= whole.data() + whole.size();
}

void CheckError(const Status& status) { CHECK(status.code() == StatusCode::kInvalidArgument); }

void RunEfCom(std::string_view file) {
  const auto com = ReadEfCom(file);
  if (!com.ok()) return CheckError(com.status());
  CHECK(com->lds_version.size() == 4 && com->unicode_version.size() == 6);
  for (const int group : com->data_groups) CHECK(TagOfDataGroup(group).has_value());
}

void RunDg1(std::string_view file) {
  const auto zone = ReadDg1(file);
  if (!zone.ok()) return CheckError(zone.status());
  std::string joined = *zone;
  const auto breaks = std::erase(joined, '\n');
  CHECK(joined.size() == (breaks == 2 ? 90 : zone->find('\n') == 36 ? 72 : 88));
  CHECK(ReadDg1(BerElementOf(0x61, BerElementOf(0x5F1F, joined))).value() == *zone);
}

void RunDg14(std::string_view file) {
  const auto infos = ReadDg14(file);
  if (!infos.ok()) return CheckError(infos.status());
  const std::size_t count = infos->chip_authentication.size() + infos->chip_authentication_keys.size() +
                            infos->pace.size() + infos->others +
                            (infos->active_authentication_algorithm.has_value() ? 1 : 0);
  CHECK(count <= kMaxSecurityInfos);
  for (const ChipAuthenticationKey& key : infos->chip_authentication_keys) CHECK(Inside(key.key_info, file));
}

void RunDg15(std::string_view file) {
  const auto key = ReadDg15(file);
  if (!key.ok()) return CheckError(key.status());
  CHECK(Inside(*key, file) && ReadBer(*key, ber::kSequence).ok());
}

void Run(std::string_view input) {
  if (input.empty()) return;
  const std::string_view file = input.substr(1);
  switch (static_cast<unsigned char>(input[0]) % kFiles) {
    case 0:
      return RunEfCom(file);
    case 1:
      return RunDg1(file);
    case 2:
      return RunDg14(file);
    default:
      return RunDg15(file);
  }
}

std::string KeyInfo() {
  return DerSequence(DerSequence(DerOid("1.2.840.10045.2.1")) +
                     BerElementOf(ber::kBitString, std::string("\0\x04xy", 4)));
}

std::vector<std::string> Seeds() {
  const std::string com = BerElementOf(
      0x60, BerElementOf(0x5F01, "0107") + BerElementOf(0x5F36, "040000") + BerElementOf(0x5C, "\x61\x75\x6E\x6F"));
  const std::string infos = DerSequence(DerOid("0.4.0.127.0.7.2.2.3.2.4") + DerInteger(1) + DerInteger(7)) +
                            DerSequence(DerOid("0.4.0.127.0.7.2.2.1.2") + KeyInfo() + DerInteger(7)) +
                            DerSequence(DerOid("0.4.0.127.0.7.2.2.4.6.4") + DerInteger(2) + DerInteger(13)) +
                            DerSequence(DerOid("2.23.136.1.1.5") + DerInteger(1) + DerOid("0.4.0.127.0.7.1.1.4.1.3"));
  std::vector<std::string> seeds = {std::string(1, '\0') + com};
  for (const std::size_t size : {72, 88, 90})
    seeds.push_back('\1' + BerElementOf(0x61, BerElementOf(0x5F1F, std::string(size, '<'))));
  seeds.push_back('\2' + BerElementOf(0x6E, BerElementOf(ber::kSet, infos)));
  seeds.push_back('\3' + BerElementOf(0x6F, KeyInfo()));
  return seeds;
}

}  // namespace

FuzzTarget ChipFilesTarget() { return {"chip_files", Run, Seeds}; }

}  // namespace clearance
