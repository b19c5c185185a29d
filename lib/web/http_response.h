// What is served where: the words shared by the server and those who use it.
#pragma once

#include <functional>
#include <memory>
#include <string>

namespace sockwatch {

struct HttpResponse {
  unsigned status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::shared_ptr<const std::string> body;  // sent without a copy; null: empty
  std::shared_ptr<const std::string>
      gzip_body;  // optional: sent instead where the client takes gzip
};

// Called on a server thread for GET and HEAD, on several threads at once where there are several
// listen addresses; must not block. What it throws becomes status 500.
using HttpHandler = std::function<HttpResponse()>;

struct HttpRoute {
  std::string path;  // exact; a query string in the request is ignored
  HttpHandler handler;
};

}  // namespace sockwatch
