// Documents that a test has written, and what was asked for.
#pragma once

#include <map>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "tool/context.h"

namespace sockwatch::tool {

class FakeSource final : public Source {
 public:
  Result<Json> Get(const std::string& resource, const Filters& filters) override {
    asked.push_back(resource + "?" + QueryText(filters));
    const auto answer = answers.find(resource);
    if (answer == answers.end()) return Error{"no " + resource};
    return answer->second;
  }

  // An envelope around `data`.
  void Answer(const std::string& resource, Json data) {
    Json document = {{"api", "v1"}, {"mode", "daemon"}, {"host", "web-1"}, {"now", 1000.0}};
    document["total"] = data.is_array() ? data.size() : 1;
    document["truncated"] = false;
    document["data"] = std::move(data);
    answers[resource] = std::move(document);
  }

  std::map<std::string, Json> answers;
  std::vector<std::string> asked;
};

// What a command prints.
struct Printed {
  int code = 0;
  std::string out;
  std::string err;
};

template <typename Run>
Printed RunWith(Source& source, const Settings& settings, Run run) {
  std::ostringstream out;
  std::ostringstream err;
  Io io{.out = out, .err = err};
  Printed printed;
  printed.code = run(Context{settings, source, io});
  printed.out = out.str();
  printed.err = err.str();
  return printed;
}

}  // namespace sockwatch::tool
