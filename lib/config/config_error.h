// What is wrong with a configuration file: one entry a mistake, so that all of them are shown at
// once.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sockwatch {

// `key` is dotted, with list items counted from 0: attribution.process_names[2].match.exe. Line 0
// and an empty key mean the file as a whole. `expected` may be empty.
struct ConfigError {
  std::string file;
  int line = 0;
  std::string key;
  std::string problem;
  std::string expected;

  friend bool operator==(const ConfigError&, const ConfigError&) = default;
};

// "FILE:LINE: KEY: PROBLEM (expected EXPECTED)", without the parts that are empty. One line.
std::string ToText(const ConfigError& error);

// Text of the file as it may stand in a message or a log: without control characters, cut to about
// 60 bytes. Quoted puts it in single quotes.
std::string Printable(std::string_view text);
std::string Quoted(std::string_view text);

// Collects the errors of one file. Not thread-safe.
class ConfigErrors {
 public:
  explicit ConfigErrors(std::string file) : file_(std::move(file)) {}

  void Add(int line, std::string key, std::string problem, std::string expected);

  [[nodiscard]] bool Empty() const { return errors_.empty(); }

  // In line order; those of one line in the order they were found.
  [[nodiscard]] std::vector<ConfigError> Sorted() const;

 private:
  std::string file_;
  std::vector<ConfigError> errors_;
};

}  // namespace sockwatch
