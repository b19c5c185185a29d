// The main thread's life once everything runs: signals, reload, and what systemd is told.
#pragma once

#include <memory>

#include "config/config.h"
#include "options.h"
#include "pipeline.h"
#include "reporter.h"
#include "selfstats/self_stats.h"
#include "signals.h"

namespace sockwatch {

class Service {
 public:
  Service(const Options& options, Pipeline& pipeline, Signals& signals, SelfStats& stats)
      : options_(options),
        pipeline_(pipeline),
        signals_(signals),
        stats_(stats),
        reporter_(stats) {}

  // Until SIGTERM or SIGINT.
  void Run();

 private:
  void Reload();
  void Look();

  const Options& options_;
  Pipeline& pipeline_;
  Signals& signals_;
  SelfStats& stats_;
  Reporter reporter_;
  bool told_ready_ = false;
  bool watched_ = false;  // systemd expects a beat
};

// The configuration of the options: the defaults without a file. What is wrong with it goes to the
// log, a line each; `stats` gets the outcome.
std::optional<Config> ReadConfig(const Options& options, SelfStats& stats);

}  // namespace sockwatch
