#include "tool/filters.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>
#include <utility>

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

void Append(std::string& query, std::string_view name, const std::vector<std::string>& values) {
  for (const std::string& value : values) Append(query, name, value);
}

}  // namespace

std::string QueryText(const Filters& filters) {
  std::string query;
  Append(query, "state", filters.state);
  Append(query, "process", filters.process);
  Append(query, "unit", filters.unit);
  Append(query, "port", filters.port);
  Append(query, "remote", filters.remote);
  Append(query, "netns", filters.netns);
  Append(query, "role", filters.role);
  if (!filters.older_than.empty()) Append(query, "older_than", filters.older_than);
  if (!filters.sort.empty()) Append(query, "sort", filters.sort);
  if (!filters.by.empty()) Append(query, "by", filters.by);
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
