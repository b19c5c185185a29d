// The query parameters of the API: the first byte picks the resource, then NAME=VALUE, one a line.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <variant>

#include "api/answer.h"
#include "api/query.h"

namespace {

using sockwatch::api::Json;
using sockwatch::api::Parameters;

Parameters ParametersOf(std::string_view text) {
  Parameters parameters;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    const std::size_t equals = std::min(line.find('='), line.size());
    parameters.emplace_back(line.substr(0, equals), line.substr(std::min(line.size(), equals + 1)));
  }
  return parameters;
}

// Whatever came in, what is sent back is JSON.
void CheckDocument(const Json& json) {
  if (!Json::accept(sockwatch::api::ToText(json))) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sockwatch::api;
  if (size == 0) return 0;
  const auto resource = static_cast<Resource>(data[0] % kResourceCount);
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto parsed = ParseQuery(resource, ParametersOf(text));
  if (const auto* error = std::get_if<ParameterError>(&parsed)) {
    if (error->message.empty() || error->value.size() > 300) std::abort();
    CheckDocument(MakeError(*error));
    return 0;
  }
  const auto& query = std::get<Query>(parsed);
  if (query.limit < 1 || query.limit > Query::kMostRows) std::abort();
  if (query.filter.KernelStates(0xffe) > 0xffe) std::abort();
  for (const Cidr& block : query.filter.remotes) {
    if (block.bits > 128 || !block.Contains(block.address)) std::abort();
  }
  CheckDocument(MakeAnswer({}, query, {}));
  return 0;
}
