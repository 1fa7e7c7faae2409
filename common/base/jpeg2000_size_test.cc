// Sizes of JPEG 2000, of files made here box by box; real ones are read in common/document/portrait_picture_test.cc.
#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "common/base/bytes.h"
#include "common/base/picture_size.h"

namespace clearance {
namespace {

std::string Number(std::uint64_t value, int octets) {
  std::string bytes;
  for (int i = octets - 1; i >= 0; --i) bytes.push_back(static_cast<char>(value >> (8 * i)));
  return bytes;
}

struct Siz {
  unsigned right = 320, bottom = 240, left = 0, top = 0;
  unsigned tile_width = 320, tile_height = 240, tile_left = 0, tile_top = 0;
  unsigned components = 3;
};

std::string Segment(unsigned marker, const std::string& content) {
  return Number(marker, 2) + Number(content.size() + 2, 2) + content;
}

std::string SizSegment(const Siz& siz) {
  std::string content = Number(0, 2);
  for (const unsigned value :
       {siz.right, siz.bottom, siz.left, siz.top, siz.tile_width, siz.tile_height, siz.tile_left, siz.tile_top})
    content += Number(value, 4);
  content += Number(siz.components, 2);
  for (unsigned i = 0; i < siz.components; ++i) content += Number(0x070101, 3);
  return Segment(0xFF51, content);
}

// Of COD and COC. Code-blocks of 64 × 64 where nothing else is said; exponents as they are written.
struct Style {
  std::string precincts = "";
  unsigned layers = 1;
  unsigned levels = 3;
  unsigned block_across = 4, block_down = 4;
};

std::string StyleOctets(const Style& style) {
  return Number(style.levels, 1) + Number(style.block_across, 1) + Number(style.block_down, 1) + Number(0, 2) +
         style.precincts;
}

std::string CodSegment(const Style& style = {}) {
  return Segment(0xFF52, Number(style.precincts.empty() ? 0 : 1, 1) + Number(0, 1) + Number(style.layers, 2) +
                             Number(1, 1) + StyleOctets(style));
}

std::string CocSegment(const Style& style) {
  return Segment(0xFF53, Number(1, 1) + Number(style.precincts.empty() ? 0 : 1, 1) + StyleOctets(style));
}

std::string TilePart(const std::string& header = "", bool to_the_end = false) {
  const std::string content = header + Number(0xFF93, 2) + "packets";
  return Segment(0xFF90, Number(0, 2) + Number(to_the_end ? 0 : content.size() + 12, 4) + Number(1, 2)) + content;
}

std::string Codestream(const Siz& siz = {}, const std::string& coding = CodSegment(),
                       const std::string& tile_parts = TilePart() + TilePart()) {
  return Number(0xFF4F, 2) + SizSegment(siz) + coding + tile_parts + Number(0xFFD9, 2);
}

std::string Box(const std::string& type, const std::string& content) {
  return Number(content.size() + 8, 4) + type + content;
}

std::string ImageHeader(unsigned width, unsigned height, const std::string& more = "") {
  return Box("jp2h", Box("ihdr", Number(height, 4) + Number(width, 4) + FromHex("000307070000").value()) + more);
}

std::string Start() { return Box("jP  ", FromHex("0d0a870a").value()) + Box("ftyp", "jp2 and more"); }

std::string Jp2() { return Start() + ImageHeader(320, 240) + Box("jp2c", Codestream()); }

void ExpectSize(const std::string& file, std::int64_t width, std::int64_t height) {
  const auto size = InspectPicture(file);
  ASSERT_TRUE(size.has_value());
  EXPECT_EQ(size->width, width);
  EXPECT_EQ(size->height, height);
  EXPECT_EQ(size->format, PictureFormat::kJpeg2000);
}

TEST(Jpeg2000SizeTest, ReadsFilesAndBareCodestreams) {
  ExpectSize(Jp2(), 320, 240);
  ExpectSize(Codestream(), 320, 240);
  ExpectSize(Codestream({}, CodSegment(), TilePart("", true)), 320, 240);
  ExpectSize(Codestream({.left = 20, .top = 40, .tile_left = 10, .tile_top = 10}), 300, 200);
  // A codestream's box may state its length in eight octets, or reach to the end.
  ExpectSize(
      Start() + ImageHeader(320, 240) + Number(1, 4) + "jp2c" + Number(Codestream().size() + 16, 8) + Codestream(), 320,
      240);
  ExpectSize(Start() + ImageHeader(320, 240) + Number(0, 4) + "jp2c" + Codestream(), 320, 240);
}

TEST(Jpeg2000SizeTest, RefusesEveryShortenedFile) {
  for (const std::string& whole : {Jp2(), Codestream(), Codestream({}, CodSegment(), TilePart("", true))}) {
    for (std::size_t size = 0; size < whole.size(); ++size)
      EXPECT_FALSE(InspectPicture(std::string(whole.substr(0, size))).has_value()) << size;
  }
}

TEST(Jpeg2000SizeTest, RefusesAFileThatIsOfAnotherSizeThanItsCodestream) {
  const std::string codestream = Box("jp2c", Codestream());
  EXPECT_TRUE(InspectPicture(Start() + ImageHeader(320, 240) + codestream).has_value());
  EXPECT_FALSE(InspectPicture(Start() + ImageHeader(320, 241) + codestream).has_value());
  EXPECT_FALSE(InspectPicture(Start() + ImageHeader(321, 240) + codestream).has_value());
  EXPECT_FALSE(InspectPicture(Start() + codestream).has_value());
  EXPECT_FALSE(InspectPicture(Start() + ImageHeader(320, 240)).has_value());
  EXPECT_FALSE(InspectPicture(Start() + ImageHeader(320, 240) + ImageHeader(320, 240) + codestream).has_value());
}

TEST(Jpeg2000SizeTest, RefusesWhatWouldTakeTheDecoderMuchMemory) {
  EXPECT_TRUE(InspectPicture(Codestream({.components = 4})).has_value());
  EXPECT_FALSE(InspectPicture(Codestream({.components = 5})).has_value());
  EXPECT_FALSE(InspectPicture(Codestream({.components = 0})).has_value());
  EXPECT_TRUE(InspectPicture(Codestream({.tile_width = 20, .tile_height = 15})).has_value());
  EXPECT_FALSE(InspectPicture(Codestream({.tile_width = 19, .tile_height = 15})).has_value());
  EXPECT_FALSE(InspectPicture(Codestream({.tile_width = 1, .tile_height = 240})).has_value());
  EXPECT_TRUE(InspectPicture(Codestream({.right = 2000, .bottom = 1000, .tile_width = 2000, .tile_height = 1000})));
  EXPECT_FALSE(InspectPicture(Codestream({.right = 2000, .bottom = 1001, .tile_width = 2000, .tile_height = 1001})));
  const unsigned most = 0xFFFFFFFF;
  EXPECT_FALSE(InspectPicture(Codestream({.right = most, .bottom = most, .tile_width = most, .tile_height = most})));
}

TEST(Jpeg2000SizeTest, RefusesImpossibleTiles) {
  EXPECT_FALSE(InspectPicture(Codestream({.tile_width = 0})).has_value());
  EXPECT_FALSE(InspectPicture(Codestream({.tile_height = 0})).has_value());
  EXPECT_FALSE(InspectPicture(Codestream({.left = 320})).has_value());
  EXPECT_FALSE(InspectPicture(Codestream({.top = 240})).has_value());
  EXPECT_FALSE(InspectPicture(Codestream({.tile_left = 1})).has_value());
  EXPECT_FALSE(InspectPicture(Codestream({.tile_top = 1})).has_value());
  EXPECT_FALSE(InspectPicture(Codestream({.left = 30, .tile_width = 30})).has_value());
}

TEST(Jpeg2000SizeTest, RefusesSmallPrecinctsInEveryHeader) {
  const std::string bounded("\x44\x55\xFF\xFF", 4);
  const std::string narrow("\x44\x55\xFF\xF3", 4);
  const std::string low("\x44\x55\xFF\x3F", 4);
  EXPECT_TRUE(InspectPicture(Codestream({}, CodSegment({bounded}) + CocSegment({bounded}))).has_value());
  EXPECT_TRUE(InspectPicture(Codestream({}, CodSegment(), TilePart(CodSegment({bounded}) + CocSegment({bounded})))));
  for (const std::string& small : {narrow, low}) {
    EXPECT_FALSE(InspectPicture(Codestream({}, CodSegment({small}))).has_value());
    EXPECT_FALSE(InspectPicture(Codestream({}, CodSegment() + CocSegment({small}))).has_value());
    EXPECT_FALSE(InspectPicture(Codestream({}, CodSegment(), TilePart(CodSegment({small})))).has_value());
    EXPECT_FALSE(InspectPicture(Codestream({}, CodSegment(), TilePart() + TilePart(CocSegment({small})))).has_value());
  }
}

// 512 × 512, 3 components, 65535 layers, precincts of 16 × 16: 108 octets that took a decoder ten seconds and 800 MB.
TEST(Jpeg2000SizeTest, RefusesManyLayersInEveryHeader) {
  const Style fine{.precincts = std::string(2, '\x44'), .layers = 65535, .levels = 1};
  EXPECT_FALSE(InspectPicture(
      Codestream({.right = 512, .bottom = 512, .tile_width = 512, .tile_height = 512}, CodSegment(fine))));
  EXPECT_TRUE(InspectPicture(Codestream({}, CodSegment({.layers = 64}))).has_value());
  EXPECT_TRUE(InspectPicture(Codestream({}, CodSegment(), TilePart(CodSegment({.layers = 64})))).has_value());
  for (const unsigned layers : {0U, 65U, 256U, 65535U}) {
    const std::string many = CodSegment({.layers = layers});
    EXPECT_FALSE(InspectPicture(Codestream({}, many)).has_value()) << layers;
    EXPECT_FALSE(InspectPicture(Codestream({}, CodSegment(), TilePart() + TilePart(many))).has_value()) << layers;
  }
}

// Layers × components × resolutions × precincts × tiles, each of them within its own bound.
TEST(Jpeg2000SizeTest, RefusesManyPacketsWhateverTheyAreMadeOf) {
  const Siz square{.right = 992, .bottom = 992, .tile_width = 992, .tile_height = 992, .components = 1};
  const auto packets = [&](unsigned layers, const std::string& tile_header = "", const Siz& siz = Siz{}) {
    const Style style{.precincts = std::string(2, '\x44'), .layers = layers, .levels = 1};
    return InspectPicture(Codestream(siz, CodSegment(style), TilePart(tile_header))).has_value();
  };
  // 64 × 64 positions (62 and what a shifted grid may add) in two resolutions: 128 layers of them make 2^20 packets.
  EXPECT_TRUE(packets(64, "", square));
  Siz one_more_column = square;
  one_more_column.right = one_more_column.tile_width = 63 * 16;
  EXPECT_TRUE(packets(64, "", one_more_column));
  Siz two_components = square;
  two_components.components = 2;
  EXPECT_TRUE(packets(64, "", two_components));
  two_components.right = two_components.tile_width = 63 * 16;
  EXPECT_FALSE(packets(64, "", two_components));
  EXPECT_TRUE(packets(63, "", two_components));
  two_components.right = 992;
  two_components.tile_width = 496;  // two tiles: 2 × 33 × 64 positions
  EXPECT_FALSE(packets(64, "", two_components));
  EXPECT_TRUE(packets(62, "", two_components));
  // A tile's own header counts like the main one: one more resolution.
  Siz exact = square;
  exact.components = 2;
  EXPECT_FALSE(packets(64, CodSegment({.levels = 2}), exact));
  EXPECT_FALSE(packets(64, CocSegment({.levels = 2}), exact));
  EXPECT_TRUE(packets(64, CocSegment({.levels = 1}), exact));
}

// Narrow precincts at one resolution and low ones at another: a progression by position walks through their crossings.
TEST(Jpeg2000SizeTest, CountsPositionsOfBothDirections) {
  const Siz large{.right = 2000, .bottom = 1000, .tile_width = 2000, .tile_height = 1000};
  const auto read = [&](const std::string& precincts) {
    return InspectPicture(Codestream(large, CodSegment({.precincts = precincts, .layers = 64, .levels = 1})))
        .has_value();
  };
  EXPECT_TRUE(read("\xF5\xF5"));
  EXPECT_TRUE(read("\x5F\x5F"));
  EXPECT_FALSE(read("\xF4\x4F"));
}

TEST(Jpeg2000SizeTest, RefusesManyCodeBlocks) {
  const Siz large{.right = 2000, .bottom = 1000, .tile_width = 2000, .tile_height = 1000};
  const auto read = [](const Siz& siz, const Style& style, const std::string& tile_header = "") {
    return InspectPicture(Codestream(siz, CodSegment(style), TilePart(tile_header))).has_value();
  };
  EXPECT_TRUE(read(large, {.block_across = 2, .block_down = 2}));  // 16 × 16
  EXPECT_FALSE(read(large, {.block_across = 1, .block_down = 1}));
  EXPECT_FALSE(read(large, {.block_across = 0, .block_down = 0}));
  EXPECT_TRUE(read({}, {.block_across = 0, .block_down = 0}));
  // Each of the two exponents, in each header.
  EXPECT_TRUE(read(large, {}, CodSegment({.block_across = 1}) + CocSegment({.block_down = 2})));
  EXPECT_FALSE(read(large, {}, CodSegment({.block_across = 1}) + CocSegment({.block_down = 1})));
  // Precincts of 32 × 32 hold code-blocks of 16 × 16, those of 16 × 16 of 8 × 8.
  EXPECT_TRUE(read(large, {.precincts = "\x55\x55", .levels = 1}));
  EXPECT_FALSE(read(large, {.precincts = "\x44\x44", .levels = 1}));
  // Many small tiles with many levels: what lies across an edge counts twice.
  const Siz tiled{.tile_width = 20, .tile_height = 15};
  EXPECT_TRUE(read(tiled, {.levels = 5}));
  EXPECT_FALSE(read(tiled, {.levels = 32}));
}

TEST(Jpeg2000SizeTest, RefusesCodingStylesThatTheStandardDoesNotKnow) {
  const auto read = [](const std::string& coding) { return InspectPicture(Codestream({}, coding)).has_value(); };
  EXPECT_TRUE(read(CodSegment({.levels = 32})));
  EXPECT_FALSE(read(CodSegment({.levels = 33})));
  EXPECT_TRUE(read(CodSegment({.block_across = 8})));
  EXPECT_FALSE(read(CodSegment({.block_across = 9})));
  EXPECT_FALSE(read(CodSegment({.block_down = 9})));
  EXPECT_FALSE(read(CodSegment() + CocSegment({.levels = 33})));
  // As many precincts as resolutions.
  EXPECT_TRUE(read(CodSegment({.precincts = std::string(4, '\x66')})));
  EXPECT_FALSE(read(CodSegment({.precincts = std::string(3, '\x66')})));
  EXPECT_FALSE(read(CodSegment({.precincts = std::string(5, '\x66')})));
  EXPECT_FALSE(read(Segment(0xFF52, FromHex("0000000101030404").value())));
  EXPECT_FALSE(read(CodSegment() + Segment(0xFF53, FromHex("0100030404").value())));
  // No coding style at all, and one that a tile alone has.
  EXPECT_FALSE(read(""));
}

TEST(Jpeg2000SizeTest, RefusesChangesOfTheProgressionOrder) {
  const std::string change = Segment(0xFF5F, FromHex("00000001ff0304").value());
  EXPECT_FALSE(InspectPicture(Codestream({}, CodSegment() + change)).has_value());
  EXPECT_FALSE(InspectPicture(Codestream({}, CodSegment(), TilePart(change))).has_value());
}

TEST(Jpeg2000SizeTest, RefusesAPaletteOfManyColumns) {
  const auto file = [](int columns) {
    return Start() + ImageHeader(320, 240, Box("pclr", Number(2, 2) + Number(columns, 1) + "entries")) +
           Box("jp2c", Codestream());
  };
  EXPECT_TRUE(InspectPicture(file(3)).has_value());
  EXPECT_FALSE(InspectPicture(file(5)).has_value());
}

TEST(Jpeg2000SizeTest, TellsFormatsByTheirFirstBytes) {
  EXPECT_EQ(FormatOfPicture(Jp2()), PictureFormat::kJpeg2000);
  EXPECT_EQ(FormatOfPicture(Codestream()), PictureFormat::kJpeg2000);
  EXPECT_EQ(FormatOfPicture("\xFF\xD8\xFF\xE0"), PictureFormat::kJpeg);
  EXPECT_EQ(FormatOfPicture("\x89PNG\r\n\x1A\n"), PictureFormat::kPng);
  EXPECT_EQ(FormatOfPicture("\xFF\xD8\xFE\xE0"), std::nullopt);
  EXPECT_EQ(FormatOfPicture("\xFF\x4F\xFF"), std::nullopt);
  EXPECT_EQ(FormatOfPicture(""), std::nullopt);
}

}  // namespace
}  // namespace clearance
