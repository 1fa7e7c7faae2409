#include "tests/derivation/stored_rows.h"

#include "common/base/check.h"
#include "tests/contract/store_contract.h"

namespace clearance {
namespace {

constexpr std::uint8_t kTableLeaf = 0x0d;
constexpr std::uint8_t kIndexLeaf = 0x0a;  // of a table WITHOUT ROWID too
constexpr std::size_t kFileHeaderBytes = 100;
constexpr std::size_t kLeafHeaderBytes = 8;
constexpr std::size_t kPageNumberBytes = 4;

std::uint8_t ByteAt(std::string_view bytes, std::size_t at) { return static_cast<std::uint8_t>(bytes.at(at)); }

std::size_t BigEndian16(std::string_view bytes, std::size_t at) {
  return static_cast<std::size_t>(ByteAt(bytes, at)) << 8 | ByteAt(bytes, at + 1);
}

// SQLite's varint, big-endian, seven bits a byte; of nine bytes none is needed here.
std::uint64_t TakeVarint(std::string_view bytes, std::size_t& at) {
  std::uint64_t value = 0;
  for (;;) {
    const std::uint8_t byte = ByteAt(bytes, at++);
    value = value << 7 | (byte & 0x7fU);
    if ((byte & 0x80U) == 0) return value;
  }
}

// How many bytes of a row's payload stand on its leaf page, the number of its first overflow page included.
std::size_t BytesOnLeaf(std::uint8_t type, std::size_t payload, std::size_t page_bytes) {
  const std::size_t most = type == kTableLeaf ? page_bytes - 35 : (page_bytes - 12) * 64 / 255 - 23;
  if (payload <= most) return payload;
  const std::size_t least = (page_bytes - 12) * 32 / 255 - 23;
  const std::size_t fitting = least + (payload - least) % (page_bytes - kPageNumberBytes);
  return (fitting <= most ? fitting : least) + kPageNumberBytes;
}

void AddRowsOfLeaf(std::string_view content, std::size_t page_at, std::size_t page_bytes,
                   std::vector<StoredRow>& rows) {
  const std::string_view page = content.substr(page_at, page_bytes);
  const std::size_t header = page_at == 0 ? kFileHeaderBytes : 0;
  const std::uint8_t type = ByteAt(page, header);
  CHECK(type == kTableLeaf || type == kIndexLeaf);
  const std::size_t count = BigEndian16(page, header + 3);
  for (std::size_t row = 0; row < count; ++row) {
    const std::size_t begin = BigEndian16(page, header + kLeafHeaderBytes + 2 * row);
    std::size_t at = begin;
    const auto payload = static_cast<std::size_t>(TakeVarint(page, at));
    const std::uint64_t key = type == kTableLeaf ? TakeVarint(page, at) : 0;
    rows.push_back({page_at + begin, at - begin + BytesOnLeaf(type, payload, page_bytes), key});
  }
}

}  // namespace

std::vector<StoredRow> StoredRowsOf(sqlite::Connection& connection, std::string_view content, std::string_view table) {
  std::vector<StoredRow> rows;
  auto pages = connection.Prepare("SELECT pagetype, pgoffset, pgsize, payload FROM dbstat WHERE name = ?").value();
  pages.Bind(table);
  while (Must(pages.Step())) {
    const std::string type = pages.Text(0);
    const auto page_at = static_cast<std::size_t>(pages.Int(1));
    const auto page_bytes = static_cast<std::size_t>(pages.Int(2));
    if (type == "leaf") AddRowsOfLeaf(content, page_at, page_bytes, rows);
    // After the number of the next page.
    if (type == "overflow") rows.push_back({page_at + kPageNumberBytes, static_cast<std::size_t>(pages.Int(3))});
  }
  return rows;
}

}  // namespace clearance
