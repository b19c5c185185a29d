# cmake -D OUT=FILE.cc -D SCRIPTS=a.js;b.js -P assemble.cmake: one HTML of page.html, page.css and the
# scripts, and the policy by which a browser runs these and nothing else. Reads the working folder.
cmake_minimum_required(VERSION 3.25)

set(digits ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/)

# base64_of_sha256(VARIABLE TEXT): as Content-Security-Policy wants it (CSP Level 3, 2.3.1). Three
# hexadecimal digits are two of base64; the last one of the 64 is padded.
function(base64_of_sha256 variable text)
  string(SHA256 hex "${text}")
  string(REGEX MATCHALL "..?.?" triples "${hex}00")
  foreach(triple IN LISTS triples)
    math(EXPR high "0x${triple} / 64")
    math(EXPR low "0x${triple} % 64")
    string(SUBSTRING ${digits} ${high} 1 high)
    string(SUBSTRING ${digits} ${low} 1 low)
    string(APPEND base64 ${high}${low})
  endforeach()
  string(SUBSTRING ${base64} 0 43 base64)
  set(${variable} "${base64}=" PARENT_SCOPE)
endfunction()

# The scripts share one scope of their own, and no name with the browser's.
set(script "\"use strict\";\n(() => {\n")
foreach(file IN LISTS SCRIPTS)
  file(READ ${file} text)
  string(APPEND script "${text}")
endforeach()
string(APPEND script "})();\n")
file(READ page.css style)
file(READ page.html html)

base64_of_sha256(style_hash "${style}")
base64_of_sha256(script_hash "${script}")
string(REPLACE "%STYLE%" "${style}" html "${html}")
string(REPLACE "%SCRIPT%" "${script}" html "${html}")
configure_file(page_source.cc.in ${OUT} @ONLY)
