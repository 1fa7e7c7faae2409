#include "common/seal/pass_page.h"

#include "common/seal/qr_picture.h"

namespace clearance {
namespace {

constexpr int kShownPixels = 480;

constexpr std::string_view kStyle =
    "body{font:16px/1.4 sans-serif;margin:0;color:#000;background:#fff}"
    "section{max-width:32rem;margin:0 auto;padding:1rem}"
    "h1{font-size:1.4rem;margin:0 0 1rem}"
    "svg{display:block;width:100%;max-width:480px;min-width:360px;height:auto;margin:0 auto 1rem}"
    "table{border-collapse:collapse;width:100%}"
    "th{text-align:left;font-weight:normal;color:#444;padding:.2rem 1rem .2rem 0;vertical-align:top}"
    "td{padding:.2rem 0}"
    ".slot td{font-weight:bold}"
    "@page{margin:15mm}"
    "@media print{section{break-after:page;padding:0;max-width:none}section:last-child{break-after:auto}"
    "svg{width:90mm;max-width:none;min-width:0}th{color:#000}}";

std::string Escaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      default:
        escaped.push_back(c);
    }
  }
  return escaped;
}

std::string Row(std::string_view name, std::string_view value, std::string_view kind = "") {
  const std::string attribute = kind.empty() ? "" : " class=\"" + std::string(kind) + "\"";
  return "<tr" + attribute + "><th>" + Escaped(name) + "</th><td>" + Escaped(value) + "</td></tr>";
}

// "2026-11-22 10:45 – 11:00"; both days where the slot goes past midnight.
std::string SlotIn(Territory territory, const SealClaims& claims, const ZoneTable& zones) {
  const std::string from = zones.FormatLocal(territory, claims.slot_starts_at);
  const std::string to = zones.FormatLocal(territory, claims.slot_ends_at);
  const std::size_t day = from.find(' ') + 1;
  return from + " – " + (from.substr(0, day) == to.substr(0, day) ? to.substr(day) : to);
}

StatusOr<std::string> Sheet(const BookingPass& pass, std::size_t person, const SealClaims& claims,
                            const ZoneTable& zones) {
  ASSIGN_OR_RETURN(const std::string svg, QrSvg(pass.seals[person], kShownPixels));
  const PassWords& words = WordsOf(pass.language);
  const auto in = [&](std::string_view clock) { return std::string(words.slot) + ", " + std::string(clock); };
  std::string sheet = "<section><h1>" + Escaped(words.title) + "</h1>" + svg + "<table>";
  if (!pass.reference.empty()) sheet += Row(words.reference, pass.reference);
  if (pass.seals.size() > 1)
    sheet += Row(words.person, std::to_string(person + 1) + " / " + std::to_string(pass.seals.size()));
  sheet += Row(in(words.in_kazakhstan), SlotIn(Territory::kKaz, claims, zones), "slot");
  sheet += Row(in(words.in_china), SlotIn(Territory::kChn, claims, zones), "slot");
  sheet += Row(words.port, claims.port) + Row(words.movement, MovementInWords(claims.movement, pass.language)) +
           Row(words.lane_group, claims.lane_group) + "</table>";
  return sheet + "<p>" + Escaped(LateRuleInWords(pass.early, pass.late, pass.language)) + "</p><p>" +
         Escaped(words.show_it) + "</p></section>";
}

}  // namespace

StatusOr<std::string> PassPage(const BookingPass& pass, const ZoneTable& zones) {
  ASSIGN_OR_RETURN(const auto claims, ClaimsOf(pass));
  std::string page = "<!DOCTYPE html>\n<html lang=\"" + std::string(LanguageName(pass.language)) +
                     "\"><head><meta charset=\"utf-8\">"
                     "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
                     "'unsafe-inline'\">"
                     "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>" +
                     Escaped(WordsOf(pass.language).title) + "</title><style>" + std::string(kStyle) +
                     "</style></head>\n<body>\n";
  for (std::size_t person = 0; person < pass.seals.size(); ++person) {
    ASSIGN_OR_RETURN(const std::string sheet, Sheet(pass, person, claims[person], zones));
    page += sheet + "\n";
  }
  return page + "</body></html>\n";
}

}  // namespace clearance
