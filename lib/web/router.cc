#include "web/router.h"

#include <algorithm>

#include "web/accept_encoding.h"

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

HttpReply Encode(HttpResponse response, std::string_view accept_encoding) {
  HttpReply reply{response.status, {}, std::move(response.body)};
  reply.headers.emplace_back("Content-Type", std::move(response.content_type));
  reply.headers.emplace_back("X-Content-Type-Options", "nosniff");
  if (response.gzip_body) {
    reply.headers.emplace_back("Vary", "Accept-Encoding");  // also on the plain variant: caches
    if (AcceptsGzip(accept_encoding)) {
      reply.headers.emplace_back("Content-Encoding", "gzip");
      reply.body = std::move(response.gzip_body);
    }
  }
  if (!reply.body) reply.body = std::make_shared<const std::string>();
  return reply;
}

}  // namespace

HttpReply Router::Answer(const HttpRequest& request) const {
  if (!IsServedMethod(request.method)) {
    stats_.CountRejection(HttpRejection::kMethod);
    HttpReply reply = Encode(PlainText(405, "405 method not allowed\n"), {});
    reply.headers.emplace_back("Allow", "GET, HEAD");
    return reply;
  }
  const auto route = std::find_if(routes_.begin(), routes_.end(), [&](const HttpRoute& candidate) {
    return candidate.path == request.path;
  });
  if (route == routes_.end()) {
    stats_.CountRejection(HttpRejection::kNotFound);
    return Encode(PlainText(404, "404 page not found\n"), {});
  }
  return Encode(Call(route->handler), request.accept_encoding);
}

}  // namespace sockwatch
