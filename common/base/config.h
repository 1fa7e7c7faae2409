// Config: a TOML file read strictly. Every key must be asked for; what nobody asked for is an error naming its line.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/status.h"

namespace clearance {

// Keys are dotted paths ("tls.certificate"). Getters remember every error and return a default (the fallback, "" or the
// low end of a range); Finish() tells the first. Ranges include both ends.
// Not thread-safe.
class ConfigReader {
 public:
  // FILE_UNREADABLE, or INVALID_ARGUMENT with CONFIG_INVALID "file:line: what". `name` stands for the file in errors,
  // and its folder for the file's.
  static StatusOr<ConfigReader> FromFile(const std::string& path);
  static StatusOr<ConfigReader> FromText(std::string_view text, std::string_view name);

  ConfigReader(ConfigReader&&) noexcept;
  ConfigReader& operator=(ConfigReader&&) noexcept;
  ~ConfigReader();

  // A key that must be there.
  std::string String(std::string_view key);
  std::int64_t Integer(std::string_view key, std::int64_t low, std::int64_t high);
  // A key that may be absent.
  std::string StringOr(std::string_view key, std::string_view fallback);
  std::int64_t IntegerOr(std::string_view key, std::int64_t low, std::int64_t high, std::int64_t fallback);
  double NumberOr(std::string_view key, double low, double high, double fallback);
  bool BoolOr(std::string_view key, bool fallback);
  // A path; a relative one is taken from the folder of the config file. Path() refuses an empty one, PathOr() passes
  // it on as "none".
  std::string Path(std::string_view key);
  std::string PathOr(std::string_view key, std::string_view fallback);
  // The tables of an array of tables ([[lanes]]), each a reader of its own whose errors and unknown keys are ours.
  std::vector<ConfigReader> Tables(std::string_view key);

  // Records CONFIG_INVALID "file:line: key: problem" for a value only the caller can judge.
  void Reject(std::string_view key, std::string_view problem);

  // The first error in file order, or one naming a key that was never asked for, or OK.
  Status Finish() const;

 private:
  struct State;
  struct Node;
  ConfigReader(std::shared_ptr<State> state, std::shared_ptr<Node> node);
  // The value, or nullopt when the key is absent or (then recorded) of another type than `wanted` says.
  template <typename T>
  std::optional<T> Value(std::string_view key, std::string_view wanted);
  void Require(std::string_view key);
  void RejectAt(std::uint32_t line, std::string_view key, std::string_view problem);
  std::shared_ptr<State> state_;
  std::shared_ptr<Node> node_;
};

}  // namespace clearance
