// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/live/live_export.h"

#include "ui/chat/visible_text.h"
#include "ui/file_worker.h"
#include "ui/notices/notice_list.h"

#include <QDateTime>
#include <QDir>
#include <QImage>
#include <QSaveFile>
#include <QStandardPaths>

namespace ui
{

LiveExport::LiveExport(FileWorker& files, NoticeList& notices, QObject* parent)
    : QObject(parent),
      m_files(files),
      m_notices(notices)
{
}

QUrl LiveExport::suggestion(const QString& suffix) const
{
    const QDir folder(QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation));
    const QString when = QDateTime::currentDateTime().toString(QStringLiteral("yyyy-MM-dd HH.mm"));
    return QUrl::fromLocalFile(folder.filePath(tr("Fettle measurements %1").arg(when) + u'.' + suffix));
}

void LiveExport::write(const QUrl& file, const std::function<bool(QIODevice&)>& content)
{
    if (!file.isLocalFile()) {
        m_notices.post(NoticeList::Kind::Warning, tr("Measurements can only be written to a file on this computer."));
        return;
    }
    m_files.run(
        this,
        [path = file.toLocalFile(), content] {
            QSaveFile out(path);
            if (out.open(QIODevice::WriteOnly) && content(out) && out.commit())
                return QString();
            return out.errorString();
        },
        [this, name = visibleLine(file.fileName())](const QString& error) {
            if (error.isEmpty())
                m_notices.post(NoticeList::Kind::Info, tr("The measurements were written to “%1”.").arg(name));
            else
                m_notices.post(NoticeList::Kind::Error,
                               tr("The measurements could not be written to “%1”: %2. Choose another place.")
                                   .arg(name, visibleLine(error)));
        });
}

void LiveExport::saveCsv(TimeWindow* window, const QUrl& file)
{
    if (window == nullptr || window->metrics() == nullptr)
        return;
    write(file, [history = window->history(), from = window->from(), to = window->to(),
                 epoch = window->metrics()->epochMs()](QIODevice& out) {
        const QByteArray text = history.csv(from, to, epoch);
        return out.write(text) == text.size();
    });
}

void LiveExport::savePicture(const QVariant& image, const QUrl& file)
{
    const auto picture = image.value<QImage>();
    if (!picture.isNull())
        write(file, [picture](QIODevice& out) { return picture.save(&out, "PNG"); });
}

} // namespace ui
