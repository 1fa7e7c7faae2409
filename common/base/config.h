// Config: a TOML file read strictly, with environment variables and flags over it. Every key must be asked for; what
// nobody asked for is an error naming its line, its variable or its flag.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/config_overrides.h"
#include "common/base/status.h"

namespace clearance {

// Keys are dotted paths ("tls.certificate"). Getters remember every error and return a default (the fallback, "" or the
// low end of a range); Finish() tells the first. Ranges include both ends.
// Reject() may also name an element of an array ("limits[1].window").
// Not thread-safe.
class ConfigReader {
 public:
  // FILE_UNREADABLE, or INVALID_ARGUMENT with CONFIG_INVALID "file:line: what". `name` stands for the file in errors,
  // and its folder for the file's.
  // `overrides` stand over plain keys, not over the tables of an array. Their text is what TOML would call it (true, 3,
  // ["a", "b"]), and a string where it would call it nothing, or a string is asked for. A path among them is taken from
  // the working folder. Errors of theirs name their origin instead of file and line. Of two variables, or two flags,
  // with one key both are named: CONFIG_INVALID.
  static StatusOr<ConfigReader> FromFile(const std::string& path, const std::vector<ConfigOverride>& overrides = {});
  static StatusOr<ConfigReader> FromText(std::string_view text, std::string_view name,
                                         const std::vector<ConfigOverride>& overrides = {});

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
  bool Bool(std::string_view key);
  // A list of strings: none twice, none left out where `key` is there. Strings() must be there and not be empty.
  std::vector<std::string> Strings(std::string_view key);
  // The same, and may be empty: an empty list that is meant must be written.
  std::vector<std::string> StringsOrNone(std::string_view key);
  // A calendar day, written as TOML has it (2026-11-22, no quotes), years 1900 to 2199.
  std::chrono::local_days Date(std::string_view key);
  std::optional<std::chrono::local_days> OptionalDate(std::string_view key);
  // True when the key stands in the file. Does not count as asking for it.
  bool Has(std::string_view key) const;
  // A path; a relative one is taken from the folder of the config file. Path() refuses an empty one, PathOr() passes
  // it on as "none".
  std::string Path(std::string_view key);
  std::string PathOr(std::string_view key, std::string_view fallback);
  // As Path(), of a file that holds a secret. Values() shows it only where such a file is: what stands there may be the
  // secret itself, in the place of the name of its file.
  std::string SecretPath(std::string_view key);
  // The tables of an array of tables ([[lanes]]), each a reader of its own whose errors and unknown keys are ours.
  std::vector<ConfigReader> Tables(std::string_view key);

  // Records CONFIG_INVALID "file:line: key: problem" for a value only the caller can judge.
  void Reject(std::string_view key, std::string_view problem);

  // Every value that was asked for, as it was answered, in the order of the questions.
  const std::vector<ConfigValue>& Values() const;

  // As Finish, of the keys that were asked for alone, and of variables that can be no key's: for whoever reads of a
  // file what it needs and no more.
  Status FinishAsked() const;

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
  // What stands over a key; nullptr for nothing.
  const ConfigOverride* Over(std::string_view key) const;
  // "; is CLEARANCE_SERVER__LISTEN meant?", or nothing where nobody can tell.
  std::string Meant(const ConfigOverride& over) const;
  // Remembers what a key was answered with.
  void Note(std::string_view key, std::string text);
  void RejectAt(std::uint32_t line, std::string_view key, std::string_view problem);
  std::shared_ptr<State> state_;
  std::shared_ptr<Node> node_;
};

}  // namespace clearance
