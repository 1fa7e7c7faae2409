#include "services/clearctl/chip_folder.h"

#include <algorithm>
#include <filesystem>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"

namespace clearance {
namespace {

constexpr std::size_t kMaxFolderEntries = 10'000;
constexpr std::string_view kChallengeName = "AA_challenge.bin";
constexpr std::string_view kAnswerName = "AA_answer.bin";

StatusOr<std::vector<std::string>> NamesIn(const std::string& folder) {
  std::error_code error;
  std::filesystem::directory_iterator entries(folder, error);
  if (error) return Error(StatusCode::kNotFound, error_reason::kFileUnreadable, folder + ": no folder to read");
  std::vector<std::string> names;
  for (; !error && entries != std::filesystem::directory_iterator(); entries.increment(error)) {
    names.push_back(entries->path().filename().string());
    if (names.size() > kMaxFolderEntries) return InvalidField(folder, "holds more files than are read");
  }
  if (error) {
    return Error(StatusCode::kFailedPrecondition, error_reason::kFileUnreadable,
                 folder + ": cannot be read to its end");
  }
  std::sort(names.begin(), names.end());
  return names;
}

// Where the bytes of the file `name` go; nullptr for a name that is none of a chip's.
std::string* PlaceOf(const std::string& name, ChipFiles& files) {
  if (name == "EF_COM.bin") return &files.ef_com;
  if (name == "EF_SOD.bin") return &files.ef_sod;
  if (name == "EF_CardSecurity.bin") return &files.card_security;
  for (int number = kFirstDataGroup; number <= kLastDataGroup; ++number)
    if (name == "DG" + std::to_string(number) + ".bin") return &files.data_groups[number];
  return nullptr;
}

}  // namespace

StatusOr<ChipFolder> ReadChipFolder(const std::string& folder) {
  ASSIGN_OR_RETURN(const std::vector<std::string> names, NamesIn(folder));
  ChipFolder chip;
  ActiveAuthenticationEvidence exchange;
  for (const std::string& name : names) {
    std::string* place = PlaceOf(name, chip.files);
    if (name == kChallengeName) place = &exchange.challenge;
    if (name == kAnswerName) place = &exchange.answer;
    if (place == nullptr) {
      chip.passed_over.push_back(name);
      continue;
    }
    ASSIGN_OR_RETURN(*place, ReadFile(folder + "/" + name, kMaxChipFileBytes));
  }
  if (chip.files.Empty()) return InvalidField(folder, "holds no EF_COM.bin, EF_SOD.bin, DG1.bin … of a chip");
  if (exchange.challenge.empty() != exchange.answer.empty())
    return InvalidField(folder, "holds only one of AA_challenge.bin and AA_answer.bin");
  if (!exchange.challenge.empty()) chip.evidence = std::move(exchange);
  return chip;
}

}  // namespace clearance
