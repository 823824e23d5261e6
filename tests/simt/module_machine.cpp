// SPDX-License-Identifier: GPL-3.0-or-later
// The emulated machine of the module that a test puts beside the program: how many devices it has, of which capability
// and with how much memory each, the environment says.
#include "tests/simt/emulator.h"

#include <cstdlib>

namespace
{

int number(const char* name, int otherwise)
{
    const char* text = std::getenv(name);
    return text != nullptr ? std::atoi(text) : otherwise;
}

[[maybe_unused]] const bool isSet = [] {
    simt::Machine& machine = simt::machine();
    machine.devices = number("EMULATED_DEVICES", 2);
    machine.memory = static_cast<std::size_t>(number("EMULATED_MEBIBYTES", 1024)) << 20;
    const int capability = number("EMULATED_CAPABILITY", 80);
    machine.computeMajor = capability / 10;
    machine.computeMinor = capability % 10;
    return true;
}();

} // namespace
