// SPDX-License-Identifier: GPL-3.0-or-later
// The tour's walk through the Latency Lab: a comparison of two, a sweep of twelve on the model in use, what came out.
#include "app/tour.h"

#include <algorithm>

namespace app
{
namespace
{

constexpr int kRunMs = 300'000;
constexpr int kLookMs = 10'000;

int rowOf(const ui::LabAxes& axes, const QString& key)
{
    for (int row = 0; row < axes.rowCount(); ++row) {
        if (axes.data(axes.index(row), ui::LabAxes::KeyRole).toString() == key) {
            return row;
        }
    }
    return -1;
}

} // namespace

void Tour::compareInLab(const std::vector<std::pair<QString, QString>>& numbers, bool caches)
{
    ui::LabAxes* axes = m_workspace.lab()->setup()->axes();
    axes->clear();
    for (const auto& [key, values] : numbers) {
        axes->setText(rowOf(*axes, key), values);
    }
    if (caches) {
        const int row = rowOf(*axes, QStringLiteral("cache"));
        for (const int type : {0, 3, 4}) { // F16, Q8_0, Q4_0
            axes->toggle(row, type);
        }
    }
    require(Hand::waitFor([this] { return m_workspace.lab()->setup()->canStart(); }, kLookMs),
            QStringLiteral("The comparison cannot start: ") + m_workspace.lab()->setup()->obstacle());
}

void Tour::waitForReport()
{
    const ui::Lab* lab = m_workspace.lab();
    require(Hand::waitFor([lab] { return !lab->run()->running() && !lab->report()->busy(); }, kRunMs),
            QStringLiteral("The comparison did not end within five minutes."));
    require(lab->report()->present(), lab->run()->error());
}

void Tour::scrollLab(double share)
{
    QQuickItem& frame = need(QStringLiteral("labFrame"));
    const double most = frame.property("contentHeight").toDouble() - frame.height();
    frame.setProperty("contentY", std::max(0.0, most * share));
    Hand::pause(100);
}

void Tour::labPictures()
{
    ui::Lab* lab = m_workspace.lab();
    m_hand.click(need(QStringLiteral("labEntry")));
    need(QStringLiteral("labSetup"));
    compareInLab({{QStringLiteral("threads"), QStringLiteral("1, 2")}}, false);
    lab->setup()->setTokens(256);
    require(Hand::waitFor([lab] { return lab->setup()->canStart(); }, kLookMs), lab->setup()->obstacle());
    picture(QStringLiteral("lab-setup"));
    scrollLab(0.55);
    picture(QStringLiteral("lab-settings"));
    m_hand.click(need(QStringLiteral("startLab")));
    require(Hand::waitFor([lab] { return lab->run()->done() >= 3; }, kRunMs), QStringLiteral("Nothing was measured."));
    save(QStringLiteral("lab-pair-light.png"), kLight); // it goes on meanwhile
    save(QStringLiteral("lab-pair-dark.png"), kDark);
    waitForReport();
    picture(QStringLiteral("lab-pair-report"));
    m_hand.click(need(QStringLiteral("closeReport")));
    lab->setup()->setTokens(64);
    compareInLab(
        {{QStringLiteral("threads"), QStringLiteral("1, 2")}, {QStringLiteral("batch"), QStringLiteral("16, 256")}},
        true);
    require(lab->setup()->combinations() == 12, QStringLiteral("The sweep has not twelve combinations."));
    m_hand.click(need(QStringLiteral("startLab")));
    require(Hand::waitFor([lab] { return lab->run()->done() >= 40; }, kRunMs),
            QStringLiteral("The sweep stands still."));
    save(QStringLiteral("lab-queue-light.png"), kLight);
    save(QStringLiteral("lab-queue-dark.png"), kDark);
    waitForReport();
    picture(QStringLiteral("lab-sweep"));
    scrollLab(0.5);
    picture(QStringLiteral("lab-sweep-table"));
    scrollLab(1);
    picture(QStringLiteral("lab-sweep-plots"));
    showLabPart(QStringLiteral("saved"));
    picture(QStringLiteral("lab-saved"));
    showLabPart(QStringLiteral("live"));
    picture(QStringLiteral("lab-live"));
    goTo(QStringLiteral("chat"));
}

void Tour::labInChinese()
{
    goTo(QStringLiteral("lab"));
    picture(QStringLiteral("lab-sweep-zh"));
    scrollLab(1);
    picture(QStringLiteral("lab-sweep-plots-zh"));
    m_workspace.lab()->again();
    Hand::pause(300);
    picture(QStringLiteral("lab-setup-zh"));
    scrollLab(0.55);
    picture(QStringLiteral("lab-settings-zh"));
    showLabPart(QStringLiteral("live"));
    picture(QStringLiteral("lab-live-zh"));
}

void Tour::showLabPart(const QString& part)
{
    need(QStringLiteral("labPage")).setProperty("part", part);
    QQuickItem& frame = need(QStringLiteral("labFrame"));
    frame.setProperty("contentY", 0);
}

} // namespace app
