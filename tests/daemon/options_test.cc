#include "options.h"

#include <catch2/catch.hpp>
#include <string>
#include <variant>
#include <vector>

namespace sockwatch {
namespace {

std::variant<Options, ExitNow> Parse(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "sockwatchd");
  return ParseOptions(static_cast<int>(arguments.size()), arguments.data(), "sockwatchd 1.2.3");
}

Options Parsed(const std::vector<const char*>& arguments) {
  return std::get<Options>(Parse(arguments));
}

// The first line of a usage error, which must exit with 2 and print to standard error only.
std::string Refusal(const std::vector<const char*>& arguments) {
  const auto result = Parse(arguments);
  const auto* const exit = std::get_if<ExitNow>(&result);
  REQUIRE(exit != nullptr);
  CHECK(exit->code == 2);
  CHECK(exit->out.empty());
  CHECK(exit->err.ends_with("\n"));
  return exit->err.substr(0, exit->err.find('\n'));
}

using Addresses = std::vector<std::string>;

}  // namespace

TEST_CASE("Without arguments all options have their defaults") {
  const Options options = Parsed({});
  CHECK(options == Options{});
  CHECK_FALSE(options.config_file.has_value());
  CHECK(options.listen_addresses == Addresses{"127.0.0.1:10106"});
  CHECK(options.telemetry_path == "/metrics");
  CHECK(options.log_level == LogLevel::kInfo);
  CHECK(options.log_format == LogFormat::kLogfmt);
  CHECK(options.procfs == "/proc");
  CHECK_FALSE(options.check_config);
}

TEST_CASE("A value follows its flag after a blank or an equals sign") {
  CHECK(Parsed({"--config.file", "a.yaml"}).config_file == "a.yaml");
  CHECK(Parsed({"--config.file=a.yaml"}).config_file == "a.yaml");
  CHECK(Parsed({"--path.procfs", "/p"}).procfs == "/p");
  CHECK(Parsed({"--path.procfs=/p"}).procfs == "/p");
  CHECK(Parsed({"--web.telemetry-path", "/m"}).telemetry_path == "/m");
  CHECK(Parsed({"--web.telemetry-path=/m/x"}).telemetry_path == "/m/x");
}

TEST_CASE("Log levels and formats are read by name") {
  CHECK(Parsed({"--log.level=debug"}).log_level == LogLevel::kDebug);
  CHECK(Parsed({"--log.level=info"}).log_level == LogLevel::kInfo);
  CHECK(Parsed({"--log.level", "warn"}).log_level == LogLevel::kWarn);
  CHECK(Parsed({"--log.level", "error"}).log_level == LogLevel::kError);
  CHECK(Parsed({"--log.format=json"}).log_format == LogFormat::kJson);
  CHECK(Parsed({"--log.format", "logfmt"}).log_format == LogFormat::kLogfmt);
  CHECK(Refusal({"--log.level=trace"}) ==
        "sockwatchd: --log.level: 'trace' is not one of debug, info, warn, error");
  CHECK(Refusal({"--log.format=xml"}) ==
        "sockwatchd: --log.format: 'xml' is not one of logfmt, json");
}

TEST_CASE("--check-config needs no value") { CHECK(Parsed({"--check-config"}).check_config); }

TEST_CASE("Listen addresses given replace the default, in order") {
  CHECK(Parsed({"--web.listen-address=[::]:9", "--web.listen-address", "localhost:0"})
            .listen_addresses == Addresses{"[::]:9", "localhost:0"});
}

TEST_CASE("Every form of a listen address is taken") {
  for (const char* address :
       {":10106", "0.0.0.0:65535", "[::1]:0", "[fe80::1%eth0]:80", "host:1"}) {
    CHECK(Parsed({"--web.listen-address", address}).listen_addresses == Addresses{address});
  }
}

TEST_CASE("A listen address takes one value, so that no stray argument becomes one") {
  CHECK(Refusal({"--web.listen-address", "a:1", "b:2"}) ==
        "sockwatchd: The following argument was not expected: b:2");
}

TEST_CASE("A bad listen address is refused with the reason") {
  const auto refusal = [](const std::string& address) {
    const std::string flag = "--web.listen-address=" + address;
    const std::string text = Refusal({flag.c_str()});
    const std::string prefix =
        "sockwatchd: --web.listen-address: '" + address + "' is not HOST:PORT: ";
    REQUIRE(text.starts_with(prefix));
    return text.substr(prefix.size());
  };
  CHECK(refusal("localhost") == "the port is missing");
  CHECK(refusal("[::]") == "the port is missing");
  CHECK(refusal("a:") == "the port is a number from 0 to 65535");
  CHECK(refusal("a:65536") == "the port is a number from 0 to 65535");
  CHECK(refusal("a:-1") == "the port is a number from 0 to 65535");
  CHECK(refusal("a:http") == "the port is a number from 0 to 65535");
  CHECK(refusal("a:99999999999") == "the port is a number from 0 to 65535");
  CHECK(refusal("::1:80") == "an IPv6 address stands in brackets, as in [::1]:10106");
  CHECK(refusal("[::1:80") == "an IPv6 address stands in brackets, as in [::1]:10106");
  CHECK(refusal("[]:80") == "an IPv6 address stands in brackets, as in [::1]:10106");
  CHECK(refusal("[::1]x:80") == "an IPv6 address stands in brackets, as in [::1]:10106");
  CHECK(refusal("http://a:80") == "the host is no name or address");
  CHECK(refusal("a:1,b:2") == "the host is no name or address");
}

TEST_CASE("A telemetry path that cannot be served is refused with the reason") {
  const auto refusal = [](const char* path) { return Refusal({"--web.telemetry-path", path}); };
  const std::string start = "sockwatchd: --web.telemetry-path: ";
  CHECK(refusal("metrics") ==
        start + "'metrics' cannot be the path of the metrics: it does not begin with '/'");
  CHECK(refusal("/") == start + "'/' cannot be the path of the metrics: '/' is the start page");
  const std::string reserved = "cannot be the path of the metrics: /-/ is for health and readiness";
  CHECK(refusal("/-/healthy") == start + "'/-/healthy' " + reserved);
  CHECK(refusal("/-") == start + "'/-' " + reserved);
  CHECK_THAT(refusal("/a b"), Catch::EndsWith("do not stand for themselves in a URL"));
  CHECK_THAT(refusal("/a?b"), Catch::EndsWith("do not stand for themselves in a URL"));
  CHECK_THAT(refusal(""), Catch::EndsWith("it does not begin with '/'"));
  CHECK(Parsed({"--web.telemetry-path", "/-metrics"}).telemetry_path == "/-metrics");
}

TEST_CASE("An empty path is refused") {
  CHECK(Refusal({"--config.file", ""}) == "sockwatchd: --config.file: it is empty");
  CHECK(Refusal({"--path.procfs", ""}) == "sockwatchd: --path.procfs: it is empty");
  CHECK(Refusal({"--config.file"}) == "sockwatchd: --config.file: 1 required FILE missing");
}

TEST_CASE("What is not an option is refused") {
  CHECK(Refusal({"--config.fil=x"}) ==
        "sockwatchd: The following argument was not expected: --config.fil=x");
  CHECK(Refusal({"start"}) == "sockwatchd: The following argument was not expected: start");
  CHECK_THAT(Refusal({"--config.file=a", "--config.file=b"}), Catch::Contains("--config.file"));
}

TEST_CASE("--version prints the version it was given and ends with 0") {
  const auto exit = std::get<ExitNow>(Parse({"--version"}));
  CHECK(exit.code == 0);
  CHECK(exit.out == "sockwatchd 1.2.3\n");
  CHECK(exit.err.empty());
}

TEST_CASE("--help names every flag with its default and teaches signals and examples") {
  for (const char* flag : {"--help", "-h"}) {
    const auto exit = std::get<ExitNow>(Parse({flag}));
    CHECK(exit.code == 0);
    CHECK(exit.err.empty());
    for (const char* part :
         {"--config.file FILE", "--web.listen-address HOST:PORT [127.0.0.1:10106]",
          "--web.telemetry-path PATH [/metrics]", "--log.level debug|info|warn|error [info]",
          "--log.format logfmt|json [logfmt]", "--path.procfs DIR [/proc]", "--check-config",
          "--version", "-h,--help", "Examples:", "SIGHUP", "SIGTERM", "sockwatchd.yaml"}) {
      CHECK_THAT(exit.out, Catch::Contains(part));
    }
  }
}

}  // namespace sockwatch
