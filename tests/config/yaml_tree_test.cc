#include "config/yaml_tree.h"

#include <catch2/catch.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sockwatch {
namespace {

YamlNode Tree(std::string_view text) {
  ConfigErrors errors("f");
  const std::optional<YamlNode> root = ParseYaml(text, errors);
  REQUIRE(root.has_value());
  CHECK(errors.Empty());
  return *root;
}

// The errors of a text; `parses` says whether there is a tree nevertheless.
std::vector<std::string> Refused(std::string_view text, bool parses) {
  ConfigErrors errors("f");
  CHECK(ParseYaml(text, errors).has_value() == parses);
  std::vector<std::string> texts;
  for (const ConfigError& error : errors.Sorted()) texts.push_back(ToText(error));
  return texts;
}

std::string Repeated(std::string_view part, int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += part;
  return text;
}

}  // namespace

TEST_CASE("An empty text is an empty document") {
  CHECK(Tree("").kind == YamlKind::kNothing);
  CHECK(Tree("---\n").kind == YamlKind::kNothing);
  CHECK(Tree("# nothing\n").kind == YamlKind::kNothing);
}

TEST_CASE("A byte order mark is passed over") {
  CHECK(FindMember(Tree("\xef\xbb\xbf"
                        "a: 1\n"),
                   "a") != nullptr);
}

TEST_CASE("Keys and values keep their kinds and lines") {
  const YamlNode root = Tree("a: 1\nb:\n  - x\n  - {c: d}\ne:\n");
  REQUIRE(root.kind == YamlKind::kMap);
  CHECK(FindMember(root, "a")->text == "1");
  const YamlNode* const list = FindMember(root, "b");
  REQUIRE(list->kind == YamlKind::kList);
  REQUIRE(list->items.size() == 2);
  CHECK(list->items[0].line == 3);
  CHECK(list->items[1].kind == YamlKind::kMap);
  CHECK(list->items[1].line == 4);
  CHECK(FindMember(root, "e")->kind == YamlKind::kNothing);
  CHECK(FindMember(root, "f") == nullptr);
  CHECK(FindMember(*list, "x") == nullptr);
}

TEST_CASE("A key given twice is there twice") {
  const YamlNode root = Tree("a: 1\na: 2\n");
  REQUIRE(root.items.size() == 4);
  CHECK(root.items[2].line == 2);
  CHECK(FindMember(root, "a")->text == "1");
}

TEST_CASE("Text in quotes or as a block is told from plain text") {
  const YamlNode root = Tree("a: 1\nb: '1'\nc: \"1\"\nd: |\n  1\ne: null\nf: 'null'\n");
  CHECK_FALSE(FindMember(root, "a")->quoted);
  CHECK(FindMember(root, "b")->quoted);
  CHECK(FindMember(root, "c")->quoted);
  CHECK(FindMember(root, "d")->quoted);
  CHECK(FindMember(root, "e")->kind == YamlKind::kNothing);
  CHECK(FindMember(root, "f")->kind == YamlKind::kText);
}

TEST_CASE("Anchors, aliases and tags are refused, each on its line") {
  CHECK(Refused("a: &x 1\nb: *x\nc: !!int 2\nd: !t [1]\ne: &y {}\n", true) ==
        std::vector<std::string>{"f:1: anchors (&name) are refused (expected the value itself)",
                                 "f:2: aliases (*name) are refused (expected the value itself)",
                                 "f:3: tags (!name) are refused (expected the value itself)",
                                 "f:4: tags (!name) are refused (expected the value itself)",
                                 "f:5: anchors (&name) are refused (expected the value itself)"});
}

TEST_CASE("A bomb of aliases is not expanded") {
  std::string text = "a: &a [x]\n";
  for (char name = 'b'; name <= 'z'; ++name) {
    text += std::string(1, name) + ": &" + name + " [*" + static_cast<char>(name - 1) + ", *" +
            static_cast<char>(name - 1) + "]\n";
  }
  CHECK(Refused(text, true).size() == 26 + 50);
}

TEST_CASE("Broken YAML is one error on its line") {
  CHECK(Refused("a: 1\nb: [1\nc: 2\n", false) ==
        std::vector<std::string>{"f:3: not valid YAML: end of sequence flow not found"});
  CHECK(Refused("a: 1\nb: \"\\q\"\n", false) ==
        std::vector<std::string>{"f:2: not valid YAML: unknown escape character: q"});
  CHECK(Refused("a: \"\\\xc3\xa9\"\n", false) ==
        std::vector<std::string>{"f:1: not valid YAML: unknown escape character: ?"});
}

TEST_CASE("A line indented with a tab is called that") {
  CHECK(Refused("a:\n\tb: 1\n", false) ==
        std::vector<std::string>{
            "f:2: not valid YAML: illegal map value; the line is indented with a tab"});
}

TEST_CASE("A second document is refused") {
  CHECK(Refused("a: 1\n---\nb: 2\n", false) ==
        std::vector<std::string>{"f:2: not valid YAML: the document has ended before this line; "
                                 "wrong indentation?"});
}

TEST_CASE("Nesting ends at 16") {
  CHECK(Tree(Repeated("- ", 16) + "a").kind == YamlKind::kList);
  CHECK(Refused(Repeated("- ", 17) + "a", false) ==
        std::vector<std::string>{"f:1: not valid YAML: nested more than 16 deep"});
  CHECK(Refused(Repeated("[", 500'000), false).size() == 1);
  CHECK(Refused(Repeated("? ", 500'000), false).size() == 1);
}

TEST_CASE("A document ends at 100,000 nodes") {
  CHECK(Tree(Repeated("- a\n", 99'999)).items.size() == 99'999);
  CHECK(Refused(Repeated("- a\n", 100'000), false) ==
        std::vector<std::string>{"f:100000: not valid YAML: more than 100000 values and keys"});
}

// The parser must not fall over a text that ends anywhere; its asserts are compiled in.
TEST_CASE("Every beginning of a text gives a tree or an error") {
  const std::string text =
      "%YAML 1.2\n---\na: &x [1, {b: 'c', \"d\\u00e9\": e}]\n? f\n: !t |+\n  g\nh: >-\n  i\n*x : "
      "!\n...\n";
  for (std::size_t length = 0; length <= text.size(); ++length) {
    ConfigErrors errors("f");
    const bool parses = ParseYaml(text.substr(0, length), errors).has_value();
    CHECK((parses || !errors.Empty()));
  }
}

}  // namespace sockwatch
