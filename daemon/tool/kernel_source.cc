#include "tool/kernel_source.h"

#include <chrono>
#include <limits>
#include <optional>
#include <utility>
#include <variant>

#include "api/answer.h"
#include "api/parts.h"
#include "api/socket_rows.h"
#include "base/clock.h"
#include "base/host_name.h"
#include "tool/kernel_pipeline.h"
#include "tool/named_rows.h"
#include "tool/other_documents.h"
#include "tool/quick_states.h"
#include "tool/tool_version.h"

namespace sockwatch::tool {
namespace {

using api::Resource;

bool IsOther(const std::string& name) {
  return name.starts_with("udp") || name.starts_with("unix");
}

api::Data StatesDocument(const QuickStates& states) {
  StateCounts total{};
  for (const StateCounts& counts : states.families) {
    for (std::size_t i = 0; i < counts.size(); ++i) total.at(i) += counts.at(i);
  }
  const Json sum = api::StatesJson(total);
  api::Data data{.total = 1};
  data.data = {{"total", sum},
               {"families",
                {{"ipv4", api::StatesJson(states.families[0])},
                 {"ipv6", api::StatesJson(states.families[1])}}},
               {"namespaces", Json::array({{{"netns", kOwnNetns}, {"states", sum}}})},
               {"approximate", states.approximate}};
  return data;
}

class KernelSource final : public Source {
 public:
  explicit KernelSource(std::string proc_root) : proc_root_(std::move(proc_root)) {}

  Result<Json> Get(const std::string& name, const Filters& filters) override {
    const auto resource = api::ResourceNamed(name);
    if (!resource && !IsOther(name)) return Error{"there is no resource '" + name + "'"};
    // Single sockets have every filter that can be asked of the kernel.
    const bool rows = !resource || *resource == Resource::kStates;
    auto parsed = api::ParseQuery(rows ? Resource::kSockets : *resource, ParametersOf(filters));
    if (const auto* wrong = std::get_if<api::ParameterError>(&parsed)) {
      return Error{wrong->parameter + ": " + wrong->message + "; expected " + wrong->expected};
    }
    auto& query = std::get<api::Query>(parsed);
    query.limit = filters.limit;
    hidden_ = 0;
    now_ = std::chrono::system_clock::now();
    auto data = resource ? Make(*resource, query) : Others(name, query);
    if (!data) return data.Failure();
    return Answer(query, std::move(data.Value()));
  }

 private:
  Result<api::Data> Make(Resource resource, const api::Query& query) {
    switch (resource) {
      case Resource::kStates:
        return States(query);
      case Resource::kSockets:
      case Resource::kListeners:
      case Resource::kPeers:
      case Resource::kPorts:
        return Rows(resource, query);
      case Resource::kGroups:
      case Resource::kLeaks:
        return OfSnapshot(resource, query);
      case Resource::kSysctl:
        return Sysctls(query);
      case Resource::kStatus:
      case Resource::kHistory:
      case Resource::kOverview:
        break;
    }
    return Error{"only a daemon has '" + std::string(api::ResourceName(resource)) + "'"};
  }

  Result<api::Data> States(const api::Query& query) {
    const api::Filter& filter = query.filter;
    const RowFilter row_filter(filter);
    const bool all = !filter.WantsOwners() && filter.remotes.empty() && !filter.older_than;
    QuickStates counted;
    if (row_filter.TakesNothing()) return StatesDocument(counted);
    if (all) {
      auto quick = ReadQuickStates(proc_root_);
      if (!quick) return quick.Failure();
      counted = quick.Value();
      for (StateCounts& counts : counted.families) Keep(filter, counts);
      return StatesDocument(counted);
    }
    auto rows = ReadKernelRows(row_filter, Wanted(filter, OwnersOf::kNobody), proc_root_);
    if (!rows) return rows.Failure();
    hidden_ = rows.Value().hidden;
    for (const KernelRow& row : rows.Value().rows) {
      const auto family = static_cast<std::size_t>(row.socket.family);
      ++counted.families.at(family).at(Index(row.socket.state));
    }
    return StatesDocument(counted);
  }

  static RowsWanted Wanted(const api::Filter& filter, OwnersOf owners) {
    return {.states = filter.KernelStates(0xfff),
            .owners = owners,
            .ages = filter.older_than.has_value()};
  }

  static void Keep(const api::Filter& filter, StateCounts& counts) {
    for (std::size_t i = 0; i < counts.size(); ++i) {
      if (!filter.Takes(StateAt(i))) counts.at(i) = 0;
    }
  }

  Result<api::Data> Rows(Resource resource, const api::Query& query) {
    const EphemeralPorts ephemeral = ReadEphemeralPorts(proc_root_);
    const RowFilter filter(query.filter);
    RowsWanted wanted = Wanted(query.filter, OwnersOf::kAll);
    if (resource == Resource::kListeners) wanted = {.owners = OwnersOf::kListeners};
    if (resource == Resource::kPorts) wanted.owners = OwnersOf::kNobody;
    if (resource == Resource::kSockets) {
      wanted.owned_rows = query.limit;
      wanted.ages = query.filter.older_than || !query.filter.states.Empty();
    }
    auto read = ReadKernelRows(filter, wanted, proc_root_);
    if (!read) return read.Failure();
    hidden_ = read.Value().hidden;
    NamedRows named(read.Value(), now_);
    Snapshot snapshot;
    if (resource == Resource::kListeners) snapshot = named.ListenerGroups();
    const auto document = api::MakeSocketRows(resource, {query, snapshot, ephemeral, now_});
    // Those beyond the limit are counted and not made: their owners would be dropped.
    std::size_t owned =
        resource == Resource::kSockets ? query.limit : std::numeric_limits<std::size_t>::max();
    for (const KernelRow& row : read.Value().rows) {
      if (!document->TakesRow(row.socket)) continue;
      if (resource == Resource::kListeners && row.socket.state != TcpState::kListen) continue;
      if (resource == Resource::kPeers && row.socket.state == TcpState::kListen) continue;
      if (owned == 0) {
        document->Skip();
        continue;
      }
      --owned;
      document->Add(named.Named(row));
    }
    return document->Finish();
  }

  Result<api::Data> OfSnapshot(Resource resource, const api::Query& query) {
    if (!pipeline_) pipeline_ = KernelPipeline::Start(proc_root_);
    auto snapshot = pipeline_->Read();
    if (!snapshot) return snapshot.Failure();
    const auto permission = static_cast<std::size_t>(UnattributedReason::kPermission);
    hidden_ = snapshot.Value()->unattributed.at(permission);
    const api::View view{.snapshot = *snapshot.Value(), .now = now_};
    return resource == Resource::kGroups ? api::GroupsData(view, query)
                                         : api::LeaksData(view, query);
  }

  Result<api::Data> Sysctls(const api::Query& query) {
    Snapshot snapshot;
    NetnsRow row;
    row.netns = kOwnNetns;
    row.last_complete = now_;
    row.sysctls = ReadSysctls(proc_root_);
    snapshot.netns.push_back(std::move(row));
    return api::SysctlData({.snapshot = snapshot, .now = now_}, query);
  }

  Result<api::Data> Others(const std::string& name, const api::Query& query) {
    const bool listening = name.ends_with("_listening");
    const RowFilter filter(query.filter);
    auto document = name.starts_with("udp") ? UdpData(filter, query.limit, listening, proc_root_)
                                            : UnixData(filter, query.limit, listening, proc_root_);
    if (!document) return document.Failure();
    hidden_ = document.Value().hidden;
    return std::move(document.Value().rows);
  }

  [[nodiscard]] Json Answer(const api::Query& query, api::Data data) const {
    const api::Envelope envelope{.program = "sockwatch",
                                 .version = ToolVersion(),
                                 .mode = "kernel",
                                 .host = HostName(),
                                 .now = now_,
                                 .sampled_at = now_};
    Json answer = api::MakeAnswer(envelope, query, std::move(data));
    if (hidden_ > 0) answer["hidden"] = hidden_;
    return answer;
  }

  std::string proc_root_;
  WallTime now_;
  std::uint32_t hidden_ = 0;  // of the last answer: processes or sockets that could not be seen
  std::unique_ptr<KernelPipeline> pipeline_;
};

}  // namespace

std::unique_ptr<Source> MakeKernelSource(std::string proc_root) {
  return std::make_unique<KernelSource>(std::move(proc_root));
}

}  // namespace sockwatch::tool
