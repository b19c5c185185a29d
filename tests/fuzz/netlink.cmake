# Fuzz targets of lib/netlink, lib/sockets, lib/procnet and lib/namespaces, included by tests/fuzz/CMakeLists.txt. Run with
#   bin/diag_fuzz NEW_CORPUS_DIR tests/fuzz/corpus/diag
add_executable(diag_fuzz ${CMAKE_CURRENT_LIST_DIR}/diag_fuzz.cc)
add_executable(sockets_fuzz ${CMAKE_CURRENT_LIST_DIR}/sockets_fuzz.cc)
add_executable(procnet_fuzz ${CMAKE_CURRENT_LIST_DIR}/procnet_fuzz.cc)
add_executable(namespaces_fuzz ${CMAKE_CURRENT_LIST_DIR}/namespaces_fuzz.cc)
target_link_options(diag_fuzz PRIVATE -fsanitize=fuzzer)
target_link_options(sockets_fuzz PRIVATE -fsanitize=fuzzer)
target_link_options(procnet_fuzz PRIVATE -fsanitize=fuzzer)
target_link_options(namespaces_fuzz PRIVATE -fsanitize=fuzzer)
target_link_libraries(diag_fuzz PRIVATE sockwatch::netlink)
target_link_libraries(sockets_fuzz PRIVATE sockwatch::sockets)
target_link_libraries(procnet_fuzz PRIVATE sockwatch::procnet)
target_link_libraries(namespaces_fuzz PRIVATE sockwatch::namespaces)
