#include "common/base/canonical_json.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "common/base/check.h"
#include "common/base/text.h"

namespace clearance {
namespace {

// ECMA-262 writes 1e21 and above, and what is below 1e-6, with an exponent.
constexpr int kMostWholeDigits = 21;
constexpr int kMostLeadingZeros = 6;

Status Problem(std::string_view what, std::size_t offset) {
  return InvalidField("json", std::string(what) + " at byte " + std::to_string(offset));
}

// UTF-16 puts what lies beyond U+FFFF (surrogates, D800…) before U+E000…U+FFFF; UTF-8 puts it after. Only first bytes
// of characters can tell the two apart: EE and EF against F0…F4.
unsigned Utf16Rank(char c) {
  const auto byte = static_cast<unsigned>(static_cast<unsigned char>(c));
  if (byte == 0xEE || byte == 0xEF) return byte + 0x10;
  return byte >= 0xF0 ? byte - 2 : byte;
}

bool Utf16Less(const std::string& a, const std::string& b) {
  return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(),
                                      [](char x, char y) { return Utf16Rank(x) < Utf16Rank(y); });
}

std::string JoinMembers(const std::vector<CanonicalMember>& members) {
  std::string out = "{";
  for (const CanonicalMember& member : members) {
    if (out.size() > 1) out.push_back(',');
    out.append(JsonString(member.name)).append(":").append(member.value);
  }
  out.push_back('}');
  return out;
}

// ECMA-262 §6.1.6.1.20, Number::toString in base ten: "1e+21", "0.000001", "0" for -0. `number` is finite.
std::string TextOf(double number) {
  CHECK(std::isfinite(number));
  if (number == 0) return "0";
  std::array<char, 32> buffer;
  const auto written =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), std::fabs(number), std::chars_format::scientific);
  const std::string_view scientific(buffer.data(), static_cast<std::size_t>(written.ptr - buffer.data()));
  const std::size_t mark = scientific.find('e');
  std::string digits(1, scientific[0]);
  if (mark > 1) digits.append(scientific.substr(2, mark - 2));
  int exponent = 0;
  const std::size_t exponent_at = mark + (scientific[mark + 1] == '+' ? 2 : 1);
  std::from_chars(scientific.data() + exponent_at, scientific.data() + scientific.size(), exponent);

  // The value is 0.DIGITS times ten to the power of `point`.
  const int point = exponent + 1;
  const int count = static_cast<int>(digits.size());
  std::string out = number < 0 ? "-" : "";
  if (count <= point && point <= kMostWholeDigits) {
    out.append(digits).append(static_cast<std::size_t>(point - count), '0');
  } else if (0 < point && point <= kMostWholeDigits) {
    const auto whole = static_cast<std::size_t>(point);
    out.append(digits, 0, whole).append(".").append(digits, whole);
  } else if (-kMostLeadingZeros < point && point <= 0) {
    out.append("0.").append(static_cast<std::size_t>(-point), '0').append(digits);
  } else {
    out.push_back(digits[0]);
    if (count > 1) out.append(".").append(digits, 1);
    out.append(exponent < 0 ? "e-" : "e+").append(std::to_string(std::abs(exponent)));
  }
  return out;
}

// What the parser tells, event by event, turned into canonical text from the inside out. The parser keeps its own
// stack, so that nesting costs no recursion here or there. A byte is copied once for each level it lies in, of which
// there are at most kMaxCanonicalJsonDepth.
class CanonicalWriter final : public nlohmann::json_sax<nlohmann::json> {
 public:
  bool null() override { return Take("null"); }
  bool boolean(bool value) override { return Take(value ? "true" : "false"); }
  bool number_integer(number_integer_t value) override { return Number(static_cast<double>(value)); }
  bool number_unsigned(number_unsigned_t value) override { return Number(static_cast<double>(value)); }
  bool number_float(number_float_t value, const string_t&) override { return Number(value); }
  bool binary(binary_t&) override { return Refuse("binary"); }
  bool string(string_t& value) override { return Take(JsonString(value)); }

  bool start_object(std::size_t) override { return Open(true); }
  bool start_array(std::size_t) override { return Open(false); }
  bool key(string_t& name) override {
    open_.back().members.push_back({.name = std::move(name)});
    return true;
  }
  bool end_array() override {
    std::string text = std::move(open_.back().items);
    open_.pop_back();
    return Take(text.append("]"));
  }
  bool end_object() override {
    std::vector<CanonicalMember> members = std::move(open_.back().members);
    open_.pop_back();
    std::sort(members.begin(), members.end(),
              [](const CanonicalMember& a, const CanonicalMember& b) { return Utf16Less(a.name, b.name); });
    const auto twice =
        std::adjacent_find(members.begin(), members.end(),
                           [](const CanonicalMember& a, const CanonicalMember& b) { return a.name == b.name; });
    if (twice != members.end()) return Refuse("a name stands twice in one object");
    if (!open_.empty()) return Take(JoinMembers(members));
    top_members_ = std::move(members);
    return true;
  }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception& error) override {
    // The parser's own words quote what it has read, which may be personal data.
    constexpr int kNumberOutOfRange = 406;
    problem_ = Problem(error.id == kNumberOutOfRange ? "a number is beyond double" : "not JSON", position);
    return false;
  }

  const Status& problem() const { return problem_; }
  std::optional<std::vector<CanonicalMember>> TakeTopMembers() { return std::move(top_members_); }
  std::string TakeText() { return top_members_ ? JoinMembers(*top_members_) : std::move(text_); }

 private:
  struct Level {
    bool object = false;
    std::string items{};  // of an array: "[" and what has come so far
    std::vector<CanonicalMember> members{};
  };

  bool Refuse(std::string_view problem) {
    problem_ = InvalidField("json", problem);
    return false;
  }
  bool Open(bool object) {
    if (open_.size() == kMaxCanonicalJsonDepth) return Refuse("nested too deep");
    open_.push_back({.object = object, .items = object ? "" : "["});
    return true;
  }
  bool Number(double value) { return Take(TextOf(value)); }
  bool Take(std::string value) {
    if (open_.empty()) {
      text_ = std::move(value);
    } else if (Level& level = open_.back(); level.object) {
      level.members.back().value = std::move(value);
    } else {
      if (level.items.size() > 1) level.items.push_back(',');
      level.items.append(value);
    }
    return true;
  }

  std::vector<Level> open_;
  std::string text_;
  std::optional<std::vector<CanonicalMember>> top_members_;
  Status problem_;
};

Status Read(std::string_view json, CanonicalWriter& writer) {
  if (json.size() > kMaxCanonicalJsonBytes) return InvalidField("json", "is too long");
  // The parser passes over a byte order mark, and takes a zero byte for the end.
  if (json.starts_with("\xEF\xBB\xBF")) return Problem("a byte order mark", 0);
  if (const std::size_t zero = json.find('\0'); zero != std::string_view::npos) return Problem("not JSON", zero);
  if (nlohmann::json::sax_parse(json.begin(), json.end(), &writer)) return OkStatus();
  CHECK(!writer.problem().ok());
  return writer.problem();
}

}  // namespace

StatusOr<std::string> CanonicalJson(std::string_view json) {
  CanonicalWriter writer;
  RETURN_IF_ERROR(Read(json, writer));
  return writer.TakeText();
}

StatusOr<std::vector<CanonicalMember>> CanonicalMembers(std::string_view json) {
  CanonicalWriter writer;
  RETURN_IF_ERROR(Read(json, writer));
  std::optional<std::vector<CanonicalMember>> members = writer.TakeTopMembers();
  if (!members) return InvalidField("json", "is not an object");
  return *std::move(members);
}

}  // namespace clearance
