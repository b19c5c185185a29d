#include "options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <exception>
#include <sstream>
#include <string_view>
#include <system_error>

namespace sockwatch {
namespace {

constexpr int kUsageError = 2;

constexpr const char* kDescription =
    "sockwatchd counts the TCP connections of this host per process and port, in every state, and\n"
    "serves the counts to Prometheus. It changes nothing on the host.\n";

constexpr const char* kFooter =
    R"(Everything has a default: without options it serves http://127.0.0.1:10106/metrics.

Examples:
  sockwatchd
  sockwatchd --config.file=/etc/sockwatch/sockwatchd.yaml --web.listen-address=[::]:10106
  sockwatchd --config.file=/etc/sockwatch/sockwatchd.yaml --check-config

Signals:
  SIGHUP   reads the configuration file again; a file with errors changes nothing
  SIGTERM  stops within 2 seconds (SIGINT too)

Exit codes: 0 stopped or nothing wrong, 1 failed, 2 wrong options or configuration.
The keys of the configuration file, with their defaults, units and ranges, are described in the
sockwatchd.yaml that comes with the program.)";

template <typename Enum>
struct Named {
  std::string_view name;
  Enum value;
};
constexpr std::array<Named<LogLevel>, 4> kLogLevels = {{{"debug", LogLevel::kDebug},
                                                        {"info", LogLevel::kInfo},
                                                        {"warn", LogLevel::kWarn},
                                                        {"error", LogLevel::kError}}};
constexpr std::array<Named<LogFormat>, 2> kLogFormats = {
    {{"logfmt", LogFormat::kLogfmt}, {"json", LogFormat::kJson}}};

template <typename Table>
auto FindNamed(const Table& table, std::string_view name) {
  return std::find_if(table.begin(), table.end(),
                      [&](const auto& row) { return row.name == name; });
}

// What the flags are bound to, before it is turned into Options.
struct Flags {
  Options options;
  std::string config_file;
  std::string log_level = "info";
  std::string log_format = "logfmt";
};

bool IsPort(std::string_view text) {
  const bool digits =
      std::all_of(text.begin(), text.end(), [](char byte) { return byte >= '0' && byte <= '9'; });
  unsigned port = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), port);
  return digits && parsed.ec == std::errc() && port <= 65535;
}

// The checks below answer with what is wrong, "" for nothing, as CLI11 wants it.

std::string CheckHost(std::string_view host) {
  if (host.find_first_of(" \t/@,") != std::string_view::npos)
    return "the host is no name or address";
  if (host.starts_with('[')) {
    const bool closed = host.ends_with(']') && host.size() > 2;
    return closed ? "" : "an IPv6 address stands in brackets, as in [::1]:10106";
  }
  const bool bare_v6 = host.find_first_of(":[]") != std::string_view::npos;
  return bare_v6 ? "an IPv6 address stands in brackets, as in [::1]:10106" : "";
}

std::string CheckListenAddress(const std::string& address) {
  const std::size_t colon = address.rfind(':');
  const std::string prefix = "'" + address + "' is not HOST:PORT: ";
  if (colon == std::string::npos || address.ends_with(']')) return prefix + "the port is missing";
  const std::string host_problem = CheckHost(std::string_view(address).substr(0, colon));
  if (!host_problem.empty()) return prefix + host_problem;
  if (IsPort(std::string_view(address).substr(colon + 1))) return "";
  return prefix + "the port is a number from 0 to 65535";
}

std::string CheckTelemetryPath(const std::string& path) {
  const std::string prefix = "'" + path + "' cannot be the path of the metrics: ";
  if (!path.starts_with('/')) return prefix + "it does not begin with '/'";
  if (path == "/") return prefix + "'/' is the start page";
  if (path == "/-" || path.starts_with("/-/")) return prefix + "/-/ is for health and readiness";
  const bool plain = std::all_of(path.begin(), path.end(), [](char byte) {
    return byte > ' ' && byte < 0x7f && byte != '?' && byte != '#' && byte != '%';
  });
  return plain ? "" : prefix + "it has characters that do not stand for themselves in a URL";
}

std::string CheckNotEmpty(const std::string& path) { return path.empty() ? "it is empty" : ""; }

template <typename Table>
CLI::Validator OneOf(const Table& table) {
  std::string names;
  for (const auto& row : table) names.append(names.empty() ? "" : ", ").append(row.name);
  const auto check = [&table, names](const std::string& given) {
    const bool known = FindNamed(table, given) != table.end();
    return known ? "" : "'" + given + "' is not one of " + names;
  };
  return {check, ""};
}

CLI::Validator Check(std::string (*check)(const std::string&)) { return {check, ""}; }

void AddWebFlags(CLI::App& app, Flags& flags) {
  app.add_option("--web.listen-address", flags.options.listen_addresses,
                 "Address to serve on; may be given several times")
      ->option_text("HOST:PORT [127.0.0.1:10106]")
      ->type_name("HOST:PORT")
      ->allow_extra_args(false)
      ->check(Check(CheckListenAddress));
  app.add_option("--web.telemetry-path", flags.options.telemetry_path, "Path of the metrics")
      ->option_text("PATH [/metrics]")
      ->type_name("PATH")
      ->check(Check(CheckTelemetryPath));
}

void AddLogFlags(CLI::App& app, Flags& flags) {
  app.add_option("--log.level", flags.log_level, "Least severe messages to log")
      ->option_text("debug|info|warn|error [info]")
      ->type_name("LEVEL")
      ->check(OneOf(kLogLevels));
  app.add_option("--log.format", flags.log_format, "How messages are written")
      ->option_text("logfmt|json [logfmt]")
      ->type_name("FORMAT")
      ->check(OneOf(kLogFormats));
}

void AddFlags(CLI::App& app, Flags& flags, const std::string& version) {
  app.add_option("--config.file", flags.config_file, "Configuration file; none: the defaults")
      ->option_text("FILE")
      ->type_name("FILE")
      ->check(Check(CheckNotEmpty));
  AddWebFlags(app, flags);
  AddLogFlags(app, flags);
  app.add_option("--path.procfs", flags.options.procfs, "Where procfs is mounted")
      ->option_text("DIR [/proc]")
      ->type_name("DIR")
      ->check(Check(CheckNotEmpty));
  app.add_flag("--check-config", flags.options.check_config,
               "Print what is wrong with the configuration file; exit 2 if anything is");
  app.set_version_flag("--version", version, "Print the version and exit");
  app.set_help_flag("-h,--help", "Print this and exit");
}

Options ToOptions(Flags flags) {
  if (!flags.config_file.empty()) flags.options.config_file = flags.config_file;
  flags.options.log_level = FindNamed(kLogLevels, flags.log_level)->value;
  flags.options.log_format = FindNamed(kLogFormats, flags.log_format)->value;
  return flags.options;
}

// CLI11 has an exit code for each kind of usage error; one is enough here.
ExitNow ToExit(const CLI::App& app, const CLI::ParseError& error) {
  std::ostringstream out;
  std::ostringstream err;
  if (app.exit(error, out, err) == 0) return ExitNow{0, out.str(), err.str()};
  return ExitNow{kUsageError, out.str(), "sockwatchd: " + err.str()};
}

}  // namespace

std::variant<Options, ExitNow> ParseOptions(int argc, const char* const* argv,
                                            const std::string& version) {
  try {
    CLI::App app(kDescription, "sockwatchd");
    app.footer(kFooter);
    app.get_formatter()->column_width(42);
    Flags flags;
    AddFlags(app, flags, version);
    try {
      app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
      return ToExit(app, error);
    }
    return ToOptions(flags);
  } catch (const std::exception& error) {
    return ExitNow{kUsageError, "", std::string("sockwatchd: ") + error.what() + "\n"};
  }
}

}  // namespace sockwatch
