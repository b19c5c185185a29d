// The command line of sockwatchd. The only user of CLI11 is options.cc.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace sockwatch {

enum class LogLevel : std::uint8_t { kDebug, kInfo, kWarn, kError };
enum class LogFormat : std::uint8_t { kLogfmt, kJson };

struct Options {
  std::optional<std::string> config_file;  // nothing: the defaults, without a file
  std::vector<std::string> listen_addresses = {"127.0.0.1:10106"};  // as HttpOptions takes them
  std::string telemetry_path = "/metrics";
  LogLevel log_level = LogLevel::kInfo;
  LogFormat log_format = LogFormat::kLogfmt;
  std::string procfs = "/proc";
  bool check_config = false;  // read the configuration, print what is wrong with it, exit

  friend bool operator==(const Options&, const Options&) = default;
};

// The program is to end now: --help and --version with code 0, a usage error with code 2. The
// texts, for standard output and standard error, end with a newline or are empty.
struct ExitNow {
  int code = 0;
  std::string out;
  std::string err;
};

// `argv` as main gets it; `version` is all that --version prints. Checks forms only: whether an
// address can be bound or a file read is found out by its user. Does not throw.
std::variant<Options, ExitNow> ParseOptions(int argc, const char* const* argv,
                                            const std::string& version);

}  // namespace sockwatch
