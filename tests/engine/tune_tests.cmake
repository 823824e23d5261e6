# SPDX-License-Identifier: GPL-3.0-or-later
# Tests of engine/tune: quantizers' choices, files and jobs; included by this folder's CMakeLists.txt.
fettle_test(importance LIBS fettle_engine)
fettle_test(divergence LIBS fettle_engine)
fettle_test(calibrate LIBS fettle_engine)
fettle_test(choose_types LIBS fettle_engine)
fettle_test(quantize_model LIBS fettle_engine)
fettle_test(gptq LIBS fettle_engine)
fettle_test(fit LIBS fettle_engine)
fettle_test(peer_rounding LIBS fettle_engine)
fettle_test(folding LIBS fettle_engine TIMEOUT 300)
fettle_test(cut_model LIBS fettle_engine TIMEOUT 300)
fettle_test(prune LIBS fettle_engine TIMEOUT 300)
fettle_test(feedback_rounder LIBS fettle_engine)
