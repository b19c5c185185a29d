# libFuzzer on the query parameters of the API. Run with
#   bin/api_fuzz NEW_CORPUS_DIR tests/fuzz/corpus/api
add_executable(api_fuzz ${CMAKE_CURRENT_LIST_DIR}/api_fuzz.cc)
target_link_libraries(api_fuzz PRIVATE sockwatch::api)
target_link_options(api_fuzz PRIVATE -fsanitize=fuzzer)
