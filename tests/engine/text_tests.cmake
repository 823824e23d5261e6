# SPDX-License-Identifier: GPL-3.0-or-later
# Tests of the chat templates and their interpreter; included by this folder's CMakeLists.txt.
fettle_test(jinja LIBS fettle_engine)
fettle_test(jinja_hostile LIBS fettle_engine)
fettle_test(chat_template LIBS fettle_engine)
fettle_test(vocabularies LIBS fettle_engine)
fettle_test(unicode LIBS fettle_engine)
