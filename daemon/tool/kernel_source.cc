#include "tool/kernel_source.h"

#include <unistd.h>

#include <array>
#include <chrono>
#include <utility>

#include "base/clock.h"
#include "tool/matcher.h"
#include "tool/other_documents.h"
#include "tool/quick_states.h"
#include "tool/row_documents.h"
#include "tool/socket_rows.h"
#include "tool/tool_version.h"

namespace sockwatch::tool {
namespace {

std::string HostName() {
  std::array<char, 256> name{};
  ::gethostname(name.data(), name.size() - 1);
  return name.data();
}

Json FiltersJson(const Filters& filters) {
  Json json = Json::object();
  const auto put = [&](const char* name, const std::vector<std::string>& values) {
    if (!values.empty()) json[name] = values;
  };
  put("state", filters.state);
  put("process", filters.process);
  put("unit", filters.unit);
  put("port", filters.port);
  put("remote", filters.remote);
  put("netns", filters.netns);
  put("role", filters.role);
  if (!filters.older_than.empty()) json["older_than"] = filters.older_than;
  return json;
}

Json AllStatesJson(const StateCounts& counts) {
  Json json = Json::object();
  for (std::size_t i = 0; i < counts.size(); ++i) {
    json[std::string(TcpStateName(StateAt(i)))] = counts[i];
  }
  return json;
}

StateCounts Sum(const std::array<StateCounts, kFamilyCount>& families) {
  StateCounts sum{};
  for (const StateCounts& counts : families) {
    for (std::size_t i = 0; i < counts.size(); ++i) sum[i] += counts[i];
  }
  return sum;
}

Json StatesData(const QuickStates& states) {
  const Json total = AllStatesJson(Sum(states.families));
  return {{"total", total},
          {"families",
           {{"ipv4", AllStatesJson(states.families[0])}, {"ipv6", AllStatesJson(states.families[1])}}},
          {"namespaces", Json::array({{{"netns", kOwnNetns}, {"states", total}}})},
          {"approximate", states.approximate}};
}

bool AllSockets(const Filters& filters) {
  Filters bare = filters;
  bare.state.clear();
  bare.netns.clear();
  bare.limit = Filters::kDefaultLimit;
  bare.sort.clear();
  return bare == Filters();
}

class KernelSource final : public Source {
 public:
  explicit KernelSource(std::string proc_root) : proc_root_(std::move(proc_root)) {}

  Result<Json> Get(const std::string& resource, const Filters& filters) override {
    auto matcher = Matcher::Compile(filters);
    if (!matcher) return matcher.Failure();
    const double now = UnixSeconds(std::chrono::system_clock::now());
    auto document = Make(resource, filters, matcher.Value(), now);
    if (!document) return document.Failure();
    return Wrap(filters, document.Value(), now);
  }

 private:
  Result<RowsDocument> Make(const std::string& resource, const Filters& filters,
                            const Matcher& matcher, double now) {
    if (resource == "states") return States(filters, matcher);
    if (resource.starts_with("udp") || resource.starts_with("unix")) {
      return Others(resource, filters, matcher);
    }
    RowsWanted wanted;
    if (resource == "sockets") wanted.owned_rows = filters.limit;
    if (resource == "ports") wanted.owners = false;
    Filters asked = filters;
    if (resource == "listeners") asked.state.clear();
    auto all = Matcher::Compile(asked);
    auto rows = ReadSocketRows(all.Value(), wanted, proc_root_);
    if (!rows) return rows.Failure();
    hidden_ = rows.Value().hidden;
    if (resource == "sockets") return SocketsData(rows.Value(), filters, now);
    if (resource == "listeners") return ListenersData(rows.Value(), filters);
    if (resource == "peers") return PeersData(rows.Value(), filters);
    if (resource == "ports") return PortsData(rows.Value(), filters, proc_root_);
    return Error{"the kernel alone cannot tell '" + resource + "'"};
  }

  Result<RowsDocument> Others(const std::string& resource, const Filters& filters,
                              const Matcher& matcher) {
    const bool listening = resource.ends_with("_listening");
    auto document = resource.starts_with("udp")
                        ? UdpData(matcher, filters, listening, proc_root_)
                        : UnixData(matcher, filters, listening, proc_root_);
    if (!document) return document.Failure();
    hidden_ = document.Value().hidden;
    return std::move(document.Value().rows);
  }

  Result<RowsDocument> States(const Filters& filters, const Matcher& matcher) {
    if (AllSockets(filters) && !matcher.TakesNothing()) {
      auto quick = ReadQuickStates(proc_root_);
      if (!quick) return quick.Failure();
      for (auto& counts : quick.Value().families) Keep(matcher, counts);
      return RowsDocument{StatesData(quick.Value()), 1};
    }
    auto rows = ReadSocketRows(matcher, {.owners = false}, proc_root_);
    if (!rows) return rows.Failure();
    hidden_ = rows.Value().hidden;
    QuickStates counted;
    for (const SocketRow& row : rows.Value().rows) {
      const auto family = static_cast<std::size_t>(row.socket.family);
      ++counted.families.at(family).at(Index(row.socket.state));
    }
    return RowsDocument{StatesData(counted), 1};
  }

  static void Keep(const Matcher& matcher, StateCounts& counts) {
    for (std::size_t i = 0; i < counts.size(); ++i) {
      if (!matcher.TakesState(StateAt(i))) counts.at(i) = 0;
    }
  }

  Json Wrap(const Filters& filters, RowsDocument& document, double now) const {
    const bool rows = document.data.is_array();
    Json json = {{"api", "v1"},
                 {"program", "sockwatch"},
                 {"version", ToolVersion()},
                 {"mode", "kernel"},
                 {"host", HostName()},
                 {"now", now},
                 {"sampled_at", now},
                 {"interval_seconds", nullptr},
                 {"stale", false},
                 {"filters", FiltersJson(filters)},
                 {"limit", filters.limit},
                 {"total", document.total},
                 {"truncated", rows && document.total > document.data.size()}};
    if (hidden_ > 0) json["hidden_processes"] = hidden_;
    json["data"] = std::move(document.data);
    return json;
  }

  std::string proc_root_;
  std::uint32_t hidden_ = 0;
};

}  // namespace

std::unique_ptr<Source> MakeKernelSource(std::string proc_root) {
  return std::make_unique<KernelSource>(std::move(proc_root));
}

}  // namespace sockwatch::tool
