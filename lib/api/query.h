// From the parameters of a request to what is asked for. Whatever a client sends is either
// understood as a whole or refused with what was wrong: a filter that was misspelled and skipped
// would show too much as the answer.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "api/filter.h"
#include "api/json.h"

namespace sockwatch::api {

enum class Resource : std::uint8_t {
  kStates,
  kGroups,
  kLeaks,
  kSockets,
  kListeners,
  kPeers,
  kPorts,
  kSysctl,
  kStatus,
  kHistory,
  kOverview,
};
inline constexpr std::size_t kResourceCount = 11;
std::string_view ResourceName(Resource resource);  // as in the path: "states"
std::optional<Resource> ResourceNamed(std::string_view name);

// Names and values in the order given, percent-decoded; the same name may come again.
using Parameters = std::vector<std::pair<std::string, std::string>>;

// Rows are remote addresses, or filtered by them: not for everybody.
bool IsPrivate(Resource resource);

struct Query {
  static constexpr std::size_t kDefaultLimit = 1000;
  static constexpr std::size_t kMostRows = 10'000;

  Filter filter{};
  std::size_t limit = kDefaultLimit;  // rows
  std::string sort{};                 // "": the resource's own order
  std::string by{};                   // of peers
  Json filters = Json::object();      // as they were given: {"state": ["close_wait"]}
};

struct ParameterError {
  std::string parameter;  // made printable and short
  std::string value;      // made printable and short
  std::string message;
  std::string expected;  // "" where nothing would be right
};

inline constexpr std::size_t kMostParameters = 100;
inline constexpr std::size_t kLongestValue = 256;  // bytes

// Each resource takes the filters that its rows can answer.
std::variant<Query, ParameterError> ParseQuery(Resource resource, const Parameters& parameters);

}  // namespace sockwatch::api
