// SPDX-License-Identifier: GPL-3.0-or-later
// A workspace with a small real model, and the room where it is made smaller.
#pragma once

#include "engine/files/open_model.h"
#include "engine/tune/shipped_texts.h"
#include "tests/support/models.h"
#include "tests/ui/profile.h"

#include <QDir>
#include <QTest>

#include <memory>

namespace ui::test
{

inline constexpr int kJobMs = 60'000; // far beyond what a job of the starter takes, also under a sanitizer

inline QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

inline std::string typeIn(const QString& path, const char* tensor)
{
    const auto file = engine::files::openModel(path.toStdString());
    return engine::files::info(file.findTensor(tensor)->type).name;
}

class TuneRoomCase : public QObject
{
protected:
    using State = TuneActivity::State;

    void beginTest()
    {
        m_profile = std::make_unique<TestProfile>();
        m_models = std::make_unique<QTemporaryDir>();
        m_source = m_models->filePath("small-F16.gguf");
        QVERIFY(QFile::copy(support::starterPath(), m_source));
        open();
    }
    void endTest() { m_workspace.reset(); }

    void open()
    {
        m_workspace.reset();
        m_workspace = std::make_unique<Workspace>(m_profile->options());
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->ready(), 30'000);
        QTRY_COMPARE_WITH_TIMEOUT(m_workspace->library()->state(), ModelLibrary::State::Ready, 30'000);
    }
    TuneRoom* room() { return m_workspace->tune(); }
    TuneChoice* choice() { return room()->choice(); }
    TuneActivity* activity() { return room()->activity(); }

    // A quick order for the small model.
    void choose(TuneOrder::Method method = TuneOrder::Method::Plain)
    {
        room()->choose(m_source);
        choice()->setMethod(static_cast<int>(method));
        choice()->setEvaluatedTokens(256);
        QFile text(m_models->filePath("text.txt"));
        QVERIFY(text.open(QIODevice::WriteOnly) && text.write(engine::tune::calibrationText().data(), 4000) > 0);
        choice()->chooseText(QUrl::fromLocalFile(text.fileName()));
        settle();
    }
    // All that lies beside the source and its text.
    QStringList made() const
    {
        QStringList names = QDir(m_models->path()).entryList(QDir::Files | QDir::Dirs | QDir::NoDotAndDotDot);
        names.removeAll("text.txt");
        names.removeAll(QFileInfo(m_source).fileName());
        return names;
    }
    void settle() { QTRY_VERIFY_WITH_TIMEOUT(!room()->previewing(), 10'000); }
    void runToTheEnd()
    {
        QVERIFY2(room()->canStart(), qPrintable(room()->obstacle()));
        room()->start();
        QTRY_VERIFY_WITH_TIMEOUT(activity()->state() != State::Idle && !activity()->active(), kJobMs);
    }
    double after(const char* figure) { return activity()->result()["after"].toMap()[figure].toDouble(); }
    QString target() { return activity()->target(); }

    std::unique_ptr<TestProfile> m_profile;
    std::unique_ptr<QTemporaryDir> m_models;
    QString m_source;
    std::unique_ptr<Workspace> m_workspace;
};

} // namespace ui::test
