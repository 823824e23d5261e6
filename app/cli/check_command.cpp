// SPDX-License-Identifier: GPL-3.0-or-later
// fettle-cli check: whether a GPU computes what it should, as a table. Exit code 1 where anything is off.
#include "app/cli/commands.h"
#include "app/cli/output.h"
#include "app/cli/stop_signal.h"
#include "engine/measure/check_gpu.h"

#include <cstdio>
#include <memory>
#include <string>

namespace cli
{
namespace
{

struct CheckCommand {
    int device = 0;
    std::string model;
    bool large = false;
};

// "cuda:N" to N.
std::string readDevice(const std::string& text, int& device)
{
    const bool right = text.size() > 5 && text.size() < 9 && text.rfind("cuda:", 0) == 0 &&
                       text.find_first_not_of("0123456789", 5) == std::string::npos;
    if (right)
        device = std::stoi(text.substr(5));
    return right ? "" : "must be cuda:N, not \"" + text + "\"";
}

void printRow(const engine::measure::GpuCheck& check)
{
    char numbers[64] = "";
    if (check.problem.empty())
        std::snprintf(numbers, sizeof numbers, "%10.2e  of %8.1e", check.error, check.allowed);
    print(std::string(check.passed() ? "ok      " : "FAILED  ") + numbers + "  " + check.what +
          (check.problem.empty() ? "" : ": " + check.problem) + "\n");
}

int run(const CheckCommand& options)
{
    const auto gpu = engine::model::Gpu::open(options.device);
    print("Checking " + gpu->name() + "\n");
    for (const auto precision : {kernels::cuda::PromptPrecision::Exact, kernels::cuda::PromptPrecision::Fp8})
        if (const std::string why = gpu->promptRefusal({precision}); !why.empty()) {
            print("Left out, prompts by the matrix library: " + why + "\n");
            if (precision == kernels::cuda::PromptPrecision::Exact)
                break;
        }
    int failed = 0;
    int all = 0;
    const auto onCheck = [&](const engine::measure::GpuCheck& check) {
        ++all;
        failed += check.passed() ? 0 : 1;
        printRow(check);
    };
    using engine::measure::CheckSize;
    engine::measure::checkGpuOps(gpu, options.large ? CheckSize::Large : CheckSize::Whole, stopFlag(), onCheck);
    if (!options.model.empty())
        engine::measure::checkGpuModel(gpu, options.model, stopFlag(), onCheck);
    print(std::to_string(all - failed) + " of " + std::to_string(all) + " checks passed.\n");
    return failed == 0 ? kDone : kFailed;
}

} // namespace

void addCheck(CLI::App& app, Run& chosen)
{
    CLI::App* command = app.add_subcommand("check", "Whether a GPU computes what it should: every op against plain loops");
    const auto options = std::make_shared<CheckCommand>();
    command
        ->add_option_function<std::string>(
            "--device", [options](const std::string& text) { readDevice(text, options->device); }, "Which GPU: cuda:N")
        ->check(CLI::Validator(
            [](const std::string& text) {
                int device = 0;
                return readDevice(text, device);
            },
            "", "device"))
        ->type_name("D");
    command->add_option("-m,--model", options->model, "Also this model against the processor (GGUF file, or a folder from the hub)")
        ->type_name("FILE");
    command->add_flag("--large", options->large, "Also the shapes of large models, which take minutes");
    command->callback([options, &chosen] { chosen = [options] { return run(*options); }; });
}

} // namespace cli
