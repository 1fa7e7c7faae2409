#include "services/clearctl/chip_folder.h"

#include <algorithm>
#include <filesystem>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "services/clearctl/chip_evidence_file.h"

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
std::string* PlaceOf(std::string_view name, ChipFiles& files) {
  constexpr std::string_view kEnding = ".bin";
  return name.ends_with(kEnding) ? FileNamed(files, name.substr(0, name.size() - kEnding.size())) : nullptr;
}

StatusOr<ChipEvidence> ReadEvidence(const std::string& folder) {
  const std::string path = folder + "/" + std::string(kChipEvidenceFileName);
  ASSIGN_OR_RETURN(const std::string json, ReadFile(path, kMaxChipEvidenceFileBytes));
  auto evidence = ParseChipEvidence(json);
  if (!evidence.ok()) return InvalidField(path, MessageOf(evidence.status()));
  return evidence;
}

}  // namespace

StatusOr<ChipFolder> ReadChipFolder(const std::string& folder) {
  ASSIGN_OR_RETURN(const std::vector<std::string> names, NamesIn(folder));
  ChipFolder chip;
  ActiveAuthenticationEvidence active;
  bool has_evidence_file = false;
  for (const std::string& name : names) {
    std::string* place = PlaceOf(name, chip.files);
    if (name == kChallengeName) place = &active.challenge;
    if (name == kAnswerName) place = &active.answer;
    if (name == kChipEvidenceFileName) {
      ASSIGN_OR_RETURN(chip.evidence, ReadEvidence(folder));
      has_evidence_file = true;
    } else if (place == nullptr) {
      chip.passed_over.push_back(name);
    } else {
      ASSIGN_OR_RETURN(*place, ReadFile(folder + "/" + name, kMaxChipFileBytes));
    }
  }
  if (chip.files.Empty()) return InvalidField(folder, "holds no EF_COM.bin, EF_SOD.bin, DG1.bin … of a chip");
  if (active.challenge.empty() != active.answer.empty())
    return InvalidField(folder, "holds only one of AA_challenge.bin and AA_answer.bin");
  if (active.challenge.empty()) return chip;
  if (has_evidence_file)
    return InvalidField(folder, "holds both CHIP.json and AA_challenge.bin: only one exchange is looked at");
  chip.evidence = std::move(active);
  return chip;
}

}  // namespace clearance
