// The command line of sockwatch. The only user of CLI11 is settings.cc.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "tool/daemon_source.h"
#include "tool/filters.h"

namespace sockwatch::tool {

enum class Format : std::uint8_t { kTable, kJson, kCsv };
enum class Ask : std::uint8_t { kAuto, kDaemon, kKernel };

struct Settings {
  std::string command;  // "states", "list", ...
  Filters filters;
  bool limit_given = false;
  Format format = Format::kTable;
  std::optional<std::chrono::milliseconds> watch;  // nothing: once
  bool count = false;                              // the number of rows alone
  Ask ask = Ask::kAuto;
  std::string url = kDefaultUrl;
  std::string procfs = "/proc";

  // Of single commands.
  std::string target;                     // explain: a process or a port; "" for the whole host
  std::string what;                       // check: what is compared
  double warning = 0;                     // check
  double critical = 0;                    // check
  std::chrono::milliseconds interval{0};  // stats: between two readings; 0: totals alone
  bool tcp = false;                       // stats
  bool udp = false;                       // stats
  bool all = false;                       // stats: zeros, too
  bool listening = false;                 // udp, unix
};

inline constexpr int kOk = 0;
inline constexpr int kFailed = 1;
inline constexpr int kUsageError = 2;

// The program is to end now. The texts end with a newline or are empty.
struct ExitNow {
  int code = 0;
  std::string out;
  std::string err;
};

// `argv` as main gets it. Does not throw.
std::variant<Settings, ExitNow> ParseSettings(int argc, const char* const* argv);

// One line a command and one a long option of it, "list" and "list --state", for tests of what
// must name them all.
std::vector<std::string> CommandsAndOptions();

}  // namespace sockwatch::tool
