# libFuzzer on the loader of the configuration file. yaml-cpp itself is not instrumented here, so
# start from the corpus: config_fuzz tests/fuzz/corpus/config
add_executable(config_fuzz ${CMAKE_CURRENT_LIST_DIR}/config_fuzz.cc)
target_link_libraries(config_fuzz PRIVATE sockwatch::config)
target_link_options(config_fuzz PRIVATE -fsanitize=fuzzer)
