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

std::string CodSegment(const std::string& precincts = "") {
  return Segment(0xFF52, Number(precincts.empty() ? 0 : 1, 1) + FromHex("000001010304040000").value() + precincts);
}

std::string CocSegment(const std::string& precincts) {
  return Segment(0xFF53, FromHex("01010304040000").value() + precincts);
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
  EXPECT_TRUE(InspectPicture(Codestream({.right = 4000, .bottom = 3000, .tile_width = 4000, .tile_height = 3000})));
  EXPECT_FALSE(InspectPicture(Codestream({.right = 4000, .bottom = 3001, .tile_width = 4000, .tile_height = 3001})));
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
  EXPECT_TRUE(InspectPicture(Codestream({}, CodSegment(bounded) + CocSegment(bounded))).has_value());
  EXPECT_TRUE(InspectPicture(Codestream({}, CodSegment(), TilePart(CodSegment(bounded) + CocSegment(bounded)))));
  for (const std::string& small : {narrow, low}) {
    EXPECT_FALSE(InspectPicture(Codestream({}, CodSegment(small))).has_value());
    EXPECT_FALSE(InspectPicture(Codestream({}, CodSegment() + CocSegment(small))).has_value());
    EXPECT_FALSE(InspectPicture(Codestream({}, CodSegment(), TilePart(CodSegment(small)))).has_value());
    EXPECT_FALSE(InspectPicture(Codestream({}, CodSegment(), TilePart() + TilePart(CocSegment(small)))).has_value());
  }
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
