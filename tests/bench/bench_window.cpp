// SPDX-License-Identifier: GPL-3.0-or-later
// What the real window costs at its worst: bench_window [messages [letters]]. Opening a conversation of so many
// messages (1,000) until its end is drawn (asked: at most 100 ms), and each of the hostile messages in a conversation
// of its own: the longest event of the GUI thread, and the longest frame (asked: at most 50 ms of processor time), as
// it is opened and, where it is shown in part, as more of it and then all is shown; of at least so many letters alone,
// if that is given, which are those that can be slow.
#include "app/hand.h"
#include "app/window.h"
#include "tests/qml/stage.h"

#include <QElapsedTimer>
#include <QGuiApplication>
#include <QThread>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <vector>

namespace
{

double processorMs()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

// Keeps the longest event that the GUI thread handled.
class TimedApplication : public QGuiApplication
{
public:
    using QGuiApplication::QGuiApplication;

    bool notify(QObject* receiver, QEvent* event) override
    {
        if (QThread::currentThread() != thread() || m_depth > 0)
            return QGuiApplication::notify(receiver, event);
        ++m_depth;
        const double before = processorMs();
        const bool handled = QGuiApplication::notify(receiver, event);
        m_longest = std::max(m_longest, processorMs() - before);
        --m_depth;
        return handled;
    }
    double takeLongest() { return std::exchange(m_longest, 0); }

private:
    int m_depth = 0;
    double m_longest = 0;
};

void openLong(int messages)
{
    std::vector<double> times;
    std::vector<double> processor; // of the GUI thread alone
    tests::Stage stage;
    stage.seedLong(messages);
    stage.seedAnswer(QStringLiteral("Short."));
    stage.open();
    ui::Workspace& workspace = *stage.workspace();
    const app::Window window(workspace, false);
    window.raise();
    app::Hand::waitFor([&] { return workspace.conversations()->count() == 2; }, 30'000);
    qlonglong ids[2] = {};
    for (int row = 0; row < 2; ++row) {
        const QModelIndex index = workspace.conversations()->index(row, 0);
        const bool large = index.data(ui::ConversationList::TitleRole).toString().startsWith(u"A long conversation");
        ids[large ? 1 : 0] = index.data(ui::ConversationList::ConversationIdRole).toLongLong();
    }
    for (int round = 0; round < 10; ++round) {
        workspace.conversations()->open(ids[0]);
        app::Hand::waitFor([&] { return workspace.chat()->messages()->count() == 2; }, 10'000);
        app::Hand::pause(300);
        QElapsedTimer clock;
        clock.start();
        double drawn = 0;
        const double before = processorMs();
        const auto connection =
            QObject::connect(window.quickWindow(), &QQuickWindow::frameSwapped, window.quickWindow(), [&] {
                if (drawn == 0 && workspace.chat()->messages()->count() == messages)
                    drawn = static_cast<double>(clock.nsecsElapsed()) / 1e6;
            });
        workspace.conversations()->open(ids[1]);
        app::Hand::waitFor([&] { return drawn > 0; }, 30'000);
        QObject::disconnect(connection);
        times.push_back(drawn);
        processor.push_back(processorMs() - before);
    }
    std::sort(times.begin(), times.end());
    std::sort(processor.begin(), processor.end());
    std::printf("opening %d messages until they are drawn: median %.0f, most %.0f ms of %zu; of these the GUI thread "
                "computed %.0f, most "
                "%.0f ms\n",
                messages, times[times.size() / 2], times.back(), times.size(), processor[processor.size() / 2],
                processor.back());
}

using Longest = std::vector<std::pair<double, QString>>;

void print(const char* what, Longest& longest, std::size_t most)
{
    if (longest.empty())
        return;
    std::sort(longest.rbegin(), longest.rend());
    const auto late = std::count_if(longest.begin(), longest.end(), [](const auto& one) { return one.first > 50; });
    std::printf("%zu hostile messages, %s: longest event of the GUI thread, processor time: median %.1f, p95 %.1f, "
                "most %.1f ms; above 50 ms: %lld\n",
                longest.size(), what, longest[longest.size() / 2].first, longest[longest.size() / 20].first,
                longest.front().first, static_cast<long long>(late));
    for (std::size_t i = 0; i < std::min(most, longest.size()) && (i < 5 || longest[i].first > 50); ++i)
        std::printf("  %7.1f ms: %lld characters: %s\n", longest[i].first,
                    static_cast<long long>(longest[i].second.size()),
                    qUtf8Printable(longest[i].second.left(40).simplified()));
    std::fflush(stdout);
}

ui::BlockList* answer(ui::Workspace& workspace)
{
    const ui::MessageList* messages = workspace.chat()->messages();
    return messages->data(messages->index(1), ui::MessageList::BlocksRole).value<ui::BlockList*>();
}

void openHostile(TimedApplication& application, qsizetype letters)
{
    tests::Stage stage;
    QList<QString> messages = stage.hostile(100'000);
    messages.removeIf([letters](const QString& message) { return message.size() < letters; });
    for (const QString& message : messages)
        stage.seedAnswer(message);
    stage.open();
    ui::Workspace& workspace = *stage.workspace();
    const app::Window window(workspace, false);
    window.raise();
    app::Hand::waitFor([&] { return workspace.conversations()->count() == messages.size(); }, 60'000);
    Longest opened;
    Longest more;
    Longest all;
    for (int row = 0; row < messages.size(); ++row) {
        app::Hand::pause(50);
        application.takeLongest();
        workspace.conversations()->open(
            workspace.conversations()->index(row, 0).data(ui::ConversationList::ConversationIdRole).toLongLong());
        app::Hand::waitFor([&] { return workspace.chat()->messages()->count() == 2; }, 30'000);
        app::Hand::pause(200);
        const QString& text = messages[messages.size() - 1 - row]; // the newest stands first
        opened.emplace_back(application.takeLongest(), text);
        if (ui::BlockList* blocks = answer(workspace); blocks->hidden() > 0) {
            for (int press = 0; press < 3; ++press) {
                QMetaObject::invokeMethod(blocks, &ui::BlockList::showMore, Qt::QueuedConnection);
                app::Hand::pause(100);
            }
            more.emplace_back(application.takeLongest(), text);
            QMetaObject::invokeMethod(blocks, &ui::BlockList::showAll, Qt::QueuedConnection);
            app::Hand::waitFor([&] { return blocks->hidden() == 0; }, 3000);
            app::Hand::pause(500);
            all.emplace_back(application.takeLongest(), text);
        }
    }
    print("opened", opened, letters > 0 ? 60 : 12);
    print("three more parts of each that is shown in part", more, 12);
    print("all of each that is shown in part", all, 12);
}

} // namespace

int main(int argc, char** argv)
{
    TimedApplication application(argc, argv);
    app::Window::prepare();
    const QStringList arguments = QGuiApplication::arguments();
    openLong(arguments.size() > 1 ? arguments[1].toInt() : 1000);
    openHostile(application, arguments.size() > 2 ? arguments[2].toInt() : 0);
    return 0;
}
