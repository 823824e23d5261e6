// SPDX-License-Identifier: GPL-3.0-or-later
// The commands of fettle-cli, one file each. A command adds its subcommand and, when the user picks it, puts into
// `chosen` what main() is to run; that returns the exit code and throws engine::Error.
#pragma once

#include <CLI/CLI.hpp>

#include <functional>

namespace cli
{

constexpr int kDone = 0;
constexpr int kFailed = 1;
constexpr int kUsage = 2;
constexpr int kInterrupted = 130; // 128 + SIGINT, as shells have it

using Run = std::function<int()>;

void addChat(CLI::App& app, Run& chosen);
void addComplete(CLI::App& app, Run& chosen);
void addPerplexity(CLI::App& app, Run& chosen);
void addEvaluate(CLI::App& app, Run& chosen);
void addCalibrate(CLI::App& app, Run& chosen);
void addFit(CLI::App& app, Run& chosen);
void addPrune(CLI::App& app, Run& chosen);
void addBench(CLI::App& app, Run& chosen);
void addConvert(CLI::App& app, Run& chosen);
void addQuantize(CLI::App& app, Run& chosen);
void addInfo(CLI::App& app, Run& chosen);
void addTokenize(CLI::App& app, Run& chosen);
void addPlan(CLI::App& app, Run& chosen);
void addEmbed(CLI::App& app, Run& chosen);
void addClassify(CLI::App& app, Run& chosen);
void addSearch(CLI::App& app, Run& chosen);
void addPull(CLI::App& app, Run& chosen);
void addModels(CLI::App& app, Run& chosen);
void addLab(CLI::App& app, Run& chosen);
void addCheck(CLI::App& app, Run& chosen);

} // namespace cli
