// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/simt/stand_in/cuda_runtime.h"
