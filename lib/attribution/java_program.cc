#include "attribution/java_program.h"

#include <algorithm>
#include <array>

#include "attribution/base_name.h"

namespace sockwatch {

namespace {

constexpr std::string_view kCatalinaBase = "-Dcatalina.base=";

// java(1): options whose value is the next argument.
bool TakesNextArgument(std::string_view option) {
  static constexpr std::array<std::string_view, 13> kOptions = {
      "-cp",           "-classpath",    "--class-path",    "-p",
      "--module-path", "--add-modules", "--limit-modules", "--upgrade-module-path",
      "--add-opens",   "--add-exports", "--add-reads",     "--patch-module",
      "--source"};
  return std::find(kOptions.begin(), kOptions.end(), option) != kOptions.end();
}

std::string_view WithoutJar(std::string_view file) {
  if (file.ends_with(".jar")) file.remove_suffix(4);
  return file;
}

// "Main" of "com.example.Main", "module/com.example.Main" and "/dir/Main.java".
std::string_view LastPart(std::string_view main_class) {
  main_class = BaseName(main_class);
  if (main_class.ends_with(".java")) main_class.remove_suffix(5);
  return main_class.substr(main_class.rfind('.') + 1);
}

}  // namespace

std::string JavaProgram(std::span<const std::string_view> arguments) {
  std::string_view catalina;
  std::string_view main_class;
  for (std::size_t i = 0; i < arguments.size() && main_class.empty(); ++i) {
    const std::string_view argument = arguments[i];
    const std::string_view next = i + 1 < arguments.size() ? arguments[i + 1] : "";
    if (argument == "-jar") return std::string(WithoutJar(BaseName(next)));
    if (argument == "-m" || argument == "--module") {
      main_class = next;
      break;
    }
    if (argument.starts_with(kCatalinaBase)) {
      catalina = BaseName(argument.substr(kCatalinaBase.size()));
    }
    if (TakesNextArgument(argument)) ++i;
    if (!argument.starts_with('-') && !argument.starts_with('@')) main_class = argument;
  }
  return std::string(catalina.empty() ? LastPart(main_class) : catalina);
}

}  // namespace sockwatch
