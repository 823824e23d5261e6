# SPDX-License-Identifier: GPL-3.0-or-later
# A heavy user's database; run by hand, no timed test.
add_executable(bench_storage ${CMAKE_CURRENT_LIST_DIR}/bench_storage.cpp)
target_link_libraries(bench_storage PRIVATE fettle_options fettle_storage)
