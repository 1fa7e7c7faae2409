// Secrets in memory: wiped when done with, and compared without telling by the time taken where they differ.
#pragma once

#include <string>
#include <string_view>

namespace clearance {

// Overwrites the whole buffer (which no compiler may leave out) and empties the string.
void Wipe(std::string& secret);

// True when both are equal. The time taken depends on the sizes alone.
bool ConstantTimeEqual(std::string_view a, std::string_view b);

// Owns secret bytes and wipes them at its end. Movable, never copied by accident.
class SecretBytes {
 public:
  SecretBytes() = default;
  // Takes the bytes over and wipes what is left in `bytes`.
  explicit SecretBytes(std::string&& bytes);
  SecretBytes(SecretBytes&& other) noexcept;
  SecretBytes& operator=(SecretBytes&& other) noexcept;
  SecretBytes(const SecretBytes&) = delete;
  SecretBytes& operator=(const SecretBytes&) = delete;
  ~SecretBytes();

  // Valid as long as this object is neither moved from nor destroyed.
  std::string_view view() const { return bytes_; }

 private:
  std::string bytes_;
};

}  // namespace clearance
