// SPDX-License-Identifier: GPL-3.0-or-later
// fettle: the window. Makes the one Workspace and hands it to QML. GUI thread. Exit codes: 0 done, 1 failed (one
// sentence on stderr), 2 wrong usage.
#include "app/tour.h"
#include "app/window.h"
#include "ui/single_instance.h"

#include <QCommandLineParser>
#include <QDir>
#include <QGuiApplication>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <span>
#include <string_view>

namespace
{

int complain(const QString& sentence)
{
    std::fprintf(stderr, "fettle: %s\n", qUtf8Printable(sentence));
    return 1;
}

bool given(std::span<char*> arguments, std::string_view option)
{
    return std::ranges::any_of(arguments, [option](std::string_view argument) {
        return argument == option || (argument.starts_with(option) && argument.substr(option.size()).starts_with('='));
    });
}

// Where Qt would abort for want of a display. Decided before there is an application to ask.
bool hasDisplay()
{
    const auto isSet = [](const char* name) { return !qEnvironmentVariableIsEmpty(name); };
    return isSet("QT_QPA_PLATFORM") || isSet("DISPLAY") || isSet("WAYLAND_DISPLAY");
}

struct Choices {
    QString tourFolder;
    QString profileFolder;
    QString model;
    bool reducedMotion = false;
};

Choices parse(const QCoreApplication& application)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(
        QStringLiteral("Chat with, trim and measure language models on your own machine."));
    const QCommandLineOption tour(QStringLiteral("tour"),
                                  QStringLiteral("Show every page to a camera: pictures into DIR, then end."),
                                  QStringLiteral("DIR"));
    const QCommandLineOption profile(QStringLiteral("profile"),
                                     QStringLiteral("Keep conversations and settings in DIR."), QStringLiteral("DIR"));
    const QCommandLineOption model(QStringLiteral("model"), QStringLiteral("Load the model in FILE at start."),
                                   QStringLiteral("FILE"));
    const QCommandLineOption software(QStringLiteral("software"), QStringLiteral("Draw without the graphics card."));
    const QCommandLineOption still(QStringLiteral("reduced-motion"), QStringLiteral("Nothing moves by itself."));
    parser.addOptions({tour, profile, model, software, still});
    parser.addHelpOption();
    parser.addVersionOption();
    parser.process(application);
    return {parser.value(tour), parser.value(profile), parser.value(model), parser.isSet(still) || parser.isSet(tour)};
}

ui::WorkspaceOptions workspaceOptions(const Choices& choices, const QString& profileFolder)
{
    ui::WorkspaceOptions options;
    options.profileFolder = profileFolder;
    options.starterModelPath =
        QDir::cleanPath(QCoreApplication::applicationDirPath() + QStringLiteral("/" FETTLE_STARTER));
    options.loadModel = choices.model.isEmpty();
    return options;
}

void loadWhenReady(ui::Workspace& workspace, const QString& model)
{
    if (!model.isEmpty()) {
        QObject::connect(&workspace, &ui::Workspace::readyChanged, workspace.library(),
                         [&workspace, model] { workspace.library()->load(QFileInfo(model).absoluteFilePath()); });
    }
}

int runTour(const Choices& choices)
{
    const QTemporaryDir profile;
    if (!profile.isValid() || !QDir().mkpath(choices.tourFolder)) {
        return complain(QStringLiteral("The folder %1 cannot be made; choose another one.").arg(choices.tourFolder));
    }
    ui::Workspace workspace(workspaceOptions(choices, profile.path()));
    loadWhenReady(workspace, choices.model);
    const app::Window window(workspace, choices.reducedMotion);
    if (!window.quickWindow()) {
        return complain(QStringLiteral("The window could not be built; the lines above say why."));
    }
    app::Tour tour(workspace, *window.quickWindow(), choices.tourFolder);
    return tour.run() ? 0 : complain(tour.error());
}

int runWindow(const Choices& choices)
{
    const QString profile = choices.profileFolder.isEmpty()
                                ? QStandardPaths::writableLocation(QStandardPaths::AppDataLocation)
                                : QFileInfo(choices.profileFolder).absoluteFilePath();
    if (!QDir().mkpath(profile)) {
        return complain(
            QStringLiteral("The profile folder %1 cannot be made; choose another with --profile.").arg(profile));
    }
    ui::SingleInstance instance(profile);
    switch (instance.claim()) {
    case ui::SingleInstance::Claim::Raised:
        return 0;
    case ui::SingleInstance::Claim::Occupied:
        return complain(QStringLiteral("Fettle runs already with the profile %1 but does not answer; end it, or choose "
                                       "another with --profile.")
                            .arg(profile));
    case ui::SingleInstance::Claim::First:
        break;
    }
    ui::Workspace workspace(workspaceOptions(choices, profile));
    loadWhenReady(workspace, choices.model);
    const app::Window window(workspace, choices.reducedMotion);
    if (!window.quickWindow()) {
        return complain(QStringLiteral("The window could not be built; the lines above say why."));
    }
    QObject::connect(&instance, &ui::SingleInstance::raiseRequested, window.quickWindow(),
                     [&window] { window.raise(); });
    return QCoreApplication::exec();
}

} // namespace

int main(int argc, char** argv)
{
    const std::span arguments(argv, static_cast<std::size_t>(argc));
    std::signal(SIGXFSZ, SIG_IGN); // a full quota becomes an error of the write, not the end of the app
    const bool talksOnly =
        given(arguments, "--help") || given(arguments, "-h") || given(arguments, "--version") || given(arguments, "-v");
    if (!hasDisplay()) {
        if (!given(arguments, "--tour") && !talksOnly) {
            return complain(QStringLiteral("There is no display here; start it in a desktop session, or make pictures "
                                           "of each page with --tour DIR."));
        }
        qputenv("QT_QPA_PLATFORM", "offscreen");
    }
    if (given(arguments, "--software")) {
        qputenv("QT_QUICK_BACKEND", "software");
    }
    QGuiApplication application(argc, argv);
    QGuiApplication::setApplicationName(QStringLiteral("fettle"));
    QGuiApplication::setApplicationDisplayName(QStringLiteral("Fettle"));
    QGuiApplication::setApplicationVersion(QStringLiteral(FETTLE_VERSION));
    QGuiApplication::setDesktopFileName(QStringLiteral("org.fettle.Fettle"));
    const Choices choices = parse(application);
    app::Window::prepare();
    return choices.tourFolder.isEmpty() ? runWindow(choices) : runTour(choices);
}
