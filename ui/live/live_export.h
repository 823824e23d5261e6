// SPDX-License-Identifier: GPL-3.0-or-later
// Writes the live measurements that a window shows: as numbers, or as the picture that was made of it. The writing is
// on the thread "files", its outcome a notice. Owned by the Workspace; GUI thread, never waits.
#pragma once

#include "ui/live/time_window.h"

#include <QIODevice>
#include <QObject>
#include <QUrl>
#include <QVariant>
#include <QtQml/qqmlregistration.h>

#include <functional>

namespace ui
{

class FileWorker;
class NoticeList;

class LiveExport : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The export belongs to the Workspace.")

public:
    LiveExport(FileWorker& files, NoticeList& notices, QObject* parent = nullptr);

    Q_INVOKABLE QUrl suggestion(const QString& suffix) const; // among the person's documents, named after the time
    Q_INVOKABLE void saveCsv(ui::TimeWindow* window, const QUrl& file);
    Q_INVOKABLE void savePicture(const QVariant& image, const QUrl& file); // of grabToImage()

private:
    void write(const QUrl& file, const std::function<bool(QIODevice&)>& content);

    FileWorker& m_files;
    NoticeList& m_notices;
};

} // namespace ui
