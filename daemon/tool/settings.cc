#include "tool/settings.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <cmath>
#include <exception>
#include <sstream>
#include <string_view>
#include <utility>

#include "api/cidr.h"
#include "config/duration.h"
#include "tool/check_values.h"
#include "tool/command_texts.h"
#include "tool/tool_version.h"

namespace sockwatch::tool {
namespace {

constexpr const char* kDescription =
    "sockwatch shows the TCP sockets of this host: how many in which state, whose, since when,\n"
    "towards whom. It asks sockwatchd, which knows ages and owners, and without one the kernel.\n"
    "It changes nothing on the host.\n";

constexpr const char* kFooter = R"(Examples:
  sockwatch states                            instead of netstat -n | awk '/^tcp/ {++S[$NF]} ...'
  sockwatch list --state close_wait           instead of ss -tanp state close-wait
  sockwatch peers --port 22                   instead of netstat | awk | sort | uniq -c | sort -nr
  sockwatch explain                           what is wrong, if anything is, and what to do

'sockwatch COMMAND --help' lists what a command takes. Filters may be given several times: a
socket is shown if any of the values fits, and all of the filters do.

Exit codes: 0 done, 1 failed, 2 wrong options. check: 0 ok, 1 warning, 2 critical, 3 unknown.
Routes and interfaces (netstat -r, -i) are not shown: 'ip route' and 'ip -s link' do that.)";

// What the flags are bound to, before it is turned into Settings.
struct Flags {
  Settings settings;
  bool json = false;
  bool csv = false;
  double watch = 0;
  double interval = 0;
  std::string source = "auto";
};

CLI::Validator OneOf(std::initializer_list<std::string_view> names) {
  std::vector<std::string_view> kept(names);
  return {[kept](std::string& given) {
            std::string all;
            for (const std::string_view name : kept) {
              if (name == given) return std::string();
              all.append(all.empty() ? "" : ", ").append(name);
            }
            return "'" + given + "' is not one of " + all;
          },
          ""};
}

std::string CheckState(std::string& given) {
  const std::string state = StateNamed(given);
  if (state.empty()) return "'" + given + "' is not a TCP state, as established or close_wait";
  given = state;
  return "";
}

std::string CheckPort(std::string& given) {
  if (given == "dynamic") return "";
  unsigned port = 0;
  const char* const end = given.data() + given.size();
  const auto [stop, error] = std::from_chars(given.data(), end, port);
  const bool good = error == std::errc{} && stop == end && port <= 65535;
  return good ? "" : "'" + given + "' is not a port, a number from 0 to 65535";
}

std::string CheckRemote(std::string& given) {
  if (api::ParseCidr(given)) return "";
  return "'" + given + "' is not an address or a block such as 10.0.0.0/8";
}

std::string CheckAge(std::string& given) {
  return ParseDuration(given) ? "" : "'" + given + "' is not a duration such as 5m";
}

// Turns "2.5", seconds, "500ms" or "1m" into seconds.
std::string CheckSeconds(std::string& given) {
  constexpr double kLeast = 0.1;
  constexpr double kMost = 86400;
  double seconds = 0;
  const char* const end = given.data() + given.size();
  const auto [stop, error] = std::from_chars(given.data(), end, seconds);
  if (error != std::errc{} || stop != end) {
    const auto parsed = ParseDuration(given);
    if (!parsed) return "'" + given + "' is not a number of seconds";
    seconds = std::chrono::duration<double>(parsed.Value()).count();
  }
  if (!(seconds >= kLeast && seconds <= kMost)) return "'" + given + "' is not from 0.1 to 86400";
  given = std::to_string(seconds);
  return "";
}

std::string CheckWhat(std::string& given) {
  if (CanCheck(given)) return "";
  return "'" + given + "' is not a TCP state or one of leaks, ports, fds, accept";
}

CLI::Validator Check(std::string (*check)(std::string&)) { return {check, ""}; }

// An option that may be given several times, one value each.
CLI::Option* AddList(CLI::App& app, const char* flag, std::vector<std::string>& values,
                     const char* type, const char* what) {
  return app.add_option(flag, values, what)
      ->option_text(type)
      ->type_name(type)
      ->allow_extra_args(false);
}

void AddOwnerFilters(CLI::App& app, Filters& filters) {
  AddList(app, "--process", filters.process, "NAME", "Program, as the daemon names it");
  AddList(app, "--unit", filters.unit, "UNIT", "systemd unit or container");
}

void AddFilters(CLI::App& app, Filters& filters) {
  AddList(app, "--state", filters.state, "STATE", "TCP state, as close_wait or ESTAB")
      ->transform(Check(CheckState));
  AddOwnerFilters(app, filters);
  AddList(app, "--port", filters.port, "PORT",
          "Port of the service: a server's own, a client's remote one")
      ->check(Check(CheckPort));
  AddList(app, "--remote", filters.remote, "CIDR", "Remote address, or a block of addresses")
      ->check(Check(CheckRemote));
  AddList(app, "--netns", filters.netns, "NETNS", "Network namespace; this one is 'host'");
  AddList(app, "--role", filters.role, "ROLE", "server or client")
      ->check(OneOf({"server", "client"}));
  app.add_option("--older-than", filters.older_than, "Longer than this in its state, as 5m")
      ->option_text("AGE")
      ->type_name("AGE")
      ->check(Check(CheckAge));
}

void AddOutput(CLI::App& app, Flags& flags) {
  auto* json = app.add_flag("--json", flags.json, "Print the document as it is");
  app.add_flag("--csv", flags.csv, "Print comma-separated values")->excludes(json);
  app.add_option("--watch", flags.watch, "Print again every so many seconds")
      ->option_text("SECONDS")
      ->type_name("SECONDS")
      ->transform(Check(CheckSeconds));
}

void AddLimit(CLI::App& app, Flags& flags) {
  constexpr int kMost = 10'000'000;
  app.add_option("--limit", flags.settings.filters.limit, "Show at most so many rows")
      ->option_text("ROWS")
      ->type_name("ROWS")
      ->check(CLI::Range(1, kMost));
  app.add_flag("--count", flags.settings.count, "Print the number of rows alone");
}

void AddSource(CLI::App& app, Flags& flags) {
  app.add_option("--source", flags.source,
                 "Whom to ask; auto: the daemon, and on its own host the kernel where none answers")
      ->option_text("auto|daemon|kernel [auto]")
      ->type_name("SOURCE")
      ->check(OneOf({"auto", "daemon", "kernel"}));
  app.add_option("--url", flags.settings.url, "Where the daemon serves; unix:PATH for a socket")
      ->option_text(std::string("URL [") + kDefaultUrl + "]")
      ->type_name("URL");
  app.add_option("--path.procfs", flags.settings.procfs, "Where procfs is mounted")
      ->option_text("DIR [/proc]")
      ->type_name("DIR");
}

void AddCheckOptions(CLI::App& app, Settings& settings) {
  settings.what = "close_wait";
  app.add_option("--what", settings.what,
                 "What is compared: sockets in a state, leaks, or percent of ports, fds, accept")
      ->option_text("STATE|leaks|ports|fds|accept [close_wait]")
      ->type_name("WHAT")
      ->check(Check(CheckWhat));
  app.add_option("--warning", settings.warning, "Warning from this number on")
      ->option_text("NUMBER")
      ->type_name("NUMBER")
      ->required();
  app.add_option("--critical", settings.critical, "Critical from this number on")
      ->option_text("NUMBER")
      ->type_name("NUMBER")
      ->required();
}

void AddStatsOptions(CLI::App& app, Flags& flags) {
  app.add_flag("--tcp", flags.settings.tcp, "Only TCP's");
  app.add_flag("--udp", flags.settings.udp, "Only UDP's");
  app.add_flag("--all", flags.settings.all, "Also counters that are zero");
  app.add_option("--interval", flags.interval, "Rates over so many seconds")
      ->option_text("SECONDS")
      ->type_name("SECONDS")
      ->transform(Check(CheckSeconds));
}

void AddSpecials(CLI::App& app, const std::string& name, Flags& flags) {
  Settings& settings = flags.settings;
  if (name == "peers") {
    app.add_option("--by", settings.filters.by, "One row an address, or a program")
        ->option_text("address|process [address]")
        ->type_name("WHAT")
        ->check(OneOf({"address", "process"}));
  }
  if (name == "top") {
    app.add_option("--sort", settings.filters.sort, "What the order goes by")
        ->option_text("sockets|close_wait|time_wait|age|growth [close_wait]")
        ->type_name("WHAT")
        ->check(OneOf({"sockets", "close_wait", "time_wait", "age", "growth"}));
  }
  if (name == "explain") {
    app.add_option("target", settings.target, "A program's name or a port; none: the whole host")
        ->option_text(" ");
  }
  if (name == "check") AddCheckOptions(app, settings);
  if (name == "stats") AddStatsOptions(app, flags);
  if (name == "udp" || name == "unix") {
    app.add_flag("--listening", settings.listening, "Only those that wait for anybody");
  }
}

bool TakesFilters(std::string_view name) {
  return name != "sysctl" && name != "stats" && name != "unix";
}

void AddCommand(CLI::App& app, const CommandText& text, Flags& flags) {
  const std::string name(text.name);
  CLI::App* const command = app.add_subcommand(name, std::string(text.what));
  command->footer("Examples:\n" + std::string(text.examples));
  command->get_formatter()->column_width(36);
  AddSpecials(*command, name, flags);
  if (TakesFilters(name)) AddFilters(*command, flags.settings.filters);
  if (name == "unix") AddOwnerFilters(*command, flags.settings.filters);
  if (name != "check" && name != "explain" && name != "states" && name != "stats") {
    AddLimit(*command, flags);
  }
  if (name == "top") {
    command->add_option("--interval", flags.watch, "Read again every so many seconds")
        ->option_text("SECONDS [2]")
        ->type_name("SECONDS")
        ->transform(Check(CheckSeconds));
  } else if (name != "check") {
    AddOutput(*command, flags);
  }
  AddSource(*command, flags);
  command->set_help_flag("-h,--help", "Print this and exit");
  command->callback([&flags, name] { flags.settings.command = name; });
}

void AddCommands(CLI::App& app, Flags& flags) {
  app.require_subcommand(1);
  app.set_version_flag("--version", ToolVersionText(), "Print the version and exit");
  app.set_help_flag("-h,--help", "Print this and exit");
  for (const CommandText& text : kCommandTexts) AddCommand(app, text, flags);
}

std::chrono::milliseconds Milliseconds(double seconds) {
  return std::chrono::milliseconds(std::lround(seconds * 1000));
}

Settings ToSettings(const CLI::App& app, Flags flags) {
  Settings& settings = flags.settings;
  if (flags.json) settings.format = Format::kJson;
  if (flags.csv) settings.format = Format::kCsv;
  if (flags.watch > 0) settings.watch = Milliseconds(flags.watch);
  if (flags.interval > 0) settings.interval = Milliseconds(flags.interval);
  if (flags.source == "daemon") settings.ask = Ask::kDaemon;
  if (flags.source == "kernel") settings.ask = Ask::kKernel;
  const CLI::App* const command = app.get_subcommand(settings.command);
  const CLI::Option* const limit = command->get_option_no_throw("--limit");
  settings.limit_given = limit != nullptr && limit->count() > 0;
  return std::move(settings);
}

// To Nagios 2 would be CRITICAL.
int UsageErrorOf(const std::string& command) { return command == "check" ? 3 : kUsageError; }

// CLI11 names neither what was given in a command's place nor what could be.
std::string NoCommandText(const std::string& given) {
  std::string text = "A subcommand is required";
  if (!given.empty()) text.append(", and '").append(given).append("' is none");
  const char* separator = ": ";
  for (const CommandText& command : kCommandTexts) {
    text.append(separator).append(command.name);
    separator = ", ";
  }
  return text + "\nRun with --help for more information.\n";
}

// CLI11 has an exit code for each kind of usage error; one is enough here.
ExitNow ToExit(const CLI::App& app, const CLI::ParseError& error, const std::string& command) {
  std::ostringstream out;
  std::ostringstream err;
  if (app.exit(error, out, err) == 0) return ExitNow{kOk, out.str(), err.str()};
  if (app.get_subcommands().empty() && command.rfind('-', 0) != 0) err.str(NoCommandText(command));
  return ExitNow{UsageErrorOf(command), out.str(), "sockwatch: " + err.str()};
}

// What no option alone can get wrong.
std::optional<ExitNow> CheckTogether(const Settings& settings) {
  if (settings.command != "check" || settings.warning <= settings.critical) return std::nullopt;
  return ExitNow{UsageErrorOf(settings.command), "",
                 "sockwatch: --warning is above --critical: it would never be reached\n"};
}

}  // namespace

std::variant<Settings, ExitNow> ParseSettings(int argc, const char* const* argv) {
  try {
    CLI::App app(kDescription, "sockwatch");
    app.footer(kFooter);
    Flags flags;
    AddCommands(app, flags);
    try {
      app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
      return ToExit(app, error, argc > 1 ? argv[1] : "");
    }
    Settings settings = ToSettings(app, std::move(flags));
    if (auto wrong = CheckTogether(settings)) return *wrong;
    return settings;
  } catch (const std::exception& error) {
    return ExitNow{kUsageError, "", std::string("sockwatch: ") + error.what() + "\n"};
  }
}

std::vector<std::string> CommandsAndOptions() {
  CLI::App app(kDescription, "sockwatch");
  Flags flags;
  AddCommands(app, flags);
  std::vector<std::string> all;
  for (const CLI::App* command : app.get_subcommands({})) {
    all.push_back(command->get_name());
    for (const CLI::Option* option : command->get_options()) {
      for (const std::string& name : option->get_lnames()) {
        all.push_back(command->get_name() + " --" + name);
      }
    }
  }
  return all;
}

}  // namespace sockwatch::tool
