// What a process may be named by. The costly facts are read when first asked for, if ever: reading
// a command line takes the target's mmap lock, and command lines hold secrets.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sockwatch {

class ProcessFacts {
 public:
  // Each reader is called at most once and returns "" if there is nothing to be read.
  struct Readers {
    std::function<std::string()> exe;      // the executable's path
    std::function<std::string()> cmdline;  // as /proc/PID/cmdline: every argument ends with NUL
  };

  ProcessFacts(std::string comm, std::string unit, Readers readers)
      : comm_(std::move(comm)), unit_(std::move(unit)), readers_(std::move(readers)) {}

  [[nodiscard]] const std::string& Comm() const { return comm_; }
  [[nodiscard]] const std::string& Unit() const { return unit_; }
  const std::string& Exe() { return Once(exe_, readers_.exe); }

  // The arguments that are there as a whole; a last one without its NUL was cut off.
  std::vector<std::string_view> Arguments();

  // All arguments, joined by one space.
  std::string CommandLine();

 private:
  static const std::string& Once(std::optional<std::string>& value,
                                 const std::function<std::string()>& read) {
    if (!value) value = read();
    return *value;
  }

  std::string comm_;
  std::string unit_;
  Readers readers_;
  std::optional<std::string> exe_;
  std::optional<std::string> cmdline_;
};

}  // namespace sockwatch
