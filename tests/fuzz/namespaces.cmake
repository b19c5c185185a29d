# libFuzzer on the names of namespaces, included by tests/fuzz/CMakeLists.txt. Run with
#   bin/netns_label_fuzz NEW_CORPUS_DIR tests/fuzz/corpus/netns_label
add_executable(netns_label_fuzz ${CMAKE_CURRENT_LIST_DIR}/netns_label_fuzz.cc)
target_link_libraries(netns_label_fuzz PRIVATE sockwatch::namespaces)
target_link_options(netns_label_fuzz PRIVATE -fsanitize=fuzzer)
