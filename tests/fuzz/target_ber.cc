// BER: elements lie inside the input one behind the other, whatever is read is bounded by what was given, and what was
// read is read again from its own bytes.
#include "common/base/ber.h"
#include "common/base/check.h"
#include "tests/fuzz/targets.h"
#include "tests/support/oids.h"

namespace clearance {
namespace {

constexpr std::size_t kMaxSteps = 4096;

void CheckElement(const BerElement& element, std::string_view within) {
  CHECK(element.whole.data() >= within.data());
  CHECK(element.whole.data() + element.whole.size() <= within.data() + within.size());
  CHECK(element.content.data() >= element.whole.data());
  CHECK(element.content.data() + element.content.size() <= element.whole.data() + element.whole.size());
  const auto again = ReadBer(element.whole, element.tag);
  CHECK(again.ok() && again->content == element.content);
  if (element.shortest && !element.indefinite) CHECK(BerElementOf(element.tag, element.content) == element.whole);
}

void CheckValues(const BerElement& element) {
  const auto octets = BerOctets(element);
  CHECK(!octets.ok() || octets->size() <= element.content.size());
  const auto oid = BerOid(element.content);
  if (oid.ok()) {
    const auto again = BerOid(OidContent(*oid));
    CHECK(again.ok() && *again == *oid);
  }
  static_cast<void>(BerInteger(element.content));
  static_cast<void>(BerBoolean(element.content));
  static_cast<void>(BerWholeBits(element.content));
  static_cast<void>(BerTime(element));
}

void Run(std::string_view input) {
  std::vector<std::string_view> open = {input};
  for (std::size_t steps = 0; !open.empty() && steps < kMaxSteps;) {
    const std::string_view within = open.back();
    open.pop_back();
    BerReader reader(within);
    while (!reader.AtEnd() && ++steps < kMaxSteps) {
      const std::string_view before = reader.rest();
      const auto element = reader.Next();
      if (!element.ok()) {
        CHECK(reader.rest() == before);
        break;
      }
      CHECK(reader.rest().size() + element->whole.size() == before.size());
      CheckElement(*element, within);
      CheckValues(*element);
      if (element->constructed && open.size() < kMaxBerDepth) open.push_back(element->content);
    }
  }
}

std::vector<std::string> Seeds() {
  using namespace std::string_literals;
  const std::string oid = BerElementOf(ber::kOid, OidContent("2.23.136.1.1.1"));
  const std::string time =
      BerElementOf(ber::kUtcTime, "260102030405Z") + BerElementOf(ber::kGeneralizedTime, "20260102030405Z");
  return {
      BerElementOf(ber::kSequence, oid + BerElementOf(ber::kInteger, "\x05") + time),
      "\x30\x80\x24\x80\x04\x03"
      "abc"
      "\x04\x01"
      "d"
      "\x00\x00\x00\x00"s,
      BerElementOf(0x5F1F, "P<UTO") + BerElementOf(0x7F2E, BerElementOf(ber::kBitString, "\0bits"s)),
      BerElementOf(ber::kOctetString, std::string(300, 'x')) + "\x01\x01\xFF",
  };
}

}  // namespace

FuzzTarget BerTarget() { return {"ber", Run, Seeds}; }

}  // namespace clearance
