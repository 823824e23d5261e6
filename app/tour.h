// SPDX-License-Identifier: GPL-3.0-or-later
// Walks through the real app with real keys and clicks and saves a picture of each place. GUI thread; works offscreen.
#pragma once

#include "app/hand.h"
#include "ui/workspace.h"

#include <QDir>

#include <utility>
#include <vector>

namespace app
{

class Tour
{
public:
    Tour(ui::Workspace& workspace, QQuickWindow& window, const QString& folder);

    bool run(); // false: error() says what was missing
    QString error() const { return m_error; }

private:
    static constexpr int kLight = 1;
    static constexpr int kDark = 2;

    void waitForModel();
    void conversations();
    void ask(const QString& question);
    void chatPictures();
    void versionPictures();
    void sidebarPictures();
    void folderPictures();
    void attachmentPictures();
    void modelPictures();
    void tunePictures();
    void tuneStep(const char* name); // a picture of its beginning, and of its end where it is longer than the window
    void panes();
    void pages();
    void labPictures(); // tour_lab.cpp; likewise those below
    void labInChinese();
    void compareInLab(const std::vector<std::pair<QString, QString>>& numbers, bool caches);
    void waitForReport();
    void scrollLab(double share);
    void showLabPart(const QString& part);
    void chinese();

    QQuickItem& need(const QString& objectName); // throws the sentence that error() gives
    void require(bool condition, const QString& sentence) const;
    void goTo(const QString& page);
    void picture(const QString& name); // in light and in dark
    void save(const QString& name, int theme);

    ui::Workspace& m_workspace;
    QQuickWindow& m_window;
    Hand m_hand;
    QDir m_folder;
    QString m_error;
    int m_pictures = 0;
};

} // namespace app
