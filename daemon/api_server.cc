#include "api_server.h"

#include <optional>
#include <string_view>
#include <utility>
#include <variant>

#include "api/answer.h"
#include "api/overview.h"
#include "api/query.h"
#include "api/schema.h"
#include "base/host_name.h"
#include "export/gzip.h"
#include "web/accept_encoding.h"

namespace sockwatch {
namespace {

using api::Resource;

constexpr std::string_view kSchema = "schema.json";

HttpResponse JsonResponse(unsigned status, std::string text) {
  return {.status = status,
          .content_type = "application/json",
          .body = std::make_shared<const std::string>(std::move(text)),
          .cache_control = "no-store"};
}

// With a compressed form for a client that takes one: an overview is large, and asked for again and
// again.
HttpResponse LargeJsonResponse(std::string text, std::string_view accept_encoding) {
  constexpr int kFast = 1;
  HttpResponse response = JsonResponse(200, std::move(text));
  std::string gzip = AcceptsGzip(accept_encoding) ? Gzip(*response.body, kFast) : "";
  if (!gzip.empty()) response.gzip_body = std::make_shared<const std::string>(std::move(gzip));
  return response;
}

HttpResponse Failure(unsigned status, std::string_view message) {
  return JsonResponse(status, api::ToText(api::MakeError(message)));
}

bool IsDumped(Resource resource) {
  return api::IsPrivate(resource) || resource == Resource::kListeners;
}

}  // namespace

ApiServer::ApiServer(ApiParts parts, WebConfig::Api mode)
    : parts_(std::move(parts)), host_(HostName()), mode_(mode) {}

// What is older than it should be is no sample of now.
void ApiServer::Look() {
  const auto snapshot = parts_.slot.Get();
  history_.Feed(parts_.ready() ? snapshot.get() : nullptr, parts_.clock.Now(),
                parts_.clock.WallNow());
}

void ApiServer::Handle(const HttpRequest& request, const HttpDone& done) {
  if (mode_.load(std::memory_order_relaxed) == WebConfig::Api::kFalse) {
    return done(Failure(404, "the API is turned off (web.api)"));
  }
  const std::string_view name = request.path.substr(kPrefix.size());
  if (name == kSchema) return done(JsonResponse(200, std::string(api::SchemaText())));
  const auto resource = api::ResourceNamed(name);
  if (!resource) return done(Failure(404, "there is no such resource"));
  HandleResource(*resource, request, done);
}

void ApiServer::HandleResource(Resource resource, const HttpRequest& request,
                               const HttpDone& done) {
  const auto parsed = api::ParseQuery(resource, request.parameters);
  if (const auto* error = std::get_if<api::ParameterError>(&parsed)) {
    return done(JsonResponse(400, api::ToText(api::MakeError(*error))));
  }
  const auto& query = std::get<api::Query>(parsed);
  const bool remotes = request.on_host || request.authenticated ||
                       mode_.load(std::memory_order_relaxed) == WebConfig::Api::kTrue;
  if (!remotes && api::WantsRemotes(resource, query)) {
    return done(Failure(403,
                        "remote addresses are shown on the host itself or after authentication "
                        "only (web.api)"));
  }
  if (IsDumped(resource)) return Dump(resource, query, done);
  done(LargeJsonResponse(
      api::ToText(api::MakeAnswer(MakeEnvelope(), query, DataOf(resource, query, remotes))),
      request.accept_encoding));
}

void ApiServer::Dump(Resource resource, const api::Query& query, const HttpDone& done) {
  auto answer = [this, query, done](Result<api::Data> data) {
    if (!data) return done(Failure(503, data.Failure().text));
    done(JsonResponse(
        200, api::ToText(api::MakeAnswer(MakeEnvelope(), query, std::move(data.Value())))));
  };
  if (parts_.dumps.Ask({resource, query, std::move(answer)})) return;
  done(Failure(503, "too many dumps are asked for already: try again"));
}

api::Data ApiServer::DataOf(Resource resource, const api::Query& query, bool remotes) const {
  const auto snapshot = parts_.slot.Get();
  const api::View view{*snapshot, parts_.clock.WallNow(), remotes,
                       [this](const GroupLabels& labels) { return history_.GrowthOf(labels); }};
  switch (resource) {
    case Resource::kStates:
      return StatesData(view, query);
    case Resource::kGroups:
      return GroupsData(view, query);
    case Resource::kLeaks:
      return LeaksData(view, query);
    case Resource::kSysctl:
      return SysctlData(view, query);
    case Resource::kStatus:
      return StatusData(view, parts_.facts(), parts_.stats);
    case Resource::kHistory:
      return history_.Answer(query);
    case Resource::kOverview:
      return OverviewData(view, query, {history_, parts_.facts(), parts_.stats});
    case Resource::kSockets:
    case Resource::kListeners:
    case Resource::kPeers:
    case Resource::kPorts:
      break;  // dumped
  }
  return {};
}

api::Envelope ApiServer::MakeEnvelope() const {
  const auto snapshot = parts_.slot.Get();
  api::Envelope envelope{.program = "sockwatchd",
                         .version = parts_.version,
                         .mode = "daemon",
                         .host = host_,
                         .now = parts_.clock.WallNow(),
                         .interval_seconds = parts_.stats.sample_interval_seconds.Get(),
                         .stale = !parts_.ready()};
  if (!snapshot->netns.empty()) envelope.sampled_at = snapshot->netns.front().last_complete;
  return envelope;
}

}  // namespace sockwatch
