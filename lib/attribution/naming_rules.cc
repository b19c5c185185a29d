#include "attribution/naming_rules.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace sockwatch {

namespace {

// In the order of the configuration: \1..\9 belong to the first one present.
enum Fact : std::size_t { kExe, kComm, kCmdline, kUnit };
constexpr std::array<std::string_view, 4> kFactNames = {"exe", "comm", "cmdline", "unit"};
constexpr std::array<Fact, 4> kCheapestFirst = {kComm, kUnit, kExe, kCmdline};

using Patterns = std::array<std::unique_ptr<RE2>, kFactNames.size()>;

constexpr int kMaxGroups = 10;  // \0..\9
using Groups = std::array<re2::StringPiece, kMaxGroups>;

std::string TextOf(Fact fact, ProcessFacts& facts) {
  switch (fact) {
    case kExe:
      return facts.Exe();
    case kComm:
      return facts.Comm();
    case kCmdline:
      return facts.CommandLine();
    case kUnit:
      break;
  }
  return facts.Unit();
}

bool MatchesWhole(const RE2& pattern, std::string_view text, Groups& groups) {
  const re2::StringPiece piece(text.data(), text.size());
  return pattern.Match(piece, 0, piece.size(), RE2::ANCHOR_BOTH, groups.data(),
                       std::min(kMaxGroups, pattern.NumberOfCapturingGroups() + 1));
}

Fact FirstOf(const Patterns& patterns) {
  const auto* const first =
      std::find_if(patterns.begin(), patterns.end(), [](const auto& pattern) { return !!pattern; });
  return static_cast<Fact>(first - patterns.begin());
}

// What is wrong with a rule; empty if nothing.
std::string CompileInto(Patterns& patterns, const NamingRule& rule) {
  const std::array texts = {&rule.exe, &rule.comm, &rule.cmdline, &rule.unit};
  RE2::Options options;
  options.set_log_errors(false);
  for (std::size_t i = 0; i < patterns.size(); ++i) {
    const std::optional<std::string>& text = *texts.at(i);
    if (!text) continue;
    auto& pattern = patterns.at(i);
    pattern = std::make_unique<RE2>(*text, options);
    if (!pattern->ok()) {
      return std::string(kFactNames.at(i)) + " '" + *text + "': " + pattern->error();
    }
  }
  if (FirstOf(patterns) >= patterns.size()) return "there is no pattern to match";
  std::string problem;
  if (patterns.at(FirstOf(patterns))->CheckRewriteString(rule.name, &problem)) return "";
  return "name '" + rule.name + "': " + problem;
}

}  // namespace

struct NamingRules::CompiledRule {
  Patterns patterns;
  std::string name;

  [[nodiscard]] bool Matches(ProcessFacts& facts) const {
    Groups groups;
    return std::all_of(kCheapestFirst.begin(), kCheapestFirst.end(), [&](Fact fact) {
      const auto& pattern = patterns.at(fact);
      return !pattern || MatchesWhole(*pattern, TextOf(fact, facts), groups);
    });
  }

  // `name` with \1..\9 filled in. Matches() must hold.
  [[nodiscard]] std::string Name(ProcessFacts& facts) const {
    const Fact first = FirstOf(patterns);
    const std::string text = TextOf(first, facts);  // the groups point into it
    Groups groups;
    std::string result;
    MatchesWhole(*patterns.at(first), text, groups);
    patterns.at(first)->Rewrite(&result, name, groups.data(), kMaxGroups);
    return result;
  }
};

NamingRules::NamingRules() = default;
NamingRules::~NamingRules() = default;
NamingRules::NamingRules(NamingRules&&) noexcept = default;
NamingRules& NamingRules::operator=(NamingRules&&) noexcept = default;

Result<NamingRules> NamingRules::Compile(const std::vector<NamingRule>& rules) {
  NamingRules compiled;
  for (const NamingRule& rule : rules) {
    auto made = std::make_unique<CompiledRule>();
    made->name = rule.name;
    const std::string problem = CompileInto(made->patterns, rule);
    if (!problem.empty()) {
      std::string text = "process_names, rule ";
      text += std::to_string(compiled.rules_.size() + 1);
      text += ": ";
      text += problem;
      return Error{text, 0};
    }
    compiled.rules_.push_back(std::move(made));
  }
  return compiled;
}

std::optional<std::string> NamingRules::NameFor(ProcessFacts& facts) const {
  for (const auto& rule : rules_) {
    if (!rule->Matches(facts)) continue;
    std::string name = rule->Name(facts);
    if (!name.empty()) return name;
  }
  return std::nullopt;
}

}  // namespace sockwatch
