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
#include <vector>

namespace
{

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
        QElapsedTimer timer;
        timer.start();
        const bool handled = QGuiApplication::notify(receiver, event);
        const double spent = static_cast<double>(timer.nsecsElapsed()) / 1e6;
        --m_depth;
        m_work += spent;
        m_longest = std::max(m_longest, spent);
        return handled;
    }

    void endFrame()
    {
        m_frames.push_back(m_work);
        m_work = 0;
    }
    void reset()
    {
        m_frames.clear();
        m_work = m_longest = 0;
    }
    double longest() const { return m_longest; }
    std::vector<double>& frames() { return m_frames; }

private:
    int m_depth = 0;
    double m_work = 0;
    double m_longest = 0;
    std::vector<double> m_frames;
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
        (tests::Stage::richText() + QStringLiteral("\n\n")).repeated(static_cast<int>(rate * seconds / 250) + 2));
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

    std::vector<double> work = application.frames();
    const std::size_t frames = work.size();
    std::printf("%s, %d messages, %.0f tok/s asked, %.0f shown, %.0f s\n",
                qUtf8Printable(QGuiApplication::platformName()), messages, rate, workspace.chat()->tokenRate(),
                seconds);
    std::printf("frames %zu (%.1f/s)  work p50 %.2f ms  p99 %.2f ms  max %.2f ms\n", frames,
                static_cast<double>(frames) / seconds, percentile(work, 0.5), percentile(work, 0.99),
                percentile(work, 1));
    std::printf("rendering alone p50 %.2f ms  p99 %.2f ms;  longest block of the GUI thread %.2f ms\n",
                percentile(renders, 0.5), percentile(renders, 0.99), application.longest());
    QElapsedTimer stopping;
    stopping.start();
    workspace.chat()->stop();
    app::Hand::waitFor([&] { return !workspace.chat()->busy(); }, 5000);
    std::printf("stop after %lld ms\n", static_cast<long long>(stopping.elapsed()));
    return percentile(work, 0.99) <= 16 ? 0 : 1;
}
