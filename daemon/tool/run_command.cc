#include <array>
#include <string_view>
#include <thread>

#include "tool/commands.h"

namespace sockwatch::tool {
namespace {

struct Command {
  std::string_view name;
  int (*run)(const Context& context);
};
constexpr std::array<Command, 13> kCommands = {{{"states", RunStates},
                                                {"list", RunList},
                                                {"peers", RunPeers},
                                                {"listen", RunListen},
                                                {"ports", RunPorts},
                                                {"leaks", RunLeaks},
                                                {"explain", RunExplain},
                                                {"sysctl", RunSysctl},
                                                {"check", RunCheck},
                                                {"top", RunTop},
                                                {"stats", RunStats},
                                                {"udp", RunUdp},
                                                {"unix", RunUnix}}};

int RunOnce(const Context& context) {
  for (const Command& command : kCommands) {
    if (command.name == context.settings.command) return command.run(context);
  }
  return kUsageError;
}

}  // namespace

bool OnlyKernel(const std::string& command) {
  return command == "stats" || command == "udp" || command == "unix";
}

int RunCommand(const Context& context) {
  if (!context.settings.watch || context.settings.command == "top") return RunOnce(context);
  constexpr const char* kHomeAndClear = "\x1b[H\x1b[J";  // ECMA-48: CUP, ED
  for (bool first = true;; first = false) {
    if (context.io.terminal) context.io.out << kHomeAndClear;
    if (!context.io.terminal && !first) context.io.out << "\n";
    if (const int code = RunOnce(context); code != kOk) return code;
    if (!context.io.out.flush()) return kFailed;
    // stats has slept in between, for its rates.
    if (context.settings.command == "stats") continue;
    std::this_thread::sleep_for(*context.settings.watch);
  }
}

}  // namespace sockwatch::tool
