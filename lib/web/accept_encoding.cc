#include "web/accept_encoding.h"

#include <algorithm>
#include <optional>

namespace sockwatch {
namespace {

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool EqualsNoCase(std::string_view text, std::string_view lower) {
  return std::equal(text.begin(), text.end(), lower.begin(), lower.end(),
                    [](char a, char b) { return Lower(a) == b; });
}

std::string_view Trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// Cuts off and returns what stands before the first `separator`.
std::string_view TakeUntil(std::string_view& rest, char separator) {
  const std::size_t at = rest.find(separator);
  const std::string_view part = rest.substr(0, at);
  rest = at == std::string_view::npos ? std::string_view{} : rest.substr(at + 1);
  return Trim(part);
}

bool AllOf(std::string_view text, std::string_view allowed) {
  return text.find_first_not_of(allowed) == std::string_view::npos;
}

// qvalue of RFC 9110, 12.4.2: 0 or 1, and up to three decimals; "1.000" is the largest.
bool IsPositiveWeight(std::string_view text) {
  const std::string_view whole = TakeUntil(text, '.');
  if (text.size() > 3) return false;
  if (whole == "1") return AllOf(text, "0");
  return whole == "0" && AllOf(text, "0123456789") && !AllOf(text, "0");
}

bool ParametersAllow(std::string_view parameters) {
  bool allowed = true;
  while (!parameters.empty()) {
    std::string_view value = TakeUntil(parameters, ';');
    const std::string_view name = TakeUntil(value, '=');
    if (EqualsNoCase(name, "q")) allowed = IsPositiveWeight(Trim(value));
  }
  return allowed;
}

}  // namespace

bool AcceptsGzip(std::string_view field_value) {
  std::optional<bool> gzip;
  bool any = false;
  while (!field_value.empty()) {
    std::string_view parameters = TakeUntil(field_value, ',');
    const std::string_view coding = TakeUntil(parameters, ';');
    const bool allowed = ParametersAllow(parameters);
    if (coding == "*") any = allowed;
    if (EqualsNoCase(coding, "gzip") || EqualsNoCase(coding, "x-gzip")) {
      gzip = gzip.value_or(false) || allowed;
    }
  }
  return gzip.value_or(any);
}

}  // namespace sockwatch
