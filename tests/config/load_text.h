// Short ways to load a text in a test: either as a Config or as the errors' texts.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "config/config_loader.h"

namespace sockwatch::test {

// The errors as ToText writes them, without the name of the file; empty: there are none.
inline std::vector<std::string> Texts(const ConfigOrErrors& result) {
  std::vector<std::string> texts;
  if (const auto* errors = std::get_if<std::vector<ConfigError>>(&result)) {
    for (const ConfigError& error : *errors) {
      texts.push_back(ToText(error).substr(error.file.size() + 1));
    }
  }
  return texts;
}

inline std::vector<std::string> ErrorsOf(std::string_view text) {
  return Texts(LoadConfig(text, "test.yaml"));
}

inline bool Loads(std::string_view text) { return ErrorsOf(text).empty(); }

// `text` must load.
inline Config Load(std::string_view text) {
  return std::get<Config>(LoadConfig(text, "test.yaml"));
}

}  // namespace sockwatch::test
