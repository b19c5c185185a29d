// Makes many TCP sockets on loopback and holds them until stdin is closed, or makes short ones.
//
//   socket_load --pairs 50000 --ipv6 30 --close-wait 1 --churn 5
//   socket_load --short-server 1999
//   socket_load --short-client 400 --port 1999
//
// Run it in a network namespace of its own. It prints "ready" once all stand; each line "churn" on
// stdin replaces --churn percent of the pairs, each line "time-wait" adds --time-wait sockets in
// that state, and "done" answers.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <exception>
#include <iostream>
#include <string>
#include <vector>

#include "bench/load_worker.h"
#include "bench/short_connections.h"
#include "support/child.h"

namespace sockwatch::bench {
namespace {

struct Options {
  Load load;
  ShortLoad brief;
  std::size_t processes = 0;  // 0: as few as the descriptor limit allows
  bool short_server = false;
};

void Say(const char* word) {
  std::puts(word);
  std::fflush(stdout);
}

// Gives each process its pairs and its own listening ports, below the ephemeral range.
std::vector<testing::Child> StartWorkers(const Options& options) {
  const std::size_t most = PairsPerProcess(options.load);
  const std::size_t needed = (options.load.pairs + most - 1) / most;
  const std::size_t processes = std::max(options.processes, needed);
  std::vector<testing::Child> workers;
  for (std::size_t i = 0; i < processes; ++i) {
    Load load = options.load;
    load.pairs = options.load.pairs * (i + 1) / processes - options.load.pairs * i / processes;
    load.time_wait =
        options.load.time_wait * (i + 1) / processes - options.load.time_wait * i / processes;
    load.first_port = static_cast<std::uint16_t>(load.first_port + i * load.listeners);
    workers.push_back(testing::Child::Fork(
        [load](testing::LinePipe& pipe) { return RunLoadWorker(load, pipe); }));
  }
  return workers;
}

bool AllAnswered(std::vector<testing::Child>& workers) {
  for (testing::Child& worker : workers) {
    if (!worker.Pipe().Read(std::chrono::minutes(5))) return false;
  }
  return true;
}

int HoldPairs(const Options& options) {
  std::vector<testing::Child> workers = StartWorkers(options);
  if (!AllAnswered(workers)) return 1;
  Say("ready");
  for (std::string line; std::getline(std::cin, line);) {
    if (line != "churn" && line != "time-wait") continue;
    for (testing::Child& worker : workers) worker.Pipe().Write(line);
    if (!AllAnswered(workers)) return 1;
    Say("done");
  }
  return 0;
}

void AddOptions(CLI::App& app, Options& options) {
  Load& load = options.load;
  app.add_option("--pairs", load.pairs, "connections; each is two sockets");
  app.add_option("--ipv6", load.ipv6, "percent over IPv6")->check(CLI::Range(0, 100));
  app.add_option("--close-wait", load.close_wait, "percent in CLOSE_WAIT")
      ->check(CLI::Range(0, 100));
  app.add_option("--churn", load.churn, "percent replaced a \"churn\"")->check(CLI::Range(0, 100));
  app.add_option("--time-wait", load.time_wait, "sockets in TIME_WAIT a \"time-wait\"");
  app.add_option("--processes", options.processes, "at least so many processes");
  app.add_option("--listeners", load.listeners, "listening ports a process")
      ->check(CLI::Range(1, 1000));
  app.add_option("--sources", load.sources, "IPv4 source addresses")->check(CLI::Range(1, 250));
  app.add_option("--first-port", load.first_port, "lowest listening port");
  app.add_option("--short-client", options.brief.rate, "connections a second")
      ->check(CLI::Range(1, 100'000));
  app.add_flag("--short-server", options.short_server, "answer short connections");
  app.add_option("--port", options.brief.port, "of the short connections' server");
  app.add_option("--life-ms", options.brief.life_ms, "life of a short connection");
  app.add_flag("--server-closes", options.brief.server_closes, "short server closes first");
}

int Run(const Options& options) {
  if (options.short_server) return RunShortServer(options.brief);
  if (options.brief.rate > 0) return RunShortClient(options.brief);
  return HoldPairs(options);
}

}  // namespace
}  // namespace sockwatch::bench

int main(int argc, char** argv) {
  CLI::App app{"Many TCP sockets on loopback"};
  sockwatch::bench::Options options;
  sockwatch::bench::AddOptions(app, options);
  CLI11_PARSE(app, argc, argv);
  try {
    return sockwatch::bench::Run(options);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "socket_load: %s\n", error.what());
    return 1;
  }
}
