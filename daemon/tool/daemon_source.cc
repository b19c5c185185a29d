#include "tool/daemon_source.h"

#include <curl/curl.h>

#include <string_view>
#include <utility>

#include "api/parts.h"
#include "tool/table.h"

namespace sockwatch::tool {
namespace {

constexpr long kLoopbackConnectMs = 200;
constexpr long kConnectMs = 2000;
constexpr long kAnswerMs = 30'000;
constexpr std::size_t kLargestAnswer = std::size_t{64} << 20U;

struct CurlCloser {
  void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
};

std::size_t Append(char* bytes, std::size_t size, std::size_t count, void* answer) {
  auto& text = *static_cast<std::string*>(answer);
  if (text.size() + size * count > kLargestAnswer) return 0;  // libcurl ends the transfer
  text.append(bytes, size * count);
  return size * count;
}

// What the daemon itself says is wrong, if it does.
std::string Reason(const std::string& body) {
  const Json json = Json::parse(body, nullptr, false);
  if (!json.is_object() || !json.contains("error")) return "";
  const Json& error = json["error"];
  if (!error.is_object() || !error.contains("message") || !error["message"].is_string()) return "";
  return ": " + error["message"].get<std::string>();
}

class DaemonSource final : public Source {
 public:
  explicit DaemonSource(std::string url) : url_(std::move(url)), curl_(curl_easy_init()) {
    while (url_.ends_with('/')) url_.pop_back();
    shown_ = url_;
    const std::size_t host = shown_.find("//");
    const std::size_t at = shown_.rfind('@');
    if (host != std::string::npos && at != std::string::npos) {
      shown_.erase(host + 2, at - host - 1);
    }
  }

  Result<Json> Get(const std::string& resource, const Filters& filters) override {
    const bool single = !filters.remote.empty() || !filters.older_than.empty();
    return resource == "states" && single ? StatesOfSockets(filters) : Fetch(resource, filters);
  }

 private:
  // The daemon counts states by group: where single sockets decide, they are counted here.
  Result<Json> StatesOfSockets(Filters filters) {
    filters.limit = static_cast<unsigned>(api::Query::kMostRows);
    filters.by = "process";
    auto answer = Fetch("peers", filters);
    if (!answer) return answer;
    StateCounts counts{};
    for (const Json& row : answer.Value()["data"]) {
      for (std::size_t i = 0; i < counts.size(); ++i) {
        const Json& count = At(row, "states." + std::string(TcpStateName(StateAt(i))));
        if (count.is_number_unsigned()) counts.at(i) += count.get<std::uint32_t>();
      }
    }
    const Json total = api::StatesJson(counts);
    answer.Value()["data"] = {{"total", total},
                              {"families", nullptr},
                              {"namespaces", Json::array({{{"netns", "host"}, {"states", total}}})},
                              {"approximate", At(answer.Value(), "truncated") == true}};
    return answer;
  }

  Result<Json> Fetch(const std::string& resource, const Filters& filters) {
    const std::string query = QueryText(filters);
    std::string body;
    long status = 0;
    const CURLcode code =
        Transfer("/api/v1/" + resource + (query.empty() ? "" : "?" + query), body, status);
    if (code != CURLE_OK) return Error{shown_ + " does not answer: " + curl_easy_strerror(code)};
    if (status != 200) {
      return Error{shown_ + " answers with status " + std::to_string(status) + Reason(body)};
    }
    return Check(Json::parse(body, nullptr, false));
  }

  CURLcode Transfer(const std::string& path, std::string& body, long& status) {
    CURL* const curl = curl_.get();
    if (curl == nullptr) return CURLE_FAILED_INIT;
    std::string target = url_ + path;
    if (url_.starts_with("unix:")) {
      curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, url_.c_str() + 5);
      target = "http://localhost" + path;
    }
    curl_easy_setopt(curl, CURLOPT_URL, target.c_str());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS,
                     IsOfThisHost(url_) ? kLoopbackConnectMs : kConnectMs);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, kAnswerMs);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "");
    if (IsOfThisHost(url_)) curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, Append);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &body);
    const CURLcode code = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    return code;
  }

  [[nodiscard]] Result<Json> Check(Json json) const {
    const bool ours = json.is_object() && json.contains("data") && json.contains("api");
    if (!ours) return Error{shown_ + " answers with something else than sockwatchd's API"};
    if (json["api"] != "v1") return Error{shown_ + " speaks another version of the API"};
    return json;
  }

  std::string url_;
  std::string shown_;  // without user and password
  std::unique_ptr<CURL, CurlCloser> curl_;
};

}  // namespace

bool IsOfThisHost(std::string_view url) {
  for (const std::string_view host : {"//127.", "//localhost", "//[::1]", "@127.", "@localhost"}) {
    if (url.find(host) != std::string_view::npos) return true;
  }
  return url.starts_with("unix:");
}

std::unique_ptr<Source> MakeDaemonSource(std::string url) {
  return std::make_unique<DaemonSource>(std::move(url));
}

}  // namespace sockwatch::tool
