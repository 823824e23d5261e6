// SPDX-License-Identifier: GPL-3.0-or-later
// Frame times of the real window, live panel visible, while a scripted engine streams into a long conversation:
// bench_frames [tokens/s [seconds [messages]]], default 1500 20 500. A frame's work is all that the GUI thread did
// since the frame before (events, polish, sync, and rendering where that is on the same thread). Required: p99 <= 16
// ms.
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

struct Times { // milliseconds
    double wall = 0;
    double processor = 0; // of the calling thread alone: what other programs took is not in it
};

Times now()
{
    const auto read = [](clockid_t clock) {
        timespec time{};
        clock_gettime(clock, &time);
        return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
    };
    return {read(CLOCK_MONOTONIC), read(CLOCK_THREAD_CPUTIME_ID)};
}

// Times each event that the GUI thread handles.
class TimedApplication : public QGuiApplication
{
public:
    using QGuiApplication::QGuiApplication;

    bool notify(QObject* receiver, QEvent* event) override
    {
        if (QThread::currentThread() != thread() || m_depth > 0)
            return QGuiApplication::notify(receiver, event);
        ++m_depth;
        const Times before = now();
        const bool handled = QGuiApplication::notify(receiver, event);
        const Times after = now();
        --m_depth;
        m_work.wall += after.wall - before.wall;
        m_work.processor += after.processor - before.processor;
        m_longest.wall = std::max(m_longest.wall, after.wall - before.wall);
        m_longest.processor = std::max(m_longest.processor, after.processor - before.processor);
        return handled;
    }

    void endFrame()
    {
        m_wall.push_back(m_work.wall);
        m_processor.push_back(m_work.processor);
        m_work = {};
    }
    void reset()
    {
        m_wall.clear();
        m_processor.clear();
        m_work = m_longest = {};
    }
    Times longest() const { return m_longest; }
    const std::vector<double>& wall() const { return m_wall; }
    const std::vector<double>& processor() const { return m_processor; }

private:
    int m_depth = 0;
    Times m_work;
    Times m_longest;
    std::vector<double> m_wall;
    std::vector<double> m_processor;
};

double percentile(std::vector<double>& values, double share)
{
    if (values.empty())
        return 0;
    std::sort(values.begin(), values.end());
    return values[static_cast<std::size_t>(static_cast<double>(values.size() - 1) * share)];
}

double argument(int index, double fallback)
{
    const QStringList arguments = QGuiApplication::arguments();
    return arguments.size() > index ? arguments[index].toDouble() : fallback;
}

} // namespace

int main(int argc, char** argv)
{
    TimedApplication application(argc, argv);
    app::Window::prepare();
    const double rate = argument(1, 1500);
    const double seconds = argument(2, 20);
    const int messages = static_cast<int>(argument(3, 500));

    tests::Stage stage;
    stage.seedLong(messages);
    stage.setStory(
        (tests::Stage::richText() + QStringLiteral("\n\n")).repeated(static_cast<int>(rate * seconds / 125) + 2));
    stage.setRate(rate);
    stage.open();
    ui::Workspace& workspace = *stage.workspace();
    const app::Window window(workspace, false);
    if (!window.quickWindow())
        return 1;
    window.raise();
    app::Hand::waitFor([&] { return workspace.conversations()->count() > 0; }, 10'000);
    const QModelIndex first = workspace.conversations()->index(0, 0);
    workspace.conversations()->open(first.data(ui::ConversationList::ConversationIdRole).toLongLong());
    app::Hand::waitFor([&] { return workspace.chat()->messages()->count() == messages; }, 10'000);
    app::Hand::pause(1000);

    std::vector<double> renders;
    QElapsedTimer clock;
    clock.start();
    qint64 began = 0;
    QObject::connect(
        window.quickWindow(), &QQuickWindow::beforeRendering, window.quickWindow(),
        [&] { began = clock.nsecsElapsed(); }, Qt::DirectConnection);
    QObject::connect(
        window.quickWindow(), &QQuickWindow::afterRendering, window.quickWindow(),
        [&] { renders.push_back(static_cast<double>(clock.nsecsElapsed() - began) / 1e6); }, Qt::DirectConnection);
    QObject::connect(window.quickWindow(), &QQuickWindow::frameSwapped, &application, [&] { application.endFrame(); });

    workspace.chat()->setDraft(QStringLiteral("Go on for a while."));
    app::Hand::waitFor([&] { return workspace.chat()->canSend(); }, 5000);
    workspace.chat()->send();
    app::Hand::waitFor([&] { return workspace.chat()->phase() == ui::ChatSession::Phase::Answering; }, 5000);
    application.reset();
    renders.clear();
    app::Hand::pause(static_cast<int>(seconds * 1000));

    std::vector<double> wall = application.wall();
    std::vector<double> processor = application.processor();
    const std::size_t frames = wall.size();
    std::printf(
        "%s, %d messages, %.0f tok/s asked, %.0f shown, %.0f s, %lld characters streamed\n",
        qUtf8Printable(QGuiApplication::platformName()), messages, rate, workspace.chat()->tokenRate(), seconds,
        static_cast<long long>(workspace.chat()->messages()->text(workspace.chat()->messages()->count() - 1).size()));
    std::printf("frames %zu (%.1f/s)\n", frames, static_cast<double>(frames) / seconds);
    std::printf("work of a frame, wall       p50 %6.2f  p99 %6.2f  max %6.2f ms\n", percentile(wall, 0.5),
                percentile(wall, 0.99), percentile(wall, 1));
    std::printf("work of a frame, processor  p50 %6.2f  p99 %6.2f  max %6.2f ms\n", percentile(processor, 0.5),
                percentile(processor, 0.99), percentile(processor, 1));
    std::printf("rendering alone, wall       p50 %6.2f  p99 %6.2f ms\n", percentile(renders, 0.5),
                percentile(renders, 0.99));
    std::printf("longest event of the GUI thread: wall %.2f, processor %.2f ms\n", application.longest().wall,
                application.longest().processor);
    QElapsedTimer stopping;
    stopping.start();
    workspace.chat()->stop();
    app::Hand::waitFor([&] { return !workspace.chat()->busy(); }, 5000);
    std::printf("stop after %lld ms\n", static_cast<long long>(stopping.elapsed()));
    return percentile(wall, 0.99) <= 16 ? 0 : 1;
}
