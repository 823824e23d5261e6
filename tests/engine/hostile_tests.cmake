# SPDX-License-Identifier: GPL-3.0-or-later
fettle_test(gguf_hostile SOURCES hostile_gguf.cpp LIBS fettle_engine)
if(FETTLE_SANITIZE OR CMAKE_BUILD_TYPE STREQUAL "Debug")
  target_compile_definitions(tst_gguf_hostile PRIVATE FETTLE_SLOW_BUILD)
endif()
fettle_test(evaluate LIBS fettle_engine)
