#include "api/query.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <system_error>

#include "config/config_error.h"
#include "config/duration.h"
#include "export/utf8.h"

namespace sockwatch::api {
namespace {

using std::chrono::milliseconds;

constexpr std::array<std::string_view, kResourceCount> kResources = {
    "states", "groups", "leaks",  "sockets", "listeners", "peers",
    "ports",  "sysctl", "status", "history", "overview"};

constexpr std::uint16_t Bit(Resource resource) {
  return static_cast<std::uint16_t>(1U << static_cast<unsigned>(resource));
}
template <typename... Resources>
constexpr std::uint16_t Bits(Resources... resources) {
  return static_cast<std::uint16_t>((Bit(resources) | ...));
}

constexpr std::uint16_t kSingleSockets =
    Bits(Resource::kSockets, Resource::kPeers, Resource::kPorts);
constexpr std::uint16_t kOfGroups =
    kSingleSockets | Bits(Resource::kStates, Resource::kGroups, Resource::kLeaks,
                          Resource::kListeners, Resource::kHistory, Resource::kOverview);

// What is wrong with the value, "" for nothing.
using Take = std::string (*)(const std::string& value, Query& query);

std::string TakeState(const std::string& value, Query& query) {
  for (std::size_t i = 0; i < kTcpStateCount; ++i) {
    if (TcpStateName(StateAt(i)) != value) continue;
    query.filter.states.Add(StateAt(i));
    return "";
  }
  return "is no TCP state";
}

template <std::vector<std::string> Filter::*kField>
std::string TakeText(const std::string& value, Query& query) {
  (query.filter.*kField).push_back(value);
  return "";
}

template <typename Number>
std::optional<Number> ParseNumber(std::string_view text) {
  Number number{};
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return number;
}

// Kept as the text that labels have: "0080" is port 80.
std::string TakePort(const std::string& value, Query& query) {
  const auto port = ParseNumber<std::uint16_t>(value);
  if (!port && value != "dynamic") return "is no port";
  query.filter.ports.push_back(port ? std::to_string(*port) : value);
  return "";
}

std::string TakeRole(const std::string& value, Query& query) {
  if (value != "server" && value != "client") return "is no role";
  query.filter.roles.push_back(value);
  return "";
}

std::string TakeRemote(const std::string& value, Query& query) {
  const auto block = ParseCidr(value);
  if (!block) return "is no address and no block of addresses";
  query.filter.remotes.push_back(*block);
  return "";
}

std::string TakeOlderThan(const std::string& value, Query& query) {
  constexpr milliseconds kMost = std::chrono::hours(24 * 366);
  const auto age = ParseDuration(value);
  if (!age) return "is no duration";
  if (age.Value() > kMost) return "is too long";
  query.filter.older_than = age.Value();
  return "";
}

std::string TakeLimit(const std::string& value, Query& query) {
  const auto limit = ParseNumber<std::size_t>(value);
  if (!limit) return "is no number";
  if (*limit < 1 || *limit > Query::kMostRows) return "is out of range";
  query.limit = *limit;
  return "";
}

std::string TakeSort(const std::string& value, Query& query) {
  constexpr std::array<std::string_view, 5> kKeys = {"sockets", "close_wait", "time_wait", "age",
                                                     "growth"};
  if (std::find(kKeys.begin(), kKeys.end(), value) == kKeys.end()) return "is no order";
  query.sort = value;
  return "";
}

std::string TakeBy(const std::string& value, Query& query) {
  if (value != "address" && value != "process") return "is not what peers go by";
  query.by = value;
  return "";
}

struct Parameter {
  std::string_view name;
  Take take;
  std::uint16_t resources;  // that take it
  bool repeatable;
  bool filter;  // shown in the answer as one
  std::string_view expected;
};

constexpr std::string_view kStateNames =
    "established, syn_sent, syn_recv, fin_wait1, fin_wait2, time_wait, close, close_wait, "
    "last_ack, listen or closing";

constexpr std::array<Parameter, 11> kParameters = {{
    {"state", TakeState, kSingleSockets | Bits(Resource::kStates, Resource::kGroups), true, true,
     kStateNames},
    {"process", TakeText<&Filter::processes>, kOfGroups, true, true, "the name of a process"},
    {"unit", TakeText<&Filter::units>, kOfGroups, true, true, "the name of a unit"},
    {"port", TakePort, kOfGroups, true, true, "a number from 0 to 65535, or dynamic"},
    {"role", TakeRole, kOfGroups, true, true, "server or client"},
    {"netns", TakeText<&Filter::netns>, kOfGroups | Bits(Resource::kSysctl), true, true,
     "the name of a network namespace"},
    {"remote", TakeRemote, kSingleSockets | Bits(Resource::kGroups, Resource::kLeaks), true, true,
     "an address, or a block such as 10.0.0.0/8 or 2001:db8::/32"},
    {"older_than", TakeOlderThan, kSingleSockets | Bits(Resource::kGroups, Resource::kLeaks), false,
     true, "a duration such as 30s, 5m or 1h30m"},
    {"limit", TakeLimit, kOfGroups | Bits(Resource::kSysctl, Resource::kStatus), false, false,
     "a number from 1 to 10000"},
    {"sort", TakeSort, Bits(Resource::kGroups), false, false,
     "sockets, close_wait, time_wait, age or growth"},
    {"by", TakeBy, Bits(Resource::kPeers), false, false, "address or process"},
}};

std::string NamesTakenBy(Resource resource) {
  std::string names;
  for (const Parameter& parameter : kParameters) {
    if ((parameter.resources & Bit(resource)) == 0) continue;
    names.append(names.empty() ? "" : ", ").append(parameter.name);
  }
  return names;
}

// Of what a client sent; Printable cuts between bytes, perhaps in the middle of a character.
std::string Shown(std::string_view text) {
  return ValidUtf8(Printable(text.substr(0, kLongestValue)));
}

ParameterError Unknown(Resource resource, std::string_view name, std::string_view value) {
  const bool elsewhere = std::any_of(kParameters.begin(), kParameters.end(),
                                     [&](const Parameter& p) { return p.name == name; });
  const std::string_view message = elsewhere ? "is not for this resource" : "is not known";
  return {Shown(name), Shown(value), "'" + Shown(name) + "' " + std::string(message),
          NamesTakenBy(resource)};
}

std::string Problem(const Parameter& parameter, const std::string& value, bool again,
                    Query& query) {
  if (again && !parameter.repeatable) return "is given again";
  if (value.size() > kLongestValue) return "is too long";
  return parameter.take(value, query);
}

void Show(const Parameter& parameter, const std::string& value, Json& filters) {
  if (!parameter.filter) return;
  if (parameter.repeatable) {
    filters[std::string(parameter.name)].push_back(ValidUtf8(value));
  } else {
    filters[std::string(parameter.name)] = ValidUtf8(value);
  }
}

}  // namespace

std::string_view ResourceName(Resource resource) {
  return kResources.at(static_cast<std::size_t>(resource));
}

std::optional<Resource> ResourceNamed(std::string_view name) {
  const auto* const found = std::find(kResources.begin(), kResources.end(), name);
  if (found == kResources.end()) return std::nullopt;
  return static_cast<Resource>(found - kResources.begin());
}

bool IsPrivate(Resource resource) { return (kSingleSockets & Bit(resource)) != 0; }

std::variant<Query, ParameterError> ParseQuery(Resource resource, const Parameters& parameters) {
  if (parameters.size() > kMostParameters) {
    return ParameterError{"", "", "too many parameters",
                          "at most " + std::to_string(kMostParameters)};
  }
  Query query;
  std::uint16_t seen = 0;
  for (const auto& [name, value] : parameters) {
    const auto* const known =
        std::find_if(kParameters.begin(), kParameters.end(), [&, &wanted = name](const auto& p) {
          return p.name == wanted && (p.resources & Bit(resource)) != 0;
        });
    if (known == kParameters.end()) return Unknown(resource, name, value);
    const auto bit = static_cast<std::uint16_t>(1U << (known - kParameters.begin()));
    const std::string problem = Problem(*known, value, (seen & bit) != 0, query);
    if (!problem.empty()) {
      return ParameterError{name, Shown(value), Quoted(Shown(value)) + " " + problem,
                            std::string(known->expected)};
    }
    seen |= bit;
    Show(*known, value, query.filters);
  }
  return query;
}

}  // namespace sockwatch::api
