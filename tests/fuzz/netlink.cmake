# Fuzz targets of lib/netlink and lib/procnet, included by tests/fuzz/CMakeLists.txt. Run with
#   bin/diag_fuzz NEW_CORPUS_DIR tests/fuzz/corpus/diag
foreach(parser diag procnet)
  add_executable(${parser}_fuzz ${CMAKE_CURRENT_LIST_DIR}/${parser}_fuzz.cc)
  target_link_options(${parser}_fuzz PRIVATE -fsanitize=fuzzer)
endforeach()
target_link_libraries(diag_fuzz PRIVATE sockwatch::netlink)
target_link_libraries(procnet_fuzz PRIVATE sockwatch::procnet)
