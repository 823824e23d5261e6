// SPDX-License-Identifier: GPL-3.0-or-later
// Whether a model file on this machine fits into its memory, by the engine's own plan for the settings that it would be
// loaded with. Files are read on the files thread. Owned by the Workspace; GUI thread, never waits.
#pragma once

#include "ui/hub/repository_files.h"

#include <QObject>
#include <QtQml/qqmlregistration.h>

namespace ui
{

class AppSettings;
class FileWorker;
class ModelLibrary;

struct LocalFit {
    Q_GADGET
    QML_VALUE_TYPE(localFit)
    Q_PROPERTY(bool known MEMBER known FINAL)
    Q_PROPERTY(ui::RepositoryFiles::Fit fit MEMBER fit FINAL)
    Q_PROPERTY(double neededBytes MEMBER neededBytes FINAL) // of weights, cache and scratch
    Q_PROPERTY(double cacheBytes MEMBER cacheBytes FINAL)   // of these, cache and scratch
    Q_PROPERTY(double context MEMBER context FINAL)         // tokens that it was planned for

public:
    bool known = false; // false where the file cannot be planned: it is gone, damaged or no text model
    RepositoryFiles::Fit fit = RepositoryFiles::Fit::Good;
    double neededBytes = 0;
    double cacheBytes = 0;
    double context = 0;
};

class FitPlanner : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The planner belongs to the Workspace.")

public:
    struct Parts {
        FileWorker& files;
        const ModelLibrary& library;
        const AppSettings& settings;
        quint64 memory; // bytes that a model may take
    };
    explicit FitPlanner(const Parts& parts, QObject* parent = nullptr);

    Q_INVOKABLE void plan(const QString& path); // planned() follows

signals:
    void planned(const QString& path, const ui::LocalFit& fit);

private:
    Parts m_parts;
};

} // namespace ui
