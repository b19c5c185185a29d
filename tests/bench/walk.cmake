# The full walk of /proc next to its bare system calls. Run as root: bin/walk_bench
add_executable(walk_bench ${CMAKE_CURRENT_LIST_DIR}/walk_bench.cc)
target_link_libraries(walk_bench PRIVATE sockwatch::attribution)
