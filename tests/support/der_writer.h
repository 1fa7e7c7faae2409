// DER (ITU-T X.690) by the kind of value, over BerElementOf of common/base/ber.h: what the development PKI makes its
// certificates, messages and chip files of. It must never read: the readers are what it is there to test.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/instant.h"

namespace clearance::der {

// Elements one after the other, as they are given.
std::string Join(std::initializer_list<std::string_view> elements);
std::string Join(const std::vector<std::string>& elements);

std::string Sequence(std::initializer_list<std::string_view> elements);
std::string Sequence(const std::vector<std::string>& elements);
// SET OF: in the order of DER (X.690 §11.6), or as given, as BER allows.
std::string SetOf(std::vector<std::string> elements);
std::string SetAsGiven(const std::vector<std::string>& elements);
std::vector<std::string> InOrder(std::vector<std::string> elements);

std::string Integer(std::int64_t value);
// A positive INTEGER from a big-endian number, leading zeros or none.
std::string Unsigned(std::string_view big_endian);
// INTEGER from content as it shall stand, negative or overlong.
std::string IntegerOf(std::string_view content);
std::string Boolean(bool value);
std::string Null();
std::string Oid(std::string_view dotted);
std::string OctetString(std::string_view content);
std::string BitString(std::string_view content, unsigned unused_bits = 0);
std::string PrintableString(std::string_view text);
std::string Utf8String(std::string_view text);

// Seconds and Z (RFC 5280 §4.1.2.5): UTCTime until 2049, GeneralizedTime from 2050 on.
std::string Time(Instant at);
std::string GeneralizedTime(Instant at);
std::string GeneralizedTimeText(Instant at);  // the content alone

// [n] EXPLICIT around whole elements, which is also IMPLICIT over constructed content; [n] IMPLICIT over a primitive.
std::string Explicit(unsigned n, std::string_view elements);
std::string Implicit(unsigned n, std::string_view content);

// BER: an element of indefinite length, with end-of-contents.
std::string Indefinite(std::uint32_t tag, std::string_view elements);
// BER: an OCTET STRING of indefinite length in pieces of `piece_bytes`.
std::string OctetsInPieces(std::string_view content, std::size_t piece_bytes);

}  // namespace clearance::der
