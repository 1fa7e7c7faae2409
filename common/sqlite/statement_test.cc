// Statements that treat rows of any table alike: names and types of columns, the order of values, rows bound whole.
#include "common/sqlite/statement.h"

#include <gtest/gtest.h>

#include <utility>

#include "common/sqlite/connection.h"

namespace clearance::sqlite {
namespace {

class StatementTest : public testing::Test {
 protected:
  StatementTest() {
    auto connection = Connection::Open("", OpenMode::kNewCopy);
    EXPECT_TRUE(connection.ok()) << connection.status();
    connection_ = *std::move(connection);
  }

  // On its first row.
  Statement Row(const std::string& sql) {
    auto statement = connection_->Prepare(sql);
    EXPECT_TRUE(statement.ok()) << statement.status();
    EXPECT_TRUE(*statement->Step());
    return *std::move(statement);
  }

  std::unique_ptr<Connection> connection_;
};

constexpr char kOneOfEach[] = "SELECT NULL AS n, 7 AS i, 'seven' AS t, x'07' AS b";

TEST_F(StatementTest, TellsColumnsByNumberNameAndType) {
  const Statement row = Row(kOneOfEach);
  ASSERT_EQ(row.ColumnCount(), 4);
  const std::pair<const char*, ColumnType> expected[] = {
      {"n", ColumnType::kNull}, {"i", ColumnType::kInteger}, {"t", ColumnType::kText}, {"b", ColumnType::kBlob}};
  for (int column = 0; column < 4; ++column) {
    EXPECT_EQ(row.ColumnName(column), expected[column].first);
    EXPECT_EQ(row.Type(column), expected[column].second) << column;
  }
  EXPECT_EQ(row.ColumnName(4), "") << "there is none";
}

TEST_F(StatementTest, ComparesAsSqliteOrders) {
  // Each after the one before; a text and a blob of the same bytes are not the same.
  const char* const ascending[] = {"NULL", "-1",  "2",   "10",    "''",      "'10'",  "'9'",
                                   "'a'",  "'é'", "x''", "x'00'", "x'0001'", "x'61'", "x'ff'"};
  for (std::size_t i = 0; i < std::size(ascending); ++i) {
    for (std::size_t k = 0; k < std::size(ascending); ++k) {
      const Statement one = Row(std::string("SELECT ") + ascending[i]);
      const Statement other = Row(std::string("SELECT ") + ascending[k] + " AS other");
      EXPECT_EQ(one.CompareColumn(0, other), i <=> k) << ascending[i] << " and " << ascending[k];
    }
  }
}

TEST_F(StatementTest, BindsTheRowOfAnother) {
  const Statement row = Row(kOneOfEach);
  auto copy = connection_->Prepare("SELECT ?1, ?2, ?3, ?4");
  ASSERT_TRUE(copy.ok());
  copy->BindRow(row);
  ASSERT_TRUE(*copy->Step());
  for (int column = 0; column < 4; ++column)
    EXPECT_EQ(copy->CompareColumn(column, row), std::strong_ordering::equal) << column;
}

TEST_F(StatementTest, TakesAnothersPlaceAndGivesItsOwnBack) {
  Statement statement = Row("SELECT 1");
  statement = Row("SELECT 2");
  EXPECT_EQ(statement.Int(0), 2);
  Statement& itself = statement;
  statement = std::move(itself);
  EXPECT_FALSE(*statement.Step()) << "it is still where it was: at its one row";
  // What was given back is in its cache again, ready.
  Statement again = Row("SELECT 1");
  EXPECT_EQ(again.Int(0), 1);
}

}  // namespace
}  // namespace clearance::sqlite
