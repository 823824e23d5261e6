// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/prompt_option.h"

#include <map>

namespace cli
{

void addPromptOptions(CLI::App& command, kernels::cuda::PromptProducts& prompts)
{
    using kernels::cuda::PromptPrecision;
    static const std::map<std::string, PromptPrecision> kPrecisions = {
        {"exact", PromptPrecision::Exact}, {"int8", PromptPrecision::Int8}, {"fp8", PromptPrecision::Fp8}};
    command
        .add_option_function<std::string>(
            "--prompt-precision", [&prompts](const std::string& name) { prompts.precision = kPrecisions.at(name); },
            "On a GPU, prompts of 256 tokens and more: exact (default), or int8 or fp8 on both sides, which loses some "
            "precision; fp8 from compute capability 8.9 on")
        ->check(CLI::IsMember({"exact", "int8", "fp8"}))
        ->type_name("P");
    command
        .add_option_function<std::string>(
            "--prompt-products", [&prompts](const std::string& name) { prompts.byLibrary = name == "library"; },
            "On a GPU, prompts by the library cuBLASLt where it is found (default), or by Fettle's own tiles: library, "
            "own")
        ->check(CLI::IsMember({"library", "own"}))
        ->type_name("W");
}

} // namespace cli
