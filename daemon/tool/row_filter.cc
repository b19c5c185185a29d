#include "tool/row_filter.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "procnet/fields.h"

namespace sockwatch::tool {
namespace {

bool OneOf(const std::vector<std::string>& values, const std::string& value) {
  return values.empty() || std::find(values.begin(), values.end(), value) != values.end();
}

}  // namespace

RowFilter::RowFilter(const api::Filter& filter)
    : filter_(filter), all_ports_(filter.ports.empty()) {
  for (const std::string& port : filter.ports) {
    if (const auto number = ToNumber<std::uint16_t>(port)) ports_.set(*number);
    dynamic_ = dynamic_ || port == "dynamic";
  }
  servers_ = OneOf(filter.roles, "server");
  clients_ = OneOf(filter.roles, "client");
}

bool RowFilter::TakesNames(const std::string& unit, const std::string& process) const {
  return OneOf(filter_.units, unit) && OneOf(filter_.processes, process);
}

}  // namespace sockwatch::tool
