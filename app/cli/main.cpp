// SPDX-License-Identifier: GPL-3.0-or-later
// fettle-cli: the engine on the command line. Exit codes: 0 done, 1 failed (one sentence on stderr), 2 wrong usage,
// 130 interrupted.
#include "app/cli/commands.h"
#include "app/cli/output.h"
#include "app/cli/stop_signal.h"
#include "engine/error.h"

#include <csignal>
#include <iostream>
#include <new>

namespace
{

int parse(CLI::App& app, int argc, char** argv)
{
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() == 0) // --help, --version
            return app.exit(error, std::cout, std::cerr);
        cli::complain(error.what());
        std::cerr << "Run \"fettle-cli --help\" or \"fettle-cli COMMAND --help\" for the options.\n";
        return cli::kUsage;
    }
    return cli::kDone;
}

int run(const cli::Run& chosen)
{
    try {
        return chosen();
    } catch (const engine::Error& error) {
        if (error.kind() == engine::ErrorKind::Stopped)
            return cli::kInterrupted;
        cli::complain(error.what());
    } catch (const std::bad_alloc&) {
        cli::complain("There is not enough memory for this. Choose a smaller model or a shorter context.");
    } catch (const std::exception& error) {
        cli::complain(std::string("Something unexpected went wrong: ") + error.what());
    }
    return cli::kFailed;
}

} // namespace

int main(int argc, char** argv)
{
    CLI::App app("Fettle on the command line: chat with, complete with and measure language models in GGUF files.",
                 "fettle-cli");
    app.set_version_flag("--version", "fettle-cli " FETTLE_VERSION);
    app.require_subcommand(1);
    cli::Run chosen;
    cli::addChat(app, chosen);
    cli::addComplete(app, chosen);
    cli::addPerplexity(app, chosen);
    cli::addEvaluate(app, chosen);
    cli::addCalibrate(app, chosen);
    cli::addFit(app, chosen);
    cli::addPrune(app, chosen);
    cli::addBench(app, chosen);
    cli::addConvert(app, chosen);
    cli::addQuantize(app, chosen);
    cli::addInfo(app, chosen);
    cli::addTokenize(app, chosen);
    cli::addPlan(app, chosen);
    cli::addEmbed(app, chosen);
    cli::addClassify(app, chosen);
    cli::addSearch(app, chosen);
    cli::addPull(app, chosen);
    cli::addModels(app, chosen);
    cli::addLab(app, chosen);
    cli::addCheck(app, chosen);

    const int parsed = parse(app, argc, argv);
    if (!chosen || parsed != cli::kDone)
        return parsed;
    cli::watchStopSignals();
    std::signal(SIGXFSZ, SIG_IGN); // a full quota becomes a sentence
    return run(chosen);
}
