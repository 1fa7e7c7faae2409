#include "services/clearctl/trust_commands.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <filesystem>
#include <iostream>

#include "common/base/bytes.h"
#include "common/base/clock.h"
#include "common/base/text.h"
#include "common/document/trust_alarms.h"
#include "common/document/trust_folder.h"
#include "services/clearctl/instant_option.h"
#include "services/clearctl/terminal.h"
#include "services/clearctl/trust_output.h"

namespace clearance {
namespace {

constexpr int kExitUrgent = 2;

constexpr char kExamples[] = R"(Examples:
  clearctl trust import DE_ML.ml --root DE_root.cer --trust trust
  clearctl trust import kz_csca.cer --trust trust
  clearctl trust import kz.crl --trust trust
  clearctl trust list --trust trust --country KZ
  clearctl trust check --trust trust
  clearctl trust remove DE_ML_2026-05.ml --trust trust
What is trusted is decided anew whenever the folder is read: a master list against the root it came with.
Exit codes: 0 done, 1 could not be done, 2 `check` found something that somebody has to act on now.)";

struct ImportArguments {
  std::string file;
  std::string root;
  std::string kind;
  std::string trust;
};

struct RemoveArguments {
  std::string file;
  std::string trust;
};

struct ListArguments {
  std::string trust;
  std::string country;
  std::string at;
  bool json = false;
};

// By the file's name, where --kind does not say.
StatusOr<TrustSourceKind> KindOfImport(const ImportArguments& arguments) {
  const std::string& kind = arguments.kind;
  if (kind == "master-list") return TrustSourceKind::kMasterList;
  if (kind == "certificate") return TrustSourceKind::kCertificate;
  if (kind == "link") return TrustSourceKind::kLink;
  if (kind == "crl") return TrustSourceKind::kCrl;
  const auto by_name = KindOfTrustFile(arguments.file);
  if (by_name) return *by_name;
  return InvalidField("--kind", "cannot be told from the file's name: master-list, certificate, link or crl");
}

StatusOr<TrustImported> Import(const ImportArguments& arguments) {
  TrustImport import;
  ASSIGN_OR_RETURN(import.kind, KindOfImport(arguments));
  import.name = std::filesystem::path(arguments.file).filename().string();
  ASSIGN_OR_RETURN(import.bytes, ReadFile(arguments.file, kMaxTrustFileBytes));
  const bool is_list = import.kind == TrustSourceKind::kMasterList;
  if (is_list == arguments.root.empty())
    return InvalidField("--root", is_list ? "is needed for a master list" : "is for master lists only");
  if (is_list) {
    ASSIGN_OR_RETURN(import.root, ReadFile(arguments.root, kMaxTrustFileBytes));
  }
  return ImportTrust(arguments.trust, import, SystemClock().Now());
}

std::string TotalsText(std::size_t authorities, std::size_t lists) {
  return Counted(authorities, "authority", "authorities") + ", " +
         Counted(lists, "revocation list", "revocation lists");
}

int RunImport(const ImportArguments& arguments) {
  const auto imported = Import(arguments);
  if (!imported.ok()) return Fail(imported.status());
  if (imported->known) {
    std::cout << "known already, nothing changed\n";
    return 0;
  }
  if (imported->kind == TrustSourceKind::kCrl) {
    std::cout << "brought in: a revocation list\n";
    return 0;
  }
  std::cout << "brought in: " << Counted(imported->authorities, "authority", "authorities") << ", " << imported->fresh
            << " of them not known before";
  if (imported->unreadable > 0) {
    std::cout << "; " << Counted(imported->unreadable, "entry", "entries")
              << " left out: unreadable, or not said to be an authority's";
  }
  std::cout << "\n";
  if (!imported->signer.empty()) std::cout << "signed by " << imported->signer << "\n";
  return 0;
}

int RunRemove(const RemoveArguments& arguments) {
  const auto removed = RemoveTrust(arguments.trust, arguments.file, SystemClock().Now());
  if (!removed.ok()) return Fail(removed.status());
  std::cout << "taken out: " << Counted(removed->authorities, "authority is", "authorities are")
            << " no longer trusted, " << removed->left << " still\n";
  return 0;
}

// A folder as it stands, to be looked at as of an instant.
struct LookedAt {
  Instant at{};
  TrustStore trust{};
};

StatusOr<LookedAt> Look(const ListArguments& arguments) {
  LookedAt looked;
  ASSIGN_OR_RETURN(looked.at, ReadInstantOption("--at", arguments.at));
  ASSIGN_OR_RETURN(looked.trust, LoadTrustStore(arguments.trust, SystemClock().Now()));
  return looked;
}

int RunList(const ListArguments& arguments) {
  const auto looked = Look(arguments);
  if (!looked.ok()) return Fail(looked.status());
  const auto& [at, trust] = *looked;
  std::string country = arguments.country;  // certificates' countries are read in upper case
  std::transform(country.begin(), country.end(), country.begin(), [](unsigned char c) { return std::toupper(c); });
  const auto is_asked = [&](const TrustAnchor& anchor) {
    return country.empty() || anchor.certificate.country() == country;
  };
  std::vector<const TrustAnchor*> anchors;
  for (const TrustAnchor& anchor : trust.anchors())
    if (is_asked(anchor)) anchors.push_back(&anchor);
  std::stable_sort(anchors.begin(), anchors.end(), [](const TrustAnchor* a, const TrustAnchor* b) {
    return a->certificate.country() < b->certificate.country();
  });
  for (const TrustAnchor* anchor : anchors)
    std::cout << (arguments.json ? AuthorityJson(trust, *anchor) : AuthorityText(trust, *anchor, at));
  std::size_t lists = 0;
  for (const TrustedCrl& crl : trust.crls()) {
    if (!is_asked(trust.anchors()[crl.signer])) continue;
    ++lists;
    std::cout << (arguments.json ? RevocationListJson(trust, crl) : RevocationListText(trust, crl, at));
  }
  if (!arguments.json) std::cout << TotalsText(anchors.size(), lists) << "\n";
  return 0;
}

int RunCheck(const ListArguments& arguments) {
  const auto looked = Look(arguments);
  if (!looked.ok()) return Fail(looked.status());
  const TrustStore& trust = looked->trust;
  std::vector<TrustAlarm> alarms = TrustAlarms(trust, looked->at);
  const auto rest =
      std::stable_partition(alarms.begin(), alarms.end(), [](const TrustAlarm& alarm) { return IsUrgent(alarm.kind); });
  const bool urgent = rest != alarms.begin();
  for (const TrustAlarm& alarm : alarms) std::cout << (arguments.json ? AlarmJson(alarm) : AlarmText(alarm));
  if (!arguments.json) {
    std::cout << TotalsText(trust.anchors().size(), trust.crls().size()) << ", "
              << Counted(alarms.size(), "remark", "remarks") << (urgent ? ", some of them urgent" : "") << "\n";
  }
  return urgent ? kExitUrgent : 0;
}

}  // namespace

struct TrustCommands::Commands {
  CLI::App* import = nullptr;
  CLI::App* list = nullptr;
  CLI::App* check = nullptr;
  CLI::App* remove = nullptr;
  ImportArguments imported;
  RemoveArguments removed;
  ListArguments listed;
};

TrustCommands::TrustCommands(CLI::App& app) : commands_(std::make_unique<Commands>()) {
  Commands& commands = *commands_;
  CLI::App* trust = app.add_subcommand("trust", "Authorities whose documents are trusted");
  trust->require_subcommand(1);
  trust->footer(kExamples);
  constexpr char kFolderHelp[] = "The trust folder";

  ImportArguments& imported = commands.imported;
  commands.import =
      trust->add_subcommand("import", "Verify a file and bring it in; the same file again changes nothing");
  commands.import->add_option("file", imported.file, "Master list, authority's certificate or revocation list")
      ->required();
  commands.import->add_option("--trust", imported.trust, "The trust folder; is made when there is none")->required();
  commands.import->add_option("--root", imported.root, "Master lists: the authority their signer must lead to");
  commands.import->add_option("--kind", imported.kind, "Where the file's name does not tell")
      ->check(CLI::IsMember({"master-list", "certificate", "link", "crl"}));
  commands.import->footer(kExamples);

  ListArguments& listed = commands.listed;
  commands.list = trust->add_subcommand("list", "Every authority, and where it came from");
  commands.check = trust->add_subcommand("check", "What has ended, will soon, or cannot be used");
  for (CLI::App* command : {commands.list, commands.check}) {
    command->add_option("--trust", listed.trust, kFolderHelp)->required();
    command->add_option("--at", listed.at, "As of a day (2026-11-25) or a moment; default: now");
    command->add_flag("--json", listed.json, "One JSON object a line");
    command->footer(kExamples);
  }
  commands.remove = trust->add_subcommand("remove", "Take a file out: an older master list once a newer one is in");
  commands.remove->add_option("file", commands.removed.file, "Its SHA-256, or the name it came with")->required();
  commands.remove->add_option("--trust", commands.removed.trust, kFolderHelp)->required();
  commands.remove->footer(kExamples);
  commands.list->add_option("--country", listed.country, "Only of this country, as KZ");
}

TrustCommands::~TrustCommands() = default;

std::optional<int> TrustCommands::Run() const {
  if (commands_->import->parsed()) return RunImport(commands_->imported);
  if (commands_->list->parsed()) return RunList(commands_->listed);
  if (commands_->check->parsed()) return RunCheck(commands_->listed);
  if (commands_->remove->parsed()) return RunRemove(commands_->removed);
  return std::nullopt;
}

}  // namespace clearance
