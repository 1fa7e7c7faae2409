#include "services/clearctl/document_commands.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <nlohmann/json.hpp>

#include "services/clearctl/instant_option.h"
#include "services/clearctl/line_stream.h"
#include "services/clearctl/mrz_batch.h"
#include "services/clearctl/terminal.h"

namespace clearance {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kExitNotValid = 2;

constexpr char kMrzExamples[] =
    R"(Two or three lines a document, one document after the other; an empty line may stand between.
Examples:
  clearctl mrz --json < lines.txt
  clearctl mrz --today 2026-11-22 lines.txt
A misread character is put right only where every check digit then agrees; such a document is named under
"corrected" and is not "valid". An unreadable one is answered with "error", and the rest go on.
docs/clearctl.md describes every key. Exit codes: 0 told, 1 could not be done.)";

constexpr char kIdExamples[] = R"(Examples:
  clearctl id check iin 850315318021
  clearctl id check cn 11010519491231002X --json
  clearctl id check cn 911124198108030024
Exit codes: 0 valid, 2 not valid.)";

struct MrzArguments {
  std::string file;
  std::string today;
  bool json = false;
};

struct NumberArguments {
  std::string country;
  std::string number;
  bool json = false;
};

// Every answer is handed out before more input is waited for.
Status AnswerDocuments(MrzBatch& batch, int input) {
  LineStream lines(input, {.max_line_bytes = kMaxMrzLineBytes, .padding_bytes = 0});
  std::string answers;
  while (true) {
    ASSIGN_OR_RETURN(const bool more, lines.Read());
    if (!more) break;
    while (const auto line = lines.Next()) batch.Take(*line, answers);
    RETURN_IF_ERROR(WriteOutput(STDOUT_FILENO, answers));
    answers.clear();
  }
  batch.End(answers);
  return WriteOutput(STDOUT_FILENO, answers);
}

StatusOr<MrzTotals> ReadDocuments(const MrzArguments& arguments) {
  ASSIGN_OR_RETURN(const Instant today, ReadInstantOption("--today", arguments.today));
  ASSIGN_OR_RETURN(const int input, OpenInput(arguments.file));
  MrzBatch batch(UtcDayOf(today), arguments.json ? MrzOutput::kJson : MrzOutput::kTable);
  const Status answered = AnswerDocuments(batch, input);
  if (input != STDIN_FILENO) close(input);
  RETURN_IF_ERROR(answered);
  return batch.totals();
}

int RunMrz(const MrzArguments& arguments) {
  const auto totals = ReadDocuments(arguments);
  if (!totals.ok()) return Fail(totals.status());
  if (totals->unreadable > 0) {
    std::cerr << "clearctl: " << totals->unreadable << " of " << totals->documents << " documents were unreadable\n";
  }
  return 0;
}

std::string_view SexName(Sex sex) { return sex == Sex::kFemale ? "F" : "M"; }

int RunCheck(const NumberArguments& arguments) {
  const CheckedNationalNumber checked =
      arguments.country == "iin" ? CheckedNationalNumber{NationalNumberKind::kIin, CheckKazakhIin(arguments.number)}
                                 : CheckChineseNumber(arguments.number);
  if (arguments.json) {
    std::cout << NationalNumberJson(checked) << "\n";
  } else if (checked.check.Valid()) {
    std::cout << "valid " << NationalNumberKindName(checked.kind);
    if (checked.check.birth_date) std::cout << ", born " << FormatDate(*checked.check.birth_date);
    if (checked.check.sex != Sex::kUnspecified) std::cout << ", " << SexName(checked.check.sex);
    std::cout << "\n";
  } else {
    std::cout << "not a valid " << NationalNumberKindName(checked.kind) << ": "
              << NationalNumberProblemName(checked.check.problem) << "\n";
  }
  return checked.check.Valid() ? 0 : kExitNotValid;
}

}  // namespace

std::string NationalNumberJson(const CheckedNationalNumber& checked) {
  const NationalNumberCheck& check = checked.check;
  Json json = {{"kind", NationalNumberKindName(checked.kind)}, {"valid", check.Valid()}};
  json["problem"] = check.Valid() ? Json(nullptr) : Json(NationalNumberProblemName(check.problem));
  json["birth_date"] = check.birth_date ? Json(FormatDate(*check.birth_date)) : Json(nullptr);
  json["sex"] = check.sex == Sex::kUnspecified ? Json(nullptr) : Json(SexName(check.sex));
  return json.dump();
}

struct DocumentCommands::Commands {
  CLI::App* mrz = nullptr;
  CLI::App* check = nullptr;
  MrzArguments read;
  NumberArguments checked;
};

DocumentCommands::DocumentCommands(CLI::App& app) : commands_(std::make_unique<Commands>()) {
  Commands& commands = *commands_;
  commands.mrz = app.add_subcommand("mrz", "Read machine-readable zones of travel documents");
  commands.mrz->add_option("file", commands.read.file, "The lines; without it standard input");
  commands.mrz->add_option("--today", commands.read.today,
                           "The day that two-digit years are read on; default: today UTC");
  commands.mrz->add_flag("--json", commands.read.json, "One JSON object a document, each on a line of its own");
  commands.mrz->footer(kMrzExamples);

  CLI::App* id = app.add_subcommand("id", "National numbers");
  id->require_subcommand(1);
  id->footer(kIdExamples);
  commands.check = id->add_subcommand("check", "Whether a national number is well formed, and what it says");
  commands.check->add_option("country", commands.checked.country, "iin: a Kazakh IIN; cn: a Chinese number")
      ->required()
      ->check(CLI::IsMember({"iin", "cn"}));
  commands.check->add_option("number", commands.checked.number, "The number")->required();
  commands.check->add_flag("--json", commands.checked.json, "One JSON object");
  commands.check->footer(kIdExamples);
}

DocumentCommands::~DocumentCommands() = default;

std::optional<int> DocumentCommands::Run() const {
  if (commands_->mrz->parsed()) return RunMrz(commands_->read);
  if (commands_->check->parsed()) return RunCheck(commands_->checked);
  return std::nullopt;
}

}  // namespace clearance
