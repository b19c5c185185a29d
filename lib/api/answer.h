// Documents of the API v1, each made of what is given here alone: no HTTP, no daemon, no clock.
// What the members mean stands in v1.schema.json.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "aggregate/snapshot.h"
#include "api/json.h"
#include "api/query.h"
#include "base/clock.h"

namespace sockwatch::api {

// The `data` of an answer: an array of rows, or an object for resources that are none.
struct Data {
  Json data = Json::array();
  std::size_t total = 0;   // rows that match, those cut off by the limit too
  bool truncated = false;  // rows were cut off
  Json namespaces{};       // those that were dumped for it; null: none was
};

// Who answers, and of when.
struct Envelope {
  std::string program;  // "sockwatchd", "sockwatch"
  std::string version;
  std::string mode;  // "daemon": a running sockwatchd; "kernel": asked the kernel just now
  std::string host;
  WallTime now;
  std::optional<WallTime> sampled_at{};  // the last complete dump of the host's namespace
  std::optional<double> interval_seconds{};
  bool stale = false;  // the last complete dump is older than it should be
};

Json MakeAnswer(const Envelope& envelope, const Query& query, Data data);

// {"error": {...}}.
Json MakeError(const ParameterError& error);
Json MakeError(std::string_view message);

// UTF-8 whatever strings hold, without line breaks but the last.
std::string ToText(const Json& json);

// How fast a group's CLOSE_WAIT sockets have become more lately, sockets an hour; nothing if that
// is not known. See History::Growth.
using Growth = std::function<std::optional<double>(const GroupLabels&)>;
inline std::optional<double> UnknownGrowth(const GroupLabels& /*labels*/) { return std::nullopt; }

// A snapshot as a client may see it.
struct View {
  const Snapshot& snapshot;
  WallTime now;
  bool remotes = true;  // remote addresses may be shown
  Growth growth = UnknownGrowth;
};

Data StatesData(const View& view, const Query& query);  // states.cc
Data GroupsData(const View& view, const Query& query);  // groups.cc
Data LeaksData(const View& view, const Query& query);   // leaks.cc
Data SysctlData(const View& view, const Query& query);  // sysctl.cc

// Whether the answer lets remote addresses be seen, be it by filtering with them: a client that may
// not see them is to be refused.
bool WantsRemotes(Resource resource, const Query& query);

}  // namespace sockwatch::api
