#include "attribution/script_program.h"

#include "attribution/base_name.h"

namespace sockwatch {

namespace {

// How an interpreter reads its options, from python3(1), node(1), ruby(1), perlrun(1), php(1).
// Letters may stand together behind one dash ("-Im"); a value is the rest of the argument or, if
// there is no rest, the next one.
struct Syntax {
  std::string_view value;     // letters with a value
  std::string_view attached;  // letters whose value, if any, is the rest of the same argument
  std::string_view program;   // letters whose value is the program
  std::string_view code;      // letters that bring code instead of a script
  // Long options, each between spaces.
  std::string_view long_value;    // the next argument is the value
  std::string_view long_program;  // the next argument is the program
  std::string_view long_code;
};

constexpr Syntax kPython = {"WX", "", "m", "c", " --check-hash-based-pycs ", "", ""};
constexpr Syntax kNode = {"rC",
                          "",
                          "",
                          "ep",
                          " --require --import --conditions --loader --experimental-loader --title"
                          " --icu-data-dir --openssl-config --inspect-port ",
                          "",
                          " --eval --print "};
constexpr Syntax kRuby = {"rICE", "FKTWx0i", "", "e", " --encoding --disable ", "", ""};
constexpr Syntax kPerl = {"I", "MmxCiFl0DVd", "", "eE", "", "", ""};
constexpr Syntax kPhp = {"cdzSt",
                         "",
                         "fF",
                         "rBRE",
                         " --php-ini --define --zend-extension --server --docroot ",
                         " --file --process-file ",
                         " --run --process-begin --process-code --process-end "};

const Syntax& SyntaxOf(Interpreter interpreter) {
  switch (interpreter) {
    case Interpreter::kNode:
      return kNode;
    case Interpreter::kRuby:
      return kRuby;
    case Interpreter::kPerl:
      return kPerl;
    case Interpreter::kPhp:
      return kPhp;
    default:
      return kPython;
  }
}

bool Among(std::string_view options, std::string_view option) {
  return options.find(" " + std::string(option) + " ") != std::string_view::npos;
}

bool Has(std::string_view letters, char letter) {
  return letters.find(letter) != std::string_view::npos;
}

class OptionReader {
 public:
  OptionReader(const Syntax& syntax, std::span<const std::string_view> arguments)
      : syntax_(syntax), rest_(arguments) {}

  std::string_view Program() {
    while (!done_ && !rest_.empty()) {
      const std::string_view argument = Next();
      if (argument == "--") return Next();
      if (argument == "-") return "";  // the script comes from standard input
      if (!argument.starts_with('-')) return argument;
      argument.starts_with("--") ? ReadLong(argument) : ReadLetters(argument.substr(1));
    }
    return program_;
  }

 private:
  std::string_view Next() {
    if (rest_.empty()) return "";
    const std::string_view argument = rest_.front();
    rest_ = rest_.subspan(1);
    return argument;
  }

  void ReadLong(std::string_view option) {
    const std::string_view name = option.substr(0, option.find('='));
    if (Among(syntax_.long_code, name)) done_ = true;
    if (Among(syntax_.long_program, option)) {
      program_ = Next();
      done_ = true;
    }
    if (Among(syntax_.long_value, option)) Next();
  }

  void ReadLetters(std::string_view letters) {
    while (!letters.empty() && !done_) {
      const char letter = letters.front();
      letters.remove_prefix(1);
      if (Has(syntax_.attached, letter)) return;
      if (Has(syntax_.value, letter)) {
        if (letters.empty()) Next();
        return;
      }
      done_ = Has(syntax_.code, letter) || Has(syntax_.program, letter);
      if (Has(syntax_.program, letter)) program_ = letters.empty() ? Next() : letters;
    }
  }

  const Syntax& syntax_;
  std::span<const std::string_view> rest_;
  std::string_view program_;
  bool done_ = false;
};

}  // namespace

std::string ScriptProgram(Interpreter interpreter, std::span<const std::string_view> arguments) {
  return std::string(BaseName(OptionReader(SyntaxOf(interpreter), arguments).Program()));
}

}  // namespace sockwatch
