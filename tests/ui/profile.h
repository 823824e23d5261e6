// SPDX-License-Identifier: GPL-3.0-or-later
// A workspace with the scripted engine on a temporary profile.
#pragma once

#include "storage/database.h"
#include "tests/ui/scripted_engine.h"
#include "ui/workspace.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

namespace ui::test
{

class TestProfile
{
public:
    TestProfile()
    {
        QFile model(starter());
        if (!m_folder.isValid() || !model.open(QIODevice::WriteOnly) || model.write("model") != 5)
            qFatal("no temporary folder");
    }

    QString folder() const { return m_folder.path(); }
    QString starter() const { return m_folder.filePath("starter.gguf"); }
    std::shared_ptr<Script> script() const { return m_script; }

    WorkspaceOptions options() const
    {
        WorkspaceOptions options;
        options.profileFolder = folder();
        options.starterModelPath = starter();
        options.engineFactory = [script = m_script] { return std::make_unique<ScriptedEngine>(script); };
        options.clock = m_clock;
        options.hub.emplace().offline = true; // no test asks the world
        options.hub->cache = m_folder.filePath("hub").toStdString();
        return options;
    }
    void setClock(Clock clock) { m_clock = std::move(clock); }

    // Of what is on the disk, read with an own connection after the workspace is gone.
    template <class Read>
    auto stored(Read read) const
    {
        const auto database = storage::Database::open(m_folder.filePath("fettle.db").toStdString());
        storage::Conversations conversations(*database);
        return read(conversations);
    }

private:
    QTemporaryDir m_folder;
    std::shared_ptr<Script> m_script = std::make_shared<Script>();
    Clock m_clock;
};

inline QVariant value(const QAbstractItemModel& model, int row, int role)
{
    return model.data(model.index(row, 0), role);
}

inline void sendAndWait(Workspace& workspace, const QString& text)
{
    workspace.chat()->setDraft(text);
    QTRY_VERIFY(workspace.chat()->canSend());
    workspace.chat()->send();
    QTRY_VERIFY(!workspace.chat()->busy());
}

} // namespace ui::test
