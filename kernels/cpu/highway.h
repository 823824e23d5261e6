// SPDX-License-Identifier: GPL-3.0-or-later
// Which instruction sets the SIMD files are compiled for; included before anything of Highway.
// AVX3_DL is AVX-512 with VNNI. SSSE3 adds nothing to the baseline (x86-64-v2), the scalable Arm sets are not
// written for: lanes are counted at compile time here.
#pragma once

#define HWY_WANT_AVX3_DL
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128)
