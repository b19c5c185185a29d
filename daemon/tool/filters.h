// The filters that all commands share, as they were given: named as the API's parameters are.
#pragma once

#include <string>
#include <vector>

#include "api/query.h"

namespace sockwatch::tool {

// Those given several times take what any of them takes. `state` holds the names of metrics
// ("close_wait"), `older_than` a duration ("5m"), `sort` and `by` what the resource knows; ""
// stands for none.
struct Filters {
  static constexpr unsigned kDefaultLimit = 1000;

  std::vector<std::string> state{};
  std::vector<std::string> process{};
  std::vector<std::string> unit{};
  std::vector<std::string> port{};
  std::vector<std::string> remote{};
  std::vector<std::string> netns{};
  std::vector<std::string> role{};
  std::string older_than{};
  std::string sort{};
  std::string by{};
  unsigned limit = kDefaultLimit;  // rows

  friend bool operator==(const Filters&, const Filters&) = default;
};

// As the API's parameters, the limit apart.
api::Parameters ParametersOf(const Filters& filters);

// Without what `resource` does not take, as the daemon would refuse it; appends the flags left out
// ("--remote").
Filters TakenBy(api::Resource resource, const Filters& filters, std::vector<std::string>& left_out);

// As the query of a URL: "state=close_wait&limit=20" (RFC 3986 section 2: all but unreserved
// characters are percent-encoded). "" for no filters.
std::string QueryText(const Filters& filters);

// The state that people mean by "CLOSE-WAIT", "close_wait", "ESTAB" or "fin-wait-1", as metrics
// spell it; "" if there is none.
std::string StateNamed(std::string text);

}  // namespace sockwatch::tool
