// JPEG 2000: ISO/IEC 15444-1 annex A (codestream) and annex I (JP2 file).
#include "common/base/jpeg2000_size.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "common/base/big_endian.h"

namespace clearance {
namespace {

constexpr std::string_view kFileSignature("\0\0\0\x0CjP  \r\n\x87\n", 12);
constexpr std::string_view kCodestreamStart("\xFF\x4F\xFF\x51", 4);  // SOC, SIZ

constexpr std::uint64_t kFirstMarker = 0xFF30;
constexpr std::uint64_t kCodingDefault = 0xFF52;       // COD
constexpr std::uint64_t kCodingOfComponent = 0xFF53;   // COC
constexpr std::uint64_t kProgressionChange = 0xFF5F;   // POC
constexpr std::uint64_t kStartOfTilePart = 0xFF90;     // SOT
constexpr std::uint64_t kStartOfTileContent = 0xFF93;  // SOD
constexpr std::uint64_t kEndOfCodestream = 0xFFD9;     // EOC
constexpr std::size_t kMarkerOctets = 2;
constexpr std::size_t kSizFixedOctets = 38;      // Lsiz … Csiz
constexpr std::size_t kTilePartOctets = 12;      // SOT with its marker
constexpr std::size_t kTilePartLengthAt = 6;     // Psot
constexpr std::size_t kComponentSizeOctets = 3;  // depth and two sub-samplings

// In COD and COC alike, behind the number of levels: width, height and style of a code-block, the transformation.
constexpr std::size_t kCodeBlockOctets = 4;
constexpr std::size_t kCodStyleAt = 2, kCodLayersAt = 4, kCodLevelsAt = 7;
constexpr std::size_t kCocStyleAt = 3, kCocLevelsAt = 4;
constexpr std::int64_t kMaxLevels = 32;         // table A.15
constexpr std::int64_t kCodeBlockOffset = 2;    // table A.18: exponents are written less two
constexpr std::int64_t kMaxCodeBlockOctet = 8;  // an exponent of 10
constexpr std::int64_t kPrecinctExponent = 15;  // where none is written out

constexpr std::size_t kBoxHeaderOctets = 8;
constexpr std::size_t kLongBoxHeaderOctets = 16;
constexpr std::size_t kImageHeaderOctets = 14;
constexpr std::size_t kPaletteColumnsAt = 2;

struct Grid {
  PictureSize size{};
  std::int64_t tile_width = 0, tile_height = 0;  // no larger than the picture
  std::int64_t tiles = 0;
  std::int64_t components = 0;
};

// SIZ, whose length field is the first of `bytes`.
std::optional<Grid> ReadSiz(std::string_view bytes) {
  if (bytes.size() < kSizFixedOctets) return std::nullopt;
  const auto number = [&](std::size_t at) { return static_cast<std::int64_t>(ReadBigEndian(bytes, at, 4)); };
  const std::int64_t right = number(4), bottom = number(8), left = number(12), top = number(16);
  const std::int64_t tile_width = number(20), tile_height = number(24), tile_left = number(28), tile_top = number(32);
  const auto components = static_cast<std::int64_t>(ReadBigEndian(bytes, 36, 2));
  const auto length = static_cast<std::size_t>(ReadBigEndian(bytes, 0, 2));
  if (components < 1 || components > kMaxJpeg2000Components) return std::nullopt;
  if (length != kSizFixedOctets + kComponentSizeOctets * static_cast<std::size_t>(components)) return std::nullopt;
  // §B.3: the first tile holds the picture's first corner.
  if (left >= right || top >= bottom || tile_width < 1 || tile_height < 1) return std::nullopt;
  if (tile_left > left || tile_top > top || tile_left + tile_width <= left || tile_top + tile_height <= top)
    return std::nullopt;
  const std::int64_t across = (right - tile_left + tile_width - 1) / tile_width;
  const std::int64_t down = (bottom - tile_top + tile_height - 1) / tile_height;
  if (across > kMaxJpeg2000Tiles || down > kMaxJpeg2000Tiles / across) return std::nullopt;
  const PictureSize size{right - left, bottom - top, PictureFormat::kJpeg2000};
  if (size.width > kMaxJpeg2000Pixels / size.height) return std::nullopt;
  return Grid{size, std::min(tile_width, size.width), std::min(tile_height, size.height), across * down, components};
}

// What makes a decoder work: the worst that any header says of any tile or component. A side of 2^exponent.
struct Coding {
  std::int64_t layers = 0;  // 0: no COD yet
  std::int64_t levels = 0;
  // On the picture's own grid: where precincts of a lower resolution lie closest, a position of all progressions.
  std::int64_t precinct_across = kPrecinctExponent, precinct_down = kPrecinctExponent;
  std::int64_t block_across = kMaxCodeBlockOctet + kCodeBlockOffset, block_down = kMaxCodeBlockOctet + kCodeBlockOffset;
};

// The part that COD and COC share (§A.6.1, §A.6.2), whose length field is the first of `segment`; false where it is
// cut off or out of bounds.
bool ReadCodingStyle(std::string_view segment, std::size_t style_at, std::size_t levels_at, Coding& coding) {
  const std::size_t precincts_at = levels_at + 1 + kCodeBlockOctets;
  if (segment.size() < precincts_at) return false;
  const auto octet = [&](std::size_t at) { return static_cast<std::int64_t>(ReadBigEndian(segment, at, 1)); };
  const std::int64_t levels = octet(levels_at);
  const std::int64_t across = octet(levels_at + 1), down = octet(levels_at + 2);
  if (levels > kMaxLevels || across > kMaxCodeBlockOctet || down > kMaxCodeBlockOctet) return false;
  coding.levels = std::max(coding.levels, levels);
  coding.block_across = std::min(coding.block_across, across + kCodeBlockOffset);
  coding.block_down = std::min(coding.block_down, down + kCodeBlockOffset);
  const bool written_out = (octet(style_at) & 1) != 0;
  if (!written_out) return true;
  if (segment.size() != precincts_at + static_cast<std::size_t>(levels) + 1) return false;
  for (std::int64_t resolution = 0; resolution <= levels; ++resolution) {
    const std::int64_t exponents = octet(precincts_at + static_cast<std::size_t>(resolution));
    const std::int64_t width = exponents & 0xF, height = exponents >> 4;
    if (width < kMinJpeg2000PrecinctExponent || height < kMinJpeg2000PrecinctExponent) return false;
    const std::int64_t halvings = levels - resolution;
    coding.precinct_across = std::min(coding.precinct_across, width + halvings);
    coding.precinct_down = std::min(coding.precinct_down, height + halvings);
    // §B.7: no code-block is larger than its precinct has place for in a sub-band.
    const std::int64_t halved = resolution == 0 ? 0 : 1;
    coding.block_across = std::min(coding.block_across, width - halved);
    coding.block_down = std::min(coding.block_down, height - halved);
  }
  return true;
}

bool ReadCod(std::string_view segment, Coding& coding) {
  if (!ReadCodingStyle(segment, kCodStyleAt, kCodLevelsAt, coding)) return false;
  const auto layers = static_cast<std::int64_t>(ReadBigEndian(segment, kCodLayersAt, 2));
  coding.layers = std::max(coding.layers, layers);
  return layers >= 1 && layers <= kMaxJpeg2000Layers;
}

// Cells of a grid of 2^`across` × 2^`down` that an area of this size can touch, wherever it lies.
std::int64_t CellsTouched(const Grid& grid, std::int64_t across, std::int64_t down) {
  return ((grid.tile_width >> across) + 2) * ((grid.tile_height >> down) + 2);
}

// Without regard to sub-sampled components, which have less of everything.
bool WorkIsBounded(const Grid& grid, const Coding& coding) {
  if (coding.layers == 0) return false;
  const std::int64_t tile_components = grid.tiles * grid.components;
  const std::int64_t positions = CellsTouched(grid, coding.precinct_across, coding.precinct_down);
  if (positions > kMaxJpeg2000Packets / (tile_components * (coding.levels + 1) * coding.layers)) return false;
  // The lowest resolution has one sub-band, every other one has three, of half its sides (§B.5).
  std::int64_t blocks = CellsTouched(grid, coding.block_across + coding.levels, coding.block_down + coding.levels);
  for (std::int64_t halvings = 1; halvings <= coding.levels; ++halvings)
    blocks += 3 * CellsTouched(grid, coding.block_across + halvings, coding.block_down + halvings);
  return blocks <= kMaxJpeg2000CodeBlocks / tile_components;
}

// Where `end_marker` stands behind the marker segments that begin at `at`, and what they add to `coding`; nullopt when
// one of them is cut off or out of bounds.
std::optional<std::size_t> FindMarker(std::string_view bytes, std::size_t at, std::uint64_t end_marker,
                                      Coding& coding) {
  while (bytes.size() - at >= kMarkerOctets) {
    const std::uint64_t marker = ReadBigEndian(bytes, at, 2);
    if (marker == end_marker) return at;
    if (marker < kFirstMarker || bytes.size() - at < 2 * kMarkerOctets) return std::nullopt;
    const std::size_t length = ReadBigEndian(bytes, at + kMarkerOctets, 2);
    if (length < 2 || length > bytes.size() - at - kMarkerOctets) return std::nullopt;
    const std::string_view segment = bytes.substr(at + kMarkerOctets, length);
    if (marker == kCodingDefault && !ReadCod(segment, coding)) return std::nullopt;
    if (marker == kCodingOfComponent && !ReadCodingStyle(segment, kCocStyleAt, kCocLevelsAt, coding))
      return std::nullopt;
    // Each change walks through the packets anew.
    if (marker == kProgressionChange) return std::nullopt;
    at += kMarkerOctets + length;
  }
  return std::nullopt;
}

// True when EOC stands where the tile-parts that begin at `at` end. A last tile-part of length 0 reaches to EOC, which
// is then the codestream's end.
bool TilePartsAreWhole(std::string_view bytes, std::size_t at, Coding& coding) {
  while (bytes.size() - at >= kTilePartOctets && ReadBigEndian(bytes, at, 2) == kStartOfTilePart) {
    const std::size_t length = ReadBigEndian(bytes, at + kTilePartLengthAt, 4);
    const bool to_the_end = length == 0;
    if (!to_the_end && (length < kTilePartOctets || length > bytes.size() - at)) return false;
    const std::string_view part = bytes.substr(at, to_the_end ? std::string_view::npos : length);
    if (!FindMarker(part, kTilePartOctets, kStartOfTileContent, coding)) return false;
    if (to_the_end) return ReadBigEndian(bytes, bytes.size() - kMarkerOctets, 2) == kEndOfCodestream;
    at += length;
  }
  return bytes.size() - at >= kMarkerOctets && ReadBigEndian(bytes, at, 2) == kEndOfCodestream;
}

std::optional<PictureSize> InspectCodestream(std::string_view bytes) {
  if (bytes.substr(0, kCodestreamStart.size()) != kCodestreamStart) return std::nullopt;
  const std::optional<Grid> grid = ReadSiz(bytes.substr(kCodestreamStart.size()));
  if (!grid) return std::nullopt;
  Coding coding;
  const std::optional<std::size_t> tile_parts = FindMarker(bytes, kMarkerOctets, kStartOfTilePart, coding);
  if (!tile_parts || !TilePartsAreWhole(bytes, *tile_parts, coding) || !WorkIsBounded(*grid, coding))
    return std::nullopt;
  return grid->size;
}

struct Box {
  std::string_view type{};
  std::string_view content{};
  std::size_t whole = 0;
};

// The box that `bytes` begin with (§I.4). Length 1: the length follows in eight octets; 0: it reaches to the end.
std::optional<Box> ReadBox(std::string_view bytes) {
  if (bytes.size() < kBoxHeaderOctets) return std::nullopt;
  std::size_t header = kBoxHeaderOctets;
  std::uint64_t length = ReadBigEndian(bytes, 0, 4);
  if (length == 1) {
    header = kLongBoxHeaderOctets;
    if (bytes.size() < header) return std::nullopt;
    length = ReadBigEndian(bytes, kBoxHeaderOctets, 8);
  } else if (length == 0) {
    length = bytes.size();
  }
  if (length < header || length > bytes.size()) return std::nullopt;
  const auto whole = static_cast<std::size_t>(length);
  return Box{bytes.substr(4, 4), bytes.substr(header, whole - header), whole};
}

// jp2h: its first box is ihdr (§I.5.3.1), height before width. A palette (pclr, §I.5.3.4) must not make more
// components than we read.
std::optional<PictureSize> ReadImageHeader(std::string_view header) {
  std::optional<PictureSize> size;
  while (!header.empty()) {
    const std::optional<Box> box = ReadBox(header);
    if (!box) return std::nullopt;
    if (!size) {
      if (box->type != "ihdr" || box->content.size() != kImageHeaderOctets) return std::nullopt;
      size = PictureSize{static_cast<std::int64_t>(ReadBigEndian(box->content, 4, 4)),
                         static_cast<std::int64_t>(ReadBigEndian(box->content, 0, 4)), PictureFormat::kJpeg2000};
    }
    if (box->type == "pclr" && (box->content.size() <= kPaletteColumnsAt ||
                                ReadBigEndian(box->content, kPaletteColumnsAt, 1) > kMaxJpeg2000Components))
      return std::nullopt;
    header.remove_prefix(box->whole);
  }
  return size;
}

std::optional<PictureSize> InspectFile(std::string_view bytes) {
  std::optional<PictureSize> declared;
  while (!bytes.empty()) {
    const std::optional<Box> box = ReadBox(bytes);
    if (!box) return std::nullopt;
    if (box->type == "jp2h") {
      if (declared) return std::nullopt;
      declared = ReadImageHeader(box->content);
      if (!declared) return std::nullopt;
    }
    if (box->type == "jp2c") {
      const std::optional<PictureSize> size = InspectCodestream(box->content);
      const bool agree = size && declared && size->width == declared->width && size->height == declared->height;
      return agree ? size : std::nullopt;
    }
    bytes.remove_prefix(box->whole);
  }
  return std::nullopt;
}

}  // namespace

bool IsJpeg2000(std::string_view encoded) {
  return encoded.substr(0, kFileSignature.size()) == kFileSignature ||
         encoded.substr(0, kCodestreamStart.size()) == kCodestreamStart;
}

std::optional<PictureSize> InspectJpeg2000(std::string_view encoded) {
  return encoded.substr(0, kFileSignature.size()) == kFileSignature ? InspectFile(encoded) : InspectCodestream(encoded);
}

}  // namespace clearance
