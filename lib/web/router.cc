#include "web/router.h"

#include "web/accept_encoding.h"
#include "web/entity_tag.h"

namespace sockwatch {
namespace {

HttpResponse PlainText(unsigned status, const char* text) {
  HttpResponse response;
  response.status = status;
  response.body = std::make_shared<const std::string>(text);
  return response;
}

// Exceptions of a handler stop here: behind the caller is a C library.
HttpResponse Call(const HttpHandler& handler) {
  try {
    return handler();
  } catch (...) {
    return PlainText(500, "500 internal server error\n");
  }
}

// What a client says of itself that bears on how an answer is sent.
struct Accepts {
  std::string encoding{};
  std::string none_match{};
};

Accepts AcceptsOf(const HttpRequest& request) {
  return {std::string(request.accept_encoding), std::string(request.if_none_match)};
}

void TagEntity(HttpResponse& response, const std::string& none_match, HttpReply& reply) {
  for (auto& header : response.more_headers) reply.headers.push_back(std::move(header));
  if (response.etag.empty()) return;
  if (response.status == 200 && MatchesTag(none_match, response.etag)) reply.status = 304;
  reply.headers.emplace_back("ETag", std::move(response.etag));
}

HttpReply Encode(HttpResponse response, const Accepts& accepts) {
  HttpReply reply{response.status, {}, std::move(response.body)};
  reply.headers.emplace_back("Content-Type", std::move(response.content_type));
  reply.headers.emplace_back("X-Content-Type-Options", "nosniff");
  if (response.gzip_body) {
    reply.headers.emplace_back("Vary", "Accept-Encoding");  // also on the plain variant: caches
    if (AcceptsGzip(accepts.encoding)) {
      reply.headers.emplace_back("Content-Encoding", "gzip");
      reply.body = std::move(response.gzip_body);
    }
  }
  if (!response.cache_control.empty()) {
    reply.headers.emplace_back("Cache-Control", std::move(response.cache_control));
  }
  TagEntity(response, accepts.none_match, reply);
  if (!reply.body) reply.body = std::make_shared<const std::string>();
  return reply;
}

void CallLater(const HttpLaterHandler& handler, const HttpRequest& request,
               const Router::Give& give) {
  const HttpDone done = [give, accepts = AcceptsOf(request)](HttpResponse response) {
    give(Encode(std::move(response), accepts));
  };
  try {
    handler(request, done);
  } catch (...) {
    done(PlainText(500, "500 internal server error\n"));
  }
}

HttpReply MethodNotAllowed() {
  HttpReply reply = Encode(PlainText(405, "405 method not allowed\n"), {});
  reply.headers.emplace_back("Allow", "GET, HEAD");
  return reply;
}

bool IsBelow(std::string_view path, std::string_view pattern) {
  return pattern.ends_with("/*") && path.starts_with(pattern.substr(0, pattern.size() - 1));
}

}  // namespace

const HttpRoute* Router::Find(std::string_view path) const {
  const HttpRoute* below = nullptr;
  for (const HttpRoute& route : routes_) {
    if (route.path == path) return &route;
    if (IsBelow(path, route.path)) below = &route;
  }
  return below;
}

void Router::Answer(const HttpRequest& request, const Give& give) const {
  if (!IsServedMethod(request.method)) {
    stats_.CountRejection(HttpRejection::kMethod);
    return give(MethodNotAllowed());
  }
  const HttpRoute* const route = Find(request.path);
  if (route == nullptr) {
    stats_.CountRejection(HttpRejection::kNotFound);
    return give(Encode(PlainText(404, "404 page not found\n"), {}));
  }
  if (route->later) return CallLater(route->later, request, give);
  give(Encode(Call(route->handler), AcceptsOf(request)));
}

HttpReply StoppingReply() { return Encode(PlainText(503, "503 stopping\n"), {}); }

}  // namespace sockwatch
