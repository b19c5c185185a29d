#include "config/yaml_tree.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <cstddef>
#include <exception>
#include <sstream>
#include <utility>

namespace sockwatch {
namespace {

constexpr std::size_t kMaxDepth = 16;
constexpr std::size_t kMaxNodes = 100'000;
constexpr const char* kValueItself = "the value itself";

int LineOf(const YAML::Mark& mark) { return mark.is_null() ? 0 : mark.line + 1; }

// yaml-cpp's message, which may hold single bytes of a character of the file.
std::string AsciiOnly(std::string text) {
  for (char& byte : text) {
    if (byte < 0x20 || byte > 0x7e) byte = '?';
  }
  return text;
}

// The way to stop yaml-cpp from inside.
[[noreturn]] void Stop(const YAML::Mark& mark, const char* problem) {
  throw YAML::ParserException(mark, problem);
}

// Builds the tree from yaml-cpp's events, so that its own node type, which hides keys given twice
// and expands aliases, is never made.
class TreeBuilder final : public YAML::EventHandler {
 public:
  explicit TreeBuilder(ConfigErrors& errors) : errors_(errors) {}

  [[nodiscard]] YamlNode Take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ > 1) {
      Stop(mark, "the document has ended before this line; wrong indentation?");
    }
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    Append(NewNode(YamlKind::kNothing, mark, "", anchor));
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t /*anchor*/) override {
    errors_.Add(LineOf(mark), "", "aliases (*name) are refused", kValueItself);
    Append(NewNode(YamlKind::kRefused, mark, "", YAML::NullAnchor));
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    YamlNode node = NewNode(YamlKind::kText, mark, tag, anchor);
    node.quoted = tag != "?";
    node.text = value;
    Append(std::move(node));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value /*style*/) override {
    Open(NewNode(YamlKind::kList, mark, tag, anchor), mark);
  }
  void OnSequenceEnd() override { Close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value /*style*/) override {
    Open(NewNode(YamlKind::kMap, mark, tag, anchor), mark);
  }
  void OnMapEnd() override { Close(); }

 private:
  YamlNode NewNode(YamlKind kind, const YAML::Mark& mark, const std::string& tag,
                   YAML::anchor_t anchor) {
    if (++nodes_ > kMaxNodes) Stop(mark, "more than 100000 values and keys");
    const bool tagged = !tag.empty() && tag != "?" && tag != "!";
    if (tagged) errors_.Add(LineOf(mark), "", "tags (!name) are refused", kValueItself);
    if (anchor != YAML::NullAnchor) {
      errors_.Add(LineOf(mark), "", "anchors (&name) are refused", kValueItself);
    }
    YamlNode node;
    node.kind = kind;
    node.line = LineOf(mark);
    return node;
  }

  void Open(YamlNode node, const YAML::Mark& mark) {
    if (open_.size() >= kMaxDepth) Stop(mark, "nested more than 16 deep");
    open_.push_back(std::move(node));
  }

  void Close() {
    YamlNode node = std::move(open_.back());
    open_.pop_back();
    Append(std::move(node));
  }

  void Append(YamlNode node) {
    if (open_.empty()) {
      root_ = std::move(node);
    } else {
      open_.back().items.push_back(std::move(node));
    }
  }

  ConfigErrors& errors_;
  std::vector<YamlNode> open_;  // from the root to the collection being read
  YamlNode root_;
  std::size_t documents_ = 0;
  std::size_t nodes_ = 0;
};

// yaml-cpp calls this "illegal map value" or the like.
std::string TabHint(std::string_view text, int line) {
  for (int skipped = 1; skipped < line; ++skipped) text.remove_prefix(text.find('\n') + 1);
  const std::string_view indent = text.substr(0, text.find_first_not_of(" \t"));
  return indent.find('\t') == std::string_view::npos ? "" : "; the line is indented with a tab";
}

void Parse(std::string_view text, TreeBuilder& builder) {
  std::istringstream stream{std::string(text)};
  YAML::Parser parser(stream);
  while (parser.HandleNextDocument(builder)) {
  }
}

}  // namespace

const YamlNode* FindMember(const YamlNode& map, std::string_view key) {
  if (map.kind != YamlKind::kMap) return nullptr;
  for (std::size_t i = 0; i + 1 < map.items.size(); i += 2) {
    if (map.items[i].kind == YamlKind::kText && map.items[i].text == key) return &map.items[i + 1];
  }
  return nullptr;
}

std::optional<YamlNode> ParseYaml(std::string_view text, ConfigErrors& errors) {
  TreeBuilder builder(errors);
  try {
    Parse(text, builder);
    return builder.Take();
  } catch (const YAML::Exception& error) {
    errors.Add(LineOf(error.mark), "",
               "not valid YAML: " + AsciiOnly(error.msg) + TabHint(text, LineOf(error.mark)), "");
  } catch (const std::exception& error) {
    errors.Add(0, "", std::string("the YAML parser failed: ") + error.what(), "");
  }
  return std::nullopt;
}

}  // namespace sockwatch
