// sockwatch states: netstat -n | awk '/^tcp/ {++S[$NF]} END {for (a in S) print a, S[a]}', with
// zeros.
#include <algorithm>

#include "sample/tcp_state.h"
#include "tool/commands.h"

namespace sockwatch::tool {
namespace {

// Of an object of states, one row a state.
Json RowsOf(const Json& data, const std::vector<std::string>& wanted) {
  Json rows = Json::array();
  for (std::size_t i = 0; i < kTcpStateCount; ++i) {
    const std::string state(TcpStateName(StateAt(i)));
    const bool shown =
        wanted.empty() || std::find(wanted.begin(), wanted.end(), state) != wanted.end();
    if (!shown) continue;
    rows.push_back({{"state", state},
                    {"ipv4", At(data, "families.ipv4." + state)},
                    {"ipv6", At(data, "families.ipv6." + state)},
                    {"total", At(data, "total." + state)}});
  }
  return rows;
}

}  // namespace

int RunStates(const Context& context) {
  auto answer = context.source.Get("states", context.settings.filters);
  if (!answer) return Fail(context, answer.Failure());
  Json document = std::move(answer.Value());
  const Json data = document["data"];
  const Settings& settings = context.settings;
  if (settings.format != Format::kJson) document["data"] = RowsOf(data, settings.filters.state);
  std::vector<Column> columns = {{"state", "STATE"}, {"total", "TOTAL", Align::kRight}};
  if (At(data, "families").is_object()) {
    columns = {{"state", "STATE"},
               {"ipv4", "IPV4", Align::kRight},
               {"ipv6", "IPV6", Align::kRight},
               {"total", "TOTAL", Align::kRight}};
  }
  PrintRows(context, columns, document);
  if (At(data, "approximate") == true) {
    context.io.err << "sockwatch: sockets come and go while they are counted: ESTABLISHED is "
                      "approximate\n";
  }
  return kOk;
}

}  // namespace sockwatch::tool
