// sockwatch leaks: who leaks, ranked, with what there is to judge it by.
#include <cmath>

#include "tool/columns.h"
#include "tool/commands.h"
#include "tool/text.h"

namespace sockwatch::tool {
namespace {

std::string FdsText(const Json& row) {
  const Json& fds = At(row, "fds");
  if (!fds.is_object()) return "-";
  const std::string limit = ValueText(At(fds, "limit"));
  return ValueText(At(fds, "open")) + "/" + (limit.empty() ? "unlimited" : limit);
}

// "unread 35, held 2"
std::string CausesText(const Json& row) {
  std::string text;
  for (const auto& [cause, count] : At(row, "causes").items()) {
    if (count == 0) continue;
    text += (text.empty() ? "" : ", ") + cause + " " + ValueText(count);
  }
  return text;
}

std::string RemotesText(const Json& row) {
  std::string text;
  for (const Json& remote : At(row, "remotes")) {
    text += (text.empty() ? "" : ", ") + ValueText(At(remote, "remote")) + " (" +
            ValueText(At(remote, "sockets")) + ")";
  }
  return text;
}

std::string GrowthText(const Json& row) {
  const Json& growth = At(row, "growth_per_hour");
  return growth.is_number() ? NumberText(growth.get<double>()) : "-";
}

Column SinceColumn(double now) {
  return {"oldest_at", "OLDEST", Align::kRight, [now](const Json& row) {
            const Json& oldest = At(row, "oldest_at");
            return oldest.is_number() ? AgeText(now - oldest.get<double>()) : std::string("-");
          }};
}

std::vector<Column> Columns(double now) {
  return {{"verdict", "VERDICT"},
          {"process", "PROCESS"},
          {"unit", "UNIT"},
          {"role", "ROLE"},
          {"port", "PORT", Align::kRight},
          {"close_wait", "CLOSE_WAIT", Align::kRight},
          {"older_than.5m", ">5M", Align::kRight},
          {"older_than.1h", ">1H", Align::kRight},
          SinceColumn(now),
          {"growth_per_hour", "PER HOUR", Align::kRight, GrowthText},
          {"causes", "CAUSE", Align::kLeft, CausesText},
          {"fds", "FDS", Align::kRight, FdsText},
          AgeColumn("seconds_left", "LEFT"),
          {"remotes", "REMOTES", Align::kLeft, RemotesText}};
}

}  // namespace

int RunLeaks(const Context& context) {
  auto document = Ask(context, api::Resource::kLeaks, context.settings.filters);
  if (!document) return Fail(context, document.Failure());
  const Json& now = At(document.Value(), "now");
  PrintRows(context, Columns(now.is_number() ? now.get<double>() : 0), document.Value());
  return kOk;
}

}  // namespace sockwatch::tool
