#include "tests/support/seal_mutations.h"

#include <algorithm>
#include <array>
#include <utility>

#include "common/base/bytes.h"
#include "common/base/cbor.h"
#include "common/base/check.h"
#include "common/base/ids.h"
#include "common/base/uuid_bytes.h"
#include "common/seal/base45.h"

namespace clearance {
namespace {

std::string Int(std::int64_t value) { return CborWriter().Int(value).Take(); }
std::string Text(std::string_view value) { return CborWriter().Text(value).Take(); }
std::string ByteString(std::string_view value) { return CborWriter().Bytes(value).Take(); }

// A label and its value, both as CBOR.
using Pair = std::pair<std::string, std::string>;

std::string MapOf(const std::vector<Pair>& pairs) {
  std::string map = CborWriter().Map(pairs.size()).Take();
  for (const auto& [label, value] : pairs) map += label + value;
  return map;
}

// The head of an item in the next longer of its forms: 5 as 0x18 05, 0x18 05 as 0x19 00 05.
std::string Longer(const std::string& item) {
  const auto first = static_cast<unsigned char>(item[0]);
  const unsigned char major = first & 0xE0;
  const unsigned char info = first & 0x1F;
  if (info < 24) return std::string{static_cast<char>(major | 24), static_cast<char>(info)} + item.substr(1);
  if (info == 24) return std::string{static_cast<char>(major | 25), '\0'} + item.substr(1);
  if (info == 25) return std::string{static_cast<char>(major | 26), '\0', '\0'} + item.substr(1);
  if (info == 26) return std::string{static_cast<char>(major | 27), '\0', '\0', '\0', '\0'} + item.substr(1);
  return item;
}

// A string, list or map without a length, ended by a break.
std::string Indefinite(const std::string& item, std::size_t head_bytes) {
  const auto major = static_cast<unsigned char>(static_cast<unsigned char>(item[0]) & 0xE0);
  const std::string begin(1, static_cast<char>(major | 31));
  const bool is_string = major == 0x40 || major == 0x60;
  return begin + (is_string ? item : item.substr(head_bytes)) + '\xFF';
}

}  // namespace

// A seal taken apart, every part open to change.
struct SealMutator::Parts {
  std::string tag = "\xD2";
  std::string list = CborWriter().Array(4).Take();
  std::vector<Pair> header;
  std::string unprotected = CborWriter().Map(0).Take();
  std::vector<Pair> claims;
  std::string signature;
  std::string tail;
  std::string header_bytes;   // instead of `header` when not empty
  std::string payload_bytes;  // instead of `claims` when not empty

  Parts(const SealClaims& c, const SigningKey& key) {
    const auto seconds = [](Instant at) { return Int(ToUnixMs(at) / 1000); };
    header = {{Int(1), Int(-8)}, {Int(4), ByteString(SealKeyId(key.PublicKey()))}};
    claims = {{Int(3), Text(c.port)},
              {Int(4), seconds(c.slot_ends_at)},
              {Int(5), seconds(c.slot_starts_at)},
              {Int(7), ByteString(UuidToBytes(c.booking_id).value())},
              {Int(-65537),
               CborWriter().Array(2).Text(TerritoryName(c.movement.from)).Text(TerritoryName(c.movement.to)).Take()},
              {Int(-65538), Text(c.lane_group)},
              {Int(-65539), ByteString(c.document_hash)}};
    Sign(key);
  }
  std::string Header() const { return header_bytes.empty() ? MapOf(header) : header_bytes; }
  std::string Payload() const { return payload_bytes.empty() ? MapOf(claims) : payload_bytes; }
  void Sign(const SigningKey& key) {
    CborWriter to_sign;
    to_sign.Array(4).Text("Signature1").Bytes(Header()).Bytes("").Bytes(Payload());
    signature = ByteString(key.Sign(to_sign.Take()));
  }
  std::string Joined() const {
    return tag + list + ByteString(Header()) + unprotected + ByteString(Payload()) + signature + tail;
  }
};

SealMutator::SealMutator(const SigningKey& key, const std::vector<SealClaims>& claims, std::uint64_t seed)
    : key_(key), random_(seed), claims_(claims) {
  CHECK(claims.size() == 3);
  for (const SealClaims& one : claims) {
    good_.push_back(SignSeal(one, key).value());
    good_bytes_.push_back(Base45Decode(good_.back().substr(kSealPrefix.size())).value());
    CHECK(Parts(one, key).Joined() == good_bytes_.back());
  }
}

MutatedSeal SealMutator::Next() {
  MutatedSeal mutated;
  constexpr std::string_view kAlphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
  const std::size_t how = Below(20);
  if (how == 0) {  // of the text itself; hardly any stays Base45 of the same length
    mutated.kind = "a character";
    mutated.text = good_[Below(good_.size())];
    mutated.text[Below(mutated.text.size())] = kAlphabet[Below(kAlphabet.size())];
  } else {
    const std::string bytes = how < 10 ? Bytes(mutated.kind) : Structure(mutated.kind);
    mutated.text = std::string(kSealPrefix) + Base45Encode(bytes);
  }
  if (!mutated.text.starts_with(kSealPrefix)) return mutated;
  const auto bytes = Base45Decode(mutated.text.substr(kSealPrefix.size()));
  mutated.bytes_differ = bytes.ok() && std::find(good_bytes_.begin(), good_bytes_.end(), *bytes) == good_bytes_.end();
  return mutated;
}

std::string SealMutator::Bytes(std::string_view& kind) {
  std::string bytes = good_bytes_[Below(good_bytes_.size())];
  const std::size_t at = Below(bytes.size());
  const auto byte = static_cast<char>(random_.Next());
  switch (Below(8)) {
    case 0:
      kind = "a bit flipped";
      bytes[at] = static_cast<char>(bytes[at] ^ (1 << Below(8)));
      break;
    case 1:
      kind = "a byte written over";
      bytes[at] = byte;
      break;
    case 2:
      kind = "bytes put in";
      bytes.insert(at, 1 + Below(3), byte);
      break;
    case 3:
      kind = "bytes left out";
      bytes.erase(at, 1 + Below(3));
      break;
    case 4:
      kind = "cut off";
      bytes.resize(at);
      break;
    case 5:
      kind = "bytes behind";
      bytes.append(1 + Below(3), byte);
      break;
    case 6:
      kind = "two bytes exchanged";
      std::swap(bytes[at], bytes[Below(bytes.size())]);
      break;
    default: {
      kind = "the end of another seal";
      const std::string& other = good_bytes_[Below(good_bytes_.size())];
      bytes = bytes.substr(0, at) + other.substr(std::min(at, other.size()));
    }
  }
  return bytes;
}

std::string SealMutator::Structure(std::string_view& kind) {
  const std::size_t which = Below(claims_.size());
  Parts parts(claims_[which], key_);
  const Parts other(claims_[(which + 1) % claims_.size()], key_);
  const std::size_t claim = Below(parts.claims.size());
  const std::size_t label = Below(parts.header.size());
  const auto encoded_otherwise = [&] { parts.Sign(key_); };  // by the right key: the encoding alone is wrong
  switch (Below(26)) {
    case 0:
      kind = "another seal's claims";
      parts.claims = other.claims;
      break;
    case 1:
      kind = "another seal's signature";
      parts.signature = other.signature;
      break;
    case 2:
      kind = "one claim of another seal";
      parts.claims[claim].second = other.claims[claim].second;
      break;
    case 3:
      kind = "the slot a little later";
      parts.claims[1].second =
          Int(ToUnixMs(claims_[which].slot_ends_at) / 1000 + 1 + static_cast<int>(Below(1'000'000)));
      break;
    case 4:
      kind = "the slot a little earlier";
      parts.claims[2].second =
          Int(ToUnixMs(claims_[which].slot_starts_at) / 1000 - 1 - static_cast<int>(Below(1'000'000)));
      break;
    case 5: {
      kind = "another document's hash";
      std::string hash(32, '\0');
      for (char& c : hash) c = static_cast<char>(random_.Next());
      parts.claims[6].second = ByteString(hash);
      break;
    }
    case 6:
      kind = "another booking";
      parts.claims[3].second = ByteString(UuidToBytes(NewUuid(random_)).value());
      break;
    case 7: {
      kind = "another key's id";
      std::string id(8, '\0');
      for (char& c : id) c = static_cast<char>(random_.Next());
      parts.header[1].second = ByteString(id);
      break;
    }
    case 8:
      kind = "another algorithm, signed";
      parts.header[0].second = Int(-7 - static_cast<int>(Below(2)) * 40 - static_cast<int>(Below(30)) - 2);
      encoded_otherwise();
      break;
    case 9:
      kind = "a claim's label in a longer form, signed";
      parts.claims[claim].first = Longer(parts.claims[claim].first);
      encoded_otherwise();
      break;
    case 10:
      kind = "a claim's value in a longer form, signed";
      parts.claims[claim].second = Longer(parts.claims[claim].second);
      encoded_otherwise();
      break;
    case 11:
      kind = "a header's label in a longer form, signed";
      parts.header[label].first = Longer(parts.header[label].first);
      encoded_otherwise();
      break;
    case 12:
      kind = "a header's value in a longer form, signed";
      parts.header[label].second = Longer(parts.header[label].second);
      encoded_otherwise();
      break;
    case 13:
      kind = "claims in another order, signed";
      std::swap(parts.claims[claim], parts.claims[(claim + 1 + Below(parts.claims.size() - 1)) % parts.claims.size()]);
      encoded_otherwise();
      break;
    case 14:
      kind = "headers in another order, signed";
      std::swap(parts.header[0], parts.header[1]);
      encoded_otherwise();
      break;
    case 15:
      kind = "a claim twice, signed";
      parts.claims.insert(parts.claims.begin() + static_cast<std::ptrdiff_t>(claim), parts.claims[claim]);
      encoded_otherwise();
      break;
    case 16:
      kind = "a claim missing, signed";
      parts.claims.erase(parts.claims.begin() + static_cast<std::ptrdiff_t>(claim));
      encoded_otherwise();
      break;
    case 17:
      kind = "a claim more, signed";
      parts.claims.emplace_back(Int(-65540 - static_cast<int>(Below(1000))), Int(static_cast<int>(Below(1000))));
      encoded_otherwise();
      break;
    case 18:
      kind = "a header more, signed";
      parts.header.emplace_back(Int(5 + static_cast<int>(Below(1000))), Int(static_cast<int>(Below(1000))));
      encoded_otherwise();
      break;
    case 19:
      kind = "something unprotected";
      parts.unprotected = MapOf({{Int(static_cast<int>(Below(1000))), Int(static_cast<int>(Below(1000)))}});
      break;
    case 20:
      kind = "no unprotected map, or one without a length";
      parts.unprotected = std::array<std::string, 4>{CborWriter().Null().Take(), CborWriter().Array(0).Take(),
                                                     std::string("\xBF\xFF"), std::string("\xB8\x00", 2)}[Below(4)];
      break;
    case 21:
      kind = "another tag";
      parts.tag = std::array<std::string, 5>{"", std::string("\xD8\x12"), std::string("\xD1"),
                                             std::string("\xD8\x3D\xD2"), std::string("\xD9\x00\x12", 3)}[Below(5)];
      parts.tail = std::string(Below(2), '\0');
      break;
    case 22:
      kind = "a list of another length";
      parts.list = std::array<std::string, 4>{"\x83", "\x85", std::string("\x98\x04"), "\x9F"}[Below(4)];
      if (parts.list == "\x9F") parts.tail = "\xFF";
      break;
    case 23:
      kind = "the claims without a length, signed";
      parts.payload_bytes = Indefinite(MapOf(parts.claims), 1);
      encoded_otherwise();
      break;
    case 24:
      kind = "a text without a length, signed";
      parts.claims[claim == 0 ? 0 : 5].second = Indefinite(parts.claims[claim == 0 ? 0 : 5].second, 1);
      encoded_otherwise();
      break;
    default:
      kind = "a claim of another kind, signed";
      parts.claims[claim].second =
          std::array<std::string, 4>{CborWriter().Null().Take(), CborWriter().Bool(true).Take(),
                                     CborWriter().Array(0).Take(), std::string("\xF9\x3C\x00", 3)}[Below(4)];
      encoded_otherwise();
  }
  return parts.Joined();
}

}  // namespace clearance
