# SPDX-License-Identifier: GPL-3.0-or-later
# Tests of engine/lab; included by this folder's CMakeLists.txt.
fettle_test(lab_statistics LIBS fettle_engine)
fettle_test(lab_experiment LIBS fettle_engine)
fettle_test(lab_run LIBS fettle_engine TIMEOUT 300)
fettle_test(stages LIBS fettle_engine)
