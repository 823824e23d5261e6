# SPDX-License-Identifier: GPL-3.0-or-later
# Tests of engine/files beside GGUF's reader; included by this folder's CMakeLists.txt.
fettle_test(gguf_writer LIBS fettle_engine)
fettle_test(gguf_split LIBS fettle_engine)
fettle_test(safetensors_hostile LIBS fettle_engine)
fettle_test(hub LIBS fettle_engine)
fettle_test(hub_vocabularies LIBS fettle_engine)
fettle_test(hub_weights LIBS fettle_engine)
