#include "common/crypto/pem.h"

#include <openssl/pem.h>

#include "common/crypto/openssl_objects.h"

namespace clearance {
namespace {

constexpr char kDerSequence = 0x30;  // the digit 0: no PEM block begins with it

struct FreeMemory {
  void operator()(void* memory) const { OPENSSL_free(memory); }
};

}  // namespace

StatusOr<std::string> DerOfPemOrDer(std::string_view bytes, std::string_view label, std::string_view field,
                                    std::size_t max_bytes) {
  if (!bytes.empty() && bytes[0] == kDerSequence) return std::string(bytes);
  // Base 64 with its line ends is less than one and a half times as long; other blocks may stand before.
  if (bytes.empty() || bytes.size() > 2 * max_bytes) return InvalidField(field, "is neither PEM nor DER");
  const openssl::Bio bio(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())));
  CHECK(bio != nullptr);
  StatusOr<std::string> der = InvalidField(field, "is neither PEM nor DER");
  while (!der.ok()) {
    char* name = nullptr;
    char* header = nullptr;
    unsigned char* block = nullptr;
    long size = 0;
    if (PEM_read_bio(bio.get(), &name, &header, &block, &size) != 1) break;
    const std::unique_ptr<void, FreeMemory> own_name(name), own_header(header), own_block(block);
    if (label == name) der = std::string(reinterpret_cast<const char*>(block), static_cast<std::size_t>(size));
  }
  ERR_clear_error();
  return der;
}

}  // namespace clearance
