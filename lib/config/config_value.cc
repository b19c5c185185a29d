#include "config/config_value.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <system_error>
#include <utility>

#include "base/result.h"
#include "config/duration.h"

namespace sockwatch {
namespace {

bool AllDigits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(),
                                      [](char byte) { return byte >= '0' && byte <= '9'; });
}

// No sign, base prefix or separator, and no leading zero, which YAML 1.1 reads as octal.
bool IsWholeNumber(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  return AllDigits(text) && (text.size() == 1 || text[0] != '0');
}

// Digits, with or without a fraction: 12, 0.5.
bool IsDecimal(std::string_view text) {
  const std::size_t point = text.find('.');
  if (point == std::string_view::npos) return AllDigits(text);
  return AllDigits(text.substr(0, point)) && AllDigits(text.substr(point + 1));
}

// All of `text` as a number, if it fits.
template <typename Number>
std::optional<Number> Parse(std::string_view text) {
  Number number{};
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
  if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size()) return std::nullopt;
  return number;
}

std::string KindName(YamlKind kind) {
  switch (kind) {
    case YamlKind::kText:
      return "is a single value";
    case YamlKind::kList:
      return "is a list";
    case YamlKind::kMap:
      return "is a mapping";
    case YamlKind::kNothing:
    case YamlKind::kRefused:
      break;
  }
  return "has no value";
}

}  // namespace

void ConfigValue::Fail(std::string problem, std::string expected) const {
  FailAt(line, std::move(problem), std::move(expected));
}

void ConfigValue::FailAt(int at_line, std::string problem, std::string expected) const {
  if (path.empty()) problem.insert(0, "the document ");
  errors.Add(at_line, path, std::move(problem), std::move(expected));
}

void ConfigValue::FailKind(const std::string& expected) const {
  if (node.kind != YamlKind::kRefused) Fail(KindName(node.kind), expected);
}

std::string JoinPath(std::string_view parent, std::string_view name) {
  std::string path(parent);
  if (!path.empty()) path += '.';
  return path.append(name);
}

std::vector<ConfigValue> ReadItems(const ConfigValue& value, std::size_t most,
                                   const std::string& what) {
  std::vector<ConfigValue> items;
  if (value.node.kind == YamlKind::kNothing) return items;
  if (value.node.kind != YamlKind::kList) {
    value.FailKind("a list of " + what);
    return items;
  }
  const std::size_t size = value.node.items.size();
  if (size > most) {
    value.Fail("has " + std::to_string(size) + " " + what, "at most " + std::to_string(most));
    return items;
  }
  for (std::size_t i = 0; i < size; ++i) {
    const YamlNode& item = value.node.items[i];
    items.push_back({item, item.line, value.path + "[" + std::to_string(i) + "]",
                     value.schema + "[]", value.errors});
  }
  return items;
}

std::optional<std::string_view> ReadText(const ConfigValue& value, const std::string& expected) {
  if (value.node.kind == YamlKind::kText) return value.node.text;
  value.FailKind(expected);
  return std::nullopt;
}

std::optional<std::uint32_t> ReadCount(const ConfigValue& value, std::uint32_t min,
                                       std::uint32_t max) {
  const std::string expected =
      "a whole number from " + std::to_string(min) + " to " + std::to_string(max);
  const std::optional<std::string_view> text = ReadText(value, expected);
  if (!text) return std::nullopt;
  if (value.node.quoted || !IsWholeNumber(*text)) {
    value.Fail(Quoted(*text) + (value.node.quoted ? " is text" : " is not a whole number"),
               expected + (value.node.quoted ? ", without quotes" : ""));
    return std::nullopt;
  }
  const std::optional<std::uint32_t> count = Parse<std::uint32_t>(*text);
  if (count && *count >= min && *count <= max) return count;
  value.Fail(Quoted(*text) + " is out of range", expected);
  return std::nullopt;
}

std::optional<double> ReadShare(const ConfigValue& value, double min_percent, double max_percent,
                                const std::string& expected) {
  const std::optional<std::string_view> text = ReadText(value, expected);
  if (!text) return std::nullopt;
  const std::string_view number = text->substr(0, text->find('%'));
  if (!IsDecimal(number) || (number != *text && text->size() != number.size() + 1)) {
    value.Fail(Quoted(*text) + " is not a share in percent", expected);
    return std::nullopt;
  }
  if (number == *text) {
    value.Fail(Quoted(*text) + " has no percent sign", expected);
    return std::nullopt;
  }
  const std::optional<double> percent = Parse<double>(number);
  if (percent && *percent >= min_percent && *percent <= max_percent) return *percent / 100;
  value.Fail(Quoted(*text) + " is out of range", expected);
  return std::nullopt;
}

std::optional<std::chrono::milliseconds> ReadDuration(const ConfigValue& value,
                                                      const DurationRange& range) {
  const std::optional<std::string_view> text = ReadText(value, range.expected);
  if (!text) return std::nullopt;
  const Result<std::chrono::milliseconds> duration = ParseDuration(*text);
  if (!duration) {
    value.Fail(duration.Failure().text, range.expected);
    return std::nullopt;
  }
  if (duration.Value() < range.min || duration.Value() > range.max) {
    value.Fail(Quoted(*text) + " is out of range", range.expected);
    return std::nullopt;
  }
  if (duration.Value() % range.step != std::chrono::milliseconds::zero()) {
    value.Fail(Quoted(*text) + " is too fine", range.expected);
    return std::nullopt;
  }
  return duration.Value();
}

}  // namespace sockwatch
