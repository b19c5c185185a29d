// What `sockwatch explain` has to say of one matter: the verdict in words, the evidence, what to do
// first, what not to do.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tool/json.h"

namespace sockwatch::tool {

enum class Severity : std::uint8_t { kGood, kLook, kBad };

struct Finding {
  Severity severity = Severity::kGood;
  std::string subject{};  // "java (tomcat.service), client of port 8080"
  std::string verdict{};  // a sentence
  std::vector<std::string> evidence{};
  std::vector<std::string> first{};
  std::vector<std::string> avoid{};
};

// Documents of the API, those of one source; null where there is none.
struct Documents {
  Json leaks;
  Json groups;
  Json ports;
  Json listeners;
};

// Of CLOSE_WAIT by its cause and role; of one row of `leaks`. `now` as in the envelope.
Finding CloseWaitFinding(const Json& row, double now);

// Of accept queues that are filling, of ephemeral ports that run out, and of TIME_WAIT, which is
// asked about so often that it is told to be harmless.
void AppendAcceptQueues(const Json& listeners, std::vector<Finding>& findings);
void AppendPorts(const Json& ports, std::vector<Finding>& findings);
void AppendTimeWait(const Json& groups, std::vector<Finding>& findings);

// All of it, the worst first. Never empty: where nothing is wrong it says so, with the counts.
std::vector<Finding> Findings(const Documents& documents);

Json FindingJson(const Finding& finding);

}  // namespace sockwatch::tool
