#include "config/naming_rules.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "config/config_keys.h"

namespace sockwatch {
namespace {

constexpr const char* kPatternExpected = "a regular expression in RE2's syntax";
constexpr const char* kNameExpected = "a name of 1 to 128 bytes, with \\1 to \\9 for groups";
constexpr const char* kMatchExpected = "at least one of exe, comm, cmdline, unit";
constexpr std::array<std::string_view, 4> kPatterns = {"exe", "comm", "cmdline", "unit"};

bool IsControl(char byte) { return static_cast<unsigned char>(byte) < 0x20U || byte == 0x7f; }

// The highest group that `name` refers to, 0 if none; nothing if a backslash stands before anything
// but 1..9 and another backslash.
std::optional<int> HighestGroup(std::string_view name) {
  int highest = 0;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (name[i] != '\\') continue;
    const char next = ++i < name.size() ? name[i] : '\0';
    if (next == '\\') continue;
    if (next < '1' || next > '9') return std::nullopt;
    highest = std::max(highest, next - '0');
  }
  return highest;
}

// The name of the first pattern there is, as the contract of NamingRule counts them, or "".
std::string_view FirstPattern(const YamlNode& match) {
  for (const std::string_view name : kPatterns) {
    if (FindMember(match, name) != nullptr) return name;
  }
  return "";
}

bool HasNoMembers(const YamlNode* match) {
  return match == nullptr || match->kind == YamlKind::kNothing ||
         (match->kind == YamlKind::kMap && match->items.empty());
}

// `name`'s groups against the first pattern's; silent where either was refused already.
void CheckGroups(const ConfigValue& rule, const YamlNode& match, const YamlNode& name) {
  const std::string_view first = FirstPattern(match);
  const YamlNode* const pattern = FindMember(match, first);
  if (pattern == nullptr || pattern->kind != YamlKind::kText) return;
  const RE2 compiled(pattern->text, RE2::Quiet);
  const std::optional<int> highest = HighestGroup(name.text);
  if (!compiled.ok() || !highest || *highest <= compiled.NumberOfCapturingGroups()) return;
  rule.errors.Add(
      name.line, rule.path + ".name",
      Quoted(name.text) + " refers to group " + std::to_string(*highest) + " of match." +
          std::string(first),
      "no more than its " + std::to_string(compiled.NumberOfCapturingGroups()) + " groups");
}

void CheckRule(const ConfigValue& rule) {
  const YamlNode* const match = FindMember(rule.node, "match");
  const YamlNode* const name = FindMember(rule.node, "name");
  if (HasNoMembers(match)) {
    rule.errors.Add(rule.line, rule.path + ".match", "has no pattern", kMatchExpected);
  }
  if (name == nullptr) rule.errors.Add(rule.line, rule.path + ".name", "is missing", kNameExpected);
  if (match != nullptr && name != nullptr && name->kind == YamlKind::kText) {
    CheckGroups(rule, *match, *name);
  }
}

}  // namespace

void ReadNamingRules(const ConfigValue& value, Config& config) {
  for (const ConfigValue& rule : ReadItems(value, kMaxNamingRules, "rules")) {
    config.attribution.process_names.emplace_back();
    if (ReadMembers(rule, config)) CheckRule(rule);
  }
}

void ReadRuleName(const ConfigValue& value, Config& config) {
  const std::optional<std::string_view> name = ReadText(value, kNameExpected);
  if (!name) return;
  if (name->empty() || name->size() > kMaxRuleNameBytes) {
    value.Fail(name->empty() ? "is empty" : Quoted(*name) + " is too long", kNameExpected);
  } else if (std::any_of(name->begin(), name->end(), IsControl)) {
    value.Fail(Quoted(*name) + " holds a control character", kNameExpected);
  } else if (!HighestGroup(*name)) {
    value.Fail(Quoted(*name) + " has a backslash that is no group",
               R"(\1 to \9, or \\ for a backslash)");
  } else {
    config.attribution.process_names.back().name = *name;
  }
}

bool CheckPattern(const ConfigValue& value) {
  const std::optional<std::string_view> text = ReadText(value, kPatternExpected);
  if (!text) return false;
  if (text->empty()) {
    value.Fail("is empty", kPatternExpected);
    return false;
  }
  const RE2 compiled(value.node.text, RE2::Quiet);
  if (compiled.ok()) return true;
  value.Fail("RE2 refuses it: " + Printable(compiled.error()), kPatternExpected);
  return false;
}

}  // namespace sockwatch
