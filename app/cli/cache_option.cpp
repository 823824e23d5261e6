// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/cache_option.h"

#include <map>

namespace cli
{

void addCacheOption(CLI::App& command, kernels::Type& type)
{
    using kernels::Type;
    static const std::map<std::string, Type> kTypes = {
        {"f32", Type::F32}, {"f16", Type::F16}, {"bf16", Type::BF16}, {"q8_0", Type::Q8_0}, {"q4_0", Type::Q4_0}};
    command
        .add_option_function<std::string>(
            "--cache", [&type](const std::string& name) { type = kTypes.at(name); },
            "Keys and values as f16 (default), bf16, f32, q8_0 or q4_0: blocks need less memory, with a small loss")
        ->check(CLI::IsMember({"f32", "f16", "bf16", "q8_0", "q4_0"}))
        ->type_name("TYPE");
}

} // namespace cli
