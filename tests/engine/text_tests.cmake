# SPDX-License-Identifier: GPL-3.0-or-later
# Tests of the chat templates and their interpreter; included by this folder's CMakeLists.txt.
fettle_test(jinja LIBS fettle_engine)
fettle_test(jinja_hostile LIBS fettle_engine)
set_tests_properties(jinja_hostile PROPERTIES RUN_SERIAL ON) # its bound is of processor time, which a neighbour on the core doubles
fettle_test(chat_template LIBS fettle_engine)
fettle_test(vocabularies LIBS fettle_engine)
fettle_test(unicode LIBS fettle_engine)
fettle_test(tokenizer_json LIBS fettle_engine)
fettle_test(tokenizer_hostile SOURCES hostile_tokenizers.cpp LIBS fettle_engine)
if(FETTLE_SANITIZE OR CMAKE_BUILD_TYPE STREQUAL "Debug")
  target_compile_definitions(tst_tokenizer_hostile PRIVATE FETTLE_SLOW_BUILD)
endif()
