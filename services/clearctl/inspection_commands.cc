#include "services/clearctl/inspection_commands.h"

#include <CLI/CLI.hpp>
#include <iostream>

#include "common/base/bytes.h"
#include "common/base/clock.h"
#include "common/base/text.h"
#include "common/document/document_kind.h"
#include "common/document/face_image.h"
#include "common/document/lds.h"
#include "common/document/trust_folder.h"
#include "services/clearctl/chip_folder.h"
#include "services/clearctl/inspection_output.h"
#include "services/clearctl/instant_option.h"
#include "services/clearctl/stay_regimes.h"
#include "services/clearctl/terminal.h"
#include "services/clearctl/written_files.h"

namespace clearance {
namespace {

constexpr int kExitNotCleared = 2;
constexpr std::size_t kMaxMrzFileBytes = 1024;

constexpr char kExamples[] =
    R"(DIR holds the files as they were read from the chip: EF_COM.bin, EF_SOD.bin, DG1.bin … DG16.bin,
EF_CardSecurity.bin; and one exchange with the chip: AA_challenge.bin (8 bytes) and AA_answer.bin of an active
authentication, or CHIP.json of chip authentication or PACE-CAM (docs/clearctl.md).
Examples:
  clearctl document check --dir chip --trust trust --mrz zone.txt
  clearctl document check --dir chip --trust trust --at 2026-11-25 --json
  clearctl document check --dir chip --portrait portrait.png --record check.json
Without --trust nothing can lead to an authority, and no passport clears. `clearctl trust import` fills a trust folder.
docs/documents.md says what each result means. Exit codes: 0 may clear by itself, 2 may not, 1 could not be done.)";

struct Arguments {
  Pictures pictures;
  std::string folder;
  std::string trust;
  std::string mrz;
  std::string at;
  std::string access;
  std::string optical;
  std::string portrait;
  std::string record;
  std::string rules{kShippedBook};
  bool json = false;
};

AccessProtocol AccessOf(const std::string& word) {
  if (word == "pace") return AccessProtocol::kPace;
  if (word == "bac") return AccessProtocol::kBac;
  return word == "none" ? AccessProtocol::kNone : AccessProtocol::kUnknown;
}

OpticalChecks OpticalOf(const std::string& word) {
  if (word == "passed") return OpticalChecks::kPassed;
  if (word == "failed") return OpticalChecks::kFailed;
  return word == "doubtful" ? OpticalChecks::kDoubtful : OpticalChecks::kNotPerformed;
}

// Whose document it is: DG1's zone, else the printed one.
void ReadHolder(InspectedDocument& document, const ChipFiles& files, const std::string& printed_mrz, Date today) {
  std::string zone = printed_mrz;
  const auto dg1 = files.data_groups.find(kDg1);
  if (dg1 != files.data_groups.end()) {
    const auto mrz = ReadDg1(dg1->second);
    if (mrz.ok()) zone = *mrz;
  }
  const auto repair = RepairMrz(zone, today);
  if (!repair.ok()) return;
  document.holder = *repair;
  document.holder_authentic = !document.inspected.authentic_mrz.empty();
  document.kind = KindOf(repair->reading.issuing_state, repair->reading.document_code, std::nullopt);
}

Status WritePortrait(const ChipFiles& files, const std::string& path, const Pictures& pictures) {
  RETURN_IF_ERROR(CheckPictures(pictures, "--portrait"));
  const auto dg2 = files.data_groups.find(kDg2);
  if (dg2 == files.data_groups.end()) return InvalidField("--portrait", "there is no DG2.bin");
  const auto unreadable = [](const Status& status) {
    return InvalidField("--portrait", "DG2.bin has no picture that can be read: " + MessageOf(status));
  };
  const auto images = ReadDg2(dg2->second);
  if (!images.ok()) return unreadable(images.status());
  const auto png = pictures.portrait_as_png(images->front().picture);
  if (!png.ok()) return unreadable(png.status());
  return WriteFile(path, *png);
}

StatusOr<InspectedDocument> Inspect(const Arguments& arguments, const ChipFolder& chip, Instant at) {
  ASSIGN_OR_RETURN(const RuleBook book, BookOf(arguments.rules));
  std::optional<TrustStore> trust;
  if (!arguments.trust.empty()) {
    ASSIGN_OR_RETURN(trust, LoadTrustStore(arguments.trust, SystemClock().Now()));
  }
  std::string printed_mrz;
  if (!arguments.mrz.empty()) {
    ASSIGN_OR_RETURN(printed_mrz, ReadFile(arguments.mrz, kMaxMrzFileBytes));
  }
  const InspectionEvidence evidence{
      chip.files,         printed_mrz, AccessOf(arguments.access), OpticalOf(arguments.optical), chip.evidence,
      /*chip_lost=*/false};
  InspectedDocument document;
  document.inspected = InspectDocument(evidence, trust ? &*trust : nullptr, at);
  const Date today = UtcDayOf(at);
  ReadHolder(document, chip.files, printed_mrz, today);
  document.overall = OverallOf(document.inspected.inspection, document.kind, book, today);
  return document;
}

StatusOr<InspectionVerdict> Check(const Arguments& arguments) {
  ASSIGN_OR_RETURN(const Instant at, ReadInstantOption("--at", arguments.at));
  RETURN_IF_ERROR(CheckWrittenFiles(
      {{"--portrait", arguments.portrait, PngKind()}, {"--record", arguments.record, InspectionRecordKind()}},
      {arguments.folder, arguments.trust, arguments.mrz, arguments.rules}));
  ASSIGN_OR_RETURN(const ChipFolder chip, ReadChipFolder(arguments.folder));
  for (const std::string& name : chip.passed_over)
    std::cerr << "clearctl: " << ShownText(name) << " is none of a chip's files, and was not looked at\n";
  ASSIGN_OR_RETURN(const InspectedDocument document, Inspect(arguments, chip, at));
  if (!arguments.portrait.empty()) RETURN_IF_ERROR(WritePortrait(chip.files, arguments.portrait, arguments.pictures));
  if (!arguments.record.empty()) RETURN_IF_ERROR(WriteFile(arguments.record, InspectionRecord(document)));
  std::cout << (arguments.json ? InspectionJson(document) + "\n" : InspectionTable(document));
  return document.overall.verdict;
}

int RunCheck(const Arguments& arguments) {
  const auto verdict = Check(arguments);
  if (!verdict.ok()) return Fail(verdict.status());
  return *verdict == InspectionVerdict::kSuccessful ? 0 : kExitNotCleared;
}

}  // namespace

struct InspectionCommands::Commands {
  CLI::App* check = nullptr;
  Arguments arguments;
};

InspectionCommands::InspectionCommands(CLI::App& app, const Pictures& pictures)
    : commands_(std::make_unique<Commands>()) {
  Arguments& arguments = commands_->arguments;
  arguments.pictures = pictures;
  CLI::App* document = app.add_subcommand("document", "Electronic travel documents");
  document->require_subcommand(1);
  CLI::App* check =
      document->add_subcommand("check", "Inspect a document: thirteen separate results, and what they mean");
  check->add_option("--dir", arguments.folder, "Folder with the files of the chip")->required();
  check->add_option("--trust", arguments.trust, "Folder with trusted authorities, lists and revocation lists");
  check->add_option("--mrz", arguments.mrz, "File with the machine-readable zone as printed");
  check->add_option("--at", arguments.at, "As of a day (2026-11-25) or a moment; default: now");
  check->add_option("--access", arguments.access, "How the chip was read: pace, bac or none")
      ->check(CLI::IsMember({"pace", "bac", "none"}));
  check
      ->add_option("--optical", arguments.optical, "What the reader's optical checks came to: passed, failed, doubtful")
      ->check(CLI::IsMember({"passed", "failed", "doubtful"}));
  check->add_option("--portrait", arguments.portrait, "Write the portrait of DG2 here, as PNG");
  check->add_option("--record", arguments.record, "Write a record shaped after BSI TR-03135 here, without the holder");
  check->add_option("--rules", arguments.rules, "Rule book; - is the one that ships");
  check->add_flag("--json", arguments.json, "One JSON object");
  check->footer(kExamples);
  document->footer(kExamples);
  commands_->check = check;
}

InspectionCommands::~InspectionCommands() = default;

std::optional<int> InspectionCommands::Run() const {
  if (commands_->check->parsed()) return RunCheck(commands_->arguments);
  return std::nullopt;
}

}  // namespace clearance
