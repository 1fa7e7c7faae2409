#include "common/seal/pass_page.h"

#include "common/seal/qr_picture.h"

namespace clearance {
namespace {

constexpr int kShownPixels = 480;

constexpr std::string_view kStyle =
    "body{font:16px/1.4 sans-serif;margin:0;color:#000;background:#fff}"
    "section{max-width:30rem;margin:0 auto;padding:1rem 0}"
    "h1,table,p{margin:0 1rem}"
    "h1{font-size:1.4rem;line-height:1.25}"
    // As wide as a small telephone: the quiet zone is the code's own.
    "svg{display:block;width:100%;min-width:360px;height:auto}"
    "table{border-collapse:collapse;margin-bottom:.5rem}"
    "th{text-align:left;font-weight:normal;color:#444;padding:.25rem 1.25rem .25rem 0;vertical-align:top}"
    "td{padding:.25rem 0;vertical-align:top}"
    "b,small{display:block}"
    "b{font-size:1.15rem;line-height:1.25;white-space:nowrap}"
    "small{font-size:.9rem;color:#444;padding-bottom:.25rem}"
    "p{padding-top:.75rem}"
    "@page{margin:15mm}"
    "@media print{section{break-after:page;padding:0;margin:0;max-width:none}section:last-child{break-after:auto}"
    "svg{width:90mm;min-width:0;margin-left:-6mm}h1,table,p{margin-left:0}th,small{color:#000}}";

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

std::string RowOf(std::string_view name, std::string_view html) {
  return "<tr><th>" + Escaped(name) + "</th><td>" + std::string(html) + "</td></tr>";
}

std::string Row(std::string_view name, std::string_view value) { return RowOf(name, Escaped(value)); }

// "2026-11-22 10:45 – 11:00"; both days where the slot goes past midnight.
std::string SlotIn(Territory territory, const SealClaims& claims, const ZoneTable& zones) {
  const std::string from = zones.FormatLocal(territory, claims.slot_starts_at);
  const std::string to = zones.FormatLocal(territory, claims.slot_ends_at);
  const std::size_t day = from.find(' ') + 1;
  return from + " – " + (from.substr(0, day) == to.substr(0, day) ? to.substr(day) : to);
}

// By both clocks: whoever looks may live by either.
std::string SlotCell(const SealClaims& claims, const PassWords& words, const ZoneTable& zones) {
  const auto by = [&](Territory territory, std::string_view clock) {
    return "<b>" + Escaped(SlotIn(territory, claims, zones)) + "</b><small>" + Escaped(clock) + "</small>";
  };
  return by(Territory::kKaz, words.in_kazakhstan) + by(Territory::kChn, words.in_china);
}

StatusOr<std::string> Sheet(const BookingPass& pass, std::size_t person, const SealClaims& claims,
                            const ZoneTable& zones) {
  ASSIGN_OR_RETURN(const std::string svg, QrSvg(pass.seals[person], kShownPixels));
  const PassWords& words = WordsOf(pass.language);
  std::string sheet = "<section><h1>" + Escaped(words.title) + "</h1>" + svg + "<table>";
  sheet += RowOf(words.slot, SlotCell(claims, words, zones));
  if (!pass.reference.empty()) sheet += Row(words.reference, pass.reference);
  if (pass.seals.size() > 1)
    sheet += Row(words.person, std::to_string(person + 1) + " / " + std::to_string(pass.seals.size()));
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
