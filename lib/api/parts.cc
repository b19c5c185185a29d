#include "api/parts.h"

#include <string>

#include "export/utf8.h"

namespace sockwatch::api {

Json Text(std::string_view text) { return ValidUtf8(text); }

Json GroupJson(const GroupLabels& labels) {
  return {{"netns", Text(labels.netns)},
          {"unit", Text(labels.unit)},
          {"process", Text(labels.process)},
          {"role", labels.role},
          {"port", labels.port}};
}

Json StatesJson(const StateCounts& counts) {
  Json states = Json::object();
  for (std::size_t i = 0; i < kTcpStateCount; ++i) {
    states[std::string(TcpStateName(StateAt(i)))] = counts.at(i);
  }
  return states;
}

Json NonZeroStatesJson(const StateCounts& counts) {
  Json states = Json::object();
  for (std::size_t i = 0; i < kTcpStateCount; ++i) {
    if (counts.at(i) > 0) states[std::string(TcpStateName(StateAt(i)))] = counts.at(i);
  }
  return states;
}

Json OlderJson(const Snapshot& snapshot, const CloseWaitRow& row) {
  Json older = Json::object();
  for (std::size_t i = 0; i < snapshot.close_wait_ages.size(); ++i) {
    older[snapshot.close_wait_ages[i].label] = i < row.older.size() ? row.older[i] : 0;
  }
  return older;
}

std::uint32_t OlderThan(const Snapshot& snapshot, const CloseWaitRow& row,
                        std::chrono::seconds age) {
  for (std::size_t i = 0; i < snapshot.close_wait_ages.size() && i < row.older.size(); ++i) {
    if (snapshot.close_wait_ages[i].age == age) return row.older[i];
  }
  return 0;
}

Json CausesJson(const CloseWaitRow& row) {
  Json causes = Json::object();
  for (std::size_t i = 0; i < kCloseWaitCauseCount; ++i) {
    causes[std::string(CloseWaitCauseName(static_cast<CloseWaitCause>(i)))] = row.causes.at(i);
  }
  return causes;
}

Json RemotesJson(const CloseWaitRow& row, bool shown) {
  if (!shown) return {};
  Json remotes = Json::array();
  for (const RemoteCount& named : row.remotes) {
    remotes.push_back({{"remote", named.remote}, {"sockets", named.sockets}});
  }
  return remotes;
}

}  // namespace sockwatch::api
