#include "tool/filters.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>
#include <utility>
#include <variant>

#include "sample/tcp_state.h"

namespace sockwatch::tool {
namespace {

// How netstat (net-tools' netstat.c) and ss (iproute2's ss.c) write states that metrics spell
// otherwise.
constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kSpellings = {{
    {"estab", "established"},
    {"fin_wait_1", "fin_wait1"},
    {"fin_wait_2", "fin_wait2"},
    {"unconn", "close"},
    {"closed", "close"},
    {"timewait", "time_wait"},
    {"closewait", "close_wait"},
}};

bool Unreserved(char byte) {
  return std::isalnum(static_cast<unsigned char>(byte)) != 0 ||
         std::string_view("-._~").find(byte) != std::string_view::npos;
}

std::string Encoded(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string encoded;
  for (const char byte : text) {
    if (Unreserved(byte)) {
      encoded += byte;
      continue;
    }
    const auto code = static_cast<unsigned char>(byte);
    encoded.append({'%', kHex[code >> 4U], kHex[code & 15U]});
  }
  return encoded;
}

void Append(std::string& query, std::string_view name, std::string_view value) {
  if (!query.empty()) query += '&';
  query.append(name).append("=").append(Encoded(value));
}

void Append(api::Parameters& parameters, const char* name, const std::vector<std::string>& values) {
  for (const std::string& value : values) parameters.emplace_back(name, value);
}

void Append(api::Parameters& parameters, const char* name, const std::string& value) {
  if (!value.empty()) parameters.emplace_back(name, value);
}

void Drop(std::vector<std::string>& values, const char* flag, std::vector<std::string>& left_out) {
  if (!values.empty()) left_out.emplace_back(flag);
  values.clear();
}

}  // namespace

api::Parameters ParametersOf(const Filters& filters) {
  api::Parameters parameters;
  Append(parameters, "state", filters.state);
  Append(parameters, "process", filters.process);
  Append(parameters, "unit", filters.unit);
  Append(parameters, "port", filters.port);
  Append(parameters, "remote", filters.remote);
  Append(parameters, "netns", filters.netns);
  Append(parameters, "role", filters.role);
  Append(parameters, "older_than", filters.older_than);
  Append(parameters, "sort", filters.sort);
  Append(parameters, "by", filters.by);
  return parameters;
}

Filters TakenBy(api::Resource resource, const Filters& filters,
                std::vector<std::string>& left_out) {
  Filters taken = filters;
  const auto drop = [&](const std::string& parameter, auto& values, const char* flag) {
    const auto probe = api::ParseQuery(resource, {{parameter, values.front()}});
    if (std::holds_alternative<api::ParameterError>(probe)) Drop(values, flag, left_out);
  };
  if (!taken.state.empty()) drop("state", taken.state, "--state");
  if (!taken.remote.empty()) drop("remote", taken.remote, "--remote");
  std::vector<std::string> older;
  if (!taken.older_than.empty()) older.push_back(taken.older_than);
  if (!older.empty()) drop("older_than", older, "--older-than");
  if (older.empty()) taken.older_than.clear();
  return taken;
}

std::string QueryText(const Filters& filters) {
  std::string query;
  for (const auto& [name, value] : ParametersOf(filters)) Append(query, name, value);
  if (filters.limit != Filters::kDefaultLimit) {
    Append(query, "limit", std::to_string(filters.limit));
  }
  return query;
}

std::string StateNamed(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char byte) {
    return byte == '-' ? '_' : static_cast<char>(std::tolower(byte));
  });
  const auto* const other = std::find_if(kSpellings.begin(), kSpellings.end(),
                                         [&](const auto& pair) { return pair.first == text; });
  if (other != kSpellings.end()) return std::string(other->second);
  for (std::size_t i = 0; i < kTcpStateCount; ++i) {
    if (TcpStateName(StateAt(i)) == text) return text;
  }
  return "";
}

}  // namespace sockwatch::tool
