// page.html with page.css and the scripts in it, put together when this was built.
#pragma once

#include <string_view>

namespace sockwatch {

// Holds %VERSION% and %METRICS%, which are known at run time only, outside of style and script.
std::string_view PageSource();

// "sha256-...", of what stands between <style> and </style>, and <script> and </script>.
std::string_view StyleHash();
std::string_view ScriptHash();

}  // namespace sockwatch
