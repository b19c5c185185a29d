// sockwatch stats: netstat -s, -st and -su, with rates and meanings.
#include <algorithm>
#include <chrono>
#include <string_view>
#include <thread>

#include "base/clock.h"
#include "tool/commands.h"
#include "tool/counters.h"

namespace sockwatch::tool {
namespace {

// "Tcp", "TcpExt" and "MPTcpExt" are TCP; "Udp", "Udp6", "UdpLite" and "UdpLite6" UDP.
bool Takes(const Settings& settings, std::string_view protocol) {
  if (!settings.tcp && !settings.udp) return true;
  const bool tcp = protocol.find("Tcp") != std::string_view::npos;
  const bool udp = protocol.starts_with("Udp");
  return (settings.tcp && tcp) || (settings.udp && udp);
}

// Per second since `before`, which has the same counters in the same order; null without it.
Json Rate(const Counter& counter, std::size_t index, const std::vector<Counter>& before,
          double seconds) {
  if (index >= before.size() || before[index].name != counter.name || IsGauge(counter.name)) {
    return {};
  }
  return static_cast<double>(counter.value - before[index].value) / seconds;
}

Json RowsOf(const Settings& settings, const std::vector<Counter>& now,
            const std::vector<Counter>& before, double seconds) {
  Json rows = Json::array();
  for (std::size_t i = 0; i < now.size(); ++i) {
    const Counter& counter = now[i];
    if (!Takes(settings, counter.protocol)) continue;
    if (counter.value == 0 && !settings.all) continue;
    const std::string_view meaning = CounterMeaning(counter.protocol, counter.name);
    rows.push_back({{"protocol", counter.protocol},
                    {"name", counter.name},
                    {"value", counter.value},
                    {"rate", Rate(counter, i, before, seconds)},
                    {"meaning", meaning.empty() ? Json() : Json(meaning)}});
  }
  return rows;
}

}  // namespace

int RunStats(const Context& context) {
  const Settings& settings = context.settings;
  const auto interval = settings.watch.value_or(settings.interval);
  std::vector<Counter> before;
  const auto started = std::chrono::steady_clock::now();
  if (interval.count() > 0) {
    before = ReadCounters(settings.procfs);
    std::this_thread::sleep_for(interval);
  }
  const std::vector<Counter> now = ReadCounters(settings.procfs);
  if (now.empty()) return Fail(context, {settings.procfs + "/net has no counters to be read"});
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - started;
  Json rows = RowsOf(settings, now, before, seconds.count());
  const std::size_t total = rows.size();
  const Json document = {{"api", "v1"},
                         {"mode", "kernel"},
                         {"now", UnixSeconds(std::chrono::system_clock::now())},
                         {"interval_seconds", before.empty() ? Json() : Json(seconds.count())},
                         {"total", total},
                         {"data", std::move(rows)}};
  std::vector<Column> columns = {{"protocol", "PROTOCOL"},
                                 {"name", "COUNTER"},
                                 {"value", "TOTAL", Align::kRight},
                                 {"rate", "PER SECOND", Align::kRight},
                                 {"meaning", "MEANING"}};
  if (before.empty()) columns.erase(columns.begin() + 3);
  PrintRows(context, columns, document);
  return kOk;
}

}  // namespace sockwatch::tool
