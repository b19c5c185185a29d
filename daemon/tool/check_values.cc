#include "tool/check_values.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "tool/columns.h"

namespace sockwatch::tool {
namespace {

double NumberAt(const Json& row, const std::string& key) {
  const Json& value = At(row, key);
  return value.is_number() ? value.get<double>() : 0;
}

CheckValue StateValue(const std::string& state, const Json& document) {
  return {.number = NumberAt(document, "data.total." + state),
          .what = StateText(state) + " sockets"};
}

CheckValue LeaksValue(const Json& document) {
  CheckValue value{.what = "leaks"};
  for (const Json& row : document["data"]) {
    if (At(row, "verdict") != "leak") continue;
    if (value.number == 0) value.what += ", first " + ValueText(At(row, "process"));
    ++value.number;
  }
  return value;
}

// The row with the highest share `part` of `whole`, in percent.
template <typename Name>
CheckValue Fullest(const Json& rows, const std::string& part, const std::string& whole,
                   const std::string& nothing, Name name) {
  CheckValue value{.percent = true, .what = nothing};
  for (const Json& row : rows) {
    const double limit = NumberAt(row, whole);
    if (limit <= 0) continue;
    const double percent = NumberAt(row, part) / limit * 100;
    if (percent < value.number || (percent == 0 && value.number == 0)) continue;
    value.number = percent;
    value.what = name(row);
  }
  return value;
}

CheckValue PortsValue(const Json& document) {
  CheckValue value{.percent = true, .what = "of ephemeral ports are in use"};
  for (const Json& row : document["data"]) {
    const double percent = NumberAt(row, "used_ratio") * 100;
    if (percent <= value.number) continue;
    value.number = percent;
    value.what = "of the ephemeral ports from " + ValueText(At(row, "source")) + " to " +
                 ValueText(At(row, "destination"));
  }
  return value;
}

CheckValue FdsValue(const Json& document) {
  return Fullest(document["data"], "fds.open", "fds.limit",
                 "of descriptors: nobody with CLOSE_WAIT has a limit", [](const Json& row) {
                   return "of the descriptors of " + ValueText(At(row, "process"));
                 });
}

CheckValue AcceptValue(const Json& document) {
  return Fullest(document["data"], "accept_queue", "accept_queue_limit", "of any accept queue",
                 [](const Json& row) {
                   return "of the accept queue of " + ValueText(At(row, "process")) + " on port " +
                          ValueText(At(row, "port"));
                 });
}

struct Kind {
  std::string_view what;
  api::Resource resource;
  CheckValue (*value)(const Json& document);
};
constexpr std::array<Kind, 4> kKinds = {{{"leaks", api::Resource::kLeaks, LeaksValue},
                                         {"ports", api::Resource::kPorts, PortsValue},
                                         {"fds", api::Resource::kLeaks, FdsValue},
                                         {"accept", api::Resource::kListeners, AcceptValue}}};

}  // namespace

bool CanCheck(const std::string& what) {
  const bool kind = std::any_of(kKinds.begin(), kKinds.end(),
                                [&](const Kind& known) { return known.what == what; });
  return kind || !StateNamed(what).empty();
}

Result<CheckValue> CheckedValue(const Context& context) {
  const std::string& what = context.settings.what;
  Filters filters = context.settings.filters;
  for (const Kind& kind : kKinds) {
    if (kind.what != what) continue;
    filters.limit = 10'000;
    auto document = Ask(context, kind.resource, filters);
    if (!document) return document.Failure();
    return kind.value(document.Value());
  }
  if (filters.state.empty()) filters.state = {StateNamed(what)};
  auto document = context.source.Get("states", filters);
  if (!document) return document.Failure();
  return StateValue(StateNamed(what), document.Value());
}

}  // namespace sockwatch::tool
