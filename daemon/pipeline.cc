#include "pipeline.h"

#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

#include "attribution/naming_rules.h"
#include "config/duration.h"
#include "page/links_page.h"
#include "page/page.h"
#include "procnet/ephemeral_ports.h"
#include "procnet/sysctl.h"

namespace sockwatch {
namespace {

constexpr std::chrono::seconds kHeartbeatLimit{10};
constexpr std::chrono::seconds kReadyAtLeast{15};

// 5m and 1h are always there: growth needs a zero before it.
CloseWaitDetail::Ages AgesFrom(const CloseWaitConfig& config) {
  std::map<std::chrono::seconds, bool> ages = {{std::chrono::minutes(5), true},
                                               {std::chrono::hours(1), true}};
  for (const std::chrono::seconds age : config.ages) ages.emplace(age, false);
  CloseWaitDetail::Ages limits;
  for (const auto& [age, always] : ages) limits.push_back({age, DurationText(age), always});
  return limits;
}

AggregatorSettings SettingsFrom(const Config& config) {
  return {.groups = {.groups = config.limits.groups,
                     .series = config.limits.series,
                     .remotes = config.limits.remotes,
                     .retention = config.retention},
          .sockets = config.limits.sockets,
          .destinations = config.limits.destinations,
          .ages = AgesFrom(config.close_wait)};
}

NamespaceSettings NamespacesFrom(const Config& config) {
  return {.enabled = config.namespaces.enabled != NamespacesConfig::Enabled::kFalse,
          .filter = NetnsFilter(config.namespaces.include, config.namespaces.exclude),
          .limit = config.limits.namespaces};
}

// The host's is read on the aggregator's thread, which lives there.
NetnsReads ReadsFrom(const std::string& procfs, const NetnsDirectory& directory) {
  return {.label =
              [&directory](NetnsId id) {
                return id == kHostNetns ? std::string("host") : directory.Label(id);
              },
          .ports =
              [procfs, &directory](NetnsId id) {
                return id == kHostNetns ? ReadEphemeralPorts(procfs) : directory.Ports(id);
              },
          .sysctls =
              [procfs, &directory](NetnsId id) {
                return id == kHostNetns ? ReadSysctls(procfs) : directory.Sysctls(id);
              }};
}

std::shared_ptr<const NamingRules> RulesFrom(const Config& config) {
  auto rules = NamingRules::Compile(config.attribution.process_names);
  // The loader has compiled every pattern: a rule that fails here was never in a file.
  return std::make_shared<const NamingRules>(rules ? std::move(rules.Value()) : NamingRules());
}

HttpResponse Text(unsigned status, std::string text) {
  return {.status = status,
          .body = std::make_shared<const std::string>(std::move(text)),
          .gzip_body = nullptr};
}

// The page's two texts, each kept alive by the page.
HttpResponse Metrics(MetricsPage& page) {
  const auto rendered = page.Get();
  HttpResponse response{.content_type = std::string(kMetricsContentType),
                        .body = {rendered, &rendered->plain},
                        .gzip_body = nullptr};
  if (!rendered->gzip.empty()) response.gzip_body = {rendered, &rendered->gzip};
  return response;
}

// For a browser: what it may do with the answer, and when to ask again.
HttpResponse Html(std::string html, std::string gzip) {
  HttpResponse response = Text(200, std::move(html));
  response.content_type = kHtmlContentType;
  if (!gzip.empty()) response.gzip_body = std::make_shared<const std::string>(std::move(gzip));
  response.cache_control = "no-cache";
  response.more_headers = {{"Referrer-Policy", "no-referrer"}};
  return response;
}

HttpResponse PageResponse(Page page) {
  HttpResponse response = Html(std::move(page.html), std::move(page.gzip));
  response.etag = std::move(page.etag);
  response.more_headers.emplace_back("Content-Security-Policy", std::move(page.policy));
  return response;
}

}  // namespace

Pipeline::Pipeline(const Options& options, const Config& config, const BuildInfo& build,
                   std::shared_ptr<SelfStats> stats)
    : stats_(std::move(stats)),
      config_(config),
      source_(transport_, *stats_),
      totals_(options.procfs, *stats_),
      events_(options.procfs, *stats_),
      others_(others_transport_, *stats_),
      page_(slot_, *stats_, ProcessStatsReader(options.procfs), build),
      finder_({.proc_root = options.procfs,
               .rules = RulesFrom(config),
               .cpu_budget = config.attribution.cpu_budget,
               .on_reply = [this] { ring_.Wake(); },
               .stats = stats_}),
      namespaces_(options.procfs, stats_, NamespacesFrom(config)),
      visits_(namespaces_.Queue(), *stats_),
      aggregator_(ring_, finder_, slot_, clock_, *stats_,
                  ReadsFrom(options.procfs, namespaces_.Directory()), SettingsFrom(config)),
      poller_(source_,
              PollerReads{.totals = [this] { return totals_.Read(); },
                          .events = [this] { return events_.Read(); },
                          .others = [this] { return others_.Read(); }},
              ring_, clock_, *stats_, config.poll.interval, &visits_),
      process_(options.procfs),
      dumps_source_(dumps_transport_, *stats_),
      dumps_(std::make_unique<api::SocketDumps>(DumpReadsFrom(options))),
      api_(ApiPartsFrom(build), config.web.api),
      page_wanted_(config.web.page) {}

Pipeline::~Pipeline() {
  http_.reset();
  dumps_.reset();  // asks the aggregator, which therefore runs until then
  poller_thread_ = {};
  const bool namespaces_stopped = namespaces_.Stop();
  aggregator_thread_ = {};
  if (!finder_.Stop() || !namespaces_stopped)
    spdlog::warn("a read below /proc does not return: left behind");
}

Result<std::unique_ptr<Pipeline>> Pipeline::Start(const Options& options, const Config& config,
                                                  const BuildInfo& build,
                                                  std::shared_ptr<SelfStats> stats) {
  std::unique_ptr<Pipeline> pipeline(new Pipeline(options, config, build, std::move(stats)));
  HttpOptions http;
  http.listen_addresses = options.listen_addresses;
  auto server = HttpServer::Start(http, pipeline->Routes(options, build), *pipeline->stats_);
  if (!server) return server.Failure();
  pipeline->http_ = std::move(server.Value());
  pipeline->StartThreads();
  return pipeline;
}

std::vector<HttpRoute> Pipeline::Routes(const Options& options, const BuildInfo& build) {
  const HttpResponse page = PageResponse(MakePage(build, options.telemetry_path));
  const HttpResponse links = Html(LinksPage(build, options.telemetry_path), "");
  return {
      {options.telemetry_path, [this] { return Metrics(page_); }},
      {"/-/healthy", [] { return Text(200, "sockwatchd is healthy.\n"); }},
      {"/-/ready",
       [this] {
         return Ready() ? Text(200, "sockwatchd is ready.\n")
                        : Text(503, "sockwatchd is not ready: no recent complete dump.\n");
       }},
      {std::string(ApiServer::kPrefix) + "*",
       {},
       [this](const HttpRequest& request, const HttpDone& done) { api_.Handle(request, done); }},
      {"/", [this, page, links] { return page_wanted_ ? page : links; }},
  };
}

api::DumpReads Pipeline::DumpReadsFrom(const Options& options) {
  return {.dump = [this](std::uint32_t states,
                         SampleSink& sink) { return dumps_source_.DumpStates(states, sink); },
          .lookup =
              [this](std::vector<std::uint64_t> cookies) {
                return aggregator_.Lookup().Ask(std::move(cookies));
              },
          .ports = [procfs = options.procfs] { return ReadEphemeralPorts(procfs); },
          .snapshot = [this] { return slot_.Get(); },
          .now = [this] { return clock_.WallNow(); }};
}

ApiParts Pipeline::ApiPartsFrom(const BuildInfo& build) {
  const auto facts = [this] {
    return api::StatusFacts{.ready = Ready(),
                            .pid = ::getpid(),
                            .process = process_.Read(),
                            .last_dump = source_.LastResult(),
                            .last_dump_seconds = stats_->dump_duration.Last(),
                            .dumped = stats_->dump_duration.Cumulative().back() > 0};
  };
  return {.slot = slot_,
          .stats = *stats_,
          .clock = clock_,
          .dumps = *dumps_,
          .ready = [this] { return Ready(); },
          .facts = facts,
          .version = build.version};
}

void Pipeline::StartThreads() {
  // The table is given its room before the first dump, so that it does not grow in the middle.
  const KernelTotals now = totals_.Read();
  aggregator_.Reserve(std::size_t{now.inuse} + now.time_wait);
  aggregator_thread_ = std::jthread([this](const std::stop_token& stop) {
    pthread_setname_np(pthread_self(), "aggregator");
    aggregator_.Run(stop);
  });
  namespaces_.Start();
  poller_thread_ = std::jthread([this](const std::stop_token& stop) {
    pthread_setname_np(pthread_self(), "poller");
    poller_.Run(stop);
  });
}

void Pipeline::Apply(const Config& config) {
  poller_.SetInterval(config.poll.interval);
  const bool names_changed = config.attribution.process_names != config_.attribution.process_names;
  if (config.attribution != config_.attribution) {
    finder_.SetRules(RulesFrom(config), config.attribution.cpu_budget);
  }
  aggregator_.SetSettings(SettingsFrom(config), names_changed);
  namespaces_.SetSettings(NamespacesFrom(config));
  api_.SetMode(config.web.api);
  page_wanted_ = config.web.page;
  config_ = config;
}

bool Pipeline::Ready() const {
  const auto snapshot = slot_.Get();
  if (snapshot->netns.empty() || !snapshot->netns.front().last_complete) return false;
  const auto limit = std::max<std::chrono::duration<double>>(
      kReadyAtLeast, 3 * std::chrono::duration<double>(stats_->sample_interval_seconds.Get()));
  return clock_.Now() - snapshot->host_last_complete < limit;
}

bool Pipeline::Alive() const {
  const MonoTime now = clock_.Now();
  return poller_.Beats().YoungerThan(kHeartbeatLimit, now) &&
         namespaces_.Beats().YoungerThan(kHeartbeatLimit, now) &&
         aggregator_.Beats().YoungerThan(kHeartbeatLimit, now);
}

std::vector<std::string> Pipeline::BoundAddresses() const { return http_->BoundAddresses(); }

}  // namespace sockwatch
