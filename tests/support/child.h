// A helper process of a test or benchmark: commanded by lines on a pipe, killed and reaped at the
// end of the object's life whatever happens. Not thread-safe.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/unique_fd.h"

namespace sockwatch::testing {

// Lines over a pair of pipes; both ends of a Child have one.
class LinePipe {
 public:
  LinePipe(UniqueFd in, UniqueFd out) : in_(std::move(in)), out_(std::move(out)) {}

  // Adds the newline. Throws if nobody is left to read it.
  void Write(const std::string& line);

  // The next line without its newline; nothing at end of input. Throws when `limit` has passed.
  std::optional<std::string> Read(std::chrono::seconds limit = std::chrono::seconds(60));

  // Everything up to end of input.
  std::string ReadAll();

  void CloseOutput() { out_.Reset(); }
  [[nodiscard]] int InputFd() const { return in_.Get(); }

 private:
  bool Fill();  // one read(2); false at end of input

  UniqueFd in_;
  UniqueFd out_;
  std::string buffer_;
};

class Child {
 public:
  // Runs `body` in a forked process; what it returns is the exit code. An exception that escapes it
  // is printed and becomes exit code 70. The child dies with the thread that made it.
  static Child Fork(const std::function<int(LinePipe&)>& body);

  // Runs a program found in PATH; its stdin and stdout are the pipe, stderr is ours.
  static Child Exec(const std::vector<std::string>& arguments);

  Child(Child&& other) noexcept;
  Child& operator=(Child&&) = delete;
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child();  // SIGKILL, then reaps

  [[nodiscard]] pid_t Pid() const { return pid_; }
  LinePipe& Pipe() { return pipe_; }
  void Signal(int number) const;

  // Waits for the end: the exit code, or 128 + the signal. May be called once.
  int Wait();

 private:
  Child(pid_t pid, LinePipe pipe) : pid_(pid), pipe_(std::move(pipe)) {}

  pid_t pid_;  // -1 once reaped
  LinePipe pipe_;
};

}  // namespace sockwatch::testing
