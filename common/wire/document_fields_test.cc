// A document's fields as the bytes that are sealed: each comes back, and nothing else is read.
#include "common/wire/document_fields.h"

#include <gtest/gtest.h>

#include <vector>

#include "common/base/bytes.h"
#include "tests/support/samples.h"

namespace clearance {
namespace {

TEST(DocumentFieldsTest, HasTheDocumentedBytes) {
  // docs/ledger.md: an array of nine; the days are 7441 and 22338 of 1970-01-01.
  EXPECT_EQ(ToHex(DocumentFieldBytes(SampleDocument())),
            "89"
            "01"
            "714f5244494e4152595f50415353504f5254"  // "ORDINARY_PASSPORT"
            "634b415a"
            "694e3132333435363738"
            "634b415a"
            "191d11"
            "195742"
            "6146"
            "6c393030353137343030313233");
}

TEST(DocumentFieldsTest, EveryDocumentComesBack) {
  std::vector<Document> documents(1, SampleDocument());
  for (const DocumentKind kind : kAllDocumentKinds) {
    documents.push_back(SampleDocument());
    documents.back().kind = kind;
  }
  for (const Sex sex : {Sex::kUnspecified, Sex::kMale}) {
    documents.push_back(SampleDocument());
    documents.back().sex = sex;
  }
  Document bare = SampleDocument();
  bare.expiry_date.reset();
  bare.national_number.clear();
  bare.issuing_state = "D";
  bare.number = std::string(24, '9');
  bare.birth_date = MakeDate(1900, 1, 1);
  documents.push_back(bare);
  for (const Document& document : documents) {
    const auto read = ReadDocumentFields(DocumentFieldBytes(document));
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(*read, document);
  }
}

TEST(DocumentFieldsTest, WhatNoWireWouldHaveLetInIsRefused) {
  const auto refused = [](void (*change)(Document&)) {
    Document document = SampleDocument();
    change(document);
    return FieldOf(ReadDocumentFields(DocumentFieldBytes(document)).status());
  };
  EXPECT_EQ(refused([](Document& d) { d.issuing_state = ""; }), "issuing_state");
  EXPECT_EQ(refused([](Document& d) { d.issuing_state = "KAZZ"; }), "issuing_state");
  EXPECT_EQ(refused([](Document& d) { d.number = ""; }), "number");
  EXPECT_EQ(refused([](Document& d) { d.number = "n1"; }), "number");
  EXPECT_EQ(refused([](Document& d) { d.number = std::string(25, '1'); }), "number");
  EXPECT_EQ(refused([](Document& d) { d.nationality = "K Z"; }), "nationality");
  EXPECT_EQ(refused([](Document& d) { d.birth_date = MakeDate(1899, 12, 31); }), "birth_date");
  EXPECT_EQ(refused([](Document& d) { d.expiry_date = MakeDate(2200, 1, 1); }), "expiry_date");
  EXPECT_EQ(refused([](Document& d) { d.national_number = "9005 17"; }), "national_number");
}

TEST(DocumentFieldsTest, AnyOtherEncodingIsRefused) {
  const std::string good = DocumentFieldBytes(SampleDocument());
  for (std::size_t size = 0; size < good.size(); ++size) EXPECT_FALSE(ReadDocumentFields(good.substr(0, size)).ok());
  EXPECT_FALSE(ReadDocumentFields(good + '\0').ok());
  const auto with = [&](std::size_t at, std::string_view by) {
    return ReadDocumentFields(good.substr(0, at) + std::string(by) + good.substr(at + 1));
  };
  EXPECT_FALSE(with(0, "\x88").ok()) << "an array of eight";
  EXPECT_FALSE(with(0, "\x8a").ok()) << "an array of ten";
  EXPECT_EQ(FieldOf(with(1, "\x02").status()), "document") << "another version";
  EXPECT_FALSE(with(1, "\x18\x01").ok()) << "a number not in its shortest form";
  EXPECT_EQ(FieldOf(with(3, "o").status()), "kind");
  EXPECT_EQ(FieldOf(with(good.size() - 14, "X").status()), "sex");
}

}  // namespace
}  // namespace clearance
