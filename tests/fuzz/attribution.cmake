# libFuzzer on the parsers of lib/attribution, included by tests/fuzz/CMakeLists.txt. Run with
#   bin/proc_fuzz NEW_CORPUS_DIR tests/fuzz/corpus/proc
add_executable(proc_fuzz ${CMAKE_CURRENT_LIST_DIR}/proc_fuzz.cc)
target_link_libraries(proc_fuzz PRIVATE sockwatch::attribution)
target_link_options(proc_fuzz PRIVATE -fsanitize=fuzzer)
