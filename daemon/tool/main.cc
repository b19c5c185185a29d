// sockwatch: options, whom to ask, where to print.
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <memory>
#include <variant>

#include "tool/auto_source.h"
#include "tool/commands.h"
#include "tool/daemon_source.h"
#include "tool/kernel_source.h"
#include "tool/settings.h"

namespace sockwatch::tool {
namespace {

std::size_t TerminalWidth() {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) return 0;
  return size.ws_col;
}

// NO_COLOR: https://no-color.org
bool WantsColor() {
  const char* const no_color = std::getenv("NO_COLOR");
  const char* const term = std::getenv("TERM");
  const bool refused = no_color != nullptr && *no_color != '\0';
  return !refused && term != nullptr && std::string(term) != "dumb";
}

// This host's kernel does not stand in for another host's daemon.
bool AsksDaemonAlone(const Settings& settings) {
  return settings.ask == Ask::kDaemon ||
         (settings.ask == Ask::kAuto && !IsOfThisHost(settings.url));
}

std::unique_ptr<Source> SourceOf(const Settings& settings) {
  if (OnlyKernel(settings.command)) return MakeKernelSource(settings.procfs);
  if (settings.ask == Ask::kKernel) return MakeKernelSource(settings.procfs);
  if (AsksDaemonAlone(settings)) return MakeDaemonSource(settings.url);
  return MakeAutoSource(
      MakeDaemonSource(settings.url), MakeKernelSource(settings.procfs),
      [](const std::string& text) { std::cerr << "sockwatch: " << text << "\n"; });
}

int Main(const Settings& settings) {
  const bool terminal = ::isatty(STDOUT_FILENO) == 1;
  Io io{.out = std::cout,
        .err = std::cerr,
        .terminal = terminal,
        .width = terminal ? TerminalWidth() : 0,
        .color = terminal && WantsColor()};
  if (OnlyKernel(settings.command) && AsksDaemonAlone(settings)) {
    std::cerr << "sockwatch: the daemon does not serve '" << settings.command
              << "': leave --source and --url out to ask the kernel of this host\n";
    return kFailed;
  }
  const auto source = SourceOf(settings);
  const int code = RunCommand({settings, *source, io});
  return std::cout.flush() || code != kOk ? code : kFailed;
}

}  // namespace
}  // namespace sockwatch::tool

int main(int argc, char** argv) {
  using namespace sockwatch::tool;  // NOLINT: main is in no namespace
  std::ios::sync_with_stdio(false);
  const auto parsed = ParseSettings(argc, argv);
  if (const auto* exit_now = std::get_if<ExitNow>(&parsed)) {
    std::cout << exit_now->out;
    std::cerr << exit_now->err;
    return exit_now->code;
  }
  return Main(std::get<Settings>(parsed));
}
