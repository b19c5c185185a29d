#include "support/child.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <exception>
#include <stdexcept>

#include "support/check.h"

namespace sockwatch::testing {
namespace {

struct PipePair {
  UniqueFd read;
  UniqueFd write;
};

PipePair MakePipe() {
  std::array<int, 2> ends{};
  Check(::pipe2(ends.data(), O_CLOEXEC), "pipe2");
  return {UniqueFd(ends[0]), UniqueFd(ends[1])};
}

// fork(2) with signals blocked until the child has let go of our handlers (a test framework has one
// for SIGTERM, which would fail the test from inside the child).
pid_t ForkWithDefaultSignals() {
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  ::sigprocmask(SIG_SETMASK, &all, &before);
  const pid_t pid = ::fork();
  if (pid == 0) {
    for (int number = 1; number < NSIG; ++number) ::signal(number, SIG_DFL);
    sigemptyset(&before);
  }
  ::sigprocmask(SIG_SETMASK, &before, nullptr);
  return Check(pid, "fork");
}

// Without this a test that is killed leaves its helpers, and their sockets, behind.
void DieWithParent(pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(70);
}

int RunBody(const std::function<int(LinePipe&)>& body, LinePipe& pipe) {
  try {
    return body(pipe);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "child %d: %s\n", static_cast<int>(::getpid()), error.what());
    return 70;
  }
}

int RunProgram(const std::vector<std::string>& arguments, int in, int out) {
  std::vector<char*> raw;
  for (const std::string& argument : arguments) raw.push_back(const_cast<char*>(argument.c_str()));
  raw.push_back(nullptr);
  ::dup2(in, STDIN_FILENO);
  ::dup2(out, STDOUT_FILENO);
  ::execvp(raw[0], raw.data());
  std::perror(raw[0]);
  return 127;
}

}  // namespace

void LinePipe::Write(const std::string& line) {
  const std::string text = line + "\n";
  for (std::size_t done = 0; done < text.size();) {
    done += static_cast<std::size_t>(
        Check(::write(out_.Get(), text.data() + done, text.size() - done), "write to helper"));
  }
}

bool LinePipe::Fill() {
  std::array<char, 65536> chunk;
  ssize_t length = 0;
  do {
    length = ::read(in_.Get(), chunk.data(), chunk.size());
  } while (length < 0 && errno == EINTR);
  Check(length, "read from helper");
  buffer_.append(chunk.data(), static_cast<std::size_t>(length));
  return length > 0;
}

std::optional<std::string> LinePipe::Read(std::chrono::seconds limit) {
  for (;;) {
    if (const auto end = buffer_.find('\n'); end != std::string::npos) {
      std::string line = buffer_.substr(0, end);
      buffer_.erase(0, end + 1);
      return line;
    }
    pollfd waiting{in_.Get(), POLLIN, 0};
    const auto timeout = std::chrono::duration_cast<std::chrono::milliseconds>(limit).count();
    const int ready = ::poll(&waiting, 1, static_cast<int>(timeout));
    if (ready == 0) throw std::runtime_error("no line from the other process in time");
    if (ready < 0 && errno != EINTR) ThrowErrno("poll helper");
    if (ready > 0 && !Fill()) return std::nullopt;
  }
}

std::string LinePipe::ReadAll() {
  while (Fill()) {
  }
  return std::exchange(buffer_, {});
}

Child Child::Fork(const std::function<int(LinePipe&)>& body) {
  PipePair to_child = MakePipe();
  PipePair from_child = MakePipe();
  const pid_t parent = ::getpid();
  std::fflush(nullptr);  // or the child would print our buffered output again
  const pid_t pid = ForkWithDefaultSignals();
  if (pid == 0) {
    DieWithParent(parent);
    ::signal(SIGPIPE, SIG_IGN);
    to_child.write.Reset();
    from_child.read.Reset();
    LinePipe pipe(std::move(to_child.read), std::move(from_child.write));
    const int code = RunBody(body, pipe);
    std::fflush(nullptr);
    ::_exit(code);  // not exit(): the test framework's destructors are the parent's
  }
  return {pid, LinePipe(std::move(from_child.read), std::move(to_child.write))};
}

Child Child::Exec(const std::vector<std::string>& arguments) {
  PipePair to_child = MakePipe();
  PipePair from_child = MakePipe();
  const pid_t parent = ::getpid();
  const pid_t pid = ForkWithDefaultSignals();
  if (pid == 0) {
    DieWithParent(parent);
    ::_exit(RunProgram(arguments, to_child.read.Get(), from_child.write.Get()));
  }
  return {pid, LinePipe(std::move(from_child.read), std::move(to_child.write))};
}

Child::Child(Child&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)), pipe_(std::move(other.pipe_)) {}

Child::~Child() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

void Child::Signal(int number) const { Check(::kill(pid_, number), "kill helper"); }

int Child::Wait() {
  int status = 0;
  Check(::waitpid(pid_, &status, 0), "waitpid helper");
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace sockwatch::testing
