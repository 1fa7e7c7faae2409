// PNG: ISO/IEC 15948 clause 5; JPEG: ISO/IEC 10918-1 annex B. JPEG 2000 is in jpeg2000_size.cc.
#include "common/base/picture_size.h"

#include <cstddef>

#include "common/base/big_endian.h"
#include "common/base/check.h"
#include "common/base/jpeg2000_size.h"

namespace clearance {
namespace {

// A field of a header: four bytes at most.
std::uint32_t Field(std::string_view bytes, std::size_t at, std::size_t count) {
  return static_cast<std::uint32_t>(ReadBigEndian(bytes, at, count));
}

constexpr std::string_view kPngSignature("\x89PNG\r\n\x1a\n", 8);
constexpr std::string_view kJpegSignature("\xFF\xD8\xFF", 3);
constexpr std::size_t kPngChunkOverhead = 12;  // length, type, CRC
constexpr std::size_t kPngHeaderLength = 13;

// JPEG markers, the byte after 0xFF.
constexpr unsigned kEndOfImage = 0xD9;
constexpr unsigned kStartOfScan = 0xDA;
constexpr unsigned kFirstRestart = 0xD0;
constexpr unsigned kLastRestart = 0xD7;

unsigned ByteAt(std::string_view bytes, std::size_t at) { return static_cast<unsigned char>(bytes[at]); }

std::optional<PictureSize> InspectPng(std::string_view bytes) {
  std::optional<PictureSize> size;
  std::size_t at = kPngSignature.size();
  while (bytes.size() - at >= kPngChunkOverhead) {
    const std::size_t length = Field(bytes, at, 4);
    const std::string_view type = bytes.substr(at + 4, 4);
    if (length > bytes.size() - at - kPngChunkOverhead) return std::nullopt;
    if (!size) {
      if (type != "IHDR" || length != kPngHeaderLength) return std::nullopt;
      size = PictureSize{Field(bytes, at + 8, 4), Field(bytes, at + 12, 4), PictureFormat::kPng, true};
    }
    if (type == "IEND") return size;
    at += kPngChunkOverhead + length;
  }
  return std::nullopt;
}

// Start-of-frame markers: C0..CF but for DHT, JPG and DAC.
bool IsStartOfFrame(unsigned marker) {
  return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

// Several scans refine one another, each over the whole picture.
bool IsProgressive(unsigned frame_marker) {
  return frame_marker == 0xC2 || frame_marker == 0xC6 || frame_marker == 0xCA || frame_marker == 0xCE;
}

// The position of the next marker after entropy-coded data that begin at `at`, or the end of the bytes.
std::size_t SkipScan(std::string_view bytes, std::size_t at) {
  while (at + 1 < bytes.size()) {
    const unsigned marker = ByteAt(bytes, at + 1);
    const bool stuffed = marker == 0 || (marker >= kFirstRestart && marker <= kLastRestart);
    if (ByteAt(bytes, at) == 0xFF && marker != 0xFF && !stuffed) return at;
    ++at;
  }
  return bytes.size();
}

std::optional<PictureSize> InspectJpeg(std::string_view bytes) {
  std::optional<PictureSize> size;
  bool scanned = false;
  unsigned components = 0;
  std::size_t at = 2;
  while (at + 1 < bytes.size()) {
    if (ByteAt(bytes, at) != 0xFF) return std::nullopt;
    const unsigned marker = ByteAt(bytes, at + 1);
    if (marker == 0xFF) {  // a fill byte
      ++at;
      continue;
    }
    if (marker == kEndOfImage) return scanned ? size : std::nullopt;
    if (bytes.size() - at < 4) return std::nullopt;
    const std::size_t length = Field(bytes, at + 2, 2);
    if (length < 2 || length > bytes.size() - at - 2) return std::nullopt;
    if (IsStartOfFrame(marker)) {
      if (size || length < 8) return std::nullopt;
      size = PictureSize{Field(bytes, at + 7, 2), Field(bytes, at + 5, 2), PictureFormat::kJpeg, IsProgressive(marker)};
      components = ByteAt(bytes, at + 9);
    }
    if (marker == kStartOfScan) {
      if (!size || length < 3) return std::nullopt;
      if (!scanned && ByteAt(bytes, at + 4) < components) size->held_whole = true;
    }
    at += 2 + length;
    if (marker == kStartOfScan) {
      scanned = true;
      at = SkipScan(bytes, at);
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<PictureFormat> FormatOfPicture(std::string_view encoded) {
  if (encoded.substr(0, kPngSignature.size()) == kPngSignature) return PictureFormat::kPng;
  if (encoded.substr(0, kJpegSignature.size()) == kJpegSignature) return PictureFormat::kJpeg;
  if (IsJpeg2000(encoded)) return PictureFormat::kJpeg2000;
  return std::nullopt;
}

std::optional<PictureSize> InspectPicture(std::string_view encoded) {
  const std::optional<PictureFormat> format = FormatOfPicture(encoded);
  if (!format) return std::nullopt;
  switch (*format) {
    case PictureFormat::kPng:
      return InspectPng(encoded);
    case PictureFormat::kJpeg:
      return InspectJpeg(encoded);
    case PictureFormat::kJpeg2000:
      return InspectJpeg2000(encoded);
  }
  CHECK(false);
}

}  // namespace clearance
