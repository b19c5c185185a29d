#include "tool/terminal.h"

#include <poll.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <string_view>

#include "base/unique_fd.h"

namespace sockwatch::tool {
namespace {

// xterm's control sequences: alternate screen 1049, cursor 25.
constexpr std::string_view kEnter = "\x1b[?1049h\x1b[?25l\x1b[2J";
constexpr std::string_view kLeave = "\x1b[0m\x1b[?25h\x1b[?1049l";

// What a dying program needs to give the terminal back: only async-signal-safe calls may use it.
termios saved_modes;          // NOLINT: for a signal handler
volatile sig_atomic_t taken;  // NOLINT: for a signal handler

void Write(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(STDOUT_FILENO, text.data(), text.size());
    if (written < 0 && errno != EINTR) return;
    if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
  }
}

void GiveBack() {
  if (taken == 0) return;
  taken = 0;
  Write(kLeave);
  ::tcsetattr(STDIN_FILENO, TCSANOW, &saved_modes);
}

// SA_RESETHAND: the signal then kills as it would have.
void OnDeath(int signal) {
  GiveBack();
  ::raise(signal);
}

constexpr std::array<int, 5> kDeaths = {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL};

class SystemTerminal final : public Terminal {
 public:
  SystemTerminal() {
    ::sigemptyset(&signals_);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGWINCH, SIGTSTP}) {
      ::sigaddset(&signals_, signal);
    }
    ::sigprocmask(SIG_BLOCK, &signals_, &before_);
    signal_fd_ = UniqueFd(::signalfd(-1, &signals_, SFD_CLOEXEC | SFD_NONBLOCK));
    for (const int signal : kDeaths) {
      struct sigaction action {};
      action.sa_handler = OnDeath;
      action.sa_flags = static_cast<int>(SA_RESETHAND);
      ::sigaction(signal, &action, nullptr);
    }
    ::tcgetattr(STDIN_FILENO, &saved_modes);
    Enter();
  }

  ~SystemTerminal() override {
    GiveBack();
    ::sigprocmask(SIG_SETMASK, &before_, nullptr);
  }
  SystemTerminal(const SystemTerminal&) = delete;
  SystemTerminal& operator=(const SystemTerminal&) = delete;

  [[nodiscard]] TerminalSize Size() const override {
    winsize size{};
    if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0) {
      return {};
    }
    return {size.ws_row, size.ws_col};
  }

  void Show(const std::string& text) override {
    std::string screen = "\x1b[H";
    std::size_t rows = Size().rows;
    std::string_view rest = text;
    while (!rest.empty() && rows > 0) {
      const std::string_view line = rest.substr(0, rest.find('\n'));
      rest.remove_prefix(std::min(rest.size(), line.size() + 1));
      screen.append(line).append("\x1b[K");
      if (--rows > 0 && !rest.empty()) screen += "\r\n";
    }
    Write(screen + "\x1b[J");
  }

  Pressed Wait(std::chrono::milliseconds at_most) override {
    if (const Pressed left = TakeInput(); left.key != Key::kNone) return left;
    std::array<pollfd, 2> fds = {{{STDIN_FILENO, POLLIN, 0}, {signal_fd_.Get(), POLLIN, 0}}};
    const int ready = ::poll(fds.data(), fds.size(), static_cast<int>(at_most.count()));
    if (ready <= 0) return {};
    if (fds[1].revents != 0) return TakeSignal();
    std::array<char, 64> bytes{};
    const ssize_t size = ::read(STDIN_FILENO, bytes.data(), bytes.size());
    if (size <= 0) return {Key::kQuit};
    input_.append(bytes.data(), static_cast<std::size_t>(size));
    return TakeInput();
  }

 private:
  static void Enter() {
    termios modes = saved_modes;
    modes.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
    modes.c_cc[VMIN] = 1;
    modes.c_cc[VTIME] = 0;
    taken = 1;
    ::tcsetattr(STDIN_FILENO, TCSANOW, &modes);
    Write(kEnter);
  }

  Pressed TakeInput() {
    while (!input_.empty()) {
      const KeyRead read = ReadKey(input_);
      input_.erase(0, read.bytes);
      if (read.pressed.key != Key::kNone) return read.pressed;
    }
    return {};
  }

  Pressed TakeSignal() {
    signalfd_siginfo info{};
    if (::read(signal_fd_.Get(), &info, sizeof(info)) != sizeof(info)) return {};
    if (info.ssi_signo == SIGWINCH) return {Key::kResized};
    if (info.ssi_signo != SIGTSTP) return {Key::kQuit};
    GiveBack();
    ::raise(SIGSTOP);  // here until SIGCONT
    Enter();
    return {Key::kResized};
  }

  sigset_t signals_{};
  sigset_t before_{};
  UniqueFd signal_fd_;
  std::string input_;
};

}  // namespace

Result<std::unique_ptr<Terminal>> Terminal::TakeOver() {
  if (::isatty(STDIN_FILENO) == 0 || ::isatty(STDOUT_FILENO) == 0) {
    return Error{
        "top needs a terminal; elsewhere use a command with --watch, as in "
        "'sockwatch states --watch 5' or 'sockwatch leaks --watch 5'"};
  }
  return std::unique_ptr<Terminal>(std::make_unique<SystemTerminal>());
}

}  // namespace sockwatch::tool
