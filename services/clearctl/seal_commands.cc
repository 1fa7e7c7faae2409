#include "services/clearctl/seal_commands.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <optional>

#include "common/base/bytes.h"
#include "common/base/clock.h"
#include "common/base/picture_size.h"
#include "common/seal/pass_calendar.h"
#include "common/seal/qr_picture.h"
#include "common/zones/zone_source.h"
#include "services/clearctl/given_options.h"
#include "services/clearctl/instant_option.h"
#include "services/clearctl/seal_keys.h"
#include "services/clearctl/seal_options.h"
#include "services/clearctl/seal_output.h"
#include "services/clearctl/terminal.h"
#include "services/clearctl/written_files.h"

namespace clearance {
namespace {

constexpr int kMinShownPixels = 360;
constexpr int kDefaultPixels = 480;
constexpr int kMaxMinutes = 24 * 60;
// What a page says of the late rule where nobody says otherwise: as the centre has it by itself.
constexpr int kUsualEarlyMinutes = 15;
constexpr int kUsualLateMinutes = 30;

constexpr char kExamples[] =
    R"(A seal is the text of a booking's QR code, or a PNG or JPEG with that code in it, from FILE or standard input.
Examples:
  clearctl seal verify seal.txt --keys seal_pub.pem
  clearctl seal verify photo.jpg --keys keys.json --at 2026-11-26T06:10:00Z --port KHORGOS --movement KAZ-ICBC --json
  clearctl seal verify seal.txt --keys gate-1.seals --signed-by seal_pub.pem --document KAZ:N01234567
  clearctl seal inspect seal.txt --json
  clearctl seal picture seal.txt --png seal.png --svg seal.svg --ics slot.ics --page pass.html --lang kk
  clearctl seal keys gate-1.seals --signed-by seal_pub.pem > keys.json
docs/booking.md describes the seal and every result. Exit codes: 0 valid, well formed, done; 1 could not be done; 2 not
valid, EXPIRED included, or malformed.)";

constexpr char kResults[] =
    R"(The answer is the gravest that holds: MALFORMED, UNKNOWN_KEY, BAD_SIGNATURE, NOT_THIS_DOCUMENT, WRONG_PORT, REVOKED,
NOT_YET, EXPIRED; else VALID, or VALID_UNBOUND where there is no document or no key to hold it against it: exit code 0, and
2 where --document was given.
Examples:
  clearctl seal verify seal.txt --keys seal_pub.pem
  clearctl seal verify seal.png --keys seal_pub.pem --document-key seal_document_key.hex --document KAZ:N01234567)";

struct Arguments {
  Pictures pictures;
  std::string file;
  std::vector<std::string> files;
  SealKeyFiles keys;
  SealQuestion question;
  std::string png;
  std::string svg;
  std::string ics;
  std::string page;
  std::string reference;
  std::string language = "en";
  int pixels = kDefaultPixels;
  std::optional<int> early_minutes{};
  std::optional<int> late_minutes{};
  bool json = false;
};

bool IsInput(const std::string& file) { return file.empty() || file == "-"; }

// A text file ends with a line end that is not the seal's; a picture's code is taken as it is.
StatusOr<std::string> ReadSealText(const std::string& file, const Pictures& pictures) {
  ASSIGN_OR_RETURN(std::string bytes, IsInput(file) ? ReadDescriptor(STDIN_FILENO, "standard input", kMaxQrPictureBytes)
                                                    : ReadFile(file, kMaxQrPictureBytes));
  if (FormatOfPicture(bytes)) {
    RETURN_IF_ERROR(CheckPictures(pictures, "file"));
    return pictures.read_qr(bytes);
  }
  if (bytes.ends_with('\n')) bytes.pop_back();
  if (bytes.ends_with('\r')) bytes.pop_back();
  return bytes;
}

struct Verified {
  SealVerdict verdict;
  std::string key_id;
  Instant at{};
};

StatusOr<Verified> Verify(const Arguments& arguments) {
  Verified verified;
  ASSIGN_OR_RETURN(verified.at, ReadInstantOption("--at", arguments.question.at));
  ASSIGN_OR_RETURN(const std::optional<Document> document, DocumentOf(arguments.question));
  ASSIGN_OR_RETURN(const SealSet set, ReadSealKeyFiles(arguments.keys));
  ASSIGN_OR_RETURN(const std::string text, ReadSealText(arguments.file, arguments.pictures));
  const StatusOr<SealParts> parts = ReadSeal(text);
  SealContext context;
  context.at = verified.at;
  context.early_tolerance = std::chrono::minutes(arguments.early_minutes.value_or(0));
  context.late_tolerance = std::chrono::minutes(arguments.late_minutes.value_or(0));
  context.document = document ? &*document : nullptr;
  context.revoked = &set.revoked;
  if (parts.ok()) {
    verified.key_id = parts->key_id;
    ASSIGN_OR_RETURN(context.place, PlaceOf(arguments.question, parts->claims));
  }
  verified.verdict = VerifySeal(text, set.keys, context);
  return verified;
}

int RunVerify(const Arguments& arguments) {
  const auto verified = Verify(arguments);
  if (!verified.ok()) return Fail(verified.status());
  std::cout << (arguments.json ? SealVerdictJson(verified->verdict, verified->key_id, verified->at)
                               : SealVerdictSentence(verified->verdict))
            << "\n";
  return IsHonoured(verified->verdict.result, !arguments.question.document.empty()) ? 0 : kExitDifference;
}

int RunInspect(const Arguments& arguments) {
  const auto text = ReadSealText(arguments.file, arguments.pictures);
  if (!text.ok()) return Fail(text.status());
  const StatusOr<SealParts> parts = ReadSeal(*text);
  if (arguments.json) {
    std::cout << SealPartsJson(parts, text->size()) << "\n";
  } else {
    std::cout << SealPartsTable(parts, text->size());
  }
  return parts.ok() ? 0 : kExitDifference;
}

// Everything is made before anything is written.
Status MakePictures(const Arguments& arguments) {
  const std::vector<WrittenFile> wanted = {{"--png", arguments.png, PngKind()},
                                           {"--svg", arguments.svg, KindThatBegins("an SVG picture", "<svg ")},
                                           {"--ics", arguments.ics, KindThatBegins("a calendar", "BEGIN:VCALENDAR")},
                                           {"--page", arguments.page, KindThatBegins("a page", "<!DOCTYPE html>")}};
  RETURN_IF_ERROR(CheckWrittenFiles(wanted, arguments.files));
  const auto language = ParseLanguage(arguments.language);
  if (!language) return InvalidField("--lang", "must be en, zh, kk or ru");
  BookingPass pass{.reference = arguments.reference,
                   .early = std::chrono::minutes(arguments.early_minutes.value_or(kUsualEarlyMinutes)),
                   .late = std::chrono::minutes(arguments.late_minutes.value_or(kUsualLateMinutes)),
                   .language = *language};
  for (const std::string& file : arguments.files) {
    ASSIGN_OR_RETURN(pass.seals.emplace_back(), ReadSealText(file, arguments.pictures));
  }
  RETURN_IF_ERROR(ClaimsOf(pass).status());
  for (const auto& [option, path, kind] : wanted)
    if (option != "--ics" && !path.empty()) RETURN_IF_ERROR(CheckPictures(arguments.pictures, option));
  const bool is_one = pass.seals.size() == 1;
  if (!is_one && !(arguments.png + arguments.svg).empty())
    return InvalidField("file", "must be one for --png and --svg: each seal has a picture of its own");
  ASSIGN_OR_RETURN(const ZoneTable zones, MakeZoneTable());
  std::vector<std::pair<std::string, std::string>> made;
  const Pictures& pictures = arguments.pictures;
  const auto make = [&](const std::string& path, auto maker) -> Status {
    if (path.empty()) return OkStatus();
    ASSIGN_OR_RETURN(std::string content, maker());
    made.emplace_back(path, std::move(content));
    return OkStatus();
  };
  RETURN_IF_ERROR(make(arguments.png, [&] { return pictures.qr_png(pass.seals.front(), arguments.pixels); }));
  RETURN_IF_ERROR(make(arguments.svg, [&] { return pictures.qr_svg(pass.seals.front(), arguments.pixels); }));
  RETURN_IF_ERROR(make(arguments.ics, [&] { return PassCalendar(pass, SystemClock().Now()); }));
  RETURN_IF_ERROR(make(arguments.page, [&] { return pictures.pass_page(pass, zones); }));
  for (const auto& [path, content] : made) RETURN_IF_ERROR(WriteFile(path, content));
  return OkStatus();
}

int RunPicture(const Arguments& arguments) {
  const Status made = MakePictures(arguments);
  return made.ok() ? 0 : Fail(made);
}

int RunKeys(const Arguments& arguments) {
  const auto set = ReadSealKeyFiles(arguments.keys);
  if (!set.ok()) return Fail(set.status());
  std::cout << SealKeysJson(*set) << "\n";
  return 0;
}

void AddKeys(CLI::App& command, SealKeyFiles& keys) {
  command.add_option("--signed-by", keys.signed_by, "The centre's public key, PEM: what a signed set is checked with");
}

void AddRule(CLI::App& command, Arguments& arguments) {
  command.add_option("--early", arguments.early_minutes, "Minutes before its slot from which a booking is honoured")
      ->check(CLI::Range(0, kMaxMinutes));
  command.add_option("--late", arguments.late_minutes, "Minutes after its slot until which it is")
      ->check(CLI::Range(0, kMaxMinutes));
}

}  // namespace

struct SealCommands::Commands {
  CLI::App* verify = nullptr;
  CLI::App* inspect = nullptr;
  CLI::App* picture = nullptr;
  CLI::App* keys = nullptr;
  Arguments arguments;
};

SealCommands::SealCommands(CLI::App& app, const Pictures& pictures) : commands_(std::make_unique<Commands>()) {
  Commands& commands = *commands_;
  Arguments& arguments = commands.arguments;
  arguments.pictures = pictures;
  CLI::App* seals = app.add_subcommand("seal", "Seals of bookings: verify, inspect, picture, keys");
  seals->require_subcommand(1);
  seals->footer(kExamples);

  commands.verify = seals->add_subcommand("verify", "What a seal is worth");
  commands.verify->add_option("file", arguments.file, "The seal's text or picture; without it standard input");
  commands.verify
      ->add_option(
          "--keys", arguments.keys.keys,
          "What seals are believed by: a public key (PEM), a key set (JSON) or a gate's signed set; repeatable")
      ->required();
  AddKeys(*commands.verify, arguments.keys);
  commands.verify->add_option("--document-key", arguments.keys.document_key,
                              "The key of the document hashes, 64 hexadecimal digits, for a --keys in PEM");
  AddQuestion(*commands.verify, arguments.question);
  AddRule(*commands.verify, arguments);
  commands.verify->add_flag("--json", arguments.json, "One JSON object");
  commands.verify->footer(kResults);

  commands.inspect = seals->add_subcommand("inspect", "What a seal says, whoever signed it");
  commands.inspect->add_option("file", arguments.file, "The seal's text or picture; without it standard input");
  commands.inspect->add_flag("--json", arguments.json, "One JSON object");
  commands.inspect->footer(kExamples);

  commands.picture =
      seals->add_subcommand("picture", "The picture of a seal, its slot for a calendar, a page to print");
  commands.picture->add_option("file", arguments.files, "The seal's text or picture; several of a party for a page")
      ->required();
  const CLI::Option* png = commands.picture->add_option("--png", arguments.png, "Writes the QR code there, as PNG");
  const CLI::Option* svg = commands.picture->add_option("--svg", arguments.svg, "Writes the QR code there, as SVG");
  const CLI::Option* ics =
      commands.picture->add_option("--ics", arguments.ics, "Writes the slot there, for a calendar (iCalendar)");
  const CLI::Option* page =
      commands.picture->add_option("--page", arguments.page, "Writes a page to print there, as HTML");
  commands.picture->final_callback([=] { RequireAnyGiven({png, svg, ics, page}); });
  commands.picture->add_option("--pixels", arguments.pixels, "Width of PNG and SVG, 360 to 4096")
      ->check(CLI::Range(kMinShownPixels, kMaxQrPixels));
  commands.picture->add_option("--reference", arguments.reference, "The booking's reference, shown beside the code");
  commands.picture->add_option("--lang", arguments.language, "en, zh, kk or ru");
  AddRule(*commands.picture, arguments);
  commands.picture->footer(kExamples);

  commands.keys = seals->add_subcommand("keys", "The public key set in JSON, for those who verify seals");
  commands.keys->add_option("file", arguments.keys.keys, "A gate's signed set, or public keys in PEM")->required();
  AddKeys(*commands.keys, arguments.keys);
  commands.keys->footer(kExamples);
}

SealCommands::~SealCommands() = default;

std::optional<int> SealCommands::Run() const {
  if (commands_->verify->parsed()) return RunVerify(commands_->arguments);
  if (commands_->inspect->parsed()) return RunInspect(commands_->arguments);
  if (commands_->picture->parsed()) return RunPicture(commands_->arguments);
  if (commands_->keys->parsed()) return RunKeys(commands_->arguments);
  return std::nullopt;
}

}  // namespace clearance
