// What is asked for and what is served where: the words shared by the server and those who use it.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sockwatch {

// Views are valid during the call they are given to.
struct HttpRequest {
  std::string_view method{};           // as sent, e.g. "GET"
  std::string_view path{};             // without the query string
  std::string_view accept_encoding{};  // "" if the client sent none
  std::string_view if_none_match{};    // "" if the client sent none

  // The query string's names and values in the order given, percent-decoded; they may hold any
  // bytes.
  std::vector<std::pair<std::string, std::string>> parameters{};

  bool on_host = false;        // by all signs from this host itself: see client_origin.h
  bool authenticated = false;  // the client has said who it is
};

struct HttpResponse {
  unsigned status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::shared_ptr<const std::string> body;  // sent without a copy; null: empty
  std::shared_ptr<const std::string>
      gzip_body{};              // optional: sent instead where the client takes gzip
  std::string cache_control{};  // "": the field is not sent

  // An entity tag (RFC 9110, 8.8.3), a weak one where there is a gzip_body, as the two differ in
  // bytes. A client that has the body by it gets status 304 and none. "": none.
  std::string etag{};
  std::vector<std::pair<const char*, std::string>> more_headers{};
};

// Called on a server thread for GET and HEAD, on several threads at once where there are several
// listen addresses; must not block. What it throws becomes status 500.
using HttpHandler = std::function<HttpResponse()>;

// Takes the response at once or later, on any thread, also after the client or the whole server has
// gone; the first call counts. Without any the client waits until the server stops.
using HttpDone = std::function<void(HttpResponse)>;

// As HttpHandler, for what depends on the request or takes its time. What it throws becomes status
// 500 unless it has answered.
using HttpLaterHandler = std::function<void(const HttpRequest&, const HttpDone&)>;

struct HttpRoute {
  std::string path;  // exact; "/a/*" is all below /a/, where no other route is
  HttpHandler handler;
  HttpLaterHandler later{};  // instead of `handler`, which is empty then
};

}  // namespace sockwatch
