#include "services/clearctl/vds_nc_commands.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <iostream>

#include "common/base/bytes.h"
#include "common/base/clock.h"
#include "common/document/trust_folder.h"
#include "services/clearctl/instant_option.h"
#include "services/clearctl/json_text.h"
#include "services/clearctl/terminal.h"

namespace clearance {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kExitNotValid = 2;

constexpr char kExamples[] =
    R"(The seal is the JSON text of the bar code, from FILE or standard input.
Examples:
  clearctl vds-nc check seal.json --trust trust
  clearctl vds-nc check --trust trust --at 2021-09-15 --json < seal.json
Without --trust the signature alone is checked, and the best answer is SIGNER_UNKNOWN.
EXPIRED is a genuine seal that is over; SIGNATURE_WRONG is a forged or altered one. docs/clearctl.md describes every
result. Exit codes: 0 valid, 1 could not be done, 2 not valid, EXPIRED included.)";

struct Arguments {
  std::string file;
  std::string trust;
  std::string at;
  bool json = false;
};

struct Answer {
  VdsNcVerdict verdict;
  Instant at{};
};

std::string_view RevocationWords(VdsNcRevocation revocation) {
  switch (revocation) {
    case VdsNcRevocation::kChecked:
      return ", by a revocation list in force";
    case VdsNcRevocation::kListEnded:
      return ", REVOCATION NOT ESTABLISHED: the list had ended";
    case VdsNcRevocation::kNoList:
      return ", REVOCATION NOT ESTABLISHED: there is no list";
    case VdsNcRevocation::kNotLookedAt:
      break;
  }
  return "";
}

StatusOr<std::string> ReadSeal(const std::string& file) {
  if (file.empty() || file == "-") return ReadDescriptor(STDIN_FILENO, "standard input", kMaxVdsNcBytes);
  return ReadFile(file, kMaxVdsNcBytes);
}

StatusOr<Answer> Check(const Arguments& arguments) {
  const Instant now = SystemClock().Now();
  Answer answer;
  ASSIGN_OR_RETURN(answer.at, ReadInstantOption("--at", arguments.at));
  ASSIGN_OR_RETURN(const std::string seal, ReadSeal(arguments.file));
  if (arguments.trust.empty()) {
    answer.verdict = VerifyVdsNc(seal, nullptr, answer.at);
    return answer;
  }
  ASSIGN_OR_RETURN(const TrustStore trust, LoadTrustStore(arguments.trust, now));
  answer.verdict = VerifyVdsNc(seal, &trust, answer.at);
  return answer;
}

int RunCheck(const Arguments& arguments) {
  const auto answer = Check(arguments);
  if (!answer.ok()) return Fail(answer.status());
  std::cout << (arguments.json ? VdsNcJson(answer->verdict, answer->at) : VdsNcSentence(answer->verdict)) << "\n";
  return answer->verdict.result == VdsNcResult::kValid ? 0 : kExitNotValid;
}

}  // namespace

std::string VdsNcJson(const VdsNcVerdict& verdict, Instant at) {
  const bool is_valid = verdict.result == VdsNcResult::kValid;
  const bool is_seal = verdict.result != VdsNcResult::kMalformed;
  const auto if_seal = [&](auto value) { return is_seal ? Json(value) : Json(nullptr); };
  Json json = {{"result", VdsNcResultName(verdict.result)}, {"valid", is_valid}};
  json["problem"] = is_valid ? Json(nullptr) : Json(verdict.problem);
  json["type"] = if_seal(verdict.type);
  json["version"] = if_seal(verdict.version);
  json["issuing_state"] = if_seal(verdict.issuing_state);
  json["signer"] = if_seal(verdict.signer);
  json["revocation"] = verdict.revocation == VdsNcRevocation::kNotLookedAt
                           ? Json(nullptr)
                           : Json(VdsNcRevocationName(verdict.revocation));
  json["at"] = FormatInstant(at);
  return JsonText(json);
}

std::string VdsNcSentence(const VdsNcVerdict& verdict) {
  std::string text(VdsNcResultName(verdict.result));
  if (!verdict.problem.empty()) text.append(": ").append(verdict.problem);
  if (verdict.result == VdsNcResult::kMalformed) return text;
  text.append(" (").append(verdict.type).append(" version ").append(std::to_string(verdict.version));
  text.append(" of ").append(verdict.issuing_state).append(", signer ").append(verdict.signer);
  return text.append(RevocationWords(verdict.revocation)).append(")");
}

struct VdsNcCommands::Commands {
  CLI::App* check = nullptr;
  Arguments arguments;
};

VdsNcCommands::VdsNcCommands(CLI::App& app) : commands_(std::make_unique<Commands>()) {
  Commands& commands = *commands_;
  CLI::App* seals = app.add_subcommand("vds-nc", "Visible digital seals in JSON (ICAO VDS-NC)");
  seals->require_subcommand(1);
  seals->footer(kExamples);
  commands.check = seals->add_subcommand("check", "Whether a seal is genuine and in force");
  commands.check->add_option("file", commands.arguments.file, "The seal's JSON; without it standard input");
  commands.check->add_option("--trust", commands.arguments.trust, "Folder of the trusted authorities and their lists");
  commands.check->add_option("--at", commands.arguments.at,
                             "The day or time to judge for, UTC, as 2026-11-22 or 2026-11-22T02:48:17Z; default: now");
  commands.check->add_flag("--json", commands.arguments.json, "One JSON object");
  commands.check->footer(kExamples);
}

VdsNcCommands::~VdsNcCommands() = default;

std::optional<int> VdsNcCommands::Run() const {
  if (commands_->check->parsed()) return RunCheck(commands_->arguments);
  return std::nullopt;
}

}  // namespace clearance
