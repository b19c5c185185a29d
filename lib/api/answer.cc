#include "api/answer.h"

#include "api/parts.h"

namespace sockwatch::api {

Json MakeAnswer(const Envelope& envelope, const Query& query, Data data) {
  Json answer = {{"api", "v1"},
                 {"program", envelope.program},
                 {"version", envelope.version},
                 {"mode", envelope.mode},
                 {"host", Text(envelope.host)},
                 {"now", UnixSeconds(envelope.now)},
                 {"sampled_at", TimeOrNull(envelope.sampled_at)},
                 {"interval_seconds", OrNull(envelope.interval_seconds)},
                 {"stale", envelope.stale},
                 {"filters", query.filters},
                 {"limit", query.limit},
                 {"total", data.total},
                 {"truncated", data.truncated}};
  if (!data.namespaces.is_null()) answer["namespaces"] = std::move(data.namespaces);
  answer["data"] = std::move(data.data);
  return answer;
}

Json MakeError(const ParameterError& error) {
  return {{"error",
           {{"parameter", Text(error.parameter)},
            {"value", Text(error.value)},
            {"message", Text(error.message)},
            {"expected", error.expected}}}};
}

Json MakeError(std::string_view message) { return {{"error", {{"message", Text(message)}}}}; }

std::string ToText(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

bool WantsRemotes(Resource resource, const Query& query) {
  return IsPrivate(resource) || !query.filter.remotes.empty();
}

}  // namespace sockwatch::api
