// DG2 made for tests: records of both standards around any picture.
#pragma once

#include <cstdint>
#include <string>

#include "common/base/ber.h"

namespace clearance {

inline std::string BigEndianOctets(std::uint64_t value, int octets) {
  std::string bytes;
  for (int i = octets - 1; i >= 0; --i) bytes.push_back(static_cast<char>(value >> (8 * i)));
  return bytes;
}

// One image of a facial record of ISO/IEC 19794-5:2005, with feature points that a reader steps over.
inline std::string FacialImage19794(const std::string& picture, int width, int height, int points = 0) {
  const std::string after_length = BigEndianOctets(static_cast<std::uint64_t>(points), 2) + std::string(14, '\0') +
                                   std::string(static_cast<std::size_t>(points) * 8, '\x01') +
                                   std::string("\x01\x00", 2) + BigEndianOctets(static_cast<std::uint64_t>(width), 2) +
                                   BigEndianOctets(static_cast<std::uint64_t>(height), 2) + std::string(6, '\0') +
                                   picture;
  return BigEndianOctets(after_length.size() + 4, 4) + after_length;
}

inline std::string FacialRecord19794(const std::string& images, int count) {
  return std::string(
             "FAC\0"
             "010\0",
             8) +
         BigEndianOctets(images.size() + 14, 4) + BigEndianOctets(static_cast<std::uint64_t>(count), 2) + images;
}

// RepresentationBlock of ISO/IEC 39794-5:2019 with a picture and its size.
inline std::string Representation39794(const std::string& picture, int width, int height) {
  using ber::Context;
  using ber::ContextConstructed;
  const std::string size = BerElementOf(Context(0), BigEndianOctets(static_cast<std::uint64_t>(width), 3)) +
                           BerElementOf(Context(1), BigEndianOctets(static_cast<std::uint64_t>(height), 3));
  const std::string information =
      BerElementOf(ContextConstructed(0), BerElementOf(Context(0), "\x03")) + BerElementOf(ContextConstructed(7), size);
  const std::string block = BerElementOf(Context(0), picture) + BerElementOf(ContextConstructed(1), information);
  const std::string base = BerElementOf(ContextConstructed(0), BerElementOf(ContextConstructed(0), block));
  return BerElementOf(ber::kSequence, BerElementOf(Context(0), "\x01") + BerElementOf(ContextConstructed(1), base));
}

inline std::string FaceImageDataBlock39794(const std::string& representations, char generation = 3) {
  const std::string version =
      BerElementOf(ber::Context(0), std::string(1, generation)) + BerElementOf(ber::Context(1), "\x07\xE3");
  return BerElementOf(0x65, BerElementOf(ber::ContextConstructed(0), version) +
                                BerElementOf(ber::ContextConstructed(1), representations));
}

// The information template around one data block: tag 0x5F2E or 0x7F2E.
inline std::string InformationTemplate(std::uint32_t tag, const std::string& block) {
  const std::string header =
      BerElementOf(0x87, std::string("\x01\x01", 2)) + BerElementOf(0x88, std::string("\0\x08", 2));
  return BerElementOf(0x7F60, BerElementOf(0xA1, header) + BerElementOf(tag, block));
}

inline std::string Dg2Of(const std::string& templates, int count) {
  return BerElementOf(
      0x75, BerElementOf(0x7F61, BerElementOf(ber::kInteger, std::string(1, static_cast<char>(count))) + templates));
}

// A whole DG2 with one image.
inline std::string Dg2With19794(const std::string& picture, int width, int height) {
  return Dg2Of(InformationTemplate(0x5F2E, FacialRecord19794(FacialImage19794(picture, width, height), 1)), 1);
}
inline std::string Dg2With39794(const std::string& picture, int width, int height) {
  const std::string block = FaceImageDataBlock39794(Representation39794(picture, width, height));
  return Dg2Of(InformationTemplate(0x7F2E, BerElementOf(0xA1, block)), 1);
}

}  // namespace clearance
