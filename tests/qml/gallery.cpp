// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures of states that the tour does not reach, with canned data: gallery DIR [width height [language [scale
// [high]]]].
#include "app/hand.h"
#include "app/window.h"
#include "tests/qml/stage.h"

#include <QDir>
#include <QGuiApplication>
#include <cstdio>

namespace
{

class Gallery
{
public:
    Gallery(tests::Stage& stage, QQuickWindow& window, const QString& folder)
        : m_stage(stage),
          m_window(window),
          m_hand(window),
          m_folder(folder)
    {
    }

    void run()
    {
        ui::Workspace& workspace = *m_stage.workspace();
        app::Hand::waitFor([&] { return workspace.library()->state() == ui::ModelLibrary::State::Ready; }, 10'000);
        shoot(QStringLiteral("welcome"));
        stream(workspace);
        openKinds(workspace);
        openLong(workspace);
        pages();
        failing(workspace);
    }

private:
    void openKinds(ui::Workspace& workspace)
    {
        openTitled(workspace, u"Every kind", 8);
        shoot(QStringLiteral("states"));
        if (const QQuickItem* badge = m_hand.find(QStringLiteral("badge")))
            m_hand.click(*badge);
        shoot(QStringLiteral("details"));
        m_hand.press(Qt::Key_Escape);
        QMetaObject::invokeMethod(m_hand.find(QStringLiteral("messageView")), "scrollBy", Q_ARG(double, -9.0));
        shoot(QStringLiteral("blocks"));
    }
    void openLong(ui::Workspace& workspace)
    {
        openTitled(workspace, u"A long answer", 2);
        shoot(QStringLiteral("long-answer"));
        openTitled(workspace, u"A long question", 2);
        shoot(QStringLiteral("long-question"));
    }
    static void openTitled(ui::Workspace& workspace, QStringView title, int messages)
    {
        app::Hand::waitFor([&] { return workspace.conversations()->count() > 0; }, 5000);
        for (int row = 0; row < workspace.conversations()->count(); ++row) {
            const QModelIndex index = workspace.conversations()->index(row, 0);
            if (index.data(ui::ConversationList::TitleRole).toString().startsWith(title))
                workspace.conversations()->open(index.data(ui::ConversationList::ConversationIdRole).toLongLong());
        }
        app::Hand::waitFor([&] { return workspace.chat()->messages()->count() == messages; }, 5000);
    }
    void stream(ui::Workspace& workspace)
    {
        m_stage.setRate(120);
        m_stage.setPromptMs(2500);
        workspace.chat()->setDraft(QStringLiteral("Which one should I choose for eight gigabytes of memory?"));
        app::Hand::waitFor([&] { return workspace.chat()->canSend(); }, 2000);
        workspace.chat()->send();
        app::Hand::pause(1200);
        save(QStringLiteral("reading-light.png"), 1);
        app::Hand::pause(4500);
        save(QStringLiteral("streaming-light.png"), 1);
        save(QStringLiteral("streaming-dark.png"), 2);
        workspace.chat()->stop();
        app::Hand::pause(500);
        m_stage.setPromptMs(0);
    }
    void pages()
    {
        for (const char* page : {"models", "settings", "chat"}) {
            m_window.setProperty("page", QString::fromLatin1(page));
            shoot(QString::fromLatin1(page));
        }
        m_hand.click(*m_hand.find(QStringLiteral("modelButton")));
        shoot(QStringLiteral("picker"));
        m_hand.press(Qt::Key_Escape);
        m_hand.click(*m_hand.find(QStringLiteral("shortcutsButton")));
        shoot(QStringLiteral("shortcuts"));
        m_hand.press(Qt::Key_Escape);
    }
    void failing(ui::Workspace& workspace)
    {
        m_stage.failLoads(
            QStringLiteral("The file /home/you/models/broken.gguf ends at byte 4,096, in the middle of tensor "
                           "blk.3.ffn_up.weight; download it again."));
        workspace.library()->loadUrl(m_stage.newModelFile(QStringLiteral("broken.gguf")));
        app::Hand::waitFor([&] { return workspace.library()->state() == ui::ModelLibrary::State::Failed; }, 5000);
        workspace.conversations()->create();
        shoot(QStringLiteral("failed"));
    }
    void shoot(const QString& name)
    {
        app::Hand::pause(300);
        save(name + QStringLiteral("-dark.png"), 2);
        save(name + QStringLiteral("-light.png"), 1);
    }
    void save(const QString& name, int theme)
    {
        m_window.setProperty("themeOverride", theme);
        app::Hand::pause(200);
        m_window.grabWindow().save(m_folder.filePath(name));
    }

    tests::Stage& m_stage;
    QQuickWindow& m_window;
    app::Hand m_hand;
    QDir m_folder;
};

} // namespace

int main(int argc, char** argv)
{
    QGuiApplication application(argc, argv);
    const QStringList arguments = QGuiApplication::arguments();
    if (arguments.size() < 2) {
        std::fprintf(stderr, "gallery DIR [width height [language [scale [high]]]]\n");
        return 2;
    }
    app::Window::prepare();
    tests::Stage stage;
    stage.seedDays();
    stage.seedEveryKind();
    stage.seedAnswer(QStringLiteral("Here it is.\n\n```python\n") +
                     QStringLiteral("for row in table:  # of many\n    print(row)\n").repeated(2000) +
                     QStringLiteral("```"));
    stage.seedPair(QStringLiteral("A long question"),
                   QStringLiteral("2026-11-22 03:14:15 INFO a line of a log that was pasted\n").repeated(3000),
                   QStringLiteral("That is a log."));
    stage.nameModel(QStringLiteral("Fettle Starter"));
    stage.setStory(tests::Stage::richText());
    stage.open();
    if (arguments.size() > 4)
        stage.workspace()->settings()->setLanguage(arguments[4]);
    if (arguments.size() > 5)
        stage.workspace()->settings()->setFontScale(arguments[5].toDouble());
    if (arguments.size() > 6)
        stage.workspace()->settings()->setHighContrast(arguments[6] == QLatin1String("high"));
    const app::Window window(*stage.workspace(), true);
    if (!window.quickWindow() || !QDir().mkpath(arguments[1]))
        return 1;
    if (arguments.size() > 3)
        window.quickWindow()->resize(arguments[2].toInt(), arguments[3].toInt());
    window.raise();
    Gallery(stage, *window.quickWindow(), arguments[1]).run();
    return 0;
}
